import { rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import { assert, type Millis, newId, type NanoTokens } from '#libs/kernel';
import { keepAccounts, postTransfers } from '#libs/ledger';
import { type PayoutRules, rulesAt, rulesOfVersion } from '#libs/rules';
import { payoutKey } from '#libs/verify';

import { paidOut, type PayoutState } from './payout.js';

/** Operators of one transaction, and so payouts of one batch. */
export const ROUND = 100;

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
  frozen: boolean;
  /** What the account has but for what came in after the cut-off: whatever was taken out since is taken to have been of the oldest. Less than nothing where that was more. */
  payable: NanoTokens;
  /** Reserved for payouts that are under way. */
  underWay: NanoTokens;
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

/** The next operators' earnings, as they are now. */
export async function nextEarnings(tx: Transaction, lastOperatorId: string, cutOff: Millis): Promise<Earnings[]> {
  return selectEarnings(tx, cutOff, sql`a.owner_id > ${lastOperatorId} order by a.owner_id limit ${ROUND}`);
}

/** Operators' earnings, that stay as they are until the transaction ends. */
export async function keepEarnings(tx: Transaction, operatorIds: readonly string[], cutOff: Millis): Promise<Earnings[]> {
  await keepAccounts(tx, operatorIds.map((ownerId) => ({ ownerId, kind: 'earnings' })));
  return selectEarnings(tx, cutOff, sql`a.owner_id in (select value from jsonb_array_elements_text(${JSON.stringify(operatorIds)}::jsonb)) order by a.owner_id`);
}

function selectEarnings(tx: Transaction, cutOff: Millis, which: Sql): Promise<Earnings[]> {
  return rowsOf(tx, sql`
    select a.owner_id as "operatorId", a.frozen_at is not null as frozen, ${payableSql(cutOff)} as payable, a.reserved as "underWay"
    from accounts a where a.kind = 'earnings' and a.asset = 'token' and ${which}`);
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
export function isDue({ payable, underWay }: Earnings, { thresholdNanoTokens }: PayoutRules): boolean {
  return payable - underWay > 0n && payable - underWay >= thresholdNanoTokens;
}

/** Reserves what operators are due, of accounts that are kept as they are. Nothing is reserved in one that is frozen: it is skipped, with the reason. */
export async function reserve(tx: Transaction, now: Millis, earnings: readonly Earnings[]): Promise<NewPayout[]> {
  const payouts = earnings.map(({ frozen, ...of }): NewPayout => ({
    ...of, id: newId('payout'), amount: of.payable - of.underWay, ...(frozen ? { state: 'skipped', reason: 'account_frozen' } : { state: 'pending', reason: null }),
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
  assert(kept.every(({ agrees }) => agrees), 'nothing but payouts is reserved of earnings');
}
