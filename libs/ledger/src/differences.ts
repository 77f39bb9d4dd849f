import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import type { Millis, NanoTokens } from '#libs/kernel';

/** Where an account is not what it must be: its balance or what is reserved of it, a lease's escrow, a statement; or what a person raised. */
export const differenceKinds = ['balance', 'reserved', 'escrow', 'statement', 'raised'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface Difference {
  kind: DifferenceKind;
  accountId: string;
  /** The transfer that began it, as near as can be told. */
  transferId: string | null;
  expected: NanoTokens;
  found: NanoTokens;
}

/**
 * Notes differences, freezes payouts of the accounts concerned and raises an alert, once for each that is not known yet. One
 * that a person resolved is not raised again unless it is of another size.
 * @returns how many were not known.
 */
export async function raiseDifferences(tx: Transaction, at: Millis, differences: readonly Difference[]): Promise<number> {
  if (differences.length === 0) return 0;
  const rows = differences.map(({ kind, accountId, transferId, expected, found }) => ({ kind, account_id: accountId, transfer_id: transferId, expected: expected.toString(), found: found.toString() }));
  const added = await rowsOf<{ kind: string; account_id: string }>(tx, sql`
    insert into ledger_differences (kind, account_id, transfer_id, expected, found, at)
    select kind, account_id, transfer_id, expected, found, ${BigInt(at)}
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (kind text, account_id text, transfer_id text, expected bigint, found bigint))
      with ordinality as d(kind, account_id, transfer_id, expected, found, ordinal)
    where not exists (
      select 1 from ledger_differences e join ledger_difference_notes n on n.difference_id = e.id and n.what = 'resolved'
      where e.account_id = d.account_id and e.kind = d.kind and e.kind <> 'raised' and e.found - e.expected = d.found - d.expected)
    order by d.ordinal
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
  await unfreeze(tx, at, ended.map((row) => row.account_id));
}

/** Lets accounts without any open difference be paid out of again, and says so. */
export async function unfreeze(tx: Transaction, at: Millis, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  const free = await rowsOf<{ id: string }>(tx, sql`
    update accounts a set frozen_at = null where a.id = any(${[...accountIds]}) and a.frozen_at is not null
      and not exists (select 1 from ledger_differences d where d.account_id = a.id and d.ended_at is null)
    returning a.id`);
  await appendEvents(tx, at, free.map(({ id }) => ({ type: 'ledger.agrees', subjectId: id })));
}
