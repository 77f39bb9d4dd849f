import { rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import { assert, type Millis, newId, type NanoTokens, systemActor } from '#libs/kernel';
import { keepAccounts, postTransfers, raiseNoted } from '#libs/ledger';
import { type PayoutRules, rulesAt, rulesOfVersion } from '#libs/rules';
import { payoutKey } from '#libs/verify';

import { paidOut, type PayoutState } from './payout.js';

/** Operators of one transaction, and so payouts of one batch. */
export const ROUND = 100;
/** Operators of one transaction whose entries are summed while nobody can post to their accounts. */
const MOST_AGAIN = 10;

/** The payouts of one period, as far as they are made. */
export interface PayoutRound {
  periodStartsAt: Millis;
  /** Behind whom it goes on. */
  lastOperatorId: string;
  begunAt: Millis;
  /** The rules that held when it began: all of its payouts are made by them. */
  rulesVersion: number;
  rules: PayoutRules;
}

/** What an operator earned that is old enough to be paid. */
export interface Earnings {
  operatorId: string;
  accountId: string;
  frozen: boolean;
  /** What the account has but for what came in after the cut-off: whatever was taken out since is taken to have been of the oldest. Less than nothing where that was more. */
  payable: NanoTokens;
  /** Reserved in the account. */
  underWay: NanoTokens;
  /** The sum of the operator's payouts that are under way: all that may be reserved of earnings. */
  payouts: NanoTokens;
  /** Which version of the account's row it was read from: PostgreSQL's `xmin`, which every entry changes and a lock does not. */
  row: string;
}

/** What an operator is due, or is left without. */
export interface NewPayout extends Pick<Earnings, 'operatorId' | 'payable' | 'underWay'> {
  id: string;
  amount: NanoTokens;
  state: PayoutState;
  reason: string | null;
}

/** The round of the period of `now`, begun now or before; undefined when it is done, or another process is at it. */
export async function lockRound(tx: Transaction, now: Millis): Promise<PayoutRound | undefined> {
  const [round] = await rowsOf<{ startsAt: bigint; last: string; done: boolean; begunAt: bigint | null; version: number | null }>(tx, sql`
    select period_starts_at as "startsAt", last_operator_id as last, done, begun_at as "begunAt", rules_version as version from payout_rounds where name = 'operators' for update skip locked`);
  if (!round) return undefined;
  const { version, rules } = await rulesAt(tx, now);
  const periodStartsAt = now - (now % rules.payout.everyMillis);
  // A schedule that was made slower, or a clock that went back, starts no period twice.
  if (periodStartsAt > Number(round.startsAt)) return { periodStartsAt, lastOperatorId: '', begunAt: now, rulesVersion: version, rules: rules.payout };
  if (round.done) return undefined;
  const begun = { periodStartsAt: Number(round.startsAt), lastOperatorId: round.last };
  if (round.version === null) return { ...begun, begunAt: now, rulesVersion: version, rules: rules.payout };
  return { ...begun, begunAt: Number(round.begunAt), rulesVersion: round.version, rules: (await rulesOfVersion(tx, round.version)).payout };
}

export async function moveRound(tx: Transaction, { periodStartsAt, begunAt, rulesVersion }: PayoutRound, lastOperatorId: string, done: boolean): Promise<void> {
  await tx.$executeRaw(sql`
    update payout_rounds set period_starts_at = ${BigInt(periodStartsAt)}, last_operator_id = ${lastOperatorId}, done = ${done}, begun_at = ${BigInt(begunAt)}, rules_version = ${rulesVersion}
    where name = 'operators'`);
}

/** The next operators' earnings, as they are now: of each by a statement of its own, so that none takes the longer the more there are. */
export async function nextEarnings(tx: Transaction, lastOperatorId: string, cutOff: Millis): Promise<Earnings[]> {
  const next = await rowsOf<{ operatorId: string }>(tx, sql`
    select owner_id as "operatorId" from accounts where kind = 'earnings' and asset = 'token' and owner_id > ${lastOperatorId} order by owner_id limit ${ROUND}`);
  const all: Earnings[] = [];
  for (const { operatorId } of next) all.push(await earningsOf(tx, operatorId, cutOff));
  return all;
}

/**
 * Operators' earnings, that stay as they are until the transaction ends. Those whose accounts did not change since they were read are what they were; of the others the entries are summed
 * again, of so many as do not keep whoever posts to any of them waiting for long. @returns whose turn it is next, where there were more.
 */
export async function keepEarnings(tx: Transaction, known: readonly Earnings[], cutOff: Millis): Promise<{ kept: Earnings[]; next?: string }> {
  await keepAccounts(tx, known.map(({ operatorId }) => ({ ownerId: operatorId, kind: 'earnings' })));
  const rows = await rowsOf<{ id: string; row: string }>(tx, sql`
    select id, xmin::text as "row" from accounts where id in (select value from jsonb_array_elements_text(${JSON.stringify(known.map(({ accountId }) => accountId))}::jsonb))`);
  const now = new Map(rows.map(({ id, row }) => [id, row]));
  const kept: Earnings[] = [];
  let again = 0;
  for (const one of known) {
    const isSame = now.get(one.accountId) === one.row;
    if (!isSame && again === MOST_AGAIN) return { kept, next: one.operatorId };
    if (!isSame) again += 1;
    kept.push(isSame ? one : await earningsOf(tx, one.operatorId, cutOff));
  }
  return { kept };
}

/** Freezes what has something else reserved than payouts, and has it looked into: its operator is left out, and all others are paid. @returns the earnings as they are then. */
export async function leaveOutDiffering(tx: Transaction, now: Millis, kept: readonly Earnings[]): Promise<Earnings[]> {
  const all: Earnings[] = [];
  for (const one of kept) {
    const { accountId, payouts: expected, underWay: found, frozen } = one;
    if (expected !== found && !frozen) await raiseNoted(tx, now, { accountId, expected, found }, { reason: 'What is reserved of the earnings is not the sum of the payouts that are under way.', authorId: systemActor.keyId });
    all.push({ ...one, frozen: frozen || expected !== found });
  }
  return all;
}

async function earningsOf(tx: Transaction, operatorId: string, cutOff: Millis): Promise<Earnings> {
  const [row] = await rowsOf<Earnings>(tx, sql`
    select a.owner_id as "operatorId", a.id as "accountId", a.frozen_at is not null as frozen, ${payableSql(cutOff)} as payable, a.reserved as "underWay", a.xmin::text as "row",
      (select coalesce(sum(p.amount), 0)::bigint from payouts p where p.operator_id = a.owner_id and p.state in ('pending', 'stopped')) as payouts
    from accounts a where a.kind = 'earnings' and a.asset = 'token' and a.owner_id = ${operatorId}`);
  return row!;
}

/** Of the earnings account `a`. */
function payableSql(cutOff: Millis): Sql {
  return sql`(a.balance - coalesce((select sum(e.amount) from account_entries(a.id, ${BigInt(cutOff) + 1n}, null) e where e.amount > 0), 0))::bigint`;
}

/** What may be paid of the earnings account `a`; never below zero. */
export function dueSql(cutOff: Millis): Sql {
  return sql`greatest(0, ${payableSql(cutOff)} - a.reserved)`;
}

/** Whether the rules have it paid. */
export function isDue({ payable, underWay }: Pick<Earnings, 'payable' | 'underWay'>, { thresholdNanoTokens }: PayoutRules): boolean {
  return payable - underWay > 0n && payable - underWay >= thresholdNanoTokens;
}

/** Reserves what operators are due, of accounts that are kept as they are. Nothing is reserved in one that is frozen: it is skipped, with the reason. */
export async function reserve(tx: Transaction, now: Millis, earnings: readonly Earnings[]): Promise<NewPayout[]> {
  const payouts = earnings.map(({ operatorId, payable, underWay, frozen }): NewPayout => ({
    operatorId, payable, underWay, id: newId('payout'), amount: payable - underWay, ...(frozen ? { state: 'skipped', reason: 'account_frozen' } : { state: 'pending', reason: null }),
  }));
  const { outcome } = await postTransfers(tx, now, payouts.filter(({ state }) => state === 'pending').map(({ id, operatorId, amount }) => ({
    key: payoutKey(id), type: 'pending', from: { ownerId: operatorId, kind: 'earnings' }, to: paidOut, amount, reason: 'payout', subjectId: id,
  })));
  assert(outcome === 'posted', 'what is available is there to be reserved');
  return payouts;
}

export async function insertPayouts(tx: Transaction, now: Millis, { periodStartsAt, rulesVersion }: PayoutRound, batchId: string, payouts: readonly NewPayout[]): Promise<void> {
  const rows = payouts.map(({ id, operatorId, amount, state, reason }) => ({
    id, operator_id: operatorId, amount: amount.toString(), state, reason, batch_id: state === 'pending' ? batchId : null, resolved_at: state === 'skipped' ? now : null,
  }));
  await tx.$executeRaw(sql`
    insert into payouts (id, batch_id, operator_id, period_starts_at, amount, state, reason, made_at, resolved_at, rules_version)
    select id, batch_id, operator_id, ${BigInt(periodStartsAt)}, amount, state, reason, ${BigInt(now)}, resolved_at, ${rulesVersion}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, batch_id text, operator_id text, amount bigint, state text, reason text, resolved_at bigint)`);
}

/**
 * Keeps what the amounts of payouts follow from, once they were reserved and inserted: a leaf of the log each. What was under way are the operator's payouts that nobody resolved, which hold
 * all that is reserved of its earnings.
 */
export async function keepMade(tx: Transaction, now: Millis, { periodStartsAt, begunAt, rulesVersion, rules }: PayoutRound, payouts: readonly NewPayout[]): Promise<void> {
  const rows = payouts.filter(({ state }) => state !== 'skipped').map(({ id, operatorId, payable, underWay, amount, state }) => ({
    id, operator_id: operatorId, payable: payable.toString(), under_way: underWay.toString(), amount: amount.toString(), stopped: state === 'stopped',
  }));
  const kept = await rowsOf<{ agrees: boolean }>(tx, sql`
    insert into made_payouts (payout_id, operator_id, before_id, period_starts_at, begun_at, made_at, rules_version, cut_off, payable, under_way, others, amount, stopped)
    select t.id, t.operator_id, (select b.payout_id from made_payouts b where b.operator_id = t.operator_id order by b.sequence desc limit 1), ${BigInt(periodStartsAt)}, ${BigInt(begunAt)}, ${BigInt(now)},
      ${rulesVersion}, ${BigInt(periodStartsAt - rules.holdMillis)}, t.payable, t.under_way, (
        select coalesce(jsonb_agg(jsonb_build_object('payoutId', p.id, 'amount', p.amount::text) order by p.made_at, p.id), '[]')
        from payouts p where p.operator_id = t.operator_id and p.state in ('pending', 'stopped') and p.id <> t.id), t.amount, t.stopped
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, operator_id text, payable bigint, under_way bigint, amount bigint, stopped boolean)
    returning under_way = (select coalesce(sum((o ->> 'amount')::bigint), 0) from jsonb_array_elements(others) o) as agrees`);
  assert(kept.every(({ agrees }) => agrees), 'nothing but payouts is reserved of earnings that are paid out of');
}
