import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { lockRules, rulesAt, type RuleSetView, selectRuleSets, viewOf } from './rule-set.store.js';
import { rulesProblems } from './rules.errors.js';

/** Takes a version back before it holds; again, it changes nothing. @throws Problem `forbidden`, `not_found`, `rules_in_force` once it holds. */
export class WithdrawRules extends Command<RuleSetView> {
  constructor(readonly actor: Actor, readonly version: number, readonly reason: string) {
    super();
  }
}

@CommandHandler(WithdrawRules)
export class WithdrawRulesHandler implements ICommandHandler<WithdrawRules> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, version, reason }: WithdrawRules): Promise<RuleSetView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only administrators change the rules.');
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      await lockRules(tx);
      const [row] = await selectRuleSets(tx, { where: sql`where s.version = ${version}`, limit: 1 });
      if (!row) throw commonProblems.not_found('No such version.');
      const inForce = await rulesAt(tx, now);
      if (row.withdrawn_at !== null) return viewOf(row, now, inForce.version);
      if (Number(row.active_from) <= now) throw rulesProblems.rules_in_force('What holds, or held, is history: publish another version.');
      await tx.$executeRaw(sql`insert into rule_set_withdrawals (version, author_id, reason, at) values (${version}, ${actor.keyId}, ${reason}, ${BigInt(now)})`);
      await audit(tx, actor, now, { action: 'rules.withdrawn', subjectId: String(version), detail: { reason } });
      await appendEvents(tx, now, [{ type: 'rules.withdrawn', subjectId: String(version), payload: { version, reason } }]);
      return viewOf({ ...row, withdrawn_at: BigInt(now) }, now, inForce.version);
    });
  }
}
