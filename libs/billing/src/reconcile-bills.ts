import { type Database, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';
import { type Difference, endDifferences, raiseDifferences } from '#libs/ledger';

import { wrongEscrows } from './reconcile-escrows.js';

/** Times are taken before they are committed: so far back is looked again. */
const OVERLAP_MILLIS = 10 * MILLIS_PER_MINUTE;
/** Statements and leases of one run; a run that finds more leaves the rest to the next. */
const MOST = 5_000;

/**
 * Looks at what billing did since the last runs: an escrow holds the tenant's funds that went in less the charges on record, of
 * a lease that is settled for good nothing, and a statement's figures are what its lines and deposits sum to. A difference raises an alert and freezes payouts of the account;
 * one that is gone is ended. One process does it at a time.
 * @returns how many differences were not known.
 */
export function reconcileBills(database: Database, now: Millis): Promise<number> {
  return database.transaction(async (tx) => {
    const [progress] = await rowsOf<{ checkedTo: bigint }>(tx, sql`select checked_to as "checkedTo" from bill_checks where name = 'bills' for update skip locked`);
    if (!progress) return 0;
    const since = progress.checkedTo - BigInt(OVERLAP_MILLIS);
    const upTo = await reach(tx, progress.checkedTo, now);
    const escrows = [...(await wrongEscrows(tx)), ...(await escrowsLeft(tx, since, upTo))];
    const found = [...new Map(escrows.map((escrow) => [escrow.accountId, escrow])).values(), ...(await wrongStatements(tx, since, upTo))];
    const raised = await raiseDifferences(tx, now, found);
    await endDifferences(tx, now, ['escrow', 'statement'], found);
    await tx.$executeRaw(sql`update bill_checks set checked_to = ${upTo} where name = 'bills'`);
    return raised;
  });
}

/** How far a run goes: to now, or to where it has enough to look at. */
async function reach(tx: Transaction, checkedTo: bigint, now: Millis): Promise<bigint> {
  const [row] = await rowsOf<{ reach: bigint | null }>(tx, sql`
    select least(
      (select closed_at from statements where closed_at > ${checkedTo} order by closed_at offset ${MOST} limit 1),
      (select final_at from lease_settlements where final_at > ${checkedTo} order by final_at offset ${MOST} limit 1)) as reach`);
  return row!.reach ?? BigInt(now);
}

function escrowsLeft(tx: Transaction, since: bigint, upTo: bigint): Promise<Difference[]> {
  return rowsOf<Difference>(tx, sql`
    with looked as (
      select lease_id from lease_settlements where final_at > ${since} and final_at <= ${upTo}
      union
      select s.lease_id from ledger_differences d join accounts a on a.id = d.account_id join lease_settlements s on s.lease_id = a.owner_id
      where d.kind = 'escrow' and d.ended_at is null and s.final_at is not null
    )
    select 'escrow' as kind, a.id as "accountId", 0::bigint as expected, a.balance as found, (
      select e.transfer_id from account_entries(a.id, 0, null) e order by e.at desc, e.id desc limit 1) as "transferId"
    from looked l join accounts a on a.owner_id = l.lease_id and a.kind = 'escrow' and a.asset = 'token' where a.balance <> 0`);
}

function wrongStatements(tx: Transaction, since: bigint, upTo: bigint): Promise<Difference[]> {
  return rowsOf<Difference>(tx, sql`
    with looked as (
      select * from statements where closed_at > ${since} and closed_at <= ${upTo}
      union
      select s.* from ledger_differences d join accounts a on a.id = d.account_id join statements s on s.tenant_id = a.owner_id
      where d.kind = 'statement' and d.ended_at is null
    ), summed as (
      select s.*, coalesce((select sum(l.amount) from statement_lines l where l.statement_id = s.id), 0)::bigint as lines,
        coalesce((select sum(d.amount) from statement_deposits d where d.statement_id = s.id), 0)::bigint as taken,
        (select d.transfer_id from statement_deposits d left join transfers t on t.position = transfer_position(d.transfer_id)
          where d.statement_id = s.id and t.amount is distinct from abs(d.amount) order by d.at limit 1) as wrong_deposit
      from looked s
    )
    select distinct on (a.id) 'statement' as kind, a.id as "accountId", s.opening_balance + s.taken - s.lines as expected, s.closing_balance as found, s.wrong_deposit as "transferId"
    from summed s join accounts a on a.owner_id = s.tenant_id and a.kind = 'wallet' and a.asset = 'token'
    where s.closing_balance <> s.opening_balance + s.taken - s.lines or s.lines <> s.charges or s.taken <> s.deposits or s.wrong_deposit is not null
    order by a.id, s.closed_at`);
}
