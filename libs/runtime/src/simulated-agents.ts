import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { RecordHeartbeats } from '#libs/inventory';
import { type ClaimId, type Millis, SETTINGS, type Settings, systemActor } from '#libs/kernel';

import { behave } from './simulated-behaviour.js';
import { afflicted, delayOf, readInside, type SimulatedRow } from './simulated-store.js';

/** A CloudEvent about what a replica used, as an operator's agent would send it. The same interval always has the same id. */
export interface UsageEvent {
  specversion: '1.0';
  type: `weir.usage.${'egress_bytes' | 'stored_bytes'}.v1`;
  source: string;
  id: string;
  /** The claim. */
  subject: string;
  /** RFC 3339. */
  time: string;
  datacontenttype: 'application/json';
  data: { bytes: string; startsAt: Millis; endsAt: Millis };
}

/** Where samples go; runtime does not know metering. Must bear repeats. */
export type UsageSink = (events: UsageEvent[]) => Promise<void>;

/** Of one run; what is over waits for the next. Replicas of a cluster, and intervals of a replica. */
const MAX_CLUSTERS = 1_000;
const MAX_REPLICAS = 500;
const MAX_INTERVALS = 10;
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

  /** What died with its host is no more. */
  async bury(): Promise<number> {
    return this.database.client.$executeRaw(sql`
      delete from simulated_workloads w using simulated_faults f
      where f.kind = 'host_lost' and f.cluster_id = w.cluster_id and f.host_id = w.host_id and (f.until is null or f.until > w.created_at)`);
  }

  /**
   * Samples of every whole interval that has none yet. Noted as sent only after the sink has taken them: a crash between
   * sends them again, with the same ids.
   * @returns how many samples.
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
    if (afflicted(faults, ['contact_lost'], now)) return 0;
    const due = workloads.filter((row) => row.sampledTo < now - every && !afflicted(faults, ['contact_lost'], now, row.hostId)).slice(0, MAX_REPLICAS);
    const events: UsageEvent[] = [];
    const noted: { claim_id: string; sampled_to: Millis }[] = [];
    for (const row of due) {
      const upTo = now - delayOf(faults, now, row);
      const intervals = wholeIntervals(row.sampledTo, upTo, every).slice(0, MAX_INTERVALS);
      const runs = (at: Millis) => behave(row, faults, this.settings.simulatedStartMillis, at)?.state === 'ready';
      events.push(...intervals.filter((interval) => runs(interval.endsAt)).flatMap((interval) => eventsOf(clusterId, row, interval)));
      const last = intervals.at(-1);
      if (last) noted.push({ claim_id: row.claimId, sampled_to: last.endsAt });
    }
    const times = afflicted(faults, ['duplicate_reports'], now) ? 2 : 1;
    for (let start = 0; start < events.length * times; start += MAX_BATCH) {
      await sink([...events, ...(times === 2 ? events : [])].slice(start, start + MAX_BATCH));
    }
    await this.note(noted);
    return events.length;
  }

  private async note(noted: readonly { claim_id: string; sampled_to: Millis }[]): Promise<void> {
    if (noted.length === 0) return;
    await this.database.client.$executeRaw(sql`
      update simulated_workloads w set sampled_to = t.sampled_to
      from jsonb_to_recordset(${JSON.stringify(noted)}::jsonb) as t(claim_id text, sampled_to bigint)
      where w.claim_id = t.claim_id and w.sampled_to < t.sampled_to`);
  }
}

interface Interval {
  startsAt: Millis;
  endsAt: Millis;
}

/** The intervals between `from` and `to` that end on a whole multiple of `every`; the first may be a part of one. */
export function wholeIntervals(from: Millis, to: Millis, every: Millis): Interval[] {
  const intervals: Interval[] = [];
  for (let startsAt = from, endsAt = Math.floor(from / every) * every + every; endsAt <= to && intervals.length < 1_000; startsAt = endsAt, endsAt += every) {
    intervals.push({ startsAt, endsAt });
  }
  return intervals;
}

/** What a simulated replica uses: always the same for the same claim and interval, so that anybody can compute it again. */
function eventsOf(clusterId: string, row: SimulatedRow, interval: Interval): UsageEvent[] {
  const elapsed = BigInt(interval.endsAt - interval.startsAt);
  const sent = (bytesPerSecond(row.claimId) * elapsed) / 1_000n;
  // Half of what its volumes could hold.
  const kept = (BigInt(row.volumeGib) * BYTES_PER_GIB) / 2n;
  return [eventOf(clusterId, row.claimId, 'egress_bytes', sent, interval), ...(kept > 0n ? [eventOf(clusterId, row.claimId, 'stored_bytes', kept, interval)] : [])];
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
