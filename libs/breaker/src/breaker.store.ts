import { type Reader, rowsOf, sql, type Sql, type Transaction } from '#libs/database';
import type { Millis, NanoTokens } from '#libs/kernel';
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

/** An open breaker that covers something, if there is one. */
export async function coveringBreaker(tx: Transaction, flow: BreakerFlow, flowing: Flowing): Promise<string | undefined> {
  const covers = breakerScopes.flatMap((scope) => {
    const subjectId = subjectOf(flowing, scope);
    return subjectId === undefined ? [] : [{ scope, subject_id: subjectId }];
  });
  const [row] = await tx.$queryRaw<{ id: string }[]>(sql`
    select b.id from breakers b join jsonb_to_recordset(${JSON.stringify(covers)}::jsonb) as c(scope text, subject_id text) on b.scope = c.scope and b.subject_id = c.subject_id
    where b.flow = ${flow} and b.released_at is null order by b.tripped_at, b.id limit 1`);
  return row?.id;
}

export async function selectStop(tx: Transaction, key: string): Promise<{ amount: NanoTokens; released: boolean } | undefined> {
  const [row] = await tx.$queryRaw<{ amount: bigint; released: boolean }[]>(sql`select amount, released_at is not null as released from breaker_stops where key = ${key}`);
  return row;
}

export async function deleteStop(tx: Transaction, key: string): Promise<void> {
  await tx.$executeRaw(sql`delete from breaker_stops where key = ${key}`);
}

/** What waits, since when it first did. */
export async function keepStop(tx: Transaction, { key, breakerId, amount, since }: { key: string; breakerId: string; amount: NanoTokens; since: Millis }): Promise<void> {
  await tx.$executeRaw(sql`
    insert into breaker_stops (key, breaker_id, amount, since) values (${key}, ${breakerId}, ${amount}, ${BigInt(since)})
    on conflict (key) do update set breaker_id = excluded.breaker_id, amount = excluded.amount, released_at = null`);
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
