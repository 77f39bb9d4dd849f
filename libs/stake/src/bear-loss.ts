import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import { atStake, bearable, bearDown } from '#libs/economics';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';
import { type AccountRef, balanceOf, postTransfers } from '#libs/ledger';

import { lockBond } from './bond.store.js';
import { loseBond } from './lose-bond.js';
import { loseLocked } from './lose-stake.js';
import { lockPoolOf } from './stake-pool.store.js';

/** Something that an operator has to answer for. */
export interface Loss {
  /** Unique for ever: borne once, whoever asks again. */
  key: string;
  operatorId: string;
  /** Whose capacity it was: the treasury that bears is this pool's. */
  poolId: string;
  amount: NanoTokens;
  /** What of it somebody was harmed by: insurance and treasury bear no more than that, for a penalty is nobody's but the operator's. */
  harm: NanoTokens;
  /** Who gets what is borne. */
  to: AccountRef;
}

/** What each bears; all of them sum to the loss. */
export interface BorneLoss {
  bond: NanoTokens;
  stake: NanoTokens;
  insurance: NanoTokens;
  treasury: NanoTokens;
  /** What nobody could bear: recorded, never a balance below zero. */
  deficit: NanoTokens;
}

/** Where insurance is asked, if there is any: it covers what it will of a loss, and moves that itself. Nest's injection token is `LOSS_COVER`. */
export interface LossCover {
  /**
   * Covers losses up to `amount`, in the caller's transaction, after the operator's bond and stake pool bore theirs: once for the loss's key.
   * @returns how much it moved, to `to` or to those who are harmed and covered themselves.
   */
  coverLoss(tx: Transaction, loss: Loss, now: Millis): Promise<NanoTokens>;
}

export const LOSS_COVER = Symbol('LOSS_COVER');

/**
 * Lets a loss down the waterfall, each bearing all it can before the next is touched: the operator's bond, its stake pool, insurance where there is some, the pool's treasury. The
 * rest is recorded. Locks in that order: the bond, the stake pool, then accounts.
 */
export async function bearLoss(tx: Transaction, loss: Loss, now: Millis, cover?: LossCover): Promise<BorneLoss> {
  const { key, operatorId, poolId, amount, harm, to } = loss;
  const treasury: AccountRef = { ownerId: poolId, kind: 'treasury' };
  assert(amount > 0n && harm >= 0n && harm <= amount, 'a loss is more than nothing, and harm is a part of it');
  assert(to.kind !== 'treasury' || to.ownerId !== poolId, 'what a treasury bears goes elsewhere');
  const before = await lockBond(tx, operatorId);
  const known = await borneBefore(tx, key);
  if (known) return known;
  const bond = await loseBond(tx, { operatorId, before }, amount, to, key, now);
  const { borne: stake, available: stakeAvailable } = await loseStakeOf(tx, operatorId, amount - bond, to, now);
  const unmet = () => max(0n, harm - bond - stake);
  const insurance = cover && unmet() > 0n ? await cover.coverLoss(tx, { ...loss, amount: unmet(), harm: unmet() }, now) : 0n;
  assert(insurance >= 0n && insurance <= unmet(), 'insurance covers no more than it was asked for');
  const { borne: fromTreasury, available: treasuryAvailable } = await loseTreasury(tx, treasury, unmet() - insurance, loss, now);
  const had = { bond: atStake(before), stake: stakeAvailable, insurance, treasury: treasuryAvailable };
  const borne = bearDown(loss, had);
  assert(borne.bond === bond && borne.stake === stake && borne.treasury === fromTreasury, 'each bears what the waterfall says');
  await tx.$executeRaw(sql`
    insert into losses (key, operator_id, pool_id, amount, harm, bond, stake, insurance, treasury, deficit, bond_available, stake_available, treasury_available, at)
    values (${key}, ${operatorId}, ${poolId}, ${amount}, ${harm}, ${bond}, ${stake}, ${insurance}, ${fromTreasury}, ${borne.deficit}, ${had.bond}, ${had.stake}, ${had.treasury}, ${BigInt(now)})`);
  await appendEvents(tx, now, [{ type: 'loss.borne', subjectId: operatorId, payload: { key, operatorId, poolId, amount, harm, ...borne } }]);
  return borne;
}

async function borneBefore(tx: Transaction, key: string): Promise<BorneLoss | undefined> {
  const [row] = await rowsOf<BorneLoss>(tx, sql`select bond, stake, insurance, treasury, deficit from losses where key = ${key}`);
  return row;
}

/** What was borne, and what there was to bear it: nothing where nothing was asked. */
interface Asked {
  borne: NanoTokens;
  available: NanoTokens;
}

async function loseStakeOf(tx: Transaction, operatorId: string, loss: NanoTokens, to: AccountRef, now: Millis): Promise<Asked> {
  const pool = loss === 0n ? undefined : await lockPoolOf(tx, operatorId);
  if (!pool) return { borne: 0n, available: 0n };
  return { borne: await loseLocked(tx, pool, loss, to, now), available: bearable(pool.unlocking.pool) };
}

async function loseTreasury(tx: Transaction, treasury: AccountRef, asked: NanoTokens, { key, to, operatorId }: Loss, now: Millis): Promise<Asked> {
  // It pays into and out of many hands meanwhile: what is read may be gone when it is posted.
  for (let tries = 0; asked > 0n && tries < MOST_TRIES; tries += 1) {
    const { available } = await balanceOf(tx, treasury);
    const amount = available < asked ? available : asked;
    if (amount <= 0n) break;
    const outcome = await postTransfers(tx, now, [{ key: `treasury_loss/${key}/${tries}`, type: 'posted', reason: 'treasury_loss', amount, subjectId: operatorId, from: treasury, to }]);
    if (outcome.outcome === 'posted') return { borne: amount, available };
  }
  return { borne: 0n, available: 0n };
}

const MOST_TRIES = 5;

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
