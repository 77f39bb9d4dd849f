import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, sqlEmpty } from '#libs/database';
import { CLOCK, type Clock, commonProblems, pageOf, toJson } from '#libs/kernel';
import { type Plain, rulesDigest } from '#libs/verify';

import { rulesAt, type RuleSetView, selectRuleSets, viewOf } from './rule-set.store.js';
import { initialRules } from './rules.js';

/** A version of the rules; without a number, the one in force. For anybody to know. @throws Problem `not_found`. */
export class GetRules extends Query<RuleSetView> {
  constructor(readonly version?: number) {
    super();
  }
}

@QueryHandler(GetRules)
export class GetRulesHandler implements IQueryHandler<GetRules> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ version }: GetRules): Promise<RuleSetView> {
    const now = this.clock.now();
    const inForce = await rulesAt(this.database, now);
    const wanted = version ?? inForce.version;
    if (wanted === 0 && inForce.version === 0) return unrecorded();
    const [row] = await selectRuleSets(this.database, { where: sql`where s.version = ${wanted}`, limit: 1 });
    if (!row) throw commonProblems.not_found('No such version.');
    return viewOf(row, now, inForce.version);
  }
}

/** What holds where nothing is recorded yet: before a process has started on the database. */
function unrecorded(): RuleSetView {
  const rules = toJson<Plain>(initialRules);
  return {
    version: 0, state: 'in_force', decidedBy: 'product', reason: 'the product\'s own', proposedAt: 0, activeFrom: 0, withdrawnAt: null, rules, digest: rulesDigest(rules), signed: null,
  };
}

/** Versions, the latest first: those that wait, the one in force and those before it. */
export class ListRules extends Query<{ items: RuleSetView[]; next: number | null }> {
  constructor(readonly page: { limit: number; before?: number | undefined }) {
    super();
  }
}

@QueryHandler(ListRules)
export class ListRulesHandler implements IQueryHandler<ListRules> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ page: { limit, before } }: ListRules): Promise<{ items: RuleSetView[]; next: number | null }> {
    const now = this.clock.now();
    const [inForce, rows] = await Promise.all([
      rulesAt(this.database, now), selectRuleSets(this.database, { where: before === undefined ? sqlEmpty : sql`where s.version < ${before}`, limit: limit + 1 }),
    ]);
    return pageOf(rows.map((row) => viewOf(row, now, inForce.version)), limit, ({ version }) => version);
  }
}
