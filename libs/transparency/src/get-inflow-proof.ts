import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql, sqlEmpty } from '#libs/database';
import { type Actor, commonProblems, type Millis } from '#libs/kernel';
import { earnedReasons } from '#libs/stake';
import type { SettlementDocument } from '#libs/verify';

import { MOST_ENTRIES, type RecordOf, settlementDocument } from './settlement-proof.js';

/**
 * What flowed into a stake pool of its operator's earnings at a time, or the last time before it: with all that it and the commission follow from. What `weir verify` takes. The operator
 * sees the entries that it earned by, whoever else asks nothing of whose pool it is.
 * @throws Problem `not_found`; `settlement_not_logged` until a head is signed that has all of it.
 */
export class GetInflowProof extends Query<SettlementDocument> {
  /** @param stakePoolId the operator's own when left out. */
  constructor(readonly actor: Actor, readonly stakePoolId: string | undefined, readonly upTo: Millis = Number.MAX_SAFE_INTEGER) {
    super();
  }
}

@QueryHandler(GetInflowProof)
export class GetInflowProofHandler implements IQueryHandler<GetInflowProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, stakePoolId, upTo }: GetInflowProof): Promise<SettlementDocument> {
    const isOwn = actor.ownerType === 'operator';
    const own = isOwn ? sql`and operator_id = ${actor.ownerId}` : sqlEmpty;
    const [inflow] = await rowsOf<{ sequence: bigint; rules_version: number; from_at: bigint; up_to: bigint }>(this.database, sql`
      select sequence, rules_version, from_at, up_to from stake_inflows where up_to <= ${BigInt(upTo)} ${stakePoolId === undefined ? sqlEmpty : sql`and pool_id = ${stakePoolId}`} ${own} order by up_to desc limit 1`);
    if (!inflow) throw commonProblems.not_found('Nothing flowed in, or there is no such pool.');
    const entries = isOwn ? await this.entries(actor.ownerId, inflow.from_at, inflow.up_to) : undefined;
    return settlementDocument(this.database, 'inflow', inflow.rules_version, { inflow: { kind: 'inflow', sequence: inflow.sequence, isOpened: isOwn }, entries });
  }

  /** What the operator earned since the time before; undefined where that is too much for one document. */
  private async entries(operatorId: string, from: bigint, upTo: bigint): Promise<RecordOf[] | undefined> {
    const rows = await rowsOf<{ id: bigint }>(this.database, sql`
      select e.id from accounts a cross join lateral account_entries(a.id, ${from + 1n}, ${upTo}) e join transfers t on t.position = e.id / 2
      where a.owner_id = ${operatorId} and a.kind = 'earnings' and a.asset = 'token' and t.reason = any(${[...earnedReasons]}) order by e.id limit ${MOST_ENTRIES + 1}`);
    return rows.length > MOST_ENTRIES ? undefined : rows.map(({ id }) => ({ kind: 'entry', sequence: id }));
  }
}
