import { type Database, rowsOf, type Sql, sql, sqlEmpty, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_MINUTE } from '#libs/kernel';

import { type Difference, endDifferences, raiseDifferences } from './differences.js';

/** Positions that are added to the checks in one run. */
const MOST_ADDED = 200_000;
/** Behind by more than so many positions, a run only catches up: what it compares with would have to be read whole. */
const MOST_BEHIND = 400_000;
/** Accounts of one run's part of the round over all of them. */
const ROUND = 5_000;
/** Entries of one row of an account's history, as its constraint says. */
const MOST_TOGETHER = 200;
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
    // Before this transaction has a number, which it gets with its first lock: whoever was given a position by now has a lower one.
    const [last] = await rowsOf<{ position: bigint }>(tx, sql`select case when is_called then last_value else 0 end as position from transfers_position_seq`);
    const [progress] = await rowsOf<Progress>(tx, sql`
      select checked_to as "checkedTo", next_to as "nextTo", next_xid as "nextXid", last_account_id as "lastAccountId"
      from reconciliation where name = 'ledger' for update skip locked`);
    if (!progress) return 0;
    // What a run adds up fits in memory, where it is quicker hashed than sorted. Of transfers that just came no statistics tell, and a plan that took all for new read all.
    await tx.$executeRaw(sql`select set_config('work_mem', '64MB', true), set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true)`);
    // Another run may have been quicker.
    const lastPosition = last!.position > progress.checkedTo ? last!.position : progress.checkedTo;
    const { upTo, ...next } = await advance(tx, progress, lastPosition);
    if (lastPosition - progress.checkedTo > MOST_BEHIND) {
      await tx.$executeRaw(sql`${addSql(progress, upTo, sql`select a.number from ledger_differences d join accounts a on a.id = d.account_id where d.ended_at is null`)} select 1`);
      await keep(tx, now, { ...next, lastAccountId: progress.lastAccountId });
      return 0;
    }
    const round = await rowsOf<{ id: string }>(tx, sql`select id from accounts where id > ${progress.lastAccountId} order by id limit ${ROUND}`);
    const found = await compare(tx, progress, upTo, round.at(-1)?.id ?? '');
    const raised = await raiseDifferences(tx, now, found);
    if (found.length < MOST_FOUND) await endDifferences(tx, now, ['balance', 'reserved'], found);
    await keep(tx, now, { ...next, lastAccountId: round.length === ROUND ? round.at(-1)!.id : '' });
    return raised;
  });
}

async function keep(tx: Transaction, now: Millis, { checkedTo, nextTo, nextXid, lastAccountId }: Progress): Promise<void> {
  await tx.$executeRaw(sql`
    update reconciliation set checked_to = ${checkedTo}, next_to = ${nextTo}, next_xid = ${nextXid}, last_account_id = ${lastAccountId}, checked_at = ${BigInt(now)}
    where name = 'ledger'`);
}

/** Up to where every position has its transfer, of those that one run adds. Where any is missing, of a transaction under way or of one that failed, that is not looked for: nothing. */
async function unbrokenTo(tx: Transaction, checkedTo: bigint): Promise<bigint> {
  const [seen] = await rowsOf<{ count: bigint; last: bigint }>(tx, sql`
    select count(*) as count, coalesce(max(position), ${checkedTo}) as last from transfers where position > ${checkedTo} and position <= ${checkedTo + BigInt(MOST_ADDED)}`);
  return seen!.last - checkedTo === seen!.count ? seen!.last : checkedTo;
}

/**
 * How far transfers can be taken into the sums and histories, since they can no longer change. A transfer has its position before it is committed, so a
 * higher one may be seen first. Positions that are all taken are complete, whoever else is at work. Where one is missing, those up to the last given out are complete once every
 * transaction has ended that was under way then; at once, when this one is the oldest.
 */
async function advance(tx: Transaction, { checkedTo, nextTo, nextXid }: Progress, lastPosition: bigint): Promise<Omit<Progress, 'lastAccountId'> & { upTo: bigint }> {
  // Not the snapshot's end, which is the last number that ended: who is under way may have a higher one.
  const [xids] = await rowsOf<{ own: bigint; oldest: bigint }>(tx, sql`
    select pg_current_xact_id()::text::bigint as own, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest`);
  const { own, oldest } = xids!;
  const isOldest = oldest >= own;
  if (!isOldest) {
    const unbroken = await unbrokenTo(tx, checkedTo);
    // They may be beyond the last that was given out when this run began: what it goes to next is never before where it is.
    if (unbroken > checkedTo) return { upTo: unbroken, checkedTo: unbroken, nextTo: unbroken > lastPosition ? unbroken : lastPosition, nextXid: own };
    // A database that was restored counts its transactions anew.
    if (nextTo === null || nextXid === null || own < nextXid) return { upTo: checkedTo, checkedTo, nextTo: lastPosition, nextXid: own };
    if (oldest < nextXid) return { upTo: checkedTo, checkedTo, nextTo, nextXid };
  }
  const complete = isOldest ? lastPosition : nextTo!;
  const upTo = complete - checkedTo > MOST_ADDED ? checkedTo + BigInt(MOST_ADDED) : complete;
  return { upTo, checkedTo: upTo, ...(upTo < complete && !isOldest ? { nextTo: complete, nextXid } : { nextTo: lastPosition, nextXid: own }) };
}

/**
 * One statement, so one moment: what is committed of transfers and balances belongs together; and so that no transfer is read twice, what it compares it
 * also takes into the sums. Accounts are joined by their key alone: transfers that just came are in no statistics, and a plan that took them for few met
 * each of ten thousand accounts with each other.
 */
async function compare(tx: Transaction, progress: Progress, upTo: bigint, roundEnd: string): Promise<Difference[]> {
  return rowsOf<Difference>(tx, sql`
    ${addSql(progress, upTo, sql`select number from wrong`, sql`
    newer as materialized (
      select account, sum(balance) as balance, sum(reserved) as reserved from (${sidesSql(sql`t.position > ${upTo}`)}) side group by account
    ), looked as (
      select account, sum(balance) as balance, sum(reserved) as reserved from (
        select account, balance, reserved from older union all select account, balance, reserved from newer
        union all select number, 0, 0 from accounts where id > ${progress.lastAccountId} and id <= ${roundEnd}
        union all select a.number, 0, 0 from ledger_differences d join accounts a on a.id = d.account_id where d.ended_at is null
      ) told group by account
    ), sides as (
      select a.id, a.number, coalesce(c.agreed_to, 0) as agreed_to, a.balance, a.reserved, coalesce(c.balance, 0) + l.balance as should_balance, coalesce(c.reserved, 0) + l.reserved as should_reserved
      from looked l join accounts a on a.number = l.account left join account_checks c on c.account = l.account
    ), wrong as materialized (
      select * from sides where balance <> should_balance or reserved <> should_reserved
    ),`)}
    select kind, w.id as "accountId", expected::bigint as expected, found::bigint as found, (
      select t.id from transfers t where w.number in (t.debit_account, t.credit_account) and t.position > w.agreed_to order by t.position limit 1
    ) as "transferId"
    from wrong w cross join lateral (values ('balance', w.should_balance, w.balance::numeric), ('reserved', w.should_reserved, w.reserved)) as side(kind, expected, found)
    where expected <> found order by w.id limit ${MOST_FOUND}`);
}

/**
 * The beginning of a statement that takes transfers into the sums and the accounts' histories.
 * @param disagreeing numbers of accounts that are not found to agree up to there.
 * @param between what of the statement goes before it adds.
 */
function addSql({ checkedTo }: Progress, upTo: bigint, disagreeing: Sql, between = sqlEmpty): Sql {
  return sql`
    with older as materialized (
      select account, at / ${MILLIS_PER_MINUTE}::bigint as minute, sum(balance) as balance, sum(reserved) as reserved, array_agg(position) filter (where balance <> 0) as positions
      from (${sidesSql(sql`t.position > ${checkedTo} and t.position <= ${upTo}`)}) side group by account, minute
    ), ${between} added as (
      insert into account_checks as c (account, balance, reserved, agreed_to)
      select account, sum(balance), sum(reserved), case when account in (${disagreeing}) then 0 else ${upTo}::bigint end from older group by account
      on conflict (account) do update set balance = c.balance + excluded.balance, reserved = c.reserved + excluded.reserved, agreed_to = greatest(c.agreed_to, excluded.agreed_to)
    ), remembered as (
      insert into account_history (account, minute, first_position, positions)
      select account, minute, positions[first], positions[first:first + ${MOST_TOGETHER - 1}::int]
      from older cross join lateral generate_series(1, cardinality(positions), ${MOST_TOGETHER}::int) as part(first)
      order by account, minute
    )`;
}

/**
 * What some transfers do to their accounts' balances and to what is reserved of them, each side for itself. Two scans: two rows made of each transfer on
 * the way cost five times as much.
 */
function sidesSql(which: Sql): Sql {
  return sql`
    select t.debit_account as account, t.at, t.position, case when t.type in ('posted', 'post') then -t.amount else 0 end as balance,
      case when t.type = 'pending' then t.amount when t.pending_id is null then 0 else -(select p.amount from transfers p where p.position = transfer_position(t.pending_id)) end as reserved
    from transfers t where ${which}
    union all
    select t.credit_account, t.at, t.position, case when t.type in ('posted', 'post') then t.amount else 0 end, 0 from transfers t where ${which}`;
}
