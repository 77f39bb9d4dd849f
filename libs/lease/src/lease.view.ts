import { type Reader, rowsOf, sql } from '#libs/database';
import { type Millis, type Settings } from '#libs/kernel';
import { priceView, type ResourcePriceView } from '#libs/pricing';

import { dearestOf } from './fallbacks.js';
import {
  type Blocked, type ClosedReason, closedReasons, isOpen, type Lease, type LeaseConstraints, type LeaseFallback, type LeasePricing, type LeaseResources, type LeaseState,
  type LeaseWorkload, type Reclaim, type Suspension,
} from './lease.js';
import { leaseFunds, type LeaseFundsView } from './lease-funds.js';

/** A replica as its tenant sees it. `waiting`: for capacity. `unknown`: what it runs on is not heard of, so it may or may not run. */
export interface ReplicaView {
  replica: number;
  state: 'waiting' | 'starting' | 'ready' | 'not_ready' | 'unknown' | 'suspended' | 'gone';
  /** When it became so, where known. */
  since?: Millis;
  reason?: string;
  /** How often it was started again since it was last placed. */
  restarts: number;
}

/** A lease as its tenant sees it: plain JSON, and nothing of operators, sites, clusters or hosts. */
export interface LeaseView {
  id: string;
  projectId: string;
  /** The pool's name. */
  pool: string;
  name: string;
  state: LeaseState;
  version: number;
  replicas: number;
  readyReplicas: number;
  /** Each replica; left out of lists. */
  replicaStates?: ReplicaView[];
  resources: LeaseResources;
  workload: LeaseWorkload;
  /** Where its public ports are served, while it is open. */
  addresses: { name: string; port: number; url: string }[];
  /** Those it is placed by, once it is. */
  constraints: LeaseConstraints;
  fallbacks: readonly LeaseFallback[];
  /** The number, from 0, of the fall-back that it was placed by; null when it was not, or got what was asked for first. */
  fallback: number | null;
  pricing: LeasePricing;
  /** For each class, and each GPU model it may be given. */
  prices: ResourcePriceView[];
  /** With every replica ready, and the dearest GPU model allowed; before it is placed, by the dearest of its choices. */
  nanoTokensPerHour: string;
  priceLockedUntil: Millis;
  /** Once it is charged, and while it is open. */
  funds: LeaseFundsView | null;
  /** Since when its funds are about to end. */
  graceAt: Millis | null;
  suspension: Suspension | null;
  durationMillis: Millis | null;
  /** When it closes if it was not placed by then. */
  waitUntil: Millis | null;
  /** Why it, or some replica, waits for capacity. */
  blocked: Blocked | null;
  /** Of a spot lease: when and why it will be reclaimed, once that is decided. */
  reclaim: Reclaim | null;
  closed: { reason: ClosedReason; fault: string; billed: boolean } | null;
  createdAt: Millis;
  placedAt: Millis | null;
  activatedAt: Millis | null;
  endsAt: Millis | null;
  closingAt: Millis | null;
  closedAt: Millis | null;
}

/** What a view needs to know of the installation. */
type ViewSettings = Pick<Settings, 'gatewayUrl'>;

/** Views of leases, in their order. `detail` adds each replica. */
export async function viewsOf(reader: Reader, leases: readonly Lease[], settings: ViewSettings, now: Millis, detail: boolean): Promise<LeaseView[]> {
  if (leases.length === 0) return [];
  const ids = [...new Set(leases.map((lease) => lease.poolId))];
  const pools = await rowsOf<{ id: string; name: string }>(reader, sql`
    select id, name from pools where id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
  const names = new Map(pools.map((pool) => [pool.id, pool.name]));
  const funds = await leaseFunds(reader, leases.filter((lease) => lease.activatedAt !== null && isOpen(lease.state)).map(({ id }) => id), now);
  return leases.map((lease) => toView(lease, names.get(lease.poolId) ?? '', settings, detail, funds.get(lease.id)));
}

/** The view of one lease, in full. */
export async function viewOf(reader: Reader, lease: Lease, settings: ViewSettings, now: Millis): Promise<LeaseView> {
  return (await viewsOf(reader, [lease], settings, now, true))[0]!;
}

export function toView(lease: Lease, pool: string, { gatewayUrl }: ViewSettings, detail: boolean, funds?: LeaseFundsView): LeaseView {
  return {
    id: lease.id, projectId: lease.projectId, pool, name: lease.name, state: lease.state, version: lease.version, replicas: lease.replicas,
    readyReplicas: lease.readiness.filter((entry) => entry.ready).length,
    ...(detail ? { replicaStates: replicaViews(lease) } : {}),
    resources: lease.resources, workload: lease.workload,
    addresses: lease.addresses.map(({ name, port, label }) => ({ name, port, url: gatewayUrl.replace('*', label) })), constraints: lease.constraints, fallbacks: lease.fallbacks, fallback: lease.fallback, pricing: lease.pricing,
    prices: lease.prices.map(priceView),
    nanoTokensPerHour: dearestOf(lease).toString(),
    priceLockedUntil: lease.priceLockedUntil, funds: funds ?? null, graceAt: lease.graceAt, suspension: lease.suspension, durationMillis: lease.durationMillis, waitUntil: lease.waitUntil, blocked: lease.blocked,
    reclaim: lease.reclaim,
    closed: lease.closedReason === null ? null : { reason: lease.closedReason, fault: closedReasons[lease.closedReason].fault, billed: closedReasons[lease.closedReason].billed },
    createdAt: lease.createdAt, placedAt: lease.placedAt, activatedAt: lease.activatedAt, endsAt: lease.endsAt, closingAt: lease.closingAt, closedAt: lease.closedAt,
  };
}

function replicaViews(lease: Lease): ReplicaView[] {
  const known = new Map(lease.readiness.map((entry) => [entry.replica, entry]));
  return Array.from({ length: lease.replicas }, (_, replica) => {
    const entry = known.get(replica);
    if (!entry) return { replica, state: unreported(lease), restarts: 0 };
    const { ready, since, reason, restarts = 0 } = entry;
    return { replica, state: ready ? 'ready' : stateOf(reason), since, ...(reason === undefined ? {} : { reason }), restarts };
  });
}

/** Nobody knows of what cannot be asked: it may well run. */
function stateOf(reason: string | undefined): ReplicaView['state'] {
  if (reason === undefined) return 'starting';
  return reason === 'host_lost' || reason === 'contact_lost' ? 'unknown' : 'not_ready';
}

function unreported({ state, unplaced }: Lease): ReplicaView['state'] {
  if (state === 'closed' || state === 'failed' || state === 'closing') return 'gone';
  if (state === 'suspended') return 'suspended';
  return state === 'requested' || state === 'blocked' || (unplaced && state !== 'placed') ? 'waiting' : 'starting';
}
