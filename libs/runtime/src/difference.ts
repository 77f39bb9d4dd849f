import { createHash } from 'node:crypto';

import { canonicalJson, type ClaimId } from '#libs/kernel';

import type { DesiredReplica, DesiredWorkloads, ObservedReplica, WorkloadSpec } from './driver.js';

/** What keeps a cluster from being as desired. */
export interface Difference {
  /** Wanted, and not there. */
  missing: ClaimId[];
  /** There, from another specification. */
  changed: ClaimId[];
  /** There, and not wanted. */
  surplus: ClaimId[];
}

/** Compares what is wanted of one lease in one cluster with what was found there. Pure; how replicas fare is not its concern. */
export function difference(desired: DesiredWorkloads, found: readonly ObservedReplica[]): Difference {
  const wanted = new Map(desired.replicas.map((replica) => [replica.claimId, replica]));
  const there = new Set(found.map((replica) => replica.claimId));
  return {
    missing: desired.replicas.map((replica) => replica.claimId).filter((claimId) => !there.has(claimId)),
    changed: found.filter((replica) => (wanted.get(replica.claimId)?.fingerprint ?? replica.fingerprint) !== replica.fingerprint).map((replica) => replica.claimId),
    surplus: found.filter((replica) => !wanted.has(replica.claimId)).map((replica) => replica.claimId),
  };
}

/** Whether there is nothing to do. */
export function isSettled(between: Difference): boolean {
  return between.missing.length === 0 && between.changed.length === 0 && between.surplus.length === 0;
}

/** Equal for replicas that may be left as they are. `credential` names the pull credential and its revision, and tells nothing of it. */
export function fingerprintOf(workload: WorkloadSpec, replica: Omit<DesiredReplica, 'fingerprint'>, credential?: string): string {
  return createHash('sha256').update(canonicalJson({ workload, replica, credential })).digest('hex').slice(0, 32);
}
