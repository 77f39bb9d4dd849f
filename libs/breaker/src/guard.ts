import { appendEvents, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { assert, type Millis, MILLIS_PER_MINUTE, newId, systemActor } from '#libs/kernel';
import { type BreakerFlow, type BreakerLimit, rulesAt } from '#libs/rules';

import { asksOf, type Flowing, partBps, type Passage, subjectOf } from './breaker.js';
import { coveringBreaker, deleteStop, insertBreaker, keepStop, selectStop } from './breaker.store.js';

/**
 * Asks whether something may flow now, in the transaction that would move it. It may not while a breaker is open that covers it, and opens one itself when it would pass a limit of the
 * rules in force: then the caller moves nothing, commits, and asks again later under the same key. What a person let go on passes once, uncounted.
 * Locks the flow until the transaction ends, where there are limits on it: take other locks before.
 */
export async function guard(tx: Transaction, now: Millis, flow: BreakerFlow, flowing: Flowing): Promise<Passage> {
  assert(flowing.amount >= 0n && flowing.of >= 0n, 'what flows is not negative');
  const { version, rules } = await rulesAt(tx, now);
  const limits = rules.breakers.filter((limit) => limit.flow === flow && subjectOf(flowing, limit.scope) !== undefined);
  if (limits.length > 0) await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`breakers/${flow}`}, 0))`);
  const open = await coveringBreaker(tx, flow, flowing);
  if (open !== undefined) return stop(tx, open, flowing, now);
  const before = await selectStop(tx, flowing.key);
  if (before) await deleteStop(tx, flowing.key);
  if (before?.released && flowing.amount <= before.amount) return { outcome: 'passed' };
  const passed = await passedLimit(tx, now, limits, flowing);
  if (!passed) {
    await count(tx, now, limits, flowing);
    return { outcome: 'passed' };
  }
  return stop(tx, await trip(tx, now, version, passed, flowing), flowing, now);
}

interface PassedLimit {
  limit: BreakerLimit;
  counted: bigint;
}

/** The first limit that it would pass with what flowed in the window. A minute counts as long as any of it is in the window. */
async function passedLimit(tx: Transaction, now: Millis, limits: readonly BreakerLimit[], flowing: Flowing): Promise<PassedLimit | undefined> {
  if (limits.length === 0) return undefined;
  const rows = limits.map(({ flow, scope, windowMillis }, place) => ({ place, flow, scope, subject_id: subjectOf(flowing, scope), after: now - windowMillis - MILLIS_PER_MINUTE }));
  const sums = await tx.$queryRaw<{ amount: string; parts: string }[]>(sql`
    select coalesce(sum(c.amount), 0)::text as amount, coalesce(sum(c.parts), 0)::text as parts
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(place int, flow text, scope text, subject_id text, after bigint)
      left join breaker_counts c on c.flow = l.flow and c.scope = l.scope and c.subject_id = l.subject_id and c.minute > l.after
    group by l.place order by l.place`);
  for (const [place, limit] of limits.entries()) {
    const counted = BigInt(limit.mostNanoTokens === null ? sums[place]!.parts : sums[place]!.amount);
    const { asked, most } = asksOf(limit, flowing);
    if (counted + asked > most) return { limit, counted };
  }
  return undefined;
}

/** Counts what flows, once for each scope that has a limit. */
async function count(tx: Transaction, now: Millis, limits: readonly BreakerLimit[], flowing: Flowing): Promise<void> {
  if (limits.length === 0 || flowing.amount === 0n) return;
  const scopes = [...new Set(limits.map(({ scope }) => scope))];
  const rows = scopes.map((scope) => ({ scope, subject_id: subjectOf(flowing, scope) }));
  await tx.$executeRaw(sql`
    insert into breaker_counts as c (flow, scope, subject_id, minute, amount, parts)
    select ${limits[0]!.flow}, scope, subject_id, ${BigInt(now - (now % MILLIS_PER_MINUTE))}, ${flowing.amount}, ${partBps(flowing)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(scope text, subject_id text)
    on conflict (flow, scope, subject_id, minute) do update
      set amount = least(c.amount::numeric + excluded.amount, 9223372036854775807)::bigint, parts = least(c.parts::numeric + excluded.parts, 9223372036854775807)::bigint`);
}

async function trip(tx: Transaction, now: Millis, rulesVersion: number, { limit, counted }: PassedLimit, flowing: Flowing): Promise<string> {
  const { flow, scope, windowMillis, mostNanoTokens, mostBps } = limit;
  const subjectId = subjectOf(flowing, scope)!;
  const { asked } = asksOf(limit, flowing);
  const id = newId('breaker');
  const rule = { rulesVersion, windowMillis, mostNanoTokens, mostBps };
  await insertBreaker(tx, { id, flow, scope, subjectId, rule, counted, asked, authorId: systemActor.keyId, reason: 'limit passed', trippedAt: now });
  await audit(tx, systemActor, now, { action: 'breaker.tripped', subjectId: id, detail: { flow, scope, subjectId, ...rule, counted, asked } });
  await appendEvents(tx, now, [{ type: 'breaker.tripped', subjectId: id, payload: { flow, scope, subjectId, ...rule, counted, asked, reason: 'limit passed' } }]);
  return id;
}

async function stop(tx: Transaction, breakerId: string, { key, amount }: Flowing, now: Millis): Promise<Passage> {
  await keepStop(tx, { key, breakerId, amount, since: now });
  return { outcome: 'stopped', breakerId };
}
