import type { ClaimId, ClusterId, Millis, Settings } from '#libs/kernel';
import { isShrunk } from '#libs/placement';

import type { ObservedReplica, ReplicaReason } from './driver.js';
import { type IntendedClaim, type Intent, isIdleClaim, isRunning, keepsVolumes, type Leaving, type Remembered, servingOf } from './intent.js';

/** What a visit to a cluster found; when it does not answer, which replicas were to run with other terms than were last seen. */
export type Report = { reachable: true; found: readonly ObservedReplica[] } | { reachable: false; outdated?: readonly ClaimId[] };

/** Everything that one look at both sides was based on. */
export interface Evidence {
  intent: Intent;
  leaving: ReadonlyMap<ClaimId, Leaving>;
  reports: ReadonlyMap<ClusterId, Report>;
  /** When the look began: what was taken down then is not charged from then on. */
  beganAt: Millis;
  /** When it ended. */
  now: Millis;
}

/** How a replica stands, as it is to be recorded. */
export type Standing = Pick<Remembered, 'state' | 'reason' | 'restarts' | 'since' | 'observedAt' | 'fingerprint'>;

export interface ReplicaVerdict {
  claim: IntendedClaim;
  ready: boolean;
  readySince?: Millis;
  unreadySince?: Millis;
  reason?: ReplicaReason;
  restarts: number;
}

/** What follows from a look: all of it is recorded in one transaction. */
export interface Verdict {
  /** Every claim of a running lease that serves, or does so from now on, but for those that hold no more than volumes; of a closing one those on lost hosts. */
  replicas: ReplicaVerdict[];
  /** What to remember of replicas that stand otherwise than remembered. */
  remember: ({ claimId: ClaimId; clusterId: ClusterId } & Standing)[];
  /** Replicas that do not exist any more. */
  forget: ClaimId[];
  /** Claims whose replicas are gone, or beyond reach for too long. */
  release: { claimId: ClaimId; reason: Leaving }[];
  /** Claims whose replicas are gone for now: they keep their volumes and give back the rest. */
  shrink: ClaimId[];
  /** Successors that are ready: they take their replicas' places now. */
  handOver: ClaimId[];
  /** The lease never ran and will not. */
  failure?: StartFailure;
  /** Every replica that is wanted is ready for the first time: maybe because fewer are wanted now, with nothing else new. */
  activates: boolean;
  /** The lease takes a replica for another, or for ready when it is not, or the other way: maybe because it was given up and is wanted again, with nothing else new. */
  corrects: boolean;
  /** A closing lease has nothing left. */
  finished: boolean;
  /** What is recorded changes what is to be done: look again at once. */
  unfinished: boolean;
  /** Look again by then; nobody else may tell. */
  againInMillis?: number;
}

/** Why a lease that never ran is given up. */
export type StartFailure = TenantsFault | 'start_timed_out';

/** What waiting does not mend, since it lies in what the tenant asked to be run. */
type TenantsFault = Extract<ReplicaReason, 'image_not_found' | 'crash_loop' | 'out_of_memory' | 'invalid_workload'>;
const tenantsFaults: ReadonlySet<ReplicaReason> = new Set<TenantsFault>(['image_not_found', 'crash_loop', 'out_of_memory', 'invalid_workload']);

type Limits = Pick<Settings, 'startFailureMillis' | 'startTimeoutMillis'>;

const UNTIL_STARTED_MILLIS = 1_000;
const UNTIL_GONE_MILLIS = 500;
const AGAIN_AT_LEAST_MILLIS = 10;
const AGAIN_AT_MOST_MILLIS = 5_000;
/** What is looked at again and again is noted this often, so that a sweep can tell that somebody does. */
export const NOTED_EVERY_MILLIS = 5_000;

/** Judges what was found against what was wanted. Pure: the same evidence, the same verdict. */
export function judge(evidence: Evidence, limits: Limits): Verdict {
  const { intent, now } = evidence;
  const verdict: Verdict = { replicas: [], remember: [], forget: forgotten(evidence), release: [], shrink: [], handOver: [], activates: false, corrects: false, finished: false, unfinished: false };
  const again: number[] = [];
  for (const claim of intent.claims) {
    const leaving = evidence.leaving.get(claim.id);
    if (!leaving && isIdleClaim(intent, claim)) {
      if (intent.remembered.some(({ claimId }) => claimId === claim.id) && !isGone(evidence, claim.id, claim.clusterId) && claim.lostAt === null) again.push(UNTIL_GONE_MILLIS);
      continue;
    }
    const standing = standingOf(evidence, claim);
    const gone = leaving !== undefined && isGone(evidence, claim.id, claim.clusterId);
    // What was lost before its lease began to close, and noticed only now, was served no longer.
    const lostInClosing = intent.state === 'closing' && claim.lostAt !== null;
    if ((isRunning(intent) && claim.part === 'serving' && !keepsVolumes(claim, leaving)) || lostInClosing) verdict.replicas.push(replicaVerdict(evidence, claim, standing));
    const looks = gone ? [] : nextLooks(evidence, claim, standing, limits);
    const before = rememberedOf(intent, claim.id);
    const refreshed = looks.length > 0 && before !== undefined && standing.observedAt - before.observedAt >= NOTED_EVERY_MILLIS;
    // What may still run somewhere is remembered, claimed or not: that is where it will be looked for.
    // A successor is not known to be ready before it serves: so that its being ready is news then.
    const isAhead = claim.part === 'successor' && standing.state === 'ready';
    if (!gone && !isAhead && (differs(before, standing) || refreshed)) verdict.remember.push({ claimId: claim.id, clusterId: claim.clusterId, ...standing });
    if (keepsVolumes(claim, leaving)) {
      if (gone && !isShrunk(claim.resources)) verdict.shrink.push(claim.id);
      again.push(...looks);
      continue;
    }
    if (leaving && (leaving === 'host_lost' || gone)) {
      verdict.release.push({ claimId: claim.id, reason: leaving });
      if (claim.part === 'serving' && isRunning(intent)) verdict.unfinished ||= intent.claims.some((one) => one.part === 'successor' && one.replica === claim.replica);
      continue;
    }
    again.push(...looks);
    const ending = leaving ? undefined : startEnd(intent, standing, limits);
    if (ending && ending.at <= now) verdict.failure ??= ending.failure;
  }
  for (const claim of intent.claims.filter((one) => one.part === 'successor')) handOverTo(evidence, claim, verdict);
  verdict.unfinished ||= verdict.failure !== undefined;
  const wanted = verdict.replicas.filter((replica) => replica.claim.replica < intent.replicas);
  const ready = wanted.filter((replica) => replica.ready);
  verdict.activates = intent.activatedAt === null && isRunning(intent) && ready.length === intent.replicas;
  verdict.corrects = wanted.some((replica) => !intent.readiness.some((known) => known.claimId === replica.claim.id && known.ready === replica.ready));
  verdict.finished = intent.state === 'closing' && verdict.release.length === intent.claims.length;
  if (again.length > 0) verdict.againInMillis = Math.min(AGAIN_AT_MOST_MILLIS, Math.max(AGAIN_AT_LEAST_MILLIS, Math.min(...again)));
  return verdict;
}

/** Whether a verdict changes nothing that is recorded. */
export function isIdle(verdict: Verdict): boolean {
  return verdict.remember.length + verdict.forget.length + verdict.release.length + verdict.shrink.length + verdict.handOver.length === 0 && !verdict.failure && !verdict.activates && !verdict.corrects && !verdict.finished;
}

/**
 * Has a successor take its replica's place in the verdict, if it is ready and staying: from now on it is reported and charged,
 * and the other is not. What is new about the other is recorded first, so that it is charged for no more than it ran.
 */
function handOverTo(evidence: Evidence, successor: IntendedClaim, verdict: Verdict): void {
  const { intent, leaving, reports, now } = evidence;
  const old = servingOf(intent, successor.replica);
  const standing = standingOf(evidence, successor);
  if (!isRunning(intent) || !old || leaving.has(successor.id) || standing.state !== 'ready' || !reports.get(successor.clusterId)?.reachable) return;
  if (verdict.release.some((released) => released.claimId === old.id)) return; // it takes the place as that is released
  if (differs(rememberedOf(intent, old.id), standingOf(evidence, old))) {
    verdict.unfinished = true;
    return;
  }
  verdict.handOver.push(successor.id);
  verdict.remember.push({ claimId: successor.id, clusterId: successor.clusterId, ...standing });
  verdict.unfinished = true;
  verdict.replicas = verdict.replicas.map((replica) => (
    replica.claim.id === old.id ? { ...replicaVerdict(evidence, successor, standing), readySince: now } : replica));
}

function rememberedOf(intent: Intent, claimId: ClaimId): Remembered | undefined {
  return intent.remembered.find((each) => each.claimId === claimId);
}

/** How a claim's replica stands: by its host's silence, by its cluster's report, or else by what was known. */
function standingOf({ intent, reports, now }: Evidence, claim: IntendedClaim): Standing {
  const before = rememberedOf(intent, claim.id);
  if (claim.lostAt !== null) {
    const heard = claim.silentSince ?? claim.lostAt;
    const since = before ? Math.max(before.since, heard) : heard;
    return { state: 'unknown', reason: 'host_lost', restarts: before?.restarts ?? 0, since, observedAt: now, fingerprint: before?.fingerprint ?? null };
  }
  const report = reports.get(claim.clusterId);
  const starting = { state: 'starting', reason: null, observedAt: now, fingerprint: null } as const;
  if (!report?.reachable) {
    if (!before) return { ...starting, restarts: 0, since: now };
    // That it runs with terms of its own is remembered, so that it is looked at again when its cluster answers.
    return report?.outdated?.includes(claim.id) ? { ...before, fingerprint: null } : before;
  }
  const found = report.found.find((replica) => replica.claimId === claim.id);
  if (!found) return { ...starting, restarts: before?.restarts ?? 0, since: before?.state === 'starting' ? before.since : now };
  // Reports may come late: what was recorded from a newer one stands, unless that is from a future which a clock once showed.
  if (before && found.observedAt < before.observedAt && before.observedAt <= now) return before;
  const { state, reason = null, restarts, observedAt, fingerprint } = found;
  return { state, reason, restarts, observedAt, fingerprint, since: Math.min(now, sinceOf(found, before, now)) };
}

/** From when a state counts. What was unknown in between is not charged: it counts from when it is known again. */
function sinceOf(found: ObservedReplica, before: Remembered | undefined, now: Millis): Millis {
  if (!before) return found.since;
  if (before.state === found.state) return before.since;
  if (found.state === 'ready' && before.state === 'unknown') return now;
  return Math.max(before.since, found.since);
}

/** Times alone do not count: they are what tells one state from the next. What it runs with does: it is charged for that. */
function differs(before: Remembered | undefined, standing: Standing): boolean {
  return before?.state !== standing.state || before.reason !== standing.reason || before.restarts !== standing.restarts
    || before.fingerprint !== standing.fingerprint;
}

function replicaVerdict({ leaving, beganAt }: Evidence, claim: IntendedClaim, standing: Standing): ReplicaVerdict {
  const reason = standing.reason ?? undefined;
  const { restarts } = standing;
  if (standing.state !== 'ready') return { claim, ready: false, unreadySince: standing.since, reason, restarts };
  if (leaving.has(claim.id)) return { claim, ready: false, unreadySince: beganAt, restarts };
  return { claim, ready: true, restarts, readySince: Math.max(standing.since, claim.servesFrom ?? claim.madeAt) };
}

/** Whether nothing of a claim's replica is left, as far as can be known: its cluster answered, and does not have it. */
function isGone({ reports }: Evidence, claimId: ClaimId, clusterId: ClusterId): boolean {
  const report = reports.get(clusterId);
  return report?.reachable === true && !report.found.some((replica) => replica.claimId === claimId);
}

function forgotten(evidence: Evidence): ClaimId[] {
  const wanted = new Set(evidence.intent.claims.filter((claim) => !evidence.leaving.has(claim.id) && !isIdleClaim(evidence.intent, claim)).map((claim) => claim.id));
  return evidence.intent.remembered.filter((each) => !wanted.has(each.claimId) && isGone(evidence, each.claimId, each.clusterId)).map((each) => each.claimId);
}

/** When, and why, waiting for a replica that never ran ends. */
function startEnd({ activatedAt }: Intent, { state, reason, since }: Standing, limits: Limits): { at: Millis; failure: StartFailure } | undefined {
  if (activatedAt !== null) return undefined;
  if (state === 'failed' && reason !== null && tenantsFaults.has(reason)) return { at: since + limits.startFailureMillis, failure: reason as TenantsFault };
  if (state === 'starting' || state === 'failed') return { at: since + limits.startTimeoutMillis, failure: 'start_timed_out' };
  return undefined;
}

/**
 * When a claim's replica is worth another look, if time alone changes it. Other changes are told by watching, or found by
 * sweeps; what cannot be asked is left to them altogether, so that a long silence gathers no crowd of looks.
 */
function nextLooks({ intent, reports, leaving, now }: Evidence, claim: IntendedClaim, standing: Standing, limits: Limits): number[] {
  const report = reports.get(claim.clusterId);
  if (claim.lostAt !== null || !report?.reachable) return [];
  if (leaving.has(claim.id)) return standing.state === 'unknown' ? [] : [UNTIL_GONE_MILLIS];
  const hint = report.found.find((replica) => replica.claimId === claim.id)?.changesInMillis;
  const late = standing.observedAt < now && standing.state !== 'ready'; // followed up until it has caught up
  const ending = startEnd(intent, standing, limits);
  const unhinted = late || (standing.state === 'starting' && hint === undefined);
  return [...(hint === undefined ? [] : [hint]), ...(unhinted ? [UNTIL_STARTED_MILLIS] : []), ...(ending && ending.at > now ? [ending.at - now] : [])];
}
