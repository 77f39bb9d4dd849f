import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';
import { type NetworkFunction } from '#libs/runtime';

export type TransferOutcome = 'open' | 'fast' | 'slow' | 'wrong' | 'void';

/** A stream that was asked for. */
export interface Transfer {
  number: number;
  begunAt: Millis;
  /** How long it took; null where nobody measured it. */
  millis: Millis | null;
  outcome: TransferOutcome;
}

/** As an operator reads it, and the log: plain JSON. */
export interface TransferView extends Transfer {
  /** What of it came. */
  bytes: number | null;
  /** How much of this time the platform's own process was at work. */
  busyPercent: number | null;
  reason: string | null;
}

/** How a transfer ended. */
export interface TransferEnd {
  outcome: Exclude<TransferOutcome, 'open'>;
  reason: string;
  measured?: { bytes: number; millis: Millis; busyPercent: number } | undefined;
}

/** Of the challenge `c`, as JSON. */
export const transferViews = sql`
  select coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'begunAt', t.begun_at, 'bytes', t.bytes, 'millis', t.millis, 'busyPercent', t.busy_percent, 'outcome', t.outcome, 'reason', t.reason)
    order by t.number), '[]') from challenge_transfers t where t.challenge_id = c.id`;

/** In order. */
export async function transfersOf(reader: Reader, challengeId: string): Promise<Transfer[]> {
  const rows = await rowsOf<{ number: number; begun_at: bigint; millis: number | null; outcome: TransferOutcome }>(reader, sql`
    select number, begun_at, millis, outcome from challenge_transfers where challenge_id = ${challengeId} order by number`);
  return rows.map(({ begun_at: begunAt, ...row }) => ({ ...row, begunAt: Number(begunAt) }));
}

/** Ends what was begun before a time, and is open since whoever began it is gone. */
export async function endForgotten(tx: Transaction, before: Millis): Promise<void> {
  await tx.$executeRaw(sql`update challenge_transfers set outcome = 'void', reason = 'nobody heard how it ended' where outcome = 'open' and begun_at < ${BigInt(before)}`);
}

/** Begins a transfer of a challenge that runs, where none is under way anywhere: two would share the platform's own way. @returns whether it is ours. */
export async function beginTransfer(tx: Transaction, { challengeId, number }: { challengeId: string; number: number }, now: Millis): Promise<boolean> {
  return (await tx.$executeRaw(sql`
    insert into challenge_transfers (challenge_id, number, host_id, function, begun_at)
    select c.id, ${number}, c.host_id, c.work->>'function', ${BigInt(now)} from challenges c where c.id = ${challengeId} and c.state = 'running' for share on conflict do nothing`)) > 0;
}

/** Ends a transfer, once. */
export async function endTransfer(tx: Transaction, challengeId: string, number: number, { outcome, reason, measured }: TransferEnd): Promise<boolean> {
  return (await tx.$executeRaw(sql`
    update challenge_transfers set outcome = ${outcome}, reason = ${reason}, bytes = ${measured ? BigInt(measured.bytes) : null}, millis = ${measured?.millis ?? null}, busy_percent = ${measured?.busyPercent ?? null}
    where challenge_id = ${challengeId} and number = ${number} and outcome = 'open'`)) > 0;
}

/** Whether another host sent at least so many bytes within so long since a time, by its own measure, in the same way. */
export async function wasAsFast(reader: Reader, { hostId, kind, bytes, withinMillis }: { hostId: string; kind: NetworkFunction; bytes: number; withinMillis: Millis }, since: Millis): Promise<boolean> {
  const [row] = await rowsOf<{ found: boolean }>(reader, sql`
    select exists (select 1 from challenge_transfers where outcome = 'fast' and function = ${kind} and begun_at >= ${BigInt(since)} and host_id <> ${hostId}
      and bytes::numeric * ${BigInt(withinMillis)} >= ${BigInt(bytes)}::numeric * millis) as found`);
  return row!.found;
}

/** Leaves nothing open of a challenge that is judged: what its verdict says of it stays as it is. */
export async function endOpen(tx: Transaction, challengeId: string): Promise<void> {
  await tx.$executeRaw(sql`update challenge_transfers set outcome = 'void', reason = 'its challenge was over before' where challenge_id = ${challengeId} and outcome = 'open'`);
}
