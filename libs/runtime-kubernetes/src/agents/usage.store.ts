import { type Database, sql } from '#libs/database';
import type { Millis } from '#libs/kernel';
import type { UsageEvent } from '#libs/runtime';

import { type Counters, countersOf, eventsOf, type PodReading } from './pod-usage.js';

export interface PendingSample {
  claimId: string;
  events: UsageEvent[];
}

const MAX_SAMPLES = 5_000;

/** What was begun and never finished. */
export async function unfinishedSamples(database: Database, clusterId: string): Promise<PendingSample[]> {
  return database.query<PendingSample>(sql`
    select claim_id as "claimId", pending as events from kubernetes_usage where cluster_id = ${clusterId} and pending is not null
    order by claim_id limit ${MAX_SAMPLES}`);
}

/**
 * Notes what is about to be sent of each pod that is due, with the counters it is up to. A pod that was not known is only
 * noted: what it used is counted from here on. Of what somebody else began meanwhile, nothing is begun.
 */
export async function beginSamples(
  database: Database, clusterId: string, readings: readonly PodReading[], { now, every, longest }: { now: Millis; every: Millis; longest: Millis },
): Promise<PendingSample[]> {
  const ids = readings.map(({ claimId }) => claimId);
  return database.transaction(async (tx) => {
    const known = new Map((await tx.$queryRaw<{ claim_id: string; sampled_to: bigint; counters: Counters; free: boolean }[]>(sql`
      select claim_id, sampled_to, counters, pending is null as free from kubernetes_usage
      where claim_id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)) order by claim_id for update`)).map((row) => [row.claim_id, row]));
    const due = readings.slice(0, MAX_SAMPLES).filter(({ claimId }) => {
      const row = known.get(claimId);
      return !row || (row.free && Number(row.sampled_to) <= now - every);
    });
    const samples = due.map((reading): PendingSample => {
      const row = known.get(reading.claimId);
      if (!row || now - Number(row.sampled_to) > longest) return { claimId: reading.claimId, events: [] };
      return { claimId: reading.claimId, events: eventsOf(clusterId, { at: Number(row.sampled_to), counters: row.counters }, reading, now) };
    });
    const rows = due.map((reading, index) => ({
      claim_id: reading.claimId, counters: countersOf(reading), pending: samples[index]!.events.length > 0 ? samples[index]!.events : null,
    }));
    await tx.$executeRaw(sql`
      insert into kubernetes_usage (claim_id, cluster_id, sampled_to, counters, pending)
      select claim_id, ${clusterId}, ${BigInt(now)}, counters, nullif(pending, 'null'::jsonb) from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(claim_id text, counters jsonb, pending jsonb)
      on conflict (claim_id) do update set sampled_to = excluded.sampled_to, counters = excluded.counters, pending = excluded.pending`);
    return samples.filter(({ events }) => events.length > 0);
  });
}

/** They were taken. Rows of claims that are no more go with them. */
export async function finishSamples(database: Database, clusterId: string, claimIds: readonly string[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.$executeRaw(sql`
      update kubernetes_usage set pending = null where claim_id in (select value from jsonb_array_elements_text(${JSON.stringify(claimIds)}::jsonb))`);
    await tx.$executeRaw(sql`
      delete from kubernetes_usage u where u.cluster_id = ${clusterId} and u.pending is null
        and not exists (select 1 from claims c where c.id = u.claim_id and c.state = 'held')`);
  });
}
