import { type Database, type Reader, rowsOf, type Sql, sql, sqlEmpty } from '#libs/database';
import type { ClaimId, LeaseId, Millis } from '#libs/kernel';

import { diskWorkOf, simulatedRounds } from './disk-work.js';
import { type GpuConduct, gpuWorkOf, simulatedGpuAnswer } from './gpu-work.js';
import { simulatedAnswer, type WorkConduct, workOf } from './memory-work.js';
import { type FaultKind, lasts, type SimulatedFaultState, type SimulatedWorkloadState } from './simulated-behaviour.js';
import { type NetworkConduct, sendsStreams } from './network-work.js';
import { type DeviceConduct, keepsData, type StoredData } from './stored-data.js';

/** A replica inside a simulated cluster. */
export interface SimulatedRow extends SimulatedWorkloadState {
  claimId: ClaimId;
  leaseId: LeaseId;
  fingerprint: string;
  sampledTo: Millis;
  /** Beyond `sampledTo` while a sample is on its way. */
  samplingTo: Millis;
  /** Of volumes, which outlast a replica; not of its ephemeral storage. */
  volumeGib: number;
  /** Reached through the gateways, which count what it sends. */
  isPublic: boolean;
}

export interface SimulatedFaultRow extends SimulatedFaultState {
  id: string;
}

/** One moment of a simulated cluster. */
export interface Inside {
  workloads: SimulatedRow[];
  faults: SimulatedFaultRow[];
}

/** What a simulated cluster holds, of one lease or of all, and what ever went wrong in it. One statement, so one moment. */
export async function readInside(reader: Reader, clusterId: string, leaseId?: string): Promise<Inside> {
  const ofLease = (column: Sql) => (leaseId === undefined ? sqlEmpty : sql`and ${column}`);
  const [row] = await rowsOf<{ workloads: SimulatedRow[]; faults: (Omit<SimulatedFaultRow, 'kind' | 'delayMillis'> & { kind: string; params: { delayMillis?: number } })[] }>(reader, sql`
    select
      (select coalesce(json_agg(json_build_object('claimId', w.claim_id, 'leaseId', w.lease_id, 'hostId', w.host_id, 'fingerprint', w.fingerprint,
          'createdAt', w.created_at, 'readyAt', w.ready_at, 'sampledTo', w.sampled_to, 'samplingTo', w.sampling_to,
          'volumeGib', (select coalesce(sum((r->>'amount')::bigint), 0) from jsonb_array_elements(w.spec->'resources') r
            where r->>'resourceClass' = 'STORAGE_GIB' and r->>'variant' <> 'ephemeral'),
          'isPublic', coalesce(w.spec->'ports', '[]') @> '[{"public": true}]') order by w.claim_id), '[]')
        from simulated_workloads w where w.cluster_id = ${clusterId} ${ofLease(sql`w.lease_id = ${leaseId}`)}) as workloads,
      (select coalesce(json_agg(json_build_object('id', f.id, 'kind', f.kind, 'hostId', f.host_id, 'leaseId', f.lease_id, 'params', f.params,
          'createdAt', f.created_at, 'until', f.until) order by f.created_at, f.id), '[]')
        from simulated_faults f where f.cluster_id = ${clusterId} ${ofLease(sql`(f.lease_id is null or f.lease_id = ${leaseId})`)}) as faults`);
  return {
    workloads: row!.workloads,
    faults: row!.faults.map(({ params, kind, ...fault }) => ({ ...fault, kind: kind as FaultKind, delayMillis: params.delayMillis ?? 0 })),
  };
}

/** What a replica that was given work has written of it, ready since a time, by another; undefined when it was given none. */
export async function workIn(reader: Reader, claimId: ClaimId): Promise<((since: Millis, now: Millis) => { at: Millis; text: string }[]) | undefined> {
  const [row] = await rowsOf<{ command: string[] | null; conduct: WorkConduct; devices: DeviceConduct; gpus: GpuConduct }>(reader, sql`
    select w.spec->'command' as command, coalesce(c.conduct, 'honest') as conduct, coalesce(c.devices, 'honest') as devices, coalesce(c.gpus, 'honest') as gpus
    from simulated_workloads w left join simulated_conduct c on c.host_id = w.host_id where w.claim_id = ${claimId}`);
  if (!row?.command) return undefined;
  const { command, conduct, devices, gpus } = row;
  const [work, diskWork, gpuWork] = [workOf({ command }), diskWorkOf({ command }), gpuWorkOf({ command })];
  if (work) return (since, now) => simulatedAnswer(work, conduct, since, now);
  if (diskWork) return (since, now) => simulatedRounds(diskWork, devices, since, now);
  return gpuWork && ((since, now) => simulatedGpuAnswer(gpuWork, gpus, since, now));
}

/** What a replica answers with: the data that it keeps, as its host keeps it; or streams, as its host sends them. */
export type Served = { as: 'data'; data: StoredData | undefined; conduct: DeviceConduct } | { as: 'streams'; conduct: NetworkConduct };

/** What a replica serves besides a page; undefined for all that do neither. */
export async function servedBy(reader: Reader, claimId: ClaimId): Promise<Served | undefined> {
  const [row] = await rowsOf<{ command: string[] | null; devices: DeviceConduct; network: NetworkConduct; data_key: string | null; data_leaves: number | null }>(reader, sql`
    select w.spec->'command' as command, coalesce(c.devices, 'honest') as devices, coalesce(c.network, 'honest') as network, w.data_key, w.data_leaves
    from simulated_workloads w left join simulated_conduct c on c.host_id = w.host_id where w.claim_id = ${claimId}`);
  if (!row?.command) return undefined;
  const { command, devices, network } = row;
  if (sendsStreams({ command })) return { as: 'streams', conduct: network };
  return keepsData({ command }) ? { as: 'data', data: row.data_key === null ? undefined : { key: row.data_key, leaves: row.data_leaves! }, conduct: devices } : undefined;
}

export async function keepData({ client }: Database, claimId: ClaimId, { key, leaves }: StoredData): Promise<void> {
  await client.$executeRaw(sql`update simulated_workloads set data_key = ${key}, data_leaves = ${leaves} where claim_id = ${claimId}`);
}

/** Whether one of the kinds of fault has this host at an instant; with no host, whether it has the whole cluster. */
export function afflicted(faults: readonly SimulatedFaultState[], kinds: readonly FaultKind[], at: Millis, hostId?: string): boolean {
  return faults.some((fault) => kinds.includes(fault.kind) && fault.leaseId === null && lasts(fault, at) && (fault.hostId === null || fault.hostId === hostId));
}

/** By how much the reports about a replica come late. */
export function delayOf(faults: readonly SimulatedFaultState[], at: Millis, of?: { hostId: string; leaseId: string }): number {
  const delays = faults.filter((fault) => fault.kind === 'delay_reports' && lasts(fault, at)
    && (fault.hostId === null || fault.hostId === of?.hostId) && (fault.leaseId === null || fault.leaseId === of?.leaseId));
  return Math.max(0, ...delays.map((fault) => fault.delayMillis));
}
