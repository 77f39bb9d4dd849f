import { likeBeginning, likeContaining, type Reader, rowsOf, sql, type Sql, sqlEmpty } from '#libs/database';
import { assert, type Millis, type NanoTokens, pageOf } from '#libs/kernel';

import { type AccountKind, type AccountRef, found, placed, refsJson } from './account.js';
import type { TransferReason } from './transfer.js';

/** A span of an account's history: after one time, up to and including another, so that spans that meet share nothing. */
export interface Span {
  after: Millis;
  upTo: Millis;
}

/** One line of an account's history. */
export interface Movement {
  transferId: string;
  key: string;
  at: Millis;
  /** Positive when it came in. */
  amount: NanoTokens;
  reason: TransferReason;
  subjectId: string | null;
  /** The other side. */
  counterparty: { ownerId: string; kind: AccountKind };
}

/** Where a page of movements ended; opaque to callers. */
export interface MovementCursor {
  at: Millis;
  entryId: string;
}

export interface MovementPage extends Span {
  /** At most 1,000. */
  limit: number;
  cursor?: MovementCursor;
  /** The newest first, and on to older ones. */
  isNewestFirst?: boolean;
  /** Part of the reason, or the beginning of the subject's id, of subjects whose ids begin with `subjects`. */
  search?: { text: string; subjects: string };
}

/** An account's movements within a span, oldest first unless asked otherwise, a page at a time. What is reserved moves nothing and is not here. */
export async function transfersOf(reader: Reader, ref: AccountRef, page: MovementPage): Promise<{ items: Movement[]; next: MovementCursor | null }> {
  assert(page.limit >= 1 && page.limit <= 1_000, 'a page holds 1 to 1,000 movements');
  const isBack = page.isNewestFirst ?? false;
  const rows = await rowsOf<{
    id: bigint; transfer_id: string; key: string; at: bigint; amount: bigint; reason: TransferReason; subject_id: string | null; owner_id: string; kind: AccountKind;
  }>(reader, sql`
    select e.id, e.transfer_id, t.key, e.at, e.amount, t.reason, t.subject_id, other.owner_id, other.kind
    from accounts a
    cross join lateral account_entries(a.id, ${BigInt(page.after) + 1n}, ${BigInt(page.upTo)}) e
    join transfers t on t.position = e.id / 2
    join accounts other on other.number = case when e.amount < 0 then t.credit_account else t.debit_account end
    where a.owner_id = ${ref.ownerId} and a.kind = ${ref.kind} and a.asset = ${ref.asset ?? 'token'}
    ${page.cursor ? sql`and (e.at, e.id) ${isBack ? sql`<` : sql`>`} (${BigInt(page.cursor.at)}, ${BigInt(page.cursor.entryId)})` : sqlEmpty}
    ${page.search ? matching(page.search) : sqlEmpty}
    order by ${isBack ? sql`e.at desc, e.id desc` : sql`e.at, e.id`} limit ${page.limit + 1}`);
  const { items, next } = pageOf(rows, page.limit, ({ at, id }) => ({ at: Number(at), entryId: id.toString() }));
  return {
    items: items.map((row) => ({
      transferId: row.transfer_id, key: row.key, at: Number(row.at), amount: row.amount, reason: row.reason, subjectId: row.subject_id,
      counterparty: { ownerId: row.owner_id, kind: row.kind },
    })),
    next,
  };
}

function matching({ text, subjects }: { text: string; subjects: string }): Sql {
  return sql`and (t.reason ilike ${likeContaining(text.replaceAll(' ', '_'))} or (t.subject_id like ${likeBeginning(subjects)} and t.subject_id ilike ${likeBeginning(text)}))`;
}

/** What moved through an account for one reason and subject. */
export interface MovementTotal {
  ownerId: string;
  kind: AccountKind;
  reason: TransferReason;
  subjectId: string | null;
  /** Net: positive when more came in. */
  amount: NanoTokens;
}

/** Net movements of accounts within a span, by account, reason and subject: what a statement's lines must sum to. */
export async function movementTotals(reader: Reader, refs: readonly AccountRef[], span: Span): Promise<MovementTotal[]> {
  const rows = await rowsOf<{ owner_id: string; kind: AccountKind; reason: TransferReason; subject_id: string | null; amount: bigint }>(reader, sql`
    with of as materialized (
      select distinct a.number, a.owner_id, a.kind from jsonb_to_recordset(${refsJson(refs)}::jsonb) as r(owner_id text, kind text, asset text)
      join accounts a on a.owner_id = r.owner_id and a.kind = r.kind and a.asset = r.asset)
    select a.owner_id, a.kind, m.reason, m.subject_id, sum(m.amount)::bigint as amount
    from movements_of_accounts((select array_agg(number) from of), ${BigInt(span.after) + 1n}, ${BigInt(span.upTo)}) m join of a on a.number = m.account
    group by a.owner_id, a.kind, m.reason, m.subject_id
    order by a.owner_id, a.kind, m.reason, m.subject_id`);
  return rows.map((row) => ({ ownerId: row.owner_id, kind: row.kind, reason: row.reason, subjectId: row.subject_id, amount: row.amount }));
}

/** What moved through accounts within a span for some reasons, net: by account, in the order of `refs`, each named once. Whatever it was about is summed up where it lies. */
export async function netMovements(reader: Reader, refs: readonly AccountRef[], span: Span, reasons: readonly TransferReason[]): Promise<NanoTokens[]> {
  if (refs.length === 0) return [];
  const rows = await rowsOf<{ place: number; amount: string }>(reader, sql`
    with of as materialized (select r.place, a.number from ${placed(refs)} cross join lateral (${found(sql`number`)}) a)
    select of.place, sum(m.amount)::text as amount
    from movements_of_accounts((select array_agg(number) from of), ${BigInt(span.after) + 1n}, ${BigInt(span.upTo)}) m join of on of.number = m.account
    where m.reason = any(${[...reasons]}) group by of.place`);
  const net = refs.map(() => 0n);
  for (const { place, amount } of rows) net[place - 1] = BigInt(amount);
  return net;
}
