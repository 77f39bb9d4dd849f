import { type Reader, rowsOf, sql, type Sql } from '#libs/database';
import type { Millis } from '#libs/kernel';

/** What was found of a month, or of the part of one that the cover is for. */
export interface CoverClaimView {
  startsAt: Millis;
  endsAt: Millis;
  /** Replica-time. */
  downMillis: string;
  loss: string;
  credited: string;
  paid: string;
  unpaid: string;
  judgedAt: Millis;
}

/** A cover as its tenant sees it: plain JSON, amounts as decimal strings. */
export interface CoverView {
  id: string;
  leaseId: string;
  state: 'waiting' | 'running' | 'over' | 'ended';
  amount: string;
  nanoTokensPerHour: string;
  premium: string;
  /** What the premium follows from. */
  price: { baseBps: string; capacity: string; used: string };
  periodMillis: Millis;
  boughtAt: Millis;
  startsAt: Millis;
  endsAt: Millis;
  rulesVersion: number;
  paid: string;
  judgedTo: Millis;
  endedAt: Millis | null;
}

/** What of a service credit that was owed and that nobody had was paid. */
export interface CoverCreditView {
  monthStartsAt: Millis;
  /** What of it was owed for time that is covered, and the cover had left. */
  covered: string;
  paid: string;
  at: Millis;
}

export interface CoverDetail extends CoverView {
  claims: CoverClaimView[];
  credits: CoverCreditView[];
}

export interface CoverRow {
  id: string; pool_id: string; lease_id: string; tenant_id: string; project_id: string; amount: bigint; per_hour: bigint; premium: bigint; base_bps: bigint; capacity: bigint; used: bigint; period_millis: bigint;
  bought_at: bigint; starts_at: bigint; ends_at: bigint; rules_version: number; paid: bigint; judged_to: bigint; due_at: bigint; ended_at: bigint | null;
}

export function selectCovers(reader: Reader, where: Sql, limit: number): Promise<CoverRow[]> {
  return rowsOf<CoverRow>(reader, sql`
    select id, pool_id, lease_id, tenant_id, project_id, amount, per_hour, premium, base_bps, capacity, used, period_millis, bought_at, starts_at, ends_at, rules_version, paid, judged_to, due_at, ended_at
    from covers where ${where} order by bought_at desc, id desc limit ${limit}`);
}

export function coverView(row: CoverRow, now: Millis): CoverView {
  const [startsAt, endsAt] = [Number(row.starts_at), Number(row.ends_at)];
  return {
    id: row.id, leaseId: row.lease_id, state: row.ended_at !== null ? 'ended' : now < startsAt ? 'waiting' : now < endsAt ? 'running' : 'over', amount: row.amount.toString(),
    nanoTokensPerHour: row.per_hour.toString(), premium: row.premium.toString(), price: { baseBps: row.base_bps.toString(), capacity: row.capacity.toString(), used: row.used.toString() },
    periodMillis: Number(row.period_millis), boughtAt: Number(row.bought_at), startsAt, endsAt, rulesVersion: row.rules_version, paid: row.paid.toString(), judgedTo: Number(row.judged_to),
    endedAt: row.ended_at === null ? null : Number(row.ended_at),
  };
}

/** What was found of a cover, the first month first. */
export async function claimsOf(reader: Reader, coverId: string): Promise<CoverClaimView[]> {
  const rows = await rowsOf<{ starts_at: bigint; ends_at: bigint; down_millis: bigint; loss: bigint; credited: bigint; paid: bigint; unpaid: bigint; judged_at: bigint }>(reader, sql`
    select starts_at, ends_at, down_millis, loss, credited, paid, unpaid, judged_at from cover_claims where cover_id = ${coverId} order by starts_at`);
  return rows.map((row) => ({
    startsAt: Number(row.starts_at), endsAt: Number(row.ends_at), downMillis: row.down_millis.toString(), loss: row.loss.toString(), credited: row.credited.toString(), paid: row.paid.toString(),
    unpaid: row.unpaid.toString(), judgedAt: Number(row.judged_at),
  }));
}

/** What was paid of service credits that nobody had, the first month first. */
export async function creditsOf(reader: Reader, coverId: string): Promise<CoverCreditView[]> {
  const rows = await rowsOf<{ month_starts_at: bigint; covered: bigint; paid: bigint; at: bigint }>(reader, sql`
    select month_starts_at, covered, paid, at from cover_credits where cover_id = ${coverId} order by month_starts_at, at, loss_key`);
  return rows.map((row) => ({ monthStartsAt: Number(row.month_starts_at), covered: row.covered.toString(), paid: row.paid.toString(), at: Number(row.at) }));
}
