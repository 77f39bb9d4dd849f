import { Injectable } from '@nestjs/common';

import { guard } from '#libs/breaker';
import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { assert, eachApart, type Millis } from '#libs/kernel';
import { balanceOf, postTransfers } from '#libs/ledger';
import { rulesAt, rulesOfVersion } from '#libs/rules';

import { type AssessorExitRow, assessorsAccount, disputeAccount, weightAt } from './assessors.store.js';
import { payCover } from './cover-payout.js';
import { keepRequired, lockCoverPool, selectCoverPool } from './cover-pool.store.js';
import { selectCovers } from './cover.view.js';
import { outcomeOf } from './dispute-outcome.js';
import { type DisputeRow, selectDisputes, tallyOf } from './dispute.view.js';
import { windUp } from './wind-up.js';

/** Disputes, and exits, of one sweep; the rest is next. */
const BATCH = 200;

/** Carries out what assessors decided, and pays back those who leave. */
@Injectable()
export class CoverDisputes {
  constructor(private readonly database: Database) {}

  /** Each dispute in a transaction of its own, once, whoever else sweeps. @returns how many were looked at. @throws AggregateError of those that failed. */
  async decideDue(now: Millis): Promise<number> {
    const due = await rowsOf<{ id: string }>(this.database, sql`select id from cover_disputes where decided_at is null and decides_at < ${BigInt(now)} order by decides_at, id limit ${BATCH}`);
    await eachApart(due, ({ id }) => this.database.transaction((tx) => decide(tx, id, now)), 'disputes could not be decided');
    return due.length;
  }

  /** @returns how many were looked at. @throws AggregateError of those that failed. */
  async payExits(now: Millis): Promise<number> {
    const due = await rowsOf<{ id: string }>(this.database, sql`select id from assessor_exits where paid_at is null and due_at <= ${BigInt(now)} order by random() limit ${BATCH}`);
    await eachApart(due, ({ id }) => this.database.transaction((tx) => payExit(tx, id, now)), 'assessors could not be paid back');
    return due.length;
  }
}

async function decide(tx: Transaction, disputeId: string, now: Millis): Promise<void> {
  const [peek] = await selectDisputes(tx, sql`id = ${disputeId}`, 1);
  const { rules } = await rulesAt(tx, now);
  await lockCoverPool(tx, peek!.pool_id, rules.cover, now);
  const [dispute] = await selectDisputes(tx, sql`id = ${disputeId} and decided_at is null`, 1);
  if (!dispute) return; // another sweep was faster
  const { dispute: own } = await rulesOfVersion(tx, dispute.rules_version);
  const tally = await tallyOf(tx, disputeId);
  const outcome = outcomeOf(own, { ...tally, votingEndsAt: Number(dispute.voting_ends_at), quorum: dispute.quorum }, now);
  if (outcome === undefined) return;
  const cover = (await selectCovers(tx, sql`id = ${dispute.cover_id}`, 1))[0]!;
  const { unlocking: { pool: before } } = (await selectCoverPool(tx, dispute.pool_id))!;
  const paid = outcome === 'accepted' ? await payCover(tx, cover, dispute.reserved, `cover/${cover.id}/dispute/${disputeId}`, now) : 0n;
  await settleDeposit(tx, dispute, outcome === 'denied', now);
  await tx.$executeRaw(sql`
    update cover_disputes set outcome = ${outcome}, accept = ${tally.accept}, deny = ${tally.deny}, paid = ${paid}, decided_at = ${BigInt(now)} where id = ${disputeId}`);
  await tx.$executeRaw(sql`insert into cover_verdicts (dispute_id, cover_id, cover_left, assets) values (${disputeId}, ${cover.id}, ${cover.amount - cover.paid}, ${before.assets})`);
  await appendEvents(tx, now, [{
    type: 'cover.dispute_decided', subjectId: cover.id, tenantId: cover.tenant_id,
    payload: { coverId: cover.id, leaseId: cover.lease_id, projectId: cover.project_id, disputeId, startsAt: Number(dispute.starts_at), outcome, paid },
  }]);
  await keepRequired(tx, rules.cover, (await selectCoverPool(tx, dispute.pool_id))!, now);
  await windUp(tx, dispute.pool_id, rules.cover, now);
}

/** Back to the tenant, or, where it was denied, the pool's treasury's: no assessor gains by denying. */
async function settleDeposit(tx: Transaction, { id, deposit, tenant_id: tenantId, pool_id: poolId }: DisputeRow, isKept: boolean, now: Millis): Promise<void> {
  if (deposit === 0n) return;
  const to = isKept ? ({ ownerId: poolId, kind: 'treasury' } as const) : ({ ownerId: tenantId, kind: 'wallet' } as const);
  const outcome = await postTransfers(tx, now, [{ key: `dispute/${id}/over`, type: 'posted', reason: isKept ? 'cover' : 'unstake', amount: deposit, subjectId: id, from: disputeAccount(id), to }]);
  assert(outcome.outcome === 'posted', 'what was put down is there');
}

async function payExit(tx: Transaction, exitId: string, now: Millis): Promise<void> {
  const [peek] = await rowsOf<{ pool_id: string }>(tx, sql`select pool_id from assessor_exits where id = ${exitId}`);
  const { rules } = await rulesAt(tx, now);
  await lockCoverPool(tx, peek!.pool_id, rules.cover, now);
  const [exit] = await rowsOf<AssessorExitRow>(tx, sql`select id, pool_id, assessor_id, amount, asked_at, due_at, rules_version from assessor_exits where id = ${exitId} and paid_at is null`);
  if (!exit) return;
  const { pool_id: poolId, assessor_id: assessorId, amount } = exit;
  const { balance } = await balanceOf(tx, assessorsAccount(poolId));
  const passage = await guard(tx, now, 'exit', { key: `assessor_exit/${exitId}`, amount, of: balance, poolId, accountId: assessorId });
  if (passage.outcome === 'stopped') return;
  const outcome = await postTransfers(tx, now, [
    { key: `assessor_exit/${exitId}`, type: 'posted', reason: 'unstake', amount, subjectId: poolId, from: assessorsAccount(poolId), to: { ownerId: assessorId, kind: 'wallet' } },
  ]);
  assert(outcome.outcome === 'posted', 'what assessors deposited is there');
  await tx.$executeRaw(sql`update assessor_exits set paid_at = ${BigInt(now)} where id = ${exitId}`);
  await appendEvents(tx, now, [{ type: 'cover.assessor_changed', subjectId: poolId, payload: { poolId, assessorId, weight: await weightAt(tx, poolId, assessorId, Number.MAX_SAFE_INTEGER) } }]);
}
