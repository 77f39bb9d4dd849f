import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { type Actor, commonProblems, type Millis } from '#libs/kernel';
import type { SettlementDocument } from '#libs/verify';

import { type RecordOf, settlementDocument, transferPosition } from './settlement-proof.js';

/**
 * What an hour's rewards in a pool follow from: what each operator's idle capacity counted for, whoever it is, the treasury, and the window; an operator sees which is its own, with its
 * capacity and that it was paid, an administrator all of them. What `weir verify` takes. Blinded it names nobody.
 * @throws Problem `not_found`, also for an operator that has no part in it; `forbidden`; `settlement_not_logged` until a head is signed that has all of it; `settlement_too_large`.
 */
export class GetRewardProof extends Query<SettlementDocument> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly startsAt: Millis, readonly isBlinded = false) {
    super();
  }
}

@QueryHandler(GetRewardProof)
export class GetRewardProofHandler implements IQueryHandler<GetRewardProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, poolId, startsAt, isBlinded }: GetRewardProof): Promise<SettlementDocument> {
    if (actor.ownerType === 'tenant') throw commonProblems.forbidden('Tenants do not see operators.');
    const at = BigInt(startsAt);
    const [epoch] = await rowsOf<{ sequence: bigint; rules_version: number; window_from: bigint }>(this.database, sql`select sequence, rules_version, window_from from reward_epochs where pool_id = ${poolId} and starts_at = ${at}`);
    const shares = await rowsOf<{ sequence: bigint; operator_id: string }>(this.database, sql`
      select sequence, operator_id from reward_shares where pool_id = ${poolId} and starts_at = ${at} order by operator_id collate "C"`);
    const ownId = actor.ownerType === 'operator' ? actor.ownerId : undefined;
    if (!epoch || (ownId !== undefined && !shares.some(({ operator_id }) => operator_id === ownId))) throw commonProblems.not_found('No such rewards.');
    const window = await rowsOf<{ sequence: bigint }>(this.database, sql`
      select sequence from reward_epochs where pool_id = ${poolId} and starts_at < ${at} and starts_at >= ${epoch.window_from} order by starts_at desc`);
    const isShown = (operatorId: string) => !isBlinded && (ownId === undefined || operatorId === ownId);
    return settlementDocument(this.database, 'reward', epoch.rules_version, {
      epoch: { kind: 'reward', sequence: epoch.sequence },
      shares: shares.map(({ sequence, operator_id }) => ({ kind: 'share', sequence, isOpened: isShown(operator_id) })),
      window: window.map(({ sequence }) => ({ kind: 'reward', sequence })),
      ...(ownId === undefined || isBlinded ? {} : await this.ownRecords(ownId, poolId, at, epoch.window_from)),
    });
  }

  /** What the operator worked in the window before, and the entry by which it was paid. */
  private async ownRecords(operatorId: string, poolId: string, at: bigint, windowFrom: bigint): Promise<{ own: RecordOf[]; moved?: RecordOf }> {
    const own = await rowsOf<{ sequence: bigint }>(this.database, sql`
      select sequence from reward_shares where pool_id = ${poolId} and operator_id = ${operatorId} and starts_at < ${at} and starts_at >= ${windowFrom} order by starts_at desc`);
    const position = await transferPosition(this.database, `reward/${poolId}/${at}/${operatorId}`);
    return {
      own: own.map(({ sequence }) => ({ kind: 'share', sequence, isOpened: true })),
      ...(position === undefined ? {} : { moved: { kind: 'entry' as const, sequence: 2n * position + 1n, isOpened: true } }),
    };
  }
}
