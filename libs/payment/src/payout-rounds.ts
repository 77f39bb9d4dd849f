import { rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, newId, type NanoTokens } from '#libs/kernel';
import { postGroups } from '#libs/ledger';
import { type PayoutRules, rulesAt, rulesOfVersion } from '#libs/rules';

import { paidOut, payoutKey, type PayoutState } from './payout.js';

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

/** What an operator is due, or is left without. */
export interface NewPayout {
  id: string;
  operatorId: string;
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

/**
 * The next operators' earnings: what is there and not reserved, less what came in after the hold began. Whatever was taken out
 * since is taken to have been of the oldest.
 */
export async function nextEarnings(tx: Transaction, lastOperatorId: string, heldSince: Millis): Promise<{ operatorId: string; frozen: boolean; due: NanoTokens }[]> {
  return rowsOf(tx, sql`
    select a.owner_id as "operatorId", a.frozen_at is not null as frozen, ${dueSql(heldSince)} as due
    from accounts a where a.kind = 'earnings' and a.asset = 'token' and a.owner_id > ${lastOperatorId} order by a.owner_id limit ${ROUND}`);
}

/** Of the earnings account `a`. Never below zero. */
export function dueSql(heldSince: Millis) {
  return sql`greatest(0, a.balance - a.reserved - coalesce((
    select sum(e.amount) from account_entries(a.id, ${BigInt(heldSince) + 1n}, null) e where e.amount > 0), 0))::bigint`;
}

/** Reserves what operators are due. Nothing is reserved in an account that is frozen: it is skipped, with the reason. */
export async function reserve(tx: Transaction, now: Millis, earnings: readonly { operatorId: string; frozen: boolean; due: NanoTokens }[]): Promise<NewPayout[]> {
  const payouts = earnings.map(({ operatorId, due, frozen }): NewPayout & { frozen: boolean } => ({ id: newId('payout'), operatorId, amount: due, state: 'pending', reason: null, frozen }));
  const free = payouts.filter(({ frozen }) => !frozen);
  const outcomes = await postGroups(tx, now, free.map(({ id, operatorId, amount }) => [{
    key: payoutKey(id), type: 'pending', from: { ownerId: operatorId, kind: 'earnings' }, to: paidOut, amount, reason: 'payout', subjectId: id,
  }]));
  const reserved = free.filter((_, index) => outcomes[index]!.outcome === 'posted');
  for (const outcome of outcomes) {
    if (outcome.outcome === 'refused' && !('code' in outcome.error && outcome.error.code === 'account_frozen')) throw outcome.error;
  }
  const isReserved = new Set(reserved.map(({ id }) => id));
  // What was spent meanwhile is left to the next period, as if it had not been there.
  const stopped = payouts.filter(({ id, frozen }) => frozen || (!isReserved.has(id) && outcomes[free.findIndex((one) => one.id === id)]!.outcome === 'refused'));
  return [...reserved, ...stopped.map((payout): NewPayout => ({ ...payout, state: 'skipped', reason: 'account_frozen' }))];
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
