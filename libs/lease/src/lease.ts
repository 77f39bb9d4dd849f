import {
  type ClaimedResource, type ClaimId, type LeaseId, type Millis, type PoolId, type ProjectId, type ResourceClass, type StateTable, type TenantId,
} from '#libs/kernel';
import { type ResourcePrice } from '#libs/pricing';
import { type Tier } from '#libs/rules';

export type LeaseState = 'requested' | 'blocked' | 'placed' | 'provisioning' | 'active' | 'degraded' | 'suspended' | 'closing' | 'closed' | 'failed';

/** Every move a lease may make. `closed` and `failed` are final. */
export const leaseMoves = {
  requested: ['placed', 'blocked', 'closing'],
  blocked: ['placed', 'closing'],
  placed: ['provisioning', 'failed', 'closing'],
  provisioning: ['active', 'failed', 'closing'],
  active: ['degraded', 'suspended', 'closing'],
  degraded: ['active', 'suspended', 'closing'],
  suspended: ['degraded', 'closing'],
  closing: ['closed'],
  closed: [],
  failed: [],
} as const satisfies StateTable<LeaseState>;

/** States in which the tenant still has something of the lease. */
export const openStates = ['requested', 'blocked', 'placed', 'provisioning', 'active', 'degraded', 'suspended'] as const satisfies readonly LeaseState[];

/** Whether a lease in this state is not on its way out: it may be changed, placed and run, or run again. */
export function isOpen(state: LeaseState): boolean {
  return (openStates as readonly LeaseState[]).includes(state);
}

/** Why leases end: whose fault it was, and whether what ran until then is billed. */
export const closedReasons = {
  tenant_closed: { fault: 'none', billed: true, about: 'The tenant closed it.' },
  duration_over: { fault: 'none', billed: true, about: 'Its duration was over.' },
  wait_over: { fault: 'none', billed: false, about: 'It was not placed within the time that its tenant was ready to wait.' },
  funds_ended: { fault: 'tenant', billed: true, about: 'The wallet and the escrow ran out.' },
  suspension_over: { fault: 'tenant', billed: true, about: 'It was suspended for as long as its volumes are kept.' },
  price_above_maximum: { fault: 'none', billed: true, about: 'The price rose above the maximum the tenant set.' },
  capacity_reclaimed: { fault: 'none', billed: true, about: 'It was bought at the spot price, and others needed its capacity.' },
  image_not_found: { fault: 'tenant', billed: false, about: 'The image could not be pulled.' },
  crash_loop: { fault: 'tenant', billed: false, about: 'The workload kept ending before it was ever ready.' },
  out_of_memory: { fault: 'tenant', billed: false, about: 'The workload took more memory than the lease has before it was ever ready.' },
  invalid_workload: { fault: 'tenant', billed: false, about: 'The workload could not be started as it is described.' },
  start_timed_out: { fault: 'operator', billed: false, about: 'The workload was not started in time.' },
  host_lost: { fault: 'operator', billed: true, about: 'Contact with its capacity was lost and it could not be replaced.' },
  capacity_withdrawn: { fault: 'operator', billed: true, about: 'Its capacity was withdrawn and could not be replaced.' },
  platform_error: { fault: 'platform', billed: false, about: 'The platform made a mistake.' },
} as const satisfies Record<string, { fault: 'tenant' | 'operator' | 'platform' | 'none'; billed: boolean; about: string }>;

export type ClosedReason = keyof typeof closedReasons;

/** Storage that outlasts the replica. */
export interface LeaseVolume {
  name: string;
  storageClass: string;
  gib: number;
  /** Where the replica finds it; `/volumes/<name>` when left out. */
  mountPath?: string;
}

/** What one replica takes. */
export interface LeaseResources {
  cpuMillis: number;
  memoryMib: number;
  /** `milliPerGpu` below 1000 is a share of one GPU. No models named: any that the pool has a price for. */
  gpu?: { count: number; models?: readonly string[]; milliPerGpu?: number };
  ephemeralGib?: number;
  volumes?: readonly LeaseVolume[];
  egressMbps?: number;
  /** By custom resource class. */
  custom?: Readonly<Record<string, number>>;
}

export interface HealthCheck {
  type: 'http' | 'tcp';
  path?: string;
  port: number;
  intervalSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

export interface LeasePort {
  name: string;
  port: number;
  protocol: 'tcp' | 'udp';
  /** Served by the gateways at an address of its own. */
  public?: boolean;
}

/** Where a public port is found: at its random label under the gateways' domain. */
export interface LeaseAddress {
  /** The port's name. */
  name: string;
  port: number;
  label: string;
}

/** What runs in each replica. */
export interface LeaseWorkload {
  image: string;
  command?: readonly string[];
  args?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  ports?: readonly LeasePort[];
  healthCheck?: HealthCheck;
  /** Which user it runs as, never root; the image's own when left out. */
  runAsUser?: number;
  /** Whether it may write outside its volumes and /tmp. Default false. */
  writableRoot?: boolean;
  /** The name of the project's registry credential that its image is pulled with. */
  registryCredential?: string;
}

/** Where it may run. */
export interface LeaseConstraints {
  /** ISO 3166-1 alpha-2. None: anywhere. */
  jurisdictions?: readonly string[];
  regions?: readonly string[];
  requiredTraits?: readonly string[];
  forbiddenTraits?: readonly string[];
  /** Of each of these groups at least one. */
  anyOfTraits?: readonly (readonly string[])[];
  /** How far those it runs with are trusted, at the least, with each class that it claims. */
  minimumTier?: Exclude<Tier, 'unproven'>;
  spread?: Spread;
  affinity?: readonly LeaseAffinity[];
}

/** What a lease may be placed by instead, where what was asked for before does not fit. */
export interface LeaseFallback {
  /** Instead of those asked for first, all of them but affinity; left out: the same. */
  constraints?: Omit<LeaseConstraints, 'affinity'>;
  /** Instead of those asked for first; none named: any that the pool has a price for. */
  gpuModels?: readonly string[];
  /** How much dearer than what was asked for first it may be, in basis points; left out: as the lease's maximum says. */
  maximumDearerBps?: number;
}

/** Where replicas can be together. */
export type Domain = 'host' | 'site' | 'operator' | 'jurisdiction' | 'region';

/** How evenly a lease's replicas are divided. */
export interface Spread {
  over: Exclude<Domain, 'region'>;
  /** At most so many in one. */
  maximum?: number;
  /** At most so many more in one than in that of those it may run in where there are fewest. */
  maximumSkew?: number;
}

/** Where replicas go, by where those of another lease of the project are. Once that one is over it says nothing. */
export interface LeaseAffinity {
  leaseId: string;
  /** `together`: only where the other has a replica. `apart`: only where it has none, and none of it where this one has some. */
  place: 'together' | 'apart';
  over: Domain;
  /** What is `preferred` keeps nothing out. */
  strength: 'required' | 'preferred';
}

interface Offered {
  /** For the whole lease, all replicas, an hour. A decimal string. */
  maximumNanoTokensPerHour?: string;
  quoteId?: string;
  /** Whether operators are to bid for it; when left out its pool decides by its cost. */
  auction?: boolean;
}

/** The price is fixed for a while, then the current one is for as long, and so on; above the maximum the lease closes. */
export interface OnDemandTerms extends Offered {
  mode: 'on-demand';
}

/** The current price, up to a maximum. Reclaimed with notice when the price passes it, or when others need the capacity. */
export interface SpotTerms extends Offered {
  mode: 'spot';
  maximumNanoTokensPerHour: string;
}

/** A term that is paid ahead, at a discount, with its capacity kept for it; nothing is given back but for what was not served. */
export interface ReservedTerms extends Offered {
  mode: 'reserved';
  /** One that the pool offers; from the activation on. */
  termMillis: Millis;
}

/** How a tenant asks to buy. */
export type PricingTerms = OnDemandTerms | SpotTerms | ReservedTerms;

/** How a lease is bought: what was asked, with what its pool published then. */
export type LeasePricing = OnDemandTerms | (SpotTerms & {
  /** It is told this long before it is reclaimed, at the least. */
  noticeMillis: Millis;
  /** The platform's own: nobody pays for it, and it goes before all others. */
  unbilled?: true;
}) | (ReservedTerms & {
  discountBps: number;
  /** As many claims are kept, whatever the tenant has run. */
  replicas: number;
});

/** What a tenant asks for. */
export interface LeaseTerms {
  name?: string;
  projectId?: string;
  /** The pool's name. */
  pool: string;
  replicas: number;
  resources: LeaseResources;
  workload: LeaseWorkload;
  constraints?: LeaseConstraints;
  /** Tried in their order, each time that it is to be placed. */
  fallbacks?: readonly LeaseFallback[];
  pricing?: PricingTerms;
  durationMillis?: Millis;
  /** How long it may wait to be placed; then it closes, and costs nothing. Left out: as long as it takes. */
  waitMillis?: Millis;
}

/** How many hosts, never which and never the number. */
export type CoarseCount = 'none' | 'some' | 'most' | 'all';

/** Why a lease cannot be placed yet, as its tenant may read it. */
export interface Blocked {
  until: 'capacity-added' | 'quota-freed' | 'auction-closed';
  /** How many of the pool's hosts each filter rejects. */
  reasons: readonly { filter: string; reason: string; hosts: CoarseCount }[];
  /** Constraints that keep it out alone: without one of them it would fit now. */
  relaxations?: readonly string[];
  /** When its auction is over. */
  endsAt?: Millis;
}

/** What the winner of its auction takes a lease for. Not its tenant's to read: it names an operator. */
export interface Agreed {
  auctionId: string;
  operatorId: string;
  /** What is paid beside the base, at the most. Decimal strings. */
  prices: readonly { resourceClass: ResourceClass; variant: string; tip: string }[];
}

/** Why nothing of an open lease runs. */
export interface Suspension {
  reason: SuspensionReason;
  /** Since when only its volumes are charged. */
  at: Millis;
  /** Until when they are kept and paid from its reserve: then it closes. Null while it waits for something else than funds. */
  until: Millis | null;
}

export const suspensionReasons = {
  funds_ended: 'The wallet and the escrow ran out.',
  budget_reached: 'A budget with a hard stop is spent.',
} as const;
export type SuspensionReason = keyof typeof suspensionReasons;

/** Notice that a spot lease will be reclaimed. Given once, and never taken back. */
export interface Reclaim {
  reason: 'price_above_maximum' | 'capacity_reclaimed';
  noticedAt: Millis;
  /** When it ends, if its tenant does not end it before; nothing later is charged. */
  at: Millis;
}

/** What was last reported of a replica. */
export interface ReplicaReadiness {
  replica: number;
  claimId: ClaimId;
  ready: boolean;
  since: Millis;
  reason?: string;
  /** How often it was started again where it is; left out while it never was. */
  restarts?: number;
}

/** The contract as it is kept. */
export interface Lease {
  id: LeaseId;
  tenantId: TenantId;
  projectId: ProjectId;
  poolId: PoolId;
  name: string;
  state: LeaseState;
  replicas: number;
  resources: LeaseResources;
  workload: LeaseWorkload;
  constraints: LeaseConstraints;
  /** As they were asked for. `constraints` and `resources` are those of the one it was placed by. */
  fallbacks: readonly LeaseFallback[];
  /** The number of the fall-back that it was placed by; null as long as it was not, and where it got what was asked for first. */
  fallback: number | null;
  pricing: LeasePricing;
  /** Of every class, and every GPU model, it may be given; they stay until `priceLockedUntil`, and those of a spot lease until they change after it. */
  prices: readonly ResourcePrice[];
  priceLockedUntil: Millis;
  durationMillis: Millis | null;
  /** Until when it may wait to be placed for the first time; null: as long as it takes. */
  waitUntil: Millis | null;
  version: number;
  /** Some replica may lack a claim of the right size. */
  unplaced: boolean;
  readiness: readonly ReplicaReadiness[];
  /** Of its public ports, from its admission until it begins to close. */
  addresses: readonly LeaseAddress[];
  blocked: Blocked | null;
  closedReason: ClosedReason | null;
  reclaim: Reclaim | null;
  agreed: Agreed | null;
  /** Key of the pending transfer that holds its first funds; null once it is posted or voided. */
  holdKey: string | null;
  createdAt: Millis;
  placedAt: Millis | null;
  activatedAt: Millis | null;
  endsAt: Millis | null;
  warnedAt: Millis | null;
  /** Since when its funds are about to end. */
  graceAt: Millis | null;
  suspension: Suspension | null;
  closingAt: Millis | null;
  closedAt: Millis | null;
}

/** A claim as the lease needs to know it. libs/placement makes and keeps claims. */
export interface HeldClaim {
  id: ClaimId;
  leaseId: LeaseId;
  replica: number;
  hostId: string;
  clusterId: string;
  siteId: string;
  operatorId: string;
  resources: readonly ClaimedResource[];
  madeAt: Millis;
}

/** What runtime saw of one held claim. */
export interface ReplicaReport {
  claim: HeldClaim;
  ready: boolean;
  /** When it became ready; `at` when unknown. */
  readySince?: Millis;
  /** When it ceased to be; `at` when unknown. */
  unreadySince?: Millis;
  /** In the tenant's words: `image_not_found`, `crash_loop`, `host_lost`. */
  reason?: string;
  /** How often it was started again where it is. */
  restarts?: number;
}

/** Claimed quantity × rate × time of one class of one replica while it is ready: what billing charges from. */
export interface Stream {
  id: string;
  leaseId: LeaseId;
  tenantId: TenantId;
  poolId: PoolId;
  claimId: ClaimId;
  hostId: string;
  operatorId: string;
  resourceClass: ResourceClass;
  variant: string;
  quantity: bigint;
  nanoTokensPerUnitHour: bigint;
  /** What of that is base: the pool's treasury's. */
  baseNanoTokensPerUnitHour: bigint;
  startsAt: Millis;
  /** Null while it runs. Never before `startsAt`. */
  endsAt: Millis | null;
}

/**
 * Until when the streams of a lease may be charged now. Beyond it lies what a sweep is yet to decide: the end of the
 * duration, of a notice or of a suspension, the price after a lock. (A spot price holds from when it is set, never from before.)
 * Readiness is reported late: a stream may still be ended in the past, at worst to its start.
 */
export function chargeableUntil(lease: Pick<Lease, 'endsAt' | 'priceLockedUntil' | 'pricing' | 'reclaim' | 'state' | 'suspension'>, now: Millis): Millis {
  if (!isOpen(lease.state)) return now;
  const agreed = Math.min(now, lease.endsAt ?? now, lease.reclaim?.at ?? now);
  // What its reserve was counted by is what its volumes cost as long as they are kept.
  if (standsStill(lease)) return Math.min(agreed, lease.suspension!.until!);
  return lease.pricing.mode === 'on-demand' ? Math.min(agreed, lease.priceLockedUntil) : agreed;
}

/** Whether it is suspended for lack of funds: its reserve pays for its volumes until a time, and nothing else does. */
export function standsStill({ suspension }: Pick<Lease, 'suspension'>): boolean {
  return suspension !== null && suspension.until !== null;
}

/** Whether a replica's claim is kept, and charged for, though its tenant does without it for now. */
export function isKept({ pricing, replicas }: Pick<Lease, 'pricing' | 'replicas'>, replica: number): boolean {
  return pricing.mode === 'reserved' && replica >= replicas && replica < pricing.replicas;
}

/** Whether a lease that was never placed has waited as long as it may. */
export function isWaitOver({ state, waitUntil }: Pick<Lease, 'state' | 'waitUntil'>, by: Millis): boolean {
  return waitUntil !== null && waitUntil <= by && (state === 'requested' || state === 'blocked');
}

/** How and when an open lease ends by what was agreed, if that is before a time or at it: its wait is over, its duration, its notice, or its suspension. The earliest one. */
export function dueEnding(
  { state, waitUntil, endsAt, reclaim, suspension }: Pick<Lease, 'state' | 'waitUntil' | 'endsAt' | 'reclaim' | 'suspension'>, by: Millis,
): { reason: ClosedReason; at: Millis } | undefined {
  const until = suspension?.until ?? null;
  const endings: { reason: ClosedReason; at: Millis }[] = [
    ...(isWaitOver({ state, waitUntil }, by) ? [{ reason: 'wait_over', at: waitUntil! } as const] : []),
    ...(endsAt === null ? [] : [{ reason: 'duration_over', at: endsAt } as const]),
    ...(reclaim === null ? [] : [{ reason: reclaim.reason, at: reclaim.at }]),
    ...(until === null ? [] : [{ reason: 'suspension_over', at: until } as const]),
  ];
  return endings.filter(({ at }) => at <= by).toSorted((a, b) => a.at - b.at)[0];
}
