import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql, type Sql } from '#libs/database';
import { type Actor, commonProblems, type Millis, MILLIS_PER_DAY, type ResourceClass } from '#libs/kernel';
import { type FaultKind, rulesOfVersion, type Tier, tiers } from '#libs/rules';

import { answeringOperator } from '../list-faults.js';
import { unitHours } from './reputation.js';
import { selectCounted, selectWork } from './reputation.store.js';

/** How far an operator is trusted with a class, as it reads it: plain JSON. */
export interface ReputationView {
  resourceClass: ResourceClass;
  tier: Tier;
  scoreBps: number;
  /** In hours of a priced unit, decayed, rounded down. */
  workedUnitHours: string;
  lostUnitHours: string;
  /** The day it was found at the end of. */
  asOf: Millis;
  rulesVersion: number;
}

/** And all that follows from. */
export interface ReputationDetail extends ReputationView {
  /** Units × milliseconds, exactly. */
  worked: string;
  lost: string;
  work: { startsAt: Millis; unitMillis: string }[];
  faults: { faultId: string; kind: FaultKind; at: Millis; units: string }[];
}

interface ScoreRow {
  resource_class: ResourceClass;
  day: number;
  worked: string;
  lost: string;
  score_bps: number;
  tier: number;
  rules_version: number;
}

function selectScores(reader: Reader, where: Sql): Promise<ScoreRow[]> {
  return rowsOf(reader, sql`
    select s.resource_class, s.day, s.worked::text, s.lost::text, s.score_bps, s.tier, s.rules_version from reputation_days d join operator_scores s on s.operator_id = d.operator_id and s.day = d.day
    where ${where} order by s.resource_class collate "C"`);
}

function viewOf({ resource_class: resourceClass, day, worked, lost, score_bps: scoreBps, tier, rules_version: rulesVersion }: ScoreRow): ReputationView {
  return {
    resourceClass, tier: tiers[tier]!, scoreBps, workedUnitHours: unitHours(BigInt(worked), resourceClass), lostUnitHours: unitHours(BigInt(lost), resourceClass), asOf: (day + 1) * MILLIS_PER_DAY, rulesVersion,
  };
}

/** How far the operator is trusted, by class. @throws Problem `forbidden`. */
export class ListReputation extends Query<{ items: ReputationView[] }> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(ListReputation)
export class ListReputationHandler implements IQueryHandler<ListReputation> {
  constructor(private readonly database: Database) {}

  async execute({ actor }: ListReputation): Promise<{ items: ReputationView[] }> {
    return { items: (await selectScores(this.database, sql`d.operator_id = ${answeringOperator(actor)}`)).map(viewOf) };
  }
}

/** The same of one class, with the work and the faults that it follows from. @throws Problem `forbidden`, `not_found`. */
export class GetReputation extends Query<ReputationDetail> {
  constructor(readonly actor: Actor, readonly resourceClass: ResourceClass) {
    super();
  }
}

@QueryHandler(GetReputation)
export class GetReputationHandler implements IQueryHandler<GetReputation> {
  constructor(private readonly database: Database) {}

  async execute({ actor, resourceClass }: GetReputation): Promise<ReputationDetail> {
    const operatorId = answeringOperator(actor);
    const [row] = await selectScores(this.database, sql`d.operator_id = ${operatorId} and s.resource_class = ${resourceClass}`);
    if (!row) throw commonProblems.not_found('There is neither work nor a fault of that class.');
    const { reputation } = await rulesOfVersion(this.database, row.rules_version);
    const work = (await selectWork(this.database, operatorId, row.day, reputation)).get(resourceClass) ?? [];
    const faults = (await selectCounted(this.database, operatorId, row.day, reputation)).get(resourceClass) ?? [];
    return {
      ...viewOf(row), worked: row.worked, lost: row.lost,
      work: work.map(({ day, unitMillis }) => ({ startsAt: day * MILLIS_PER_DAY, unitMillis: unitMillis.toString() })),
      faults: faults.map(({ faultId, kind, at, units }) => ({ faultId, kind, at, units: units.toString() })),
    };
  }
}
