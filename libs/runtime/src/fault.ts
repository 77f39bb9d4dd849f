import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Actor, commonProblems, type Millis } from '#libs/kernel';

import { runtimeProblems } from './runtime.errors.js';
import type { FaultKind } from './simulated-behaviour.js';

/** What a simulated cluster is told to do wrong. */
export interface FaultInput {
  kind: FaultKind;
  /** One host of the cluster; all of them when left out. `host_lost` takes one. */
  hostId?: string;
  /** One lease's replicas; everybody's when left out. Not for faults of whole hosts. */
  leaseId?: string;
  /** For `delay_reports`: how late. */
  delayMillis?: number;
  /** How long it lasts; until cleared when left out. */
  durationMillis?: number;
}

export interface FaultView extends FaultInput {
  id: string;
  clusterId: string;
  createdAt: Millis;
  until: Millis | null;
}

/** The most that may last in a cluster at once. */
export const MAX_FAULTS = 200;

/** Checks what the schema of the request cannot. @throws Problem `invalid_fault` */
export function checkFault({ kind, hostId, leaseId, delayMillis }: FaultInput): void {
  const refuse = (detail: string, field: string) => {
    throw runtimeProblems.invalid_fault(detail, { pointer: `/${field}` });
  };
  if (kind === 'host_lost' && hostId === undefined) refuse('host_lost takes the host that is lost.', 'hostId');
  if ((kind === 'host_lost' || kind === 'contact_lost') && leaseId !== undefined) refuse(`${kind} is a fault of hosts, not of a lease.`, 'leaseId');
  if ((kind === 'delay_reports') !== (delayMillis !== undefined)) refuse('delay_reports, and no other fault, takes delayMillis.', 'delayMillis');
}

/** Locks a simulated cluster of the operator that asks. @throws Problem `forbidden`, `not_found`, `not_simulated` */
export async function lockSimulated(tx: Transaction, actor: Actor, clusterId: string): Promise<void> {
  await checkSimulated(tx, actor, clusterId, true);
}

export async function checkSimulated(reader: Reader, actor: Actor, clusterId: string, lock = false): Promise<void> {
  if (actor.ownerType !== 'operator') throw commonProblems.forbidden('Only an operator has clusters.');
  const [cluster] = await rowsOf<{ driver: string }>(reader, sql`
    select driver from clusters where id = ${clusterId} and operator_id = ${actor.ownerId} ${lock ? sql`for update` : sql``}`);
  if (!cluster) throw commonProblems.not_found('No such cluster.');
  if (cluster.driver !== 'simulated') throw runtimeProblems.not_simulated('Only simulated clusters can be told to do wrong.');
}

/** Faults of a cluster that last at an instant, oldest first; or one of them. */
export async function lastingFaults(reader: Reader, clusterId: string, now: Millis, faultId?: string): Promise<FaultView[]> {
  const rows = await rowsOf<{ id: string; kind: FaultKind; host_id: string | null; lease_id: string | null; params: { delayMillis?: number }; created_at: bigint; until: bigint | null }>(reader, sql`
    select id, kind, host_id, lease_id, params, created_at, until from simulated_faults
    where cluster_id = ${clusterId} and (until is null or until > ${BigInt(now)}) ${faultId === undefined ? sql`` : sql`and id = ${faultId}`}
    order by created_at, id limit ${MAX_FAULTS}`);
  return rows.map((row) => ({
    id: row.id,
    clusterId,
    kind: row.kind,
    ...(row.host_id === null ? {} : { hostId: row.host_id }),
    ...(row.lease_id === null ? {} : { leaseId: row.lease_id }),
    ...row.params,
    createdAt: Number(row.created_at),
    until: row.until === null ? null : Number(row.until),
  }));
}

/** Tells watchers of every lease that a fault concerns. */
export async function signalFault(tx: Transaction, channel: string, clusterId: string, fault: Pick<FaultInput, 'hostId' | 'leaseId'>): Promise<void> {
  await tx.$executeRaw(sql`
    select pg_notify(${channel}, ${clusterId} || ' ' || lease_id) from (
      select distinct lease_id from simulated_workloads where cluster_id = ${clusterId}
        and (${fault.hostId ?? null}::text is null or host_id = ${fault.hostId ?? null})
        and (${fault.leaseId ?? null}::text is null or lease_id = ${fault.leaseId ?? null})) concerned`);
}
