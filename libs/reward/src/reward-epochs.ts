import { Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { rewardsOf, windowOf, type WorkByOperator, workOf } from '#libs/economics';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';
import { type AccountRef, balanceOf, postTransfers } from '#libs/ledger';
import { rulesAt } from '#libs/rules';

import { EPOCH_MILLIS, MARGIN_MILLIS, startOf } from './epoch.js';
import { type ClosedEpoch, epochsBefore, foundIn, revenueIn, type RewardShare, workWithin, writeEpoch } from './reward.store.js';
import { sum } from './sum.js';

/** Epochs that one sweep closes; the rest is next. */
const BATCH = 100;

/** Pays for epochs that are over. */
@Injectable()
export class RewardEpochs {
  constructor(private readonly database: Database) {}

  /** Each epoch of each pool in a transaction of its own, in order, once, whoever else sweeps; one that cannot be closed holds up no other pool. @returns how many were closed. @throws AggregateError of those that failed. */
  async closeDue(now: Millis): Promise<number> {
    const over = startOf(now - MARGIN_MILLIS, EPOCH_MILLIS);
    const due = await rowsOf<{ pool_id: string; starts_at: bigint }>(this.database, sql`
      select distinct pool_id, slot - slot % ${BigInt(EPOCH_MILLIS)} as starts_at from reward_looks where slot < ${BigInt(over)} order by 2, 1 limit ${BATCH}`);
    const errors: unknown[] = [];
    const stuck = new Set<string>();
    let closed = 0;
    for (const { pool_id: poolId, starts_at } of due) {
      if (stuck.has(poolId)) continue;
      await this.database.transaction((tx) => closeEpoch(tx, poolId, Number(starts_at), now)).then((isNew) => (closed += isNew ? 1 : 0), (error: unknown) => {
        stuck.add(poolId);
        errors.push(error);
      });
    }
    if (errors.length > 0) throw new AggregateError(errors, `epochs of ${errors.length} pools could not be closed`);
    return closed;
  }
}

/** @returns false when somebody else was faster. */
async function closeEpoch(tx: Transaction, poolId: string, startsAt: Millis, now: Millis): Promise<boolean> {
  // Whoever closes it takes its looks away.
  const looks = await rowsOf(tx, sql`select 1 from reward_looks where pool_id = ${poolId} and slot >= ${BigInt(startsAt)} and slot < ${BigInt(startsAt + EPOCH_MILLIS)} order by slot for update`);
  if (looks.length === 0) return false;
  const { version, rules: { reward } } = await rulesAt(tx, startsAt);
  const units = await foundIn(tx, poolId, startsAt);
  const work = new Map([...units].map(([operatorId, of]) => [operatorId, workOf(of, reward)]));
  const { from, counted } = await windowBack(tx, { poolId, startsAt, work }, reward.windowNanoTokens);
  const treasury = await balanceOf(tx, treasuryOf(poolId));
  const books = { work, counted, treasury: treasury.available, revenue: await revenueIn(tx, poolId, startsAt) };
  const { amounts, ...rewards } = rewardsOf(books, reward);
  const shares = [...new Set([...work.keys(), ...amounts.keys()])].toSorted().map((operatorId): RewardShare => ({
    operatorId, units: units.get(operatorId) ?? [], work: work.get(operatorId) ?? 0n, counted: counted.get(operatorId) ?? 0n, amount: amounts.get(operatorId) ?? 0n,
  }));
  const epoch: ClosedEpoch = {
    ...rewards, poolId, startsAt, endsAt: startsAt + EPOCH_MILLIS, rulesVersion: version, treasury: books.treasury, revenue: books.revenue, work: sum(work.values()), windowFrom: from,
    counted: sum(counted.values()), closedAt: now,
  };
  await writeEpoch(tx, epoch, shares);
  await pay(tx, epoch, shares, now);
  return true;
}

/** Where the window begins that ends with an epoch, and what each operator worked in it. How far it reaches follows from how much work each epoch had, whoever's. */
async function windowBack(tx: Transaction, { poolId, startsAt, work }: { poolId: string; startsAt: Millis; work: WorkByOperator }, window: NanoTokens): Promise<{ from: Millis; counted: Map<string, NanoTokens> }> {
  const epochs = [{ startsAt, work: sum(work.values()) }, ...(await epochsBefore(tx, poolId, startsAt))];
  const { from } = windowOf(epochs.map((epoch) => ({ startsAt: epoch.startsAt, work: new Map([['', epoch.work]]) })), window);
  const counted = new Map(work);
  if (from < startsAt) for (const [operatorId, done] of await workWithin(tx, poolId, from, startsAt)) counted.set(operatorId, (counted.get(operatorId) ?? 0n) + done);
  return { from, counted };
}

async function pay(tx: Transaction, { poolId, startsAt, scheme, paid }: ClosedEpoch, shares: readonly RewardShare[], now: Millis): Promise<void> {
  const paying = shares.filter(({ amount }) => amount > 0n);
  const outcome = await postTransfers(tx, now, paying.map(({ operatorId, amount }) => (
    { key: `reward/${poolId}/${startsAt}/${operatorId}`, type: 'posted', reason: 'reward', amount, subjectId: operatorId, from: treasuryOf(poolId), to: { ownerId: operatorId, kind: 'earnings' } })));
  assert(outcome.outcome === 'posted' && sum(paying.map(({ amount }) => amount)) === paid, 'rewards are no more than the treasury has');
  await appendEvents(tx, now, [
    { type: 'reward.epoch_closed', subjectId: poolId, payload: { poolId, startsAt, scheme, paid } },
    ...paying.map(({ operatorId, amount }) => ({ type: 'reward.paid' as const, subjectId: operatorId, payload: { operatorId, poolId, startsAt, scheme, amount } })),
  ]);
}

function treasuryOf(poolId: string): AccountRef {
  return { ownerId: poolId, kind: 'treasury' };
}
