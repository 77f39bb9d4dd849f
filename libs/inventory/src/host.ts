import { type Millis, type ResourceClass, type Settings, type StateTable } from '#libs/kernel';

export type HostState = 'open' | 'cordoned' | 'draining';

/** Every move a host's owner may make with it. Whether it can be reached is another matter: see `contactOf`. */
export const hostMoves = {
  open: ['cordoned', 'draining'],
  cordoned: ['open', 'draining'],
  draining: ['open', 'cordoned'],
} as const satisfies StateTable<HostState>;

/** `idle` capacity may be reclaimed by its operator with notice. */
export type CapacityKind = 'dedicated' | 'idle';

/** What may be said of a host by when it was last heard of. */
export type Contact = 'live' | 'stale' | 'lost' | 'never';

/** Why a host's cluster keeps it off offer. What each means is in the doctor's table. */
export const withheldReasons = [
  'node_not_ready', 'node_unschedulable', 'node_tainted', 'node_platform', 'node_gone', 'nothing_left', 'outside_idle_hours',
] as const;
export type WithheldReason = (typeof withheldReasons)[number];

/** What a host's cluster tells of it besides. */
export const hostRemarks = ['egress_undeclared', 'storage_undeclared', 'gpu_unknown', 'gpu_partitioned', 'claims_exceed'] as const;
export type HostRemark = (typeof hostRemarks)[number];

/** Basis points of an allocation ratio of one: nothing is overcommitted. */
export const WHOLE_RATIO_BPS = 10_000;

/** Thousandths in a whole GPU. */
export const MILLI_PER_DEVICE = 1_000;

/** Capacity of one resource class and variant on a host, as its operator declares it. Quantities in the class's own unit. */
export interface InventorySpec {
  resourceClass: ResourceClass;
  /** GPU model or storage class; '' where the class has none. */
  variant: string;
  total: number;
  /** Kept back for the operator's own use. */
  reserved: number;
  minUnit: number;
  maxUnit: number;
  stepSize: number;
  allocationRatioBps: number;
  /** Of STORAGE_GIB: whether a volume can be made larger where it is. True of everything else. */
  expandable: boolean;
}

/** How much of an inventory claims may take together: floor((total - reserved) × ratio). */
export function capacityOf(inventory: Pick<InventorySpec, 'total' | 'reserved' | 'allocationRatioBps'>): number {
  return Number((BigInt(inventory.total - inventory.reserved) * BigInt(inventory.allocationRatioBps)) / BigInt(WHOLE_RATIO_BPS));
}

/** When heartbeats say what of a host. */
export type ContactSettings = Pick<Settings, 'hostStaleAfterMillis' | 'hostLostAfterMillis'>;

/**
 * Contact is a matter of time, so it is derived, not stored. Only the declaration that it is lost is stored: things
 * happen because of it, once.
 */
export function contactOf(host: { lastHeartbeatAt: Millis | null; lostAt: Millis | null }, now: Millis, settings: ContactSettings): Contact {
  if (host.lostAt !== null) return 'lost';
  if (host.lastHeartbeatAt === null) return 'never';
  return now - host.lastHeartbeatAt > settings.hostStaleAfterMillis ? 'stale' : 'live';
}

/** A planned absence: from `startsAt` to before `endsAt`. */
export interface Window {
  startsAt: Millis;
  endsAt: Millis;
}

/** Whether the moment lies in one of the windows. */
export function inWindow(windows: readonly Window[], at: Millis): boolean {
  return windows.some((window) => window.startsAt <= at && at < window.endsAt);
}
