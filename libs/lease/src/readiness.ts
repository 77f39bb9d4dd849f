import { type Transaction } from '#libs/database';
import { assert, type ClaimId, type Millis } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

import { postingOf } from './funds.js';
import { isUnbilled } from './house-lease.js';
import { isOpen, type Lease, type LeaseState, type ReplicaReadiness, type ReplicaReport } from './lease.js';
import { type LeaseStep, logSteps } from './lease.log.js';
import { lockLease, updateLease } from './lease.store.js';
import { recordOutages } from './outages.js';
import { cutStreams, endOf, endStreams, type StreamChanges, type StreamsNow, streamsNow, streamsOfReady, writeStreams } from './streams.js';

/** What reports come to: the readiness of each replica, and the streams that follow from it. */
export interface ReadinessDecision {
  readiness: ReplicaReadiness[];
  /** Set for good by the report in which every replica is ready for the first time. */
  activatedAt: Millis | null;
  streams: StreamChanges;
}

/** Why a replica is not ready when it is for want of its capacity. */
const notServed: ReadonlySet<string> = new Set(['host_lost', 'contact_lost', 'not_enough_room']);

/**
 * Decides what reports on a lease's replicas change. Pure. Replicas that are not reported stay as they were; replicas
 * beyond `lease.replicas` are on their way out and count for nothing. Before the first activation nothing is charged;
 * after it, each replica while it is ready. A replica is never ready before its claim was made, nor in the future.
 */
export function decideReadiness(lease: Lease, now: StreamsNow, reports: readonly ReplicaReport[], at: Millis): ReadinessDecision {
  const counted = reports.filter(({ claim }) => claim.replica < lease.replicas);
  const known = new Map(lease.readiness.filter(({ replica }) => replica < lease.replicas).map((entry) => [entry.replica, entry]));
  const [streams, cuts]: [StreamChanges, Required<StreamChanges>['cuts']] = [{ ends: [], starts: [] }, []];
  for (const report of counted) {
    const before = known.get(report.claim.replica);
    if (before && before.claimId !== report.claim.id) streams.ends.push(...endsOf(now, before.claimId, at));
    // One that was given up and is wanted again before it was gone ran on without a charge: it counts from now, not from when it became ready.
    const isBack = before === undefined && now.lastEnd.has(report.claim.id);
    known.set(report.claim.replica, readinessOf(isBack ? { ...report, readySince: at } : report, before, at));
  }
  const readiness = [...known.values()].toSorted((a, b) => a.replica - b.replica);
  const activatedAt = lease.activatedAt ?? firstActivation(lease, counted, readiness);
  if (activatedAt === null || isUnbilled(lease)) return { readiness, activatedAt, streams };
  for (const report of reports) {
    const { claim, ready, unreadySince } = report;
    if (isServedAnyway(lease, report)) continue;
    if (!ready) {
      const end = Math.min(unreadySince ?? at, at);
      streams.ends.push(...endsOf(now, claim.id, end));
      if ((now.lastEnd.get(claim.id) ?? end) > end) cuts.push({ claimId: claim.id, at: end });
      continue;
    }
    if (claim.replica >= lease.replicas) continue;
    const since = Math.max(known.get(claim.replica)!.since, activatedAt);
    const changes = streamsOfReady(lease, claim, now, since, at);
    streams.ends.push(...changes.ends);
    streams.starts.push(...changes.starts);
  }
  return { readiness, activatedAt, streams: cuts.length > 0 ? { ...streams, cuts } : streams };
}

function readinessOf({ claim, ready, readySince, unreadySince, reason, restarts = 0 }: ReplicaReport, before: ReplicaReadiness | undefined, at: Millis): ReplicaReadiness {
  const unchanged = before?.claimId === claim.id && before.ready === ready ? before.since : at;
  const since = Math.max(claim.madeAt, Math.min(at, (ready ? readySince : unreadySince) ?? unchanged));
  return { replica: claim.replica, claimId: claim.id, ready, since, ...(reason === undefined || ready ? {} : { reason }), ...(restarts > 0 ? { restarts } : {}) };
}

function firstActivation(lease: Lease, reports: readonly ReplicaReport[], readiness: readonly ReplicaReadiness[]): Millis | null {
  const ready = new Set(reports.filter((report) => report.ready).map((report) => report.claim.replica));
  return ready.size === lease.replicas ? Math.max(...readiness.map((entry) => entry.since)) : null;
}

function endsOf(now: StreamsNow, claimId: ClaimId, at: Millis): StreamChanges['ends'] {
  return now.open.filter((stream) => stream.claimId === claimId).map((stream) => endOf(stream, at));
}

/**
 * Takes in what was seen of a lease's held claims, all of them where possible: only a report that covers every replica can
 * activate the lease. Moves its state (placed → provisioning → active ⇄ degraded), opens and ends streams, posts the hold
 * on the first activation. Reports on a lease that is suspended or not placed change nothing; on one that is closing, only that what had ceased before
 * is not charged up to the closing. The same report twice is harmless.
 * @returns the lease's state afterwards, or undefined when there is no such lease.
 */
export async function recordReadiness(
  tx: Transaction, leaseId: string, reports: readonly ReplicaReport[], at: Millis,
): Promise<LeaseState | undefined> {
  const lease = await lockLease(tx, leaseId);
  if (lease?.state === 'closing') await cutLost(tx, lease, reports);
  if (!lease || !isOpen(lease.state) || ['requested', 'blocked', 'suspended'].includes(lease.state)) return lease?.state;
  assert(reports.every(({ claim }) => claim.leaseId === leaseId), 'reports are on claims of the lease');
  const decision = decideReadiness(lease, await streamsNow(tx, leaseId), reports, at);
  await writeStreams(tx, lease, decision.streams);
  return (await applyReadiness(tx, lease, decision, at)).state;
}

/** What is reserved is there for its tenant, and charged, whether or not the workload makes use of it. */
function isServedAnyway({ pricing }: Lease, { ready, reason }: ReplicaReport): boolean {
  return pricing.mode === 'reserved' && !ready && (reason === undefined || !notServed.has(reason));
}

async function cutLost(tx: Transaction, lease: Lease, reports: readonly ReplicaReport[]): Promise<void> {
  for (const { claim, ready, unreadySince } of reports.filter((report) => !isServedAnyway(lease, report))) {
    if (!ready && unreadySince !== undefined) await cutStreams(tx, lease.id, unreadySince, { claimId: claim.id });
  }
}

/** Notes that claims are held no longer: their streams end, and their replicas wait to be placed again. The lease must be locked. */
export async function recordRelease(tx: Transaction, lease: Lease, claimIds: readonly ClaimId[], at: Millis): Promise<Lease> {
  const gone = new Set(claimIds);
  await endStreams(tx, lease.id, at, { claimIds });
  const readiness = lease.readiness.filter((entry) => !gone.has(entry.claimId));
  if (!isOpen(lease.state) || lease.state === 'suspended') return updateLease(tx, lease, { readiness });
  return applyReadiness(tx, { ...lease, unplaced: true }, { readiness, activatedAt: lease.activatedAt }, at);
}

/** Writes readiness and the state that follows from it, through every state in between, each with its step in the log. */
export async function applyReadiness(
  tx: Transaction, lease: Lease, decision: Pick<ReadinessDecision, 'readiness' | 'activatedAt'>, at: Millis,
): Promise<Lease> {
  const ready = decision.readiness.filter((entry) => entry.ready).length;
  const reasons = [...new Set(decision.readiness.flatMap((entry) => entry.reason ?? []))];
  if (lease.activatedAt !== null && !isUnbilled(lease)) await recordOutages(tx, lease, decision.readiness, at);
  let current: Lease = { ...lease, readiness: decision.readiness };
  const steps: LeaseStep[] = [];
  const take = async (state: LeaseState, type: LeaseStep['type'], more: Partial<Lease> = {}) => {
    current = await updateLease(tx, current, { state, ...more });
    steps.push({ lease: current, type, data: { ready, ...(reasons.length > 0 ? { reasons } : {}) } });
  };
  if (current.state === 'placed' && current.readiness.length > 0) await take('provisioning', 'lease.provisioning');
  if (decision.activatedAt !== null && current.activatedAt === null) {
    await take('active', 'lease.activated', activation(current, decision.activatedAt));
    const posted = await postTransfers(tx, at, postingOf(lease));
    assert(posted.outcome === 'posted', 'what is held can be moved');
  }
  if (current.state === 'active' && ready < current.replicas) await take('degraded', 'lease.degraded');
  else if (current.state === 'degraded' && ready === current.replicas) await take('active', 'lease.recovered');
  if (steps.length === 0) current = await updateLease(tx, current, {});
  await logSteps(tx, at, steps);
  return current;
}

function activation(lease: Lease, activatedAt: Millis): Partial<Lease> {
  const endsAt = lease.durationMillis === null ? null : activatedAt + lease.durationMillis;
  return { activatedAt, endsAt, holdKey: null, ...(lease.pricing.mode === 'reserved' && endsAt !== null ? { priceLockedUntil: endsAt } : {}) };
}
