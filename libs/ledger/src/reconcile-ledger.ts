import { type Database, rowsOf, sql, type Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';

import { type Difference, endDifferences, raiseDifferences } from './differences.js';

/** Positions that are added to the checks in one run. */
const MOST_ADDED = 200_000;
/** Behind by more than so many positions, a run only catches up: what it compares with would have to be read whole. */
const MOST_BEHIND = 400_000;
/** Accounts of one run's part of the round over all of them. */
const ROUND = 5_000;
/** Differences of one run: one is already too many. */
const MOST_FOUND = 100;

interface Progress {
  checkedTo: bigint;
  nextTo: bigint | null;
  nextXid: bigint | null;
  lastAccountId: string;
}

/**
 * Compares balances with their entries, and what is reserved with the pending transfers, for the accounts that moved since
 * the last runs and for the next part of all accounts. Sums of the past are kept apart from the balances, so that a run reads
 * only transfers that are newer. A difference freezes payouts and raises an alert; one that is gone is ended.
 * One process does it at a time; the others have nothing to do.
 * @returns how many differences were not known.
 */
export function reconcileLedger(database: Database, now: Millis): Promise<number> {
  return database.transaction(async (tx) => {
    const [progress] = await rowsOf<Progress>(tx, sql`
      select checked_to as "checkedTo", next_to as "nextTo", next_xid as "nextXid", last_account_id as "lastAccountId"
      from reconciliation where name = 'ledger' for update skip locked`);
    if (!progress) return 0;
    const [last] = await rowsOf<{ position: bigint }>(tx, sql`select case when is_called then last_value else 0 end as position from transfers_position_seq`);
    let raised = 0;
    let lastAccountId = progress.lastAccountId;
    let found: Difference[] = [];
    if (last!.position - progress.checkedTo <= MOST_BEHIND) {
      const round = await rowsOf<{ id: string }>(tx, sql`select id from accounts where id > ${progress.lastAccountId} order by id limit ${ROUND}`);
      found = await compare(tx, progress, round.at(-1)?.id ?? '');
      raised = await raiseDifferences(tx, now, found);
      if (found.length < MOST_FOUND) await endDifferences(tx, now, ['balance', 'reserved'], found);
      lastAccountId = round.length === ROUND ? round.at(-1)!.id : '';
    }
    const next = await advance(tx, progress, last!.position);
    await tx.$executeRaw(sql`
      update reconciliation set checked_to = ${next.checkedTo}, next_to = ${next.nextTo}, next_xid = ${next.nextXid}, last_account_id = ${lastAccountId}, checked_at = ${BigInt(now)}
      where name = 'ledger'`);
    return raised;
  });
}

/**
 * One statement, so one moment: what is committed of transfers and balances belongs together. Accounts are joined by their key alone: transfers that just
 * came are in no statistics, and a plan that took them for few met each of ten thousand accounts with each other.
 */
async function compare(tx: Transaction, { checkedTo, lastAccountId }: Progress, roundEnd: string): Promise<Difference[]> {
  return rowsOf<Difference>(tx, sql`
    with looked as (
      select account_id, sum(balance) as balance, sum(reserved) as reserved from (
        ${movesSql(sql`t.position > ${checkedTo}`)}
        union all select id, 0, 0 from accounts where id > ${lastAccountId} and id <= ${roundEnd}
        union all select account_id, 0, 0 from ledger_differences where ended_at is null
      ) told group by account_id
    ), wrong as (
      select a.id, coalesce(c.agreed_to, 0) as agreed_to, a.balance, a.reserved, coalesce(c.balance, 0) + l.balance as should_balance, coalesce(c.reserved, 0) + l.reserved as should_reserved
      from looked l join accounts a on a.id = l.account_id left join account_checks c on c.account_id = a.id
    )
    select kind, w.id as "accountId", expected::bigint as expected, found::bigint as found, (
      select t.id from transfers t where (t.debit_account_id = w.id or t.credit_account_id = w.id) and t.position > w.agreed_to order by t.position limit 1
    ) as "transferId"
    from wrong w cross join lateral (values ('balance', w.should_balance, w.balance::numeric), ('reserved', w.should_reserved, w.reserved)) as side(kind, expected, found)
    where expected <> found order by w.id limit ${MOST_FOUND}`);
}

/**
 * Takes into the sums and the accounts' histories what can no longer change. A transfer has its position before it is committed, so a higher one may be
 * seen first: positions up to the last given out are complete once every transaction has ended that was under way then.
 */
async function advance(tx: Transaction, { checkedTo, nextTo, nextXid }: Progress, lastPosition: bigint): Promise<Omit<Progress, 'lastAccountId'>> {
  // Asked after the position, by a statement of its own: whoever was given a position by then had changed accounts before, and so has a number below.
  const [xids] = await rowsOf<{ oldest: bigint; next: bigint }>(tx, sql`
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest, pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next`);
  // A database that was restored counts its transactions anew.
  if (nextTo === null || nextXid === null || xids!.next < nextXid) return { checkedTo, nextTo: lastPosition, nextXid: xids!.next };
  if (xids!.oldest < nextXid) return { checkedTo, nextTo, nextXid };
  const upTo = nextTo - checkedTo > MOST_ADDED ? checkedTo + BigInt(MOST_ADDED) : nextTo;
  await tx.$executeRaw(sql`
    with moves as (${movesSql(sql`t.position > ${checkedTo} and t.position <= ${upTo}`)})
    insert into account_checks as c (account_id, balance, reserved, agreed_to)
    select m.account_id, m.balance, m.reserved, case when d.account_id is null then ${upTo} else 0 end
    from moves m left join (select distinct account_id from ledger_differences where ended_at is null) d on d.account_id = m.account_id
    on conflict (account_id) do update set balance = c.balance + excluded.balance, reserved = c.reserved + excluded.reserved,
      agreed_to = greatest(c.agreed_to, excluded.agreed_to)`);
  // Sorted, so that what moved an account often costs its page once.
  await tx.$executeRaw(sql`
    insert into account_history (account_id, at, position)
    select side.account_id, t.at, t.position from transfers t cross join lateral (values (t.debit_account_id), (t.credit_account_id)) as side(account_id)
    where t.position > ${checkedTo} and t.position <= ${upTo} and t.type in ('posted', 'post') and t.amount > 0
    order by side.account_id collate "C", t.at, t.position`);
  return upTo === nextTo ? { checkedTo: upTo, nextTo: lastPosition, nextXid: xids!.next } : { checkedTo: upTo, nextTo, nextXid };
}

/** What some transfers do to each account's balance and to what is reserved of it. */
function movesSql(which: ReturnType<typeof sql>) {
  return sql`
    select side.account_id, sum(side.balance)::bigint as balance, sum(side.reserved)::bigint as reserved
    from transfers t cross join lateral (values
      (t.debit_account_id, case when t.type in ('posted', 'post') then -t.amount else 0 end, case when t.type = 'pending' then t.amount else -coalesce((select p.amount from transfers p where p.id = t.pending_id), 0) end),
      (t.credit_account_id, case when t.type in ('posted', 'post') then t.amount else 0 end, 0)
    ) as side(account_id, balance, reserved)
    where ${which} group by side.account_id`;
}
