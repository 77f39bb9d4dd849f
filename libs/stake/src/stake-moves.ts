import { appendEvents, sql, type Transaction } from '#libs/database';
import { assetsForRedemption, deposit } from '#libs/economics';
import { type Millis, type NanoTokens, newId } from '#libs/kernel';
import type { PostingOutcome } from '#libs/ledger';
import type { RuleSet } from '#libs/rules';

import { fundsOf, sharesOf, stakeAccounts } from './stake-pool.js';
import { PoolChange, type StoredPool } from './stake-pool.store.js';

type Refused = Exclude<PostingOutcome, { outcome: 'posted' }>;

/** Tokens of a holder's funds into a locked pool, for shares at the price of now. Nothing was written but where it says `staked`. */
export async function stakeInto(tx: Transaction, pool: StoredPool, holderId: string, amount: NanoTokens, now: Millis): Promise<{ outcome: 'staked'; shares: bigint } | { outcome: 'too_small' } | Refused> {
  const change = new PoolChange(pool, now);
  const { shares } = deposit(change.settled.pool, amount);
  if (shares === 0n) return { outcome: 'too_small' };
  change.move('stake', fundsOf(holderId), stakeAccounts(pool.id).tokens, amount);
  change.mint(sharesOf(pool.id, holderId), shares);
  const outcome = await change.post(tx);
  if (outcome.outcome !== 'posted') return outcome;
  await appendEvents(tx, now, [{ type: 'stake.added', subjectId: pool.id, payload: { poolId: pool.id, holderId, amount, shares } }]);
  return { outcome: 'staked', shares };
}

/** Has a holder's shares of a locked pool begin to leave, for what they are worth now at the most. Nothing was written but where it says `asked`. */
export async function askToLeave(
  tx: Transaction, pool: StoredPool, { holderId, shares }: { holderId: string; shares: bigint }, { version, rules }: Pick<RuleSet, 'version' | 'rules'>, now: Millis,
): Promise<{ outcome: 'asked'; id: string; amount: NanoTokens; dueAt: Millis } | Refused> {
  const poolId = pool.id;
  const change = new PoolChange(pool, now);
  change.move('shares', sharesOf(poolId, holderId), stakeAccounts(poolId).exits, shares);
  const outcome = await change.post(tx);
  if (outcome.outcome !== 'posted') return outcome;
  const amount = assetsForRedemption(change.settled.pool, shares);
  const id = newId('stakeExit');
  const dueAt = now + rules.stake.unbondingMillis;
  await tx.$executeRaw(sql`
    insert into stake_exits (id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version, asked_assets, asked_shares)
    values (${id}, ${poolId}, ${holderId}, ${shares}, ${amount}, ${BigInt(now)}, ${BigInt(dueAt)}, ${version}, ${change.settled.pool.assets}, ${change.settled.pool.shares})`);
  await appendEvents(tx, now, [{ type: 'stake.exit_asked', subjectId: poolId, payload: { poolId, holderId, exitId: id, shares, amount, dueAt } }]);
  return { outcome: 'asked', id, amount, dueAt };
}
