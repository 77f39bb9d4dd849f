import { Inject, Injectable, Optional } from '@nestjs/common';

import { Database, sql, type Transaction } from '#libs/database';
import { type ClaimId, CLOCK, type Clock, type ClusterId, type LeaseId, type Millis, SEALER, type Sealer, SETTINGS, type Settings } from '#libs/kernel';
import { failLease, finishClosing, followPricesOf, recordReadiness } from '#libs/lease';
import { handOver, releaseClaims, shrinkClaims } from '#libs/placement';
import { inSpan } from '#libs/tracing';

import { difference, isSettled } from './difference.js';
import { type ClusterRef, ClusterUnreachable, type DesiredWorkloads } from './driver.js';
import { DriverRegistry } from './driver-registry.js';
import { followLease } from './follow-lease.js';
import { desiredIn, type Intent, type Leaving, leavingOf, markOf, pullCredentialOf, readIntent } from './intent.js';
import { type Evidence, isIdle, judge, type Report, type Verdict } from './verdict.js';

/** Looks at once again when what was seen had changed by the time it was to be recorded; after so many, later. */
const MAX_ROUNDS = 4;
const AFTER_ROUNDS_MILLIS = 100;

/** Nothing to wait for, or when to look again. */
export type Converged = void | { againInMillis: number };

/** Makes clusters look as leases say, and records what they look like. */
@Injectable()
export class Convergence {
  constructor(
    private readonly database: Database,
    private readonly drivers: DriverRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Optional() @Inject(SEALER) private readonly sealer?: Sealer,
  ) {}

  /**
   * Compares what a lease wants with what runs, applies the difference and records the outcome: readiness (which moves
   * the lease and its streams), claims given up, closing finished. Reads both sides afresh: it trusts no event, including
   * the one that woke it. May be cut off anywhere, run again and run twice at once: what one look decided is recorded
   * under the lease's lock, in one transaction, and only if the intent and the memory it was based on still stand.
   */
  async converge(leaseId: LeaseId): Promise<Converged> {
    const touched = new Map<ClusterId, ClusterRef>();
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const intent = await readIntent(this.database, leaseId);
      for (const cluster of intent?.clusters ?? []) touched.set(cluster.id, cluster);
      if (!intent || intent.state === 'requested' || intent.state === 'blocked') return;
      // Where an earlier round applied what is not wanted any more, it is taken away again.
      const { evidence, changed } = await this.look(intent, [...touched.values()]);
      const verdict = judge(evidence, this.settings);
      // What was applied may have changed the terms of what runs, though not how it fares: then it is recorded too.
      if ((isIdle(verdict) && !changed) || (await this.record(evidence, verdict))) {
        if (verdict.unfinished) continue; // it has failed, and what runs of it is to go; or a replica has moved
        return verdict.againInMillis === undefined ? undefined : { againInMillis: verdict.againInMillis };
      }
    }
    return { againInMillis: AFTER_ROUNDS_MILLIS };
  }

  /** Visits every cluster concerned, leaving each as desired where it can be reached. */
  private async look(intent: Intent, clusters: readonly ClusterRef[]): Promise<{ evidence: Evidence; changed: boolean }> {
    const beganAt = this.clock.now();
    const leaving = new Map(intent.claims.flatMap((claim) => {
      const why = leavingOf(intent, claim, this.settings, beganAt);
      return why ? [[claim.id, why] as const] : [];
    }));
    const visits = await Promise.all(clusters.map(async (cluster) => ({ cluster, ...(await this.visit(intent, cluster, leaving)) })));
    const reports = new Map<ClusterId, Report>(visits.map(({ cluster, report }) => [cluster.id, report]));
    return { evidence: { intent, leaving, reports, beganAt, now: this.clock.now() }, changed: visits.some((visit) => visit.changed) };
  }

  private async visit(intent: Intent, cluster: ClusterRef, leaving: ReadonlyMap<ClaimId, Leaving>): Promise<{ report: Report; changed: boolean }> {
    const driver = this.drivers.find(cluster);
    if (!driver) return { report: { reachable: false }, changed: false };
    const desired = desiredIn(intent, cluster.id, leaving);
    try {
      // Where nothing was ever seen of it there is nothing to compare with: applying is harmless, whatever is there.
      const found = isRemembered(intent, cluster) ? await driver.observe(cluster, intent.leaseId) : undefined;
      // Of what is to go more may be left than replicas, which are all that is observed: removing it is done to its end, again and again.
      if (found && desired.replicas.length > 0 && isSettled(difference(desired, found))) return { report: { reachable: true, found }, changed: false };
      // Opened only for what is to run: a key that is missing must not keep anything from being removed.
      const pullCredential = desired.replicas.length > 0 ? pullCredentialOf(intent, this.sealer) : undefined;
      const attributes = { 'weir.lease.id': intent.leaseId, 'weir.cluster.id': cluster.id, 'weir.driver': cluster.driver, 'weir.replicas': desired.replicas.length };
      await inSpan('apply to cluster', { kind: 'client', attributes }, () => driver.apply(cluster, { ...desired, pullCredential }));
      return { report: { reachable: true, found: await driver.observe(cluster, intent.leaseId) }, changed: true };
    } catch (error) {
      if (error instanceof ClusterUnreachable) return { report: { reachable: false, outdated: outdated(intent, desired) }, changed: false };
      throw error;
    }
  }

  /** Whether the verdict is recorded; not when what it was based on has changed meanwhile. */
  private async record(evidence: Evidence, verdict: Verdict): Promise<boolean> {
    const { intent, now } = evidence;
    return this.database.transaction(async (tx) => {
      await followPricesOf(tx, intent.leaseId, now, this.settings); // and locks it
      const current = await readIntent(tx, intent.leaseId);
      if (!current || markOf(current) !== markOf(intent)) return false;
      // The lease may be on its way for another reason by now than when the job began.
      await followLease(tx, intent.leaseId, now, 'record lease', () => write(tx, intent.leaseId, verdict, now));
      return true;
    });
  }
}

async function write(tx: Transaction, leaseId: LeaseId, verdict: Verdict, now: Millis): Promise<void> {
  await remember(tx, leaseId, verdict);
  await handOver(tx, verdict.handOver, now);
  if (verdict.replicas.length > 0) await recordReadiness(tx, leaseId, verdict.replicas, now);
  if (verdict.failure) await failLease(tx, leaseId, { reason: verdict.failure, at: now });
  for (const [reason, released] of Map.groupBy(verdict.release, (each) => each.reason)) {
    await releaseClaims(tx, released.map((each) => each.claimId), { reason, at: now });
  }
  await shrinkClaims(tx, verdict.shrink);
  if (verdict.finished) await finishClosing(tx, leaseId, now);
}

/** Replicas that are wanted with other terms than they were last seen with. */
function outdated({ remembered }: Intent, { replicas }: DesiredWorkloads): ClaimId[] {
  const seen = new Map(remembered.map((each) => [each.claimId, each.fingerprint]));
  return replicas.filter((replica) => (seen.get(replica.claimId) ?? replica.fingerprint) !== replica.fingerprint).map((replica) => replica.claimId);
}

function isRemembered(intent: Intent, cluster: ClusterRef): boolean {
  return intent.remembered.some((each) => each.clusterId === cluster.id);
}

async function remember(tx: Transaction, leaseId: LeaseId, { remember, forget }: Verdict): Promise<void> {
  if (remember.length > 0) {
    const rows = remember.map((each) => ({ ...each, claim_id: each.claimId, cluster_id: each.clusterId, observed_at: each.observedAt }));
    await tx.$executeRaw(sql`
      insert into workloads (claim_id, lease_id, cluster_id, state, reason, restarts, since, observed_at, fingerprint)
      select claim_id, ${leaseId}, cluster_id, state, reason, restarts, since, observed_at, fingerprint
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as t(claim_id text, cluster_id text, state text, reason text, restarts int, since bigint, observed_at bigint, fingerprint text)
      on conflict (claim_id) do update set state = excluded.state, reason = excluded.reason, restarts = excluded.restarts, since = excluded.since,
        observed_at = excluded.observed_at, fingerprint = excluded.fingerprint, revision = workloads.revision + 1`);
  }
  if (forget.length > 0) {
    await tx.$executeRaw(sql`delete from workloads where claim_id in (select value from jsonb_array_elements_text(${JSON.stringify(forget)}::jsonb))`);
  }
}
