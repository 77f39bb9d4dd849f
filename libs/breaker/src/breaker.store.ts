import { columnsOf, type Reader, rowsOf, sql, type Sql, textArray, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_MINUTE, type NanoTokens } from '#libs/kernel';
import { type BreakerFlow, type BreakerScope, breakerScopes } from '#libs/rules';

import { type Flowing, subjectOf } from './breaker.js';

/** The limit that was passed. */
export interface TrippedRule {
  rulesVersion: number;
  windowMillis: Millis;
  mostNanoTokens: NanoTokens | null;
  mostBps: number | null;
}

export interface NewBreaker {
  id: string;
  flow: BreakerFlow;
  scope: BreakerScope;
  /** Empty for the whole flow. */
  subjectId: string;
  /** Null where a person stopped it. */
  rule: TrippedRule | null;
  counted: bigint | null;
  asked: bigint | null;
  authorId: string;
  reason: string;
  trippedAt: Millis;
}

export async function insertBreaker(tx: Transaction, breaker: NewBreaker): Promise<void> {
  const { id, flow, scope, subjectId, rule, counted, asked, authorId, reason, trippedAt } = breaker;
  await tx.$executeRaw(sql`
    insert into breakers (id, flow, scope, subject_id, rules_version, window_millis, most_nano_tokens, most_bps, counted, asked, author_id, reason, tripped_at)
    values (${id}, ${flow}, ${scope}, ${subjectId}, ${rule?.rulesVersion ?? null}, ${rule ? BigInt(rule.windowMillis) : null}, ${rule?.mostNanoTokens ?? null}, ${rule?.mostBps ?? null},
      ${counted}, ${asked}, ${authorId}, ${reason}, ${BigInt(trippedAt)})`);
}

/** Something that a breaker may cover, or that is counted together. */
export interface FlowSubject {
  scope: BreakerScope;
  /** Empty for the whole flow. */
  subjectId: string;
}

export interface OpenBreaker extends FlowSubject {
  id: string;
  trippedAt: Millis;
}

/** Open breakers that cover any of some things, the first tripped first. */
export async function coveringBreakers(tx: Transaction, flow: BreakerFlow, flowings: readonly Flowing[]): Promise<OpenBreaker[]> {
  const subjects = flowings.flatMap((flowing) => breakerScopes.flatMap((scope) => {
    const subjectId = subjectOf(flowing, scope);
    return subjectId === undefined ? [] : [{ scope, subjectId }];
  }));
  const rows = await tx.$queryRaw<{ id: string; scope: BreakerScope; subject_id: string; tripped_at: bigint }[]>(sql`
    select b.id, b.scope, b.subject_id, b.tripped_at from breakers b join (select distinct * from (select ${subjectColumns(subjects)}) s) c on b.scope = c.scope and b.subject_id = c.subject_id
    where b.flow = ${flow} and b.released_at is null order by b.tripped_at, b.id`);
  return rows.map(({ id, scope, subject_id: subjectId, tripped_at }) => ({ id, scope, subjectId, trippedAt: Number(tripped_at) }));
}

/** What waits, or may pass once, of what has some keys. */
export async function selectStops(tx: Transaction, keys: readonly string[]): Promise<Map<string, { amount: NanoTokens; released: boolean }>> {
  const rows = await tx.$queryRaw<{ key: string; amount: bigint; released: boolean }[]>(sql`select key, amount, released_at is not null as released from breaker_stops where key = any(${textArray(keys)}::text[])`);
  return new Map(rows.map(({ key, amount, released }) => [key, { amount, released }]));
}

export async function deleteStops(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await tx.$executeRaw(sql`delete from breaker_stops where key = any(${textArray(keys)}::text[])`);
}

export interface Stop {
  key: string;
  breakerId: string;
  amount: NanoTokens;
}

/** What waits, since when it first did. */
export async function keepStops(tx: Transaction, stops: readonly Stop[], since: Millis): Promise<void> {
  if (stops.length === 0) return;
  const { texts, amounts } = columnsOf(stops);
  await tx.$executeRaw(sql`
    insert into breaker_stops (key, breaker_id, amount, since)
    select unnest(${texts(({ key }) => key)}::text[]), unnest(${texts(({ breakerId }) => breakerId)}::text[]), unnest(${amounts(({ amount }) => amount)}::bigint[]), ${BigInt(since)}
    on conflict (key) do update set breaker_id = excluded.breaker_id, amount = excluded.amount, released_at = null`);
}

/** What flowed in a window, and what of it in the minute that goes on. */
export interface WindowCount extends Counts {
  minute: Counts;
}

export interface Counts {
  amount: bigint;
  /** Basis points. */
  parts: bigint;
}

/** What flowed of some subjects in windows that end now, in their order. A minute counts as long as any of it is in the window. */
export async function selectCounts(tx: Transaction, flow: BreakerFlow, windows: readonly (FlowSubject & { windowMillis: Millis })[], now: Millis): Promise<WindowCount[]> {
  if (windows.length === 0) return [];
  const after = columnsOf(windows).times(({ windowMillis }) => now - windowMillis - MILLIS_PER_MINUTE);
  const rows = await tx.$queryRaw<{ amount: string; parts: string; minute_amount: string; minute_parts: string }[]>(sql`
    select coalesce(sum(c.amount), 0)::text as amount, coalesce(sum(c.parts), 0)::text as parts,
      coalesce(sum(c.amount) filter (where c.minute = ${minuteOf(now)}), 0)::text as minute_amount, coalesce(sum(c.parts) filter (where c.minute = ${minuteOf(now)}), 0)::text as minute_parts
    from (select ${subjectColumns(windows)}, unnest(${after}::bigint[]) as after, generate_series(1, ${windows.length}::int) as place) l
      left join breaker_counts c on c.flow = ${flow} and c.scope = l.scope and c.subject_id = l.subject_id and c.minute > l.after
    group by l.place order by l.place`);
  return rows.map(({ amount, parts, minute_amount, minute_parts }) => ({ amount: BigInt(amount), parts: BigInt(parts), minute: { amount: BigInt(minute_amount), parts: BigInt(minute_parts) } }));
}

/** Counts what flows now, of each subject once. What is more than a bigint holds stays the most that it holds. */
export async function addCounts(tx: Transaction, flow: BreakerFlow, counts: readonly (FlowSubject & Counts)[], now: Millis): Promise<void> {
  if (counts.length === 0) return;
  const sorted = counts.toSorted((a, b) => (a.scope < b.scope || (a.scope === b.scope && a.subjectId < b.subjectId) ? -1 : 1));
  const { amounts } = columnsOf(sorted);
  await tx.$executeRaw(sql`
    insert into breaker_counts as c (flow, scope, subject_id, minute, amount, parts)
    select ${flow}, ${subjectColumns(sorted)}, ${minuteOf(now)}, unnest(${amounts(({ amount }) => amount)}::bigint[]), unnest(${amounts(({ parts }) => parts)}::bigint[])
    on conflict (flow, scope, subject_id, minute) do update
      set amount = least(c.amount::numeric + excluded.amount, ${MOST_COUNTED})::bigint, parts = least(c.parts::numeric + excluded.parts, ${MOST_COUNTED})::bigint`);
}

/** The most that is counted in a minute: what a bigint holds. */
export const MOST_COUNTED = 2n ** 63n - 1n;

function subjectColumns(subjects: readonly FlowSubject[]): Sql {
  const { texts } = columnsOf(subjects);
  return sql`unnest(${texts(({ scope }) => scope)}::text[]) as scope, unnest(${texts(({ subjectId }) => subjectId)}::text[]) as subject_id`;
}

function minuteOf(now: Millis): bigint {
  return BigInt(now - (now % MILLIS_PER_MINUTE));
}

/** Whether what has a key waits behind a breaker: for who looks for what is due, to pass over it until it may go on. */
export function isStopped(key: Sql): Sql {
  return sql`exists (select 1 from breaker_stops stop where stop.key = ${key} and stop.released_at is null)`;
}

/** Those of some keys that wait. */
export async function stoppedKeys(reader: Reader, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await rowsOf<{ key: string }>(reader, sql`
    select key from breaker_stops where released_at is null and key in (select value from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`);
  return new Set(rows.map(({ key }) => key));
}

/** Forgets what no window reaches any more, and what was let go on and never came. @returns how many; at most 10,000 of each. */
export async function forgetCounts(tx: Transaction, before: Millis): Promise<number> {
  const counts = await tx.$executeRaw(sql`delete from breaker_counts where ctid in (select ctid from breaker_counts where minute < ${BigInt(before)} limit 10000)`);
  return counts + (await tx.$executeRaw(sql`delete from breaker_stops where ctid in (select ctid from breaker_stops where released_at < ${BigInt(before)} limit 10000)`));
}
