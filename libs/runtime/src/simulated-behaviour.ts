import type { Millis } from '#libs/kernel';

import type { ReplicaReason, ReplicaState } from './driver.js';

/**
 * What a simulated cluster can be told to do wrong.
 * - `image_not_found` what has not started yet cannot pull its image; what runs goes on
 * - `crash_loop` what runs ends again and again
 * - `out_of_memory` what runs takes more than it has, and is ended again and again
 * - `host_lost` the machine dies: what ran on it is gone, nothing starts on it, its heartbeats end
 * - `contact_lost` its heartbeats end and it cannot be asked or told anything; what runs goes on
 * - `duplicate_reports` everything is reported twice
 * - `delay_reports` everything is reported late, by `delayMillis`
 */
export const faultKinds = ['image_not_found', 'crash_loop', 'out_of_memory', 'host_lost', 'contact_lost', 'duplicate_reports', 'delay_reports'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface SimulatedFaultState {
  kind: FaultKind;
  /** Of this host alone; of the whole cluster when null. */
  hostId: string | null;
  /** Of this lease's replicas alone; of everybody's when null. */
  leaseId: string | null;
  delayMillis: number;
  createdAt: Millis;
  /** Null while it lasts until further notice. */
  until: Millis | null;
}

export interface SimulatedWorkloadState {
  hostId: string;
  leaseId: string;
  createdAt: Millis;
  readyAt: Millis;
}

export interface SimulatedReplica {
  state: ReplicaState;
  reason?: ReplicaReason;
  since: Millis;
  restarts: number;
  changesInMillis?: number;
}

const CRASH_EVERY_MILLIS = 10_000;
const MAX_RESTARTS = 1_000_000;

/**
 * How a simulated replica fares at an instant, or undefined when it died with its host. Nothing ticks: it follows from when
 * it was made and what went wrong since, so that every process that looks sees the same.
 */
export function behave(workload: SimulatedWorkloadState, faults: readonly SimulatedFaultState[], startMillis: number, at: Millis): SimulatedReplica | undefined {
  let { readyAt } = workload;
  let restarts = 0;
  let failing: SimulatedReplica | undefined;
  const known = faults.filter((fault) => fault.createdAt <= at && touches(fault, workload));
  for (const fault of known.toSorted((a, b) => a.createdAt - b.createdAt)) {
    const from = Math.max(fault.createdAt, workload.createdAt);
    const until = fault.until ?? Infinity;
    if (until <= from) continue; // over before this replica was made
    if (fault.kind === 'host_lost') return undefined;
    const since = failsFrom(fault.kind, from, readyAt);
    if (since === undefined || since > Math.min(until, at)) continue;
    if (fault.kind === 'crash_loop' || fault.kind === 'out_of_memory') restarts = Math.min(MAX_RESTARTS, restarts + 1 + Math.floor((Math.min(until, at) - since) / CRASH_EVERY_MILLIS));
    if (until > at) failing = { state: 'failed', reason: fault.kind as ReplicaReason, since, restarts, changesInMillis: fault.until === null ? undefined : until - at };
    else readyAt = Math.max(readyAt, until + startMillis);
  }
  if (failing) return failing;
  if (readyAt > at) return { state: 'starting', since: workload.createdAt, restarts, changesInMillis: readyAt - at };
  return { state: 'ready', since: readyAt, restarts };
}

/** When a fault first makes a replica fail, if it does. */
function failsFrom(kind: FaultKind, from: Millis, readyAt: Millis): Millis | undefined {
  if (kind === 'crash_loop' || kind === 'out_of_memory') return Math.max(from, readyAt); // it must run to crash
  if (kind === 'image_not_found' && readyAt >= from) return from; // what runs has its image
  return undefined;
}

/** Whether a fault concerns a replica. */
export function touches(fault: SimulatedFaultState, workload: { hostId: string; leaseId: string }): boolean {
  return (fault.hostId === null || fault.hostId === workload.hostId) && (fault.leaseId === null || fault.leaseId === workload.leaseId);
}

/** Whether a fault lasts at an instant. */
export function lasts(fault: SimulatedFaultState, at: Millis): boolean {
  return fault.createdAt <= at && (fault.until === null || fault.until > at);
}
