import { Injectable } from '@nestjs/common';

import { type CreditOwed, creditsOwed, payCredit } from '#libs/billing';
import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import { lose, split } from '#libs/economics';
import { assert, type Millis, MILLIS_PER_DAY, type NanoTokens } from '#libs/kernel';
import { rulesAt } from '#libs/rules';
import type { Loss, LossCover } from '#libs/stake';

import { coveredCredit } from './cover-capital.js';
import { downMillis } from './cover-claims.js';
import { coverAccounts, CoverChange, keepRequired, lockCoverPool, selectCoverPool } from './cover-pool.store.js';
import { type CoverRow, selectCovers } from './cover.view.js';
import { windUp } from './wind-up.js';

/** Months that service credits look back on, and some days. */
const OWED_MILLIS = 130 * MILLIS_PER_DAY;
/** Covers of one lease that have to do with one month: each is for days at least. */
const MOST_COVERS = 40;

/** What of a credit that is owed one cover is for. */
interface Covered {
  owed: CreditOwed;
  cover: CoverRow;
  amount: NanoTokens;
}

/**
 * Insurance's step of the loss waterfall: service credits that tenants are owed and that neither bond nor stake pool had, as far as covers are for that time and have something
 * left. What it bears goes to those tenants themselves, and they are owed so much less: it is nobody's who is not covered.
 */
@Injectable()
export class CoverLosses implements LossCover {
  async coverLoss(tx: Transaction, { key, operatorId, poolId, amount }: Loss, now: Millis): Promise<NanoTokens> {
    assert(amount > 0n, 'something is to be covered');
    const [any] = await rowsOf<{ pool_id: string }>(tx, sql`select pool_id from cover_pools where pool_id = ${poolId}`);
    if (!any) return 0n;
    const { rules } = await rulesAt(tx, now);
    const pool = await lockCoverPool(tx, poolId, rules.cover, now);
    const [before] = await rowsOf<{ paid: bigint | null }>(tx, sql`select sum(paid)::bigint as paid from cover_credits where loss_key = ${key}`);
    if (before!.paid !== null) return before!.paid;
    const covered = await coveredOf(tx, await creditsOwed(tx, { poolId, operatorId, since: now - OWED_MILLIS }));
    const asked = covered.reduce((sum, part) => sum + part.amount, 0n);
    const change = new CoverChange(pool, now);
    const { lost, halted } = lose(change.settled.pool, asked < amount ? asked : amount);
    if (lost === 0n) return 0n;
    const { unlocking } = change.loss(lost);
    const parts = split(lost, covered.map((part, index) => ({ id: String(index).padStart(6, '0'), weight: part.amount })));
    const paid = covered.map((part, index) => ({ ...part, paid: parts.get(String(index).padStart(6, '0'))! })).filter((part) => part.paid > 0n);
    for (const { owed, cover, paid: part } of paid) {
      change.move('cover', coverAccounts(poolId).tokens, { ownerId: owed.tenantId, kind: 'wallet' }, part, `cover/${cover.id}/credit/${owed.monthStartsAt}/${key}`);
    }
    change.lock(unlocking.locked);
    const outcome = await change.post(tx, unlocking.unlocksAt);
    assert(outcome.outcome === 'posted', 'a pool pays what it has');
    for (const part of paid) await record(tx, key, part, now);
    if (halted) await tx.$executeRaw(sql`update cover_pools set halted = true where pool_id = ${poolId}`);
    await keepRequired(tx, rules.cover, (await selectCoverPool(tx, poolId))!, now);
    await windUp(tx, poolId, rules.cover, now);
    return lost;
  }
}

/** What covers that are not over are for, of what is owed: the part of its time that each covers, as far as its amount goes. */
async function coveredOf(tx: Transaction, credits: readonly CreditOwed[]): Promise<Covered[]> {
  const covered: Covered[] = [];
  const left = new Map<string, NanoTokens>();
  for (const owed of credits) {
    const covers = await selectCovers(tx, sql`
      lease_id = ${owed.leaseId} and ended_at is null and starts_at < ${BigInt(owed.monthEndsAt)} and ends_at > ${BigInt(owed.monthStartsAt)} and paid < amount`, MOST_COVERS);
    for (const cover of covers) {
      const span = { from: Math.max(owed.monthStartsAt, Number(cover.starts_at)), to: Math.min(owed.monthEndsAt, Number(cover.ends_at)) };
      const had = left.get(cover.id) ?? cover.amount - cover.paid;
      const amount = coveredCredit(owed, await downMillis(tx, owed.leaseId, span), had);
      left.set(cover.id, had - amount);
      if (amount > 0n) covered.push({ owed, cover, amount });
    }
  }
  return covered;
}

async function record(tx: Transaction, key: string, { owed, cover, amount, paid }: Covered & { paid: NanoTokens }, now: Millis): Promise<void> {
  const { id, lease_id: leaseId, project_id: projectId, tenant_id: tenantId } = cover;
  await tx.$executeRaw(sql`
    insert into cover_credits (loss_key, cover_id, month_starts_at, covered, paid, at) values (${key}, ${id}, ${BigInt(owed.monthStartsAt)}, ${amount}, ${paid}, ${BigInt(now)})`);
  await tx.$executeRaw(sql`update covers set paid = paid + ${paid} where id = ${id}`);
  await payCredit(tx, owed, paid, now);
  await appendEvents(tx, now, [{ type: 'cover.credit_paid', subjectId: id, tenantId, payload: { coverId: id, leaseId, projectId, monthStartsAt: owed.monthStartsAt, covered: amount, paid } }]);
}
