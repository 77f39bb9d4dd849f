import { type Reader, rowsOf, sql } from '#libs/database';
import type { ClaimedResource, ClaimId, ClusterId, HostId, LeaseId, Millis, OperatorId, PoolId, ProjectId, Sealer, Settings, SiteId, TenantId } from '#libs/kernel';
import { isKept, type LeasePricing, type LeaseState, type LeaseWorkload, openCredential, type ReplicaReadiness, type SealedCredential } from '#libs/lease';
import { type ClaimPart, isShrunk, keptOf, type ReleaseReason } from '#libs/placement';

import { fingerprintOf } from './difference.js';
import type { ClusterRef, DesiredVolume, DesiredWorkloads, PullCredential, ReplicaReason, ReplicaState, WorkloadSpec } from './driver.js';

/** A held claim, and how its host stands. */
export interface IntendedClaim {
  id: ClaimId;
  leaseId: LeaseId;
  tenantId: TenantId;
  projectId: ProjectId;
  replica: number;
  poolId: PoolId;
  hostId: HostId;
  clusterId: ClusterId;
  siteId: SiteId;
  operatorId: OperatorId;
  resources: ClaimedResource[];
  part: ClaimPart;
  madeAt: Millis;
  /** When it took another's place; null when it served from the first. */
  servesFrom: Millis | null;
  /** The host that it is to move to; null when it stays. */
  movesTo: HostId | null;
  hostName: string;
  hostState: string;
  drainBy: Millis | null;
  lostAt: Millis | null;
  /** Of a lost host: when it was last heard of. */
  silentSince: Millis | null;
}

/** What was recorded of a replica before. */
export interface Remembered {
  claimId: ClaimId;
  clusterId: ClusterId;
  state: ReplicaState;
  reason: ReplicaReason | null;
  restarts: number;
  since: Millis;
  observedAt: Millis;
  /** Of what it ran with; null when it was not seen running. */
  fingerprint: string | null;
  revision: number;
}

/** All that convergence goes by on our side: what the lease wants, where its claims are, and what was seen last. */
export interface Intent {
  leaseId: LeaseId;
  tenantId: TenantId;
  projectId: ProjectId;
  state: LeaseState;
  replicas: number;
  pricing: LeasePricing;
  workload: LeaseWorkload;
  /** That its workload names; sealed. */
  credential: SealedCredential | null;
  activatedAt: Millis | null;
  /** What the lease knows of its replicas: by that it is charged. */
  readiness: ReplicaReadiness[];
  claims: IntendedClaim[];
  remembered: Remembered[];
  /** Where something is claimed, or may still run. */
  clusters: ClusterRef[];
}

/**
 * Reads all of a lease's intent in one statement, so of one moment. Undefined when there is no such lease.
 * It joins tables of lease, placement and inventory: this is the most frequent read of a starting lease.
 */
export async function readIntent(reader: Reader, leaseId: LeaseId): Promise<Intent | undefined> {
  const [row] = await rowsOf<{ intent: Intent }>(reader, sql`
    with held as (
      select c.*, h.name as host_name, h.state as host_state, h.drain_by, h.lost_at,
        case when h.lost_at is not null then h.last_heartbeat_at end as silent_since
      from claims c join hosts h on h.id = c.host_id where c.lease_id = ${leaseId} and c.state = 'held'
    ), seen as (
      select * from workloads where lease_id = ${leaseId}
    )
    select json_build_object(
      'leaseId', l.id, 'tenantId', l.tenant_id, 'projectId', l.project_id, 'state', l.state, 'replicas', l.replicas, 'pricing', l.pricing, 'workload', l.workload,
      'credential', (select json_build_object('id', id, 'revision', revision, 'server', server, 'username', username, 'password', encode(sealed_password, 'base64'))
          from registry_credentials r where r.project_id = l.project_id and r.name = l.workload->>'registryCredential'),
      'activatedAt', l.activated_at, 'readiness', l.readiness,
      'claims', (select coalesce(json_agg(json_build_object(
          'id', id, 'leaseId', lease_id, 'tenantId', tenant_id, 'projectId', project_id, 'replica', replica, 'poolId', pool_id, 'hostId', host_id,
          'clusterId', cluster_id, 'siteId', site_id, 'operatorId', operator_id, 'resources', resources, 'part', part, 'madeAt', made_at, 'servesFrom', serves_from, 'movesTo', moves_to,
          'hostName', host_name, 'hostState', host_state, 'drainBy', drain_by, 'lostAt', lost_at, 'silentSince', silent_since) order by replica, id), '[]') from held),
      'remembered', (select coalesce(json_agg(json_build_object(
          'claimId', claim_id, 'clusterId', cluster_id, 'state', state, 'reason', reason, 'restarts', restarts, 'since', since,
          'observedAt', observed_at, 'fingerprint', fingerprint, 'revision', revision) order by claim_id), '[]') from seen),
      'clusters', (select coalesce(json_agg(json_build_object('id', id, 'driver', driver) order by id), '[]') from clusters
          where id in (select cluster_id from held union select cluster_id from seen))) as intent
    from leases l where l.id = ${leaseId}`);
  return row?.intent;
}

/** Equal for intents that call for the same. What was decided for one must not be recorded on another. */
export function markOf(intent: Intent): string {
  return JSON.stringify(intent);
}

/** Why a claim is to be given up. */
export type Leaving = Extract<ReleaseReason, 'lease_closed' | 'scaled_down' | 'moved' | 'drained' | 'drain_ended' | 'host_lost' | 'suspended'>;

/** Leases that want something to run. Before, nothing is claimed; after, what runs is to go. */
const running: ReadonlySet<LeaseState> = new Set<LeaseState>(['placed', 'provisioning', 'active', 'degraded']);

/** Whether the lease wants something to run. */
export function isRunning(intent: Intent): boolean {
  return running.has(intent.state);
}

/**
 * Why a claim's replica is not to run where it is, if so. A lost host's claims are kept for a grace, in case it returns
 * with everything still running; a draining one's until a successor has taken their place, or else until its notice has
 * passed, when they are placed anew. A successor goes when what it was to succeed stays after all.
 */
export function leavingOf(intent: Intent, claim: IntendedClaim, settings: Pick<Settings, 'hostGraceMillis'>, now: Millis): Leaving | undefined {
  if (claim.lostAt !== null && claim.lostAt + settings.hostGraceMillis <= now) return 'host_lost';
  if (intent.state === 'suspended') return claim.replica >= intent.replicas ? 'scaled_down' : leavingSuspended(claim, now);
  if (!isRunning(intent)) return 'lease_closed';
  if (claim.replica >= intent.replicas && !isIdleClaim(intent, claim)) return 'scaled_down';
  if (claim.part === 'succeeded') return claim.movesTo === null ? 'drained' : 'moved';
  if (claim.part === 'successor' && !isToMove(servingOf(intent, claim.replica))) return 'drain_ended';
  if (claim.hostState === 'draining' && claim.drainBy !== null && claim.drainBy <= now) return 'drained';
  // It is to run again, and waits for room beside its volumes.
  return isShrunk(claim.resources) ? 'suspended' : undefined;
}

function isToMove(claim: IntendedClaim | undefined): boolean {
  return claim !== undefined && (claim.hostState === 'draining' || claim.movesTo !== null);
}

/** Nothing of a suspended lease runs, and what serves keeps its volumes, unless its host is to be empty by now. */
function leavingSuspended({ part, hostState, drainBy }: IntendedClaim, now: Millis): Leaving {
  if (part === 'successor') return 'drain_ended';
  return part === 'succeeded' || (hostState === 'draining' && drainBy !== null && drainBy <= now) ? 'drained' : 'suspended';
}

/** Whether a claim's volumes outlast its replica for now. */
export function keepsVolumes(claim: IntendedClaim, leaving: Leaving | undefined): boolean {
  return leaving === 'suspended' && keptOf(claim.resources).length > 0;
}

/** Whether nothing is to run under a claim, and it is kept all the same: its lease has reserved it. */
export function isIdleClaim(intent: Intent, claim: IntendedClaim): boolean {
  return isRunning(intent) && claim.part === 'serving' && isKept(intent, claim.replica);
}

/** The claim that serves a replica. */
export function servingOf(intent: Intent, replica: number): IntendedClaim | undefined {
  return intent.claims.find((claim) => claim.part === 'serving' && claim.replica === replica);
}

/**
 * What is wanted of the lease in one of its clusters, without its pull credential: that is opened when something is to be applied.
 * Volumes are those that the claim holds: while a resize waits for room, a replica keeps what it has.
 */
export function desiredIn(intent: Intent, clusterId: ClusterId, leaving: ReadonlyMap<ClaimId, Leaving>): DesiredWorkloads {
  const { leaseId, tenantId, projectId, credential } = intent;
  const workload = specOf(intent.workload);
  const credentialMark = credential ? `${credential.id}/${credential.revision}` : undefined;
  const staying = intent.claims.filter((claim) => claim.clusterId === clusterId && !leaving.has(claim.id) && !isIdleClaim(intent, claim));
  const replicas = staying.map(({ id, replica, hostId, hostName, resources }) => {
    const whole = { claimId: id, replica, hostId, hostName, resources, volumes: volumesOf(resources) };
    return { ...whole, fingerprint: fingerprintOf(workload, whole, credentialMark) };
  });
  const kept = intent.claims.filter((claim) => claim.clusterId === clusterId && keepsVolumes(claim, leaving.get(claim.id)));
  return { leaseId, tenantId, projectId, workload, replicas, ...(kept.length > 0 ? { kept: kept.map(({ id, resources }) => ({ claimId: id, resources: keptOf(resources) })) } : {}) };
}

/** The workload as a driver is told of it: which credential it names is not the cluster's concern. */
function specOf(workload: LeaseWorkload): WorkloadSpec {
  const { registryCredential: _, ...spec } = workload;
  return spec;
}

function volumesOf(resources: readonly ClaimedResource[]): DesiredVolume[] {
  return resources.flatMap(({ variant, volumes = [] }) => volumes.map(({ name, gib, mountPath }) => ({ name, storageClass: variant, gib, mountPath })));
}

/** What the images of a lease are pulled with. @throws Unsealable */
export function pullCredentialOf({ credential }: Intent, sealer: Sealer | undefined): PullCredential | undefined {
  return credential ? openCredential(credential, sealer) : undefined;
}
