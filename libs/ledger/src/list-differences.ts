import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql, sqlEmpty } from '#libs/database';
import type { Millis } from '#libs/kernel';

import type { AccountKind } from './account.js';
import type { DifferenceKind } from './differences.js';

/** What a person had to say about a difference. */
export interface DifferenceNote {
  what: 'raised' | 'acknowledged' | 'resolved';
  reason: string;
  /** The key that said it. */
  authorId: string;
  at: Millis;
}

/** A difference with its account and all that was said about it. Amounts are nano-tokens as decimal strings. */
export interface DifferenceView {
  id: number;
  kind: DifferenceKind;
  account: { id: string; ownerId: string; kind: AccountKind; asset: string; frozenAt: Millis | null };
  /** The transfer that began it, as near as can be told. */
  transferId: string | null;
  expected: string;
  found: string;
  at: Millis;
  endedAt: Millis | null;
  notes: DifferenceNote[];
}

export interface DifferencePage {
  limit: number;
  /** Where the page before ended. */
  before?: number;
  /** Only those that are open, or only those that ended. */
  open?: boolean;
}

/** What reconciliation found and people raised, the newest first. */
export class ListDifferences extends Query<{ items: DifferenceView[]; next: number | null }> {
  constructor(readonly page: DifferencePage) {
    super();
  }
}

@QueryHandler(ListDifferences)
export class ListDifferencesHandler implements IQueryHandler<ListDifferences> {
  constructor(private readonly database: Database) {}

  async execute({ page }: ListDifferences): Promise<{ items: DifferenceView[]; next: number | null }> {
    const found = await selectDifferences(this.database, { ...page, limit: page.limit + 1 });
    const items = found.slice(0, page.limit);
    return { items, next: found.length > page.limit ? items.at(-1)!.id : null };
  }
}

/** One difference; undefined when there is none. */
export async function readDifference(reader: Reader, id: number): Promise<DifferenceView | undefined> {
  return (await selectDifferences(reader, { limit: 1, id }))[0];
}

async function selectDifferences(reader: Reader, { limit, before, open, id }: DifferencePage & { id?: number }): Promise<DifferenceView[]> {
  const rows = await rowsOf<{
    id: bigint; kind: DifferenceKind; transferId: string | null; expected: bigint; found: bigint; at: bigint; endedAt: bigint | null;
    account: DifferenceView['account']; notes: DifferenceNote[];
  }>(reader, sql`
    select d.id, d.kind, d.transfer_id as "transferId", d.expected, d.found, d.at, d.ended_at as "endedAt",
      jsonb_build_object('id', a.id, 'ownerId', a.owner_id, 'kind', a.kind, 'asset', a.asset, 'frozenAt', a.frozen_at) as account,
      (select coalesce(jsonb_agg(jsonb_build_object('what', n.what, 'reason', n.reason, 'authorId', n.author_id, 'at', n.at) order by n.id), '[]')
        from ledger_difference_notes n where n.difference_id = d.id) as notes
    from ledger_differences d join accounts a on a.id = d.account_id
    where true ${before === undefined ? sqlEmpty : sql`and d.id < ${BigInt(before)}`} ${id === undefined ? sqlEmpty : sql`and d.id = ${BigInt(id)}`}
      ${open === undefined ? sqlEmpty : open ? sql`and d.ended_at is null` : sql`and d.ended_at is not null`}
    order by d.id desc limit ${limit}`);
  return rows.map((row) => ({
    id: Number(row.id), kind: row.kind, account: row.account, transferId: row.transferId, expected: row.expected.toString(), found: row.found.toString(),
    at: Number(row.at), endedAt: row.endedAt === null ? null : Number(row.endedAt), notes: row.notes,
  }));
}
