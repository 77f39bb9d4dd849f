import { rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import type { Difference } from '#libs/ledger';

/** Charges of one run, and how far beside them their settlement's others are looked for. What is mistaken or missed so is put right by the sums over whole lives. */
const MOST = 5_000;
const OVERLAP = 20_000;
/** Running leases of one run's part of the round over all of them. */
const ROUND = 50;

/**
 * Where an escrow that runs is not what its lease is owed: the tenant's funds that went in, less every charge on record. Of the
 * leases that were charged since the last run, what moved at each settlement is compared with its charges; and in rounds over
 * all that run, and where a difference is open, all that ever moved.
 */
export async function wrongEscrows(tx: Transaction): Promise<Difference[]> {
  const [progress] = await rowsOf<{ checkedTo: bigint; lastLeaseId: string }>(tx, sql`
    select checked_to as "checkedTo", last_lease_id as "lastLeaseId" from bill_checks where name = 'escrows' for update`);
  const { checkedTo, lastLeaseId } = progress!;
  const [newest] = await rowsOf<{ sequence: bigint | null }>(tx, sql`
    select max(sequence) as sequence from (select sequence from charges where sequence > ${checkedTo} order by sequence limit ${MOST}) new`);
  const upTo = newest!.sequence ?? checkedTo;
  const round = await rowsOf<{ id: string }>(tx, sql`
    select lease_id as id from lease_settlements where final_at is null and lease_id > ${lastLeaseId} order by lease_id limit ${ROUND}`);
  const latest = await doubtful(tx, { checkedTo, upTo });
  const found = await wrongAmong(tx, [...latest, ...round.map(({ id }) => id)]);
  await tx.$executeRaw(sql`
    update bill_checks set checked_to = ${upTo}, last_lease_id = ${round.length === ROUND ? round.at(-1)!.id : ''} where name = 'escrows'`);
  return found;
}

/** What an escrow's entries with others than a wallet sum to, in a span, outwards: what moves to and from a wallet is the tenant's own, all else is charged. */
const paidOut = (account: Sql, from: Sql, upTo: Sql) => sql`coalesce((
  select sum(-e.amount) from account_entries(${account}, ${from}, ${upTo}) e join transfers t on t.position = e.id / 2
    join accounts o on o.number = case when e.amount < 0 then t.credit_account else t.debit_account end
  where o.kind <> 'wallet'), 0)::bigint`;

/** Leases of which a settlement since the last run moved something else than its charges. */
async function doubtful(tx: Transaction, { checkedTo, upTo }: { checkedTo: bigint; upTo: bigint }): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(tx, sql`
    with charged as materialized (
      select lease_id, posted_at, sum(amount)::bigint as amount from charges
      where sequence > ${checkedTo - BigInt(OVERLAP)} and sequence <= ${upTo + BigInt(OVERLAP)}
      group by lease_id, posted_at having max(sequence) > ${checkedTo}
    )
    select distinct c.lease_id as id from charged c join accounts a on a.owner_id = c.lease_id and a.kind = 'escrow' and a.asset = 'token'
    where c.amount <> ${paidOut(sql`a.id`, sql`c.posted_at`, sql`c.posted_at`)}`);
  return rows.map(({ id }) => id);
}

/** Of some leases, and of those with an open difference: escrows that hold something else than what all charges ever left. One statement, so one moment. */
function wrongAmong(tx: Transaction, leaseIds: readonly string[]): Promise<Difference[]> {
  return rowsOf<Difference>(tx, sql`
    with looked as materialized (
      select s.lease_id, a.id as account_id, a.balance from lease_settlements s join accounts a on a.owner_id = s.lease_id and a.kind = 'escrow' and a.asset = 'token'
      where s.lease_id = any(${[...leaseIds]}) or a.id in (select account_id from ledger_differences where kind = 'escrow' and ended_at is null)
    ), summed as (
      select l.*, coalesce((select sum(c.amount) from charges c where c.lease_id = l.lease_id), 0)::bigint as charged, ${paidOut(sql`l.account_id`, sql`0`, sql`null`)} as paid from looked l
    )
    select 'escrow' as kind, s.account_id as "accountId", s.balance + s.paid - s.charged as expected, s.balance as found, (
      select e.transfer_id from account_entries(s.account_id, 0, null) e join transfers t on t.position = e.id / 2
        join accounts o on o.number = case when e.amount < 0 then t.credit_account else t.debit_account end
      where o.kind <> 'wallet' and not exists (select 1 from charges c where c.lease_id = s.lease_id and c.posted_at = e.at)
      order by e.at, e.id limit 1) as "transferId"
    from summed s where s.paid <> s.charged`);
}
