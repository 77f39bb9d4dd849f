import { postgresCode, rowsOf, sql, type Transaction } from '#libs/database';
import { assert, type Millis } from '#libs/kernel';

import { accountKey, accountKinds, type AccountRef, type Asset, refsJson } from './account.js';
import { postAtOnce } from './post-at-once.js';
import { type AccountState, between, keyReused, planPosting, type Posting } from './posting.js';
import type { GroupOutcome, NewTransfer, PostingOutcome, StoredTransfer } from './transfer.js';

/** The most transfers of one call: written in about a sixth of a second, for which its accounts are locked. */
export const MAX_BATCH = 20_000;

/**
 * Posts transfers in the caller's transaction, in order, all or nothing. Keys seen before are not posted again: a repeat
 * gets the first ids. On `insufficient_funds` nothing was written and the transaction stays usable.
 *
 * One statement, however many transfers, when nothing is to be judged, and a second when all that is to be done besides is to open accounts that they are credited to; otherwise
 * three more: lock their accounts in order of their names, see which keys exist, write. One opens accounts that nothing named before. To stay free of deadlocks,
 * call it once a transaction where you can.
 * @param at when it is true: what statements and histories go by.
 * @throws Problem `key_reused`, `pending_not_found`, `pending_resolved`, `pending_expired`, `exceeds_pending`, `above_cap`, `account_frozen`, `amount_out_of_range`.
 */
export async function postTransfers(tx: Transaction, at: Millis, transfers: readonly NewTransfer[]): Promise<PostingOutcome> {
  const outcome = (await postGroups(tx, at, [transfers]))[0]!;
  if (outcome.outcome === 'refused') throw outcome.error;
  return outcome.outcome === 'unknown_account' ? { ...outcome, outcome: 'insufficient_funds', available: 0n } : outcome;
}

/**
 * Posts several callers' groups at once, each all or nothing by itself, each with its own outcome; later groups see what
 * earlier ones moved, and one that fails changes nothing for the others.
 * @throws Problem `key_reused` when another transaction has posted one of the keys between other accounts meanwhile: then
 * nothing was written, and in a new transaction that group is refused and the others are posted.
 */
export async function postGroups(tx: Transaction, at: Millis, groups: readonly (readonly NewTransfer[])[]): Promise<GroupOutcome[]> {
  const transfers = groups.flat();
  assert(transfers.length <= MAX_BATCH, `at most ${MAX_BATCH} transfers are posted at once`);
  if (transfers.length === 0) return groups.map(() => ({ outcome: 'posted', ids: [], repeated: 0 }));
  const plain = await postAtOnce(tx, at, groups);
  if (plain) return plain;
  // Twice when another transaction opens the same account meanwhile: its account is there then, and ours are ours.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { accounts, numbers } = await lockAccounts(tx, transfers);
    const known = await knownTransfers(tx, transfers);
    const posting = planPosting(at, groups, accounts, known);
    if (posting.transfers.length === 0) return posting.outcomes;
    if (await openAccounts(tx, at, posting.opened, numbers)) {
      await write(tx, at, posting, numbers);
      return posting.outcomes;
    }
  }
  throw new Error('accounts are never deleted, so the second attempt finds them all');
}

function pendingKeys(transfers: readonly NewTransfer[]): string[] {
  return transfers.flatMap((transfer) => ('pendingKey' in transfer ? [transfer.pendingKey] : []));
}

/**
 * Locks what the transfers name, directly or through the pending transfer they resolve, in order of their names: everybody's order. Each is looked up by itself: the planner takes any list
 * for a hundred, and would sooner read all accounts and all transfers. @returns the numbers of accounts besides, by id.
 */
async function lockAccounts(tx: Transaction, transfers: readonly NewTransfer[]): Promise<{ accounts: AccountState[]; numbers: Map<string, bigint> }> {
  const refs = new Map<string, AccountRef>();
  for (const transfer of transfers) {
    if (!('from' in transfer)) continue;
    refs.set(accountKey(transfer.from), transfer.from).set(accountKey(transfer.to), transfer.to);
  }
  const rows = await rowsOf<{ id: string; number: bigint; owner_id: string; kind: AccountRef['kind']; asset: Asset; balance: bigint; reserved: bigint; cap: bigint | null; is_frozen: boolean }>(tx, sql`
    select id, number, owner_id, kind, asset, balance, reserved, cap, frozen_at is not null as is_frozen from accounts
    where number = any (array(
      select a.number from jsonb_to_recordset(${refsJson([...refs.values()])}::jsonb) as r(owner_id text, kind text, asset text)
      cross join lateral (select number from accounts where owner_id = r.owner_id and kind = r.kind and asset = r.asset limit 1) a
      union
      select side.number from jsonb_array_elements_text(${JSON.stringify(pendingKeys(transfers))}::jsonb) as k(key)
      cross join lateral (select debit_account, credit_account from transfers t where transfer_hash(t.key) = transfer_hash(k.key) limit 1) t
      cross join lateral (values (t.debit_account), (t.credit_account)) as side(number)))
    order by owner_id collate "C", kind collate "C", asset collate "C" for no key update`);
  return {
    accounts: rows.map(({ id, owner_id, kind, asset, balance, reserved, cap, is_frozen }) => ({ id, ref: { ownerId: owner_id, kind, ...(asset !== 'token' && { asset }) }, balance, reserved, cap, isFrozen: is_frozen, isNew: false })),
    numbers: new Map(rows.map(({ id, number }) => [id, number])),
  };
}

/**
 * Transfers whose keys are named, and the resolutions of pending ones. A statement of its own, after the locks: a repeat of a
 * key names the same accounts, so whoever posted it first has committed by now, and this sees it. Found by their hashes alone: a transfer whose key only
 * shares the hash is in the way as well, and told apart by its key; each by itself, as accounts are.
 */
async function knownTransfers(tx: Transaction, transfers: readonly NewTransfer[]): Promise<StoredTransfer[]> {
  const keys = JSON.stringify([...new Set([...transfers.map(({ key }) => key), ...pendingKeys(transfers)])]);
  const rows = await rowsOf<{
    id: string; key: string; type: StoredTransfer['type']; pending_id: string | null; debit_id: string; credit_id: string;
    debit_owner: string; debit_kind: AccountRef['kind']; credit_owner: string; credit_kind: AccountRef['kind']; asset: Asset;
    amount: bigint; reason: string; subject_id: string | null; expires_at: bigint | null;
  }>(tx, sql`
    with named as (
      select t.* from jsonb_array_elements_text(${keys}::jsonb) as k(key) cross join lateral (select t.*, t.id from transfers t where transfer_hash(t.key) = transfer_hash(k.key) limit 1) t
    ), involved as (
      select * from named
      union
      select r.*, r.id from named n join transfers r on r.pending_id = n.id where n.type = 'pending'
    )
    select i.id, i.key, i.type, i.pending_id, d.id as debit_id, c.id as credit_id, i.amount, i.reason, i.subject_id, i.expires_at,
      d.owner_id as debit_owner, d.kind as debit_kind, c.owner_id as credit_owner, c.kind as credit_kind, d.asset
    from involved i join accounts d on d.number = i.debit_account join accounts c on c.number = i.credit_account`);
  return rows.map((row) => ({
    id: row.id, key: row.key, type: row.type, pendingId: row.pending_id, debitAccountId: row.debit_id, creditAccountId: row.credit_id,
    between: between({ ownerId: row.debit_owner, kind: row.debit_kind, asset: row.asset }, { ownerId: row.credit_owner, kind: row.credit_kind, asset: row.asset }),
    amount: row.amount, reason: row.reason, subjectId: row.subject_id, expiresAt: row.expires_at === null ? null : Number(row.expires_at),
  }));
}

/** Whether all of them were opened by us, and then their numbers are known; false when another transaction was quicker with one. */
async function openAccounts(tx: Transaction, at: Millis, opened: readonly AccountState[], numbers: Map<string, bigint>): Promise<boolean> {
  if (opened.length === 0) return true;
  const rows = opened
    .toSorted((a, b) => (accountKey(a.ref) < accountKey(b.ref) ? -1 : 1))
    .map(({ id, ref }) => ({ id, owner_id: ref.ownerId, kind: ref.kind, asset: ref.asset ?? 'token', may_go_below: accountKinds[ref.kind].mayGoBelow }));
  const added = await tx.$queryRaw<{ id: string; number: bigint }[]>(sql`
    insert into accounts (id, owner_id, kind, asset, may_go_below, created_at)
    select id, owner_id, kind, asset, may_go_below, ${BigInt(at)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, owner_id text, kind text, asset text, may_go_below boolean)
    on conflict do nothing returning id, number`);
  for (const { id, number } of added) numbers.set(id, number);
  return added.length === rows.length;
}

/** Transfers, which are their entries, and the balances they change, in one statement; constraints and triggers check all of it again. */
async function write(tx: Transaction, at: Millis, { transfers, changed }: Posting, numbers: ReadonlyMap<string, bigint>): Promise<void> {
  const rows = transfers.map((transfer) => ({
    key: transfer.key, type: transfer.type, pending_id: transfer.pendingId,
    debit: numbers.get(transfer.debitAccountId)!.toString(), credit: numbers.get(transfer.creditAccountId)!.toString(),
    amount: transfer.amount.toString(), reason: transfer.reason, subject_id: transfer.subjectId, expires_at: transfer.expiresAt,
  }));
  const changes = changed.map(({ id, balance, reserved }) => ({ id, balance: balance.toString(), reserved: reserved.toString() }));
  try {
    const updated = await tx.$executeRaw(sql`
      with t as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(
          key text, type text, pending_id text, debit bigint, credit bigint, amount bigint, reason text, subject_id text, expires_at bigint)
      ), posted as (
        insert into transfers (key, type, pending_id, debit_account, credit_account, amount, reason, subject_id, expires_at, at)
        select key, type, pending_id, debit, credit, amount, reason, subject_id, expires_at, ${BigInt(at)} from t
      ), expiring as (
        insert into pending_expiries (key, expires_at) select key, expires_at from t where expires_at is not null
      )
      update accounts a set balance = a.balance + c.balance, reserved = a.reserved + c.reserved
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c(id text, balance bigint, reserved bigint)
      where a.id = c.id`);
    assert(updated === changes.length, 'every account that changes was locked');
  } catch (error) {
    // Only a key can be doubled here, by a transfer between other accounts in a transaction that ran beside this one.
    if (postgresCode(error) === '23505') throw keyReused(transfers.map(({ key }) => key).slice(0, 3).join(', '));
    throw error;
  }
}
