import { Inject, Injectable } from '@nestjs/common';
import { addAbortSignal, type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { Database, signalChannels, Signals, sql } from '#libs/database';
import { CLOCK, type Clock, type LeaseId, type Millis, SETTINGS, type Settings, toJson } from '#libs/kernel';

import {
  type ClusterRef, ClusterUnreachable, type DesiredReplica, type DesiredWorkloads, type Driver, type LogLine, type LogOptions, type ObservedReplica, type PresentLease,
  type ReplicaRef, ReplicaUnreachable,
} from './driver.js';
import { simulatedStream } from './network-work.js';
import { behave, type SimulatedReplica } from './simulated-behaviour.js';
import { openSimulatedPage, simulatedLog } from './simulated-replica.js';
import { afflicted, delayOf, type Inside, keepData, readInside, servedBy, type SimulatedRow, workIn } from './simulated-store.js';
import { openSimulatedStore } from './stored-data.js';

/** Reports of `watch` are never held back for longer. */
const MAX_REPORT_DELAY_MILLIS = 60_000;
/** A simulated log is looked at this often, by the wall's clock, for so many lines at most. */
const FOLLOW_EVERY_MILLIS = 200;
const MOST_NEW_LINES = 1_000;

/**
 * Clusters without machines. They live in the database, so that they outlast every process and look the same from each,
 * as real ones do; time passes in them by the clock; and they do wrong what they are told to (see `faultKinds`).
 */
@Injectable()
export class SimulatedDriver implements Driver {
  readonly name = 'simulated';

  constructor(
    private readonly database: Database,
    private readonly signals: Signals,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async apply(cluster: ClusterRef, desired: DesiredWorkloads): Promise<void> {
    const now = this.clock.now();
    const inside = await this.reach(cluster, now, desired.leaseId);
    const outOfReach = (hostId: string) => afflicted(inside.faults, ['host_lost', 'contact_lost'], now, hostId);
    const dead = inside.workloads.filter((row) => this.fate(row, inside, now) === undefined);
    const wanted = new Set<string>(desired.replicas.map((replica) => replica.claimId));
    const unwanted = inside.workloads.filter((row) => !wanted.has(row.claimId) && !outOfReach(row.hostId));
    await this.remove([...dead, ...unwanted]);
    const alive = new Map(inside.workloads.filter((row) => !dead.includes(row)).map((row) => [row.claimId, row.fingerprint]));
    const anew = desired.replicas.filter((replica) => alive.get(replica.claimId) !== replica.fingerprint && !outOfReach(replica.hostId));
    await this.put(cluster, desired, anew, now);
  }

  async observe(cluster: ClusterRef, leaseId: LeaseId): Promise<ObservedReplica[]> {
    const now = this.clock.now();
    const inside = await this.reach(cluster, now, leaseId);
    return inside.workloads.flatMap((row) => this.report(row, inside, now) ?? []);
  }

  async list(cluster: ClusterRef): Promise<PresentLease[]> {
    const now = this.clock.now();
    const inside = await this.reach(cluster, now);
    const alive = inside.workloads.filter((row) => this.fate(row, inside, now) !== undefined);
    return [...Map.groupBy(alive, (row) => row.leaseId)].map(([leaseId, rows]) => ({ leaseId, claimIds: rows.map((row) => row.claimId) }));
  }

  watch(cluster: ClusterRef, onChange: (leaseId: LeaseId) => void): () => void {
    let stopped = false;
    const told = (leaseId: LeaseId) => {
      if (!stopped) onChange(leaseId);
    };
    const tellAll = () => void this.list(cluster).then((leases) => leases.forEach((lease) => told(lease.leaseId))).catch(() => undefined);
    const unsubscribe = this.signals.on(signalChannels.workload, (payload) => {
      const [clusterId, leaseId] = payload.split(' ');
      // An empty payload stands for all that was missed.
      if (payload === '') tellAll();
      else if (clusterId === cluster.id) void this.tell(cluster, leaseId as LeaseId, told);
    });
    tellAll(); // nobody knows what changed before anybody watched
    return () => {
      stopped = true;
      unsubscribe();
    };
  }

  async *logs(cluster: ClusterRef, replica: ReplicaRef, { tailLines, since = 0, follow }: LogOptions, signal: AbortSignal): AsyncIterable<LogLine> {
    let now = this.clock.now();
    yield* await this.written(cluster, replica, now, { since, most: tailLines });
    while (follow && !signal.aborted) {
      await sleep(FOLLOW_EVERY_MILLIS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const seen = now;
      now = this.clock.now();
      yield* await this.written(cluster, replica, now, { since: Math.max(since, seen + 1), most: MOST_NEW_LINES });
    }
  }

  async connect(cluster: ClusterRef, replica: ReplicaRef, _port: number, signal: AbortSignal): Promise<Duplex> {
    const { state } = await this.find(cluster, replica);
    if (state !== 'ready') throw new ReplicaUnreachable(replica);
    const served = await servedBy(this.database, replica.claimId);
    if (!served) return addAbortSignal(signal, openSimulatedPage());
    if (served.as === 'streams') return addAbortSignal(signal, openSimulatedPage((path) => simulatedStream(path, served.conduct)));
    const read = async () => {
      const now = await servedBy(this.database, replica.claimId);
      return now?.as === 'data' ? now : served;
    };
    return addAbortSignal(signal, openSimulatedStore({ read, keep: (data) => keepData(this.database, replica.claimId, data) }));
  }

  /** What a replica has written: of work that it was given, its answer; else that it runs. @throws ReplicaUnreachable */
  private async written(cluster: ClusterRef, replica: ReplicaRef, now: Millis, { since, most }: { since: Millis; most: number }): Promise<LogLine[]> {
    const fate = await this.find(cluster, replica);
    const given = await workIn(this.database, replica.claimId);
    if (!given || fate.state !== 'ready') return simulatedLog(fate, now, { since, most });
    const lines = given(fate.since, now).filter(({ at }) => at >= since);
    return most > 0 ? lines.slice(-most) : [];
  }

  /** @throws ReplicaUnreachable when it is not there, or its host cannot be asked. */
  private async find(cluster: ClusterRef, replica: ReplicaRef): Promise<SimulatedReplica> {
    const now = this.clock.now();
    const inside = await this.reach(cluster, now, replica.leaseId);
    const row = inside.workloads.find((each) => each.claimId === replica.claimId);
    const fate = row && !afflicted(inside.faults, ['contact_lost'], now, row.hostId) ? this.fate(row, inside, now) : undefined;
    if (!fate) throw new ReplicaUnreachable(replica);
    return fate;
  }

  /** Passes a change on as the cluster's faults have it: late, twice. */
  private async tell(cluster: ClusterRef, leaseId: LeaseId, told: (leaseId: LeaseId) => void): Promise<void> {
    const { faults } = await readInside(this.database, cluster.id, leaseId).catch((): Inside => ({ workloads: [], faults: [] }));
    const now = this.clock.now();
    const delay = Math.min(delayOf(faults, now), MAX_REPORT_DELAY_MILLIS);
    const times = afflicted(faults, ['duplicate_reports'], now) ? 2 : 1;
    setTimeout(() => {
      for (let time = 0; time < times; time += 1) told(leaseId);
    }, delay).unref();
  }

  private async reach(cluster: ClusterRef, now: Millis, leaseId?: LeaseId): Promise<Inside> {
    const inside = await readInside(this.database, cluster.id, leaseId);
    if (afflicted(inside.faults, ['contact_lost'], now)) throw new ClusterUnreachable(cluster.id);
    return inside;
  }

  private fate(row: SimulatedRow, inside: Inside, at: Millis) {
    return behave(row, inside.faults, this.settings.simulatedStartMillis, at);
  }

  private report(row: SimulatedRow, inside: Inside, now: Millis): ObservedReplica | undefined {
    const observedAt = now - delayOf(inside.faults, now, row);
    if (this.fate(row, inside, now) === undefined) return undefined;
    const common = { claimId: row.claimId, fingerprint: row.fingerprint, observedAt };
    const lost = inside.faults.find((fault) => fault.kind === 'contact_lost' && afflicted([fault], ['contact_lost'], now, row.hostId));
    if (lost) return { ...common, state: 'unknown', reason: 'contact_lost', since: lost.createdAt, restarts: 0 };
    // What is reported late may be from before it was made; then it is on its way.
    const fate = this.fate(row, inside, Math.max(observedAt, row.createdAt));
    return fate && { ...common, ...fate };
  }

  private async remove(rows: readonly SimulatedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const keys = JSON.stringify(rows.map((row) => ({ claim_id: row.claimId, created_at: row.createdAt })));
    // Only what was seen: a replica made anew in the meantime stays.
    await this.database.client.$executeRaw(sql`
      delete from simulated_workloads w using jsonb_to_recordset(${keys}::jsonb) as t(claim_id text, created_at bigint)
      where w.claim_id = t.claim_id and w.created_at = t.created_at`);
  }

  /** Made once, changed in place: a replica applied again goes on running. */
  private async put(cluster: ClusterRef, desired: DesiredWorkloads, replicas: readonly DesiredReplica[], now: Millis): Promise<void> {
    if (replicas.length === 0) return;
    const readyAt = now + this.settings.simulatedStartMillis;
    const rows = replicas.map((replica) => ({
      claim_id: replica.claimId,
      host_id: replica.hostId,
      fingerprint: replica.fingerprint,
      spec: toJson({ ...desired.workload, resources: replica.resources }),
    }));
    await this.database.client.$executeRaw(sql`
      insert into simulated_workloads (claim_id, cluster_id, lease_id, host_id, spec, fingerprint, created_at, ready_at, sampled_to, sampling_to)
      select claim_id, ${cluster.id}, ${desired.leaseId}, host_id, spec, fingerprint, ${BigInt(now)}, ${BigInt(readyAt)}, ${BigInt(readyAt)}, ${BigInt(readyAt)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(claim_id text, host_id text, spec jsonb, fingerprint text)
      on conflict (claim_id) do update set spec = excluded.spec, fingerprint = excluded.fingerprint`);
  }
}
