import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { RecordHeartbeats } from '#libs/inventory';
import { type ClaimId, type Millis, MILLIS_PER_DAY, SETTINGS, type Settings, systemActor } from '#libs/kernel';

import { behave } from './simulated-behaviour.js';
import { afflicted, delayOf, readInside, type SimulatedRow } from './simulated-store.js';

/** A CloudEvent about what a replica used, as an operator's agent would send it. The same interval always has the same id. */
export interface UsageEvent {
  specversion: '1.0';
  type: `weir.usage.${'egress_bytes' | 'ingress_bytes' | 'stored_bytes' | 'cpu_millis_seconds' | 'memory_byte_seconds'}.v1`;
  source: string;
  id: string;
  /** The claim. */
  subject: string;
  /** RFC 3339. */
  time: string;
  datacontenttype: 'application/json';
  /** Bytes, or for what is no number of bytes an amount in the meter's own unit. */
  data: { bytes?: string; amount?: string; startsAt: Millis; endsAt: Millis };
}

/** Where samples go; runtime does not know metering. Must bear repeats. */
export type UsageSink = (events: UsageEvent[]) => Promise<void>;

/** Of one run, and replicas of a cluster; what is over waits for the next. */
const MAX_CLUSTERS = 1_000;
const MAX_REPLICAS = 1_000;
/** No sample covers more. */
const MAX_INTERVAL_MILLIS = 30 * MILLIS_PER_DAY;
/** Events in one call of the sink. */
const MAX_BATCH = 500;

/** The agents of simulated hosts: heartbeats and usage samples, wrong in the ways that faults say. Any number may run at once. */
@Injectable()
export class SimulatedAgents {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Heartbeats of the hosts that are due for one and can send it: one statement a cluster. @returns how many clusters. */
  async beat(now: Millis): Promise<number> {
    const period = Math.floor(this.settings.hostStaleAfterMillis / 3);
    const due = await this.database.query<{ cluster_id: string; host_ids: string[] }>(sql`
      select h.cluster_id, array_agg(h.id) as host_ids
      from hosts h join clusters k on k.id = h.cluster_id
      where k.driver = 'simulated'
        and (h.last_heartbeat_at is null or h.last_heartbeat_at <= ${BigInt(now - period)} or h.last_heartbeat_at > ${BigInt(now)})
        and not exists (
          select 1 from simulated_faults f where f.cluster_id = k.id and f.kind in ('host_lost', 'contact_lost') and f.created_at <= ${BigInt(now)}
            and (f.until is null or f.until > ${BigInt(now)}) and (f.host_id is null or f.host_id = h.id))
      group by h.cluster_id order by h.cluster_id limit ${MAX_CLUSTERS}`);
    for (const { cluster_id: clusterId, host_ids: hostIds } of due) {
      await this.commands.execute(new RecordHeartbeats(systemActor, { clusterId, hostIds }));
    }
    return due.length;
  }

  /** What died with its host is no more. What somebody else is at is left for the next time: two that wait for each other's rows would both stop. */
  async bury(): Promise<number> {
    return this.database.client.$executeRaw(sql`
      delete from simulated_workloads where claim_id in (
        select w.claim_id from simulated_workloads w join simulated_faults f on f.cluster_id = w.cluster_id and f.host_id = w.host_id
        where f.kind = 'host_lost' and (f.until is null or f.until > w.created_at) for update of w skip locked)`);
  }

  /**
   * A sample of every replica that has run for a while since its last one. The interval is noted before it is sent and
   * again when it was taken: a crash between sends the same interval again, with the same id.
   * @returns how many events.
   */
  async sample(now: Millis, sink: UsageSink): Promise<number> {
    const every = this.settings.simulatedSampleMillis;
    if (every <= 0) return 0;
    const clusters = await this.database.query<{ cluster_id: string }>(sql`
      select distinct cluster_id from simulated_workloads where sampled_to < ${BigInt(now - every)} order by cluster_id limit ${MAX_CLUSTERS}`);
    let sent = 0;
    for (const { cluster_id: clusterId } of clusters) sent += await this.sampleCluster(clusterId, now, every, sink);
    return sent;
  }

  private async sampleCluster(clusterId: string, now: Millis, every: Millis, sink: UsageSink): Promise<number> {
    const { workloads, faults } = await readInside(this.database, clusterId);
    const due = workloads.filter((row) => row.sampledTo < now - every && !afflicted(faults, ['contact_lost'], now, row.hostId)).slice(0, MAX_REPLICAS);
    const intervals = await this.begin(due.flatMap((row) => intervalOf(row, now - delayOf(faults, now, row), every) ?? []));
    const runs = (row: SimulatedRow, at: Millis) => behave(row, faults, this.settings.simulatedStartMillis, at)?.state === 'ready';
    const events = intervals.filter(({ row, endsAt }) => runs(row, endsAt)).flatMap((interval) => eventsOf(clusterId, interval));
    const reported = afflicted(faults, ['duplicate_reports'], now) ? [...events, ...events] : events;
    for (let start = 0; start < reported.length; start += MAX_BATCH) await sink(reported.slice(start, start + MAX_BATCH));
    await this.finish(intervals);
    return events.length;
  }

  /** Notes what is about to be sent. Of what somebody else began meanwhile, another interval is not. */
  private async begin(intervals: readonly Interval[]): Promise<Interval[]> {
    if (intervals.length === 0) return [];
    const begun = await this.database.client.$queryRaw<{ claim_id: string; sampling_to: bigint }[]>(sql`
      update simulated_workloads w set sampling_to = t.ends_at
      from jsonb_to_recordset(${rowsOf(intervals)}::jsonb) as t(claim_id text, starts_at bigint, ends_at bigint)
      where w.claim_id = t.claim_id and w.sampled_to = t.starts_at and w.sampling_to in (t.starts_at, t.ends_at)
      returning w.claim_id, w.sampling_to`);
    const ends = new Map(begun.map((row) => [row.claim_id, Number(row.sampling_to)]));
    return intervals.filter(({ row, endsAt }) => ends.get(row.claimId) === endsAt);
  }

  private async finish(intervals: readonly Interval[]): Promise<void> {
    if (intervals.length === 0) return;
    await this.database.client.$executeRaw(sql`
      update simulated_workloads w set sampled_to = t.ends_at
      from jsonb_to_recordset(${rowsOf(intervals)}::jsonb) as t(claim_id text, starts_at bigint, ends_at bigint)
      where w.claim_id = t.claim_id and w.sampled_to = t.starts_at and w.sampling_to = t.ends_at`);
  }
}

function rowsOf(intervals: readonly Interval[]): string {
  return JSON.stringify(intervals.map(({ row, startsAt, endsAt }) => ({ claim_id: row.claimId, starts_at: startsAt, ends_at: endsAt })));
}

interface Interval {
  row: SimulatedRow;
  startsAt: Millis;
  endsAt: Millis;
}

/** What is to be sampled of a replica: what was begun and not finished, or else up to the last whole multiple of `every`. */
export function intervalOf(row: SimulatedRow, upTo: Millis, every: Millis): Interval | undefined {
  const whole = Math.min(Math.floor(upTo / every) * every, row.sampledTo + MAX_INTERVAL_MILLIS);
  const endsAt = row.samplingTo > row.sampledTo ? row.samplingTo : whole;
  return endsAt > row.sampledTo ? { row, startsAt: row.sampledTo, endsAt } : undefined;
}

/**
 * What a simulated replica uses, but for the bytes that a replica with a public port sends: those are real, gateways count
 * them, and nothing is charged twice. Always the same for the same claim and interval, so that anybody can compute it
 * again.
 */
function eventsOf(clusterId: string, interval: Interval): UsageEvent[] {
  const { row } = interval;
  const elapsed = BigInt(interval.endsAt - interval.startsAt);
  const sent = (bytesPerSecond(row.claimId) * elapsed) / 1_000n;
  // Half of what its volumes could hold.
  const kept = (BigInt(row.volumeGib) * BYTES_PER_GIB) / 2n;
  return [...(row.isPublic ? [] : [eventOf(clusterId, row.claimId, 'egress_bytes', sent, interval)]), ...(kept > 0n ? [eventOf(clusterId, row.claimId, 'stored_bytes', kept, interval)] : [])];
}

const BYTES_PER_GIB = 1_073_741_824n;

function eventOf(clusterId: string, claimId: ClaimId, meter: 'egress_bytes' | 'stored_bytes', bytes: bigint, { startsAt, endsAt }: Interval): UsageEvent {
  return {
    specversion: '1.0',
    type: `weir.usage.${meter}.v1`,
    source: `/clusters/${clusterId}/agent`,
    id: `${claimId}-${meter}-${startsAt}`,
    subject: claimId,
    time: new Date(endsAt).toISOString(),
    datacontenttype: 'application/json',
    data: { bytes: bytes.toString(), startsAt, endsAt },
  };
}

/** Between 1 and 65 kB a second, by the claim. */
function bytesPerSecond(claimId: string): bigint {
  let hash = 7;
  for (const letter of claimId) hash = (hash * 31 + letter.charCodeAt(0)) % 65_536;
  return BigInt(1_000 + hash);
}
