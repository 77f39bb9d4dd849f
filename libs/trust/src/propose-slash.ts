import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import { slashAmount } from '#libs/economics';
import { type Millis, MILLIS_PER_DAY, newId } from '#libs/kernel';
import { type AccountRef, balancesOf } from '#libs/ledger';
import type { Rules } from '#libs/rules';
import { holdExits, stakeAccounts } from '#libs/stake';

import type { StoredFault } from './fault.store.js';
import { insertSlash } from './slash.store.js';

/** Longer than a slash can take to be over: it frees what it holds back by itself. */
const UNTIL_OVER_MILLIS = 2 * 366 * MILLIS_PER_DAY;

/** Says what a confirmed fault costs. It waits out the appeal; until it is over nobody leaves ahead of it. Nothing where nothing is asked for, or the cap has nothing left, which operators that belong together share. */
export async function proposeSlash(tx: Transaction, fault: StoredFault, { faults, bond }: Rules, now: Millis): Promise<void> {
  const { kind, operatorId, poolId, rulesVersion, units } = fault;
  const rule = faults.table[kind];
  const together = await lockTogether(tx, operatorId);
  const since = BigInt(now - rule.periodMillis);
  const [before] = await rowsOf<{ sum: bigint }>(tx, sql`
    select coalesce(sum(amount), 0)::bigint as sum from slashes where operator_id = any(${together}) and kind = ${kind} and state <> 'forgiven' and proposed_at > ${since}`);
  const [borne] = await rowsOf<{ sum: bigint }>(tx, sql`
    select coalesce(sum(l.bond + l.stake), 0)::bigint as sum from slashes s join losses l on l.key = 'slash/' || s.id
    where s.operator_id = any(${together}) and s.kind = ${kind} and s.proposed_at > ${since}`);
  const { bonded, backed } = await atStakeOf(tx, together);
  const terms = { units, atStake: bonded + backed + borne!.sum, slashedBefore: before!.sum };
  const { base, amount } = slashAmount(terms, rule, bond.rates);
  if (amount === 0n) return;
  const id = newId('slash');
  const dueAt = now + faults.appealMillis;
  await insertSlash(tx, { id, faultId: fault.id, kind, operatorId, poolId, rulesVersion, ...terms, units: [...units], together, bonded, backed, base, amount, proposedAt: now, dueAt });
  await holdExits(tx, { id, operatorId, until: now + UNTIL_OVER_MILLIS }, now);
  await appendEvents(tx, now, [{ type: 'slash.proposed', subjectId: operatorId, payload: { slashId: id, faultId: fault.id, operatorId, kind, amount, dueAt } }]);
}

/** The operator and those of its group. Their faults take turns: each counts what the others cost. Until the transaction ends nobody moves it to another group. */
async function lockTogether(tx: Transaction, operatorId: string): Promise<string[]> {
  const [operator] = await rowsOf<{ group_id: string | null }>(tx, sql`select group_id from operators where id = ${operatorId} for share`);
  const group = operator?.group_id ?? null;
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${group === null ? `slashes/${operatorId}` : `slashes/group:${group}`}, 0))`);
  if (group === null) return [operatorId];
  const members = await rowsOf<{ id: string }>(tx, sql`select id from operators where group_id = ${group}`);
  return members.map(({ id }) => id);
}

/** What operators have bonded, what is on its way out included, and what backs them. */
async function atStakeOf(tx: Transaction, operatorIds: readonly string[]): Promise<{ bonded: bigint; backed: bigint }> {
  const pools = await rowsOf<{ id: string }>(tx, sql`select id from stake_pools where operator_id = any(${operatorIds})`);
  const sumOf = async (accounts: readonly AccountRef[]) => (await balancesOf(tx, accounts)).reduce((sum, { balance }) => sum + balance, 0n);
  return { bonded: await sumOf(operatorIds.map((ownerId) => ({ ownerId, kind: 'bond' }))), backed: await sumOf(pools.map(({ id }) => stakeAccounts(id).tokens)) };
}
