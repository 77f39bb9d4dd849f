import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import type { Millis, NanoTokens } from '#libs/kernel';

/** Where an account is not what it must be: its balance or what is reserved of it, a closed lease's escrow, a statement. */
export type DifferenceKind = 'balance' | 'reserved' | 'escrow' | 'statement';

export interface Difference {
  kind: DifferenceKind;
  accountId: string;
  /** The transfer that began it, as near as can be told. */
  transferId: string | null;
  expected: NanoTokens;
  found: NanoTokens;
}

/**
 * Notes differences, freezes payouts of the accounts concerned and raises an alert, once for each that is not known yet.
 * @returns how many were not known.
 */
export async function raiseDifferences(tx: Transaction, at: Millis, differences: readonly Difference[]): Promise<number> {
  if (differences.length === 0) return 0;
  const rows = differences.map(({ kind, accountId, transferId, expected, found }) => ({ kind, account_id: accountId, transfer_id: transferId, expected: expected.toString(), found: found.toString() }));
  const added = await rowsOf<{ kind: string; account_id: string }>(tx, sql`
    insert into ledger_differences (kind, account_id, transfer_id, expected, found, at)
    select kind, account_id, transfer_id, expected, found, ${BigInt(at)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(kind text, account_id text, transfer_id text, expected bigint, found bigint)
    on conflict do nothing returning kind, account_id`);
  await tx.$executeRaw(sql`update accounts set frozen_at = ${BigInt(at)} where id = any(${added.map((row) => row.account_id)}) and frozen_at is null`);
  const isNew = new Set(added.map((row) => `${row.kind}/${row.account_id}`));
  await appendEvents(tx, at, differences.filter(({ kind, accountId }) => isNew.has(`${kind}/${accountId}`)).map(({ accountId, ...payload }) => ({
    type: 'ledger.differs', subjectId: accountId, payload: { ...payload },
  })));
  return added.length;
}

/** Ends open differences of some kinds that were looked for again and are gone; an account without any is paid out of again. */
export async function endDifferences(tx: Transaction, at: Millis, kinds: readonly DifferenceKind[], stillThere: readonly Difference[]): Promise<void> {
  const ended = await rowsOf<{ account_id: string }>(tx, sql`
    update ledger_differences d set ended_at = ${BigInt(at)}
    where d.ended_at is null and d.kind = any(${[...kinds]})
      and not (d.kind || '/' || d.account_id = any(${stillThere.map(({ kind, accountId }) => `${kind}/${accountId}`)}))
    returning account_id`);
  if (ended.length === 0) return;
  const free = await rowsOf<{ id: string }>(tx, sql`
    update accounts a set frozen_at = null where a.id = any(${ended.map((row) => row.account_id)}) and a.frozen_at is not null
      and not exists (select 1 from ledger_differences d where d.account_id = a.id and d.ended_at is null)
    returning a.id`);
  await appendEvents(tx, at, free.map(({ id }) => ({ type: 'ledger.agrees', subjectId: id })));
}
