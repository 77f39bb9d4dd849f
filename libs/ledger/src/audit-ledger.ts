import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import type { NanoTokens } from '#libs/kernel';

import type { AccountKind } from './account.js';

/** At most so many faults of each kind are listed: one is already too many. */
const LISTED = 100;

/** What an audit found. All is well when the sum is zero and the lists are empty. */
export interface LedgerAudit {
  /** Of all entries. */
  entriesSum: NanoTokens;
  /** Tokens in the world: what was issued. */
  issued: NanoTokens;
  accounts: number;
  transfers: number;
  /** Accounts whose balance is not the sum of their entries, or whose reserve is not the sum of their unresolved pending transfers. */
  wrongBalances: { accountId: string; ownerId: string; kind: AccountKind; balance: NanoTokens; entries: NanoTokens; reserved: NanoTokens; pending: NanoTokens }[];
  /** Ids of transfers of which not both entries are an account's. */
  unbalancedTransfers: string[];
  /** Accounts whose history is not their entries. */
  wrongHistories: string[];
}

/**
 * Recomputes everything that is projected from the entries and compares. Reads the whole ledger, each check as of one moment;
 * never waits for, nor holds up, who posts.
 */
export async function auditLedger(reader: Reader): Promise<LedgerAudit> {
  const [totals] = await rowsOf<{ entries_sum: bigint; issued: bigint; accounts: bigint; transfers: bigint }>(reader, sql`
    select (select coalesce(sum(amount), 0)::bigint from entries) as entries_sum,
      (select coalesce(-sum(balance), 0)::bigint from accounts where kind = 'issuance' and asset = 'token') as issued,
      (select count(*) from accounts) as accounts, (select count(*) from transfers) as transfers`);
  const wrong = await rowsOf<{ id: string; owner_id: string; kind: AccountKind; balance: bigint; entries: bigint; reserved: bigint; pending: bigint }>(reader, sql`
    select a.id, a.owner_id, a.kind, a.balance, coalesce(e.amount, 0)::bigint as entries, a.reserved, coalesce(p.amount, 0)::bigint as pending
    from accounts a
    left join (select account_id, sum(amount) as amount from entries group by account_id) e on e.account_id = a.id
    left join (
      select t.debit_account, sum(t.amount) as amount from transfers t
      where t.type = 'pending' and not exists (select 1 from transfers r where r.pending_id = t.id) group by t.debit_account
    ) p on p.debit_account = a.number
    where a.balance <> coalesce(e.amount, 0) or a.reserved <> coalesce(p.amount, 0)
    order by a.id limit ${LISTED}`);
  const unbalanced = await rowsOf<{ id: string }>(reader, sql`
    select t.id from transfers t
    where not exists (select 1 from accounts a where a.number = t.debit_account) or not exists (select 1 from accounts a where a.number = t.credit_account)
    order by 1 limit ${LISTED}`);
  const misremembered = await rowsOf<{ id: string }>(reader, sql`
    with due as (
      select account_id, count(*), sum(id / 2) as positions from entries where id / 2 <= (select checked_to from reconciliation where name = 'ledger') group by account_id
    ), kept as (
      select a.id as account_id, count(*), sum(p.position) as positions from account_history h join accounts a on a.number = h.account cross join lateral unnest(h.positions) as p(position) group by a.id
    )
    select coalesce(due.account_id, kept.account_id) as id from due full join kept using (account_id)
    where (due.count, due.positions) is distinct from (kept.count, kept.positions) order by 1 limit ${LISTED}`);
  return {
    entriesSum: totals!.entries_sum,
    issued: totals!.issued,
    accounts: Number(totals!.accounts),
    transfers: Number(totals!.transfers),
    wrongBalances: wrong.map(({ id, owner_id, ...amounts }) => ({ accountId: id, ownerId: owner_id, ...amounts })),
    unbalancedTransfers: unbalanced.map(({ id }) => id),
    wrongHistories: misremembered.map(({ id }) => id),
  };
}

/** The audit, for administrators. */
export class AuditLedger extends Query<LedgerAudit> {}

@QueryHandler(AuditLedger)
export class AuditLedgerHandler implements IQueryHandler<AuditLedger> {
  constructor(private readonly database: Database) {}

  execute(): Promise<LedgerAudit> {
    return auditLedger(this.database);
  }
}
