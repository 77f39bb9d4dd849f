import { type Reader, rowsOf, signal, signalChannels, type Sql, sql, type Transaction } from '#libs/database';
import { canonicalJson, type LeaseId, type Millis, type PoolId, type ProjectId, type TenantId } from '#libs/kernel';
import { type ResourcePrice } from '#libs/pricing';

import { type Choice, choiceOf, choicesOf, isUnplaced } from './fallbacks.js';
import { type Blocked, isOpen, type Lease, type LeaseConstraints, type LeasePricing, type LeaseResources, type LeaseState } from './lease.js';
import { type LeaseStep, logSteps } from './lease.log.js';
import { lockRead, readLeases, type ReadLease, selectLeases, updatePlacement } from './lease.store.js';
import { pricedModels } from './resources.js';

/** What a lease asks of placement: so many replicas of these resources, within these constraints. */
export interface PlacementRequest {
  leaseId: LeaseId;
  tenantId: TenantId;
  projectId: ProjectId;
  poolId: PoolId;
  state: LeaseState;
  version: number;
  replicas: number;
  resources: LeaseResources;
  /** GPU models it has a price for, and so may be given. */
  gpuModels: readonly string[];
  /** What it pays for each class and variant it may be given: hosts that are on offer for more are not for it. */
  prices: readonly ResourcePrice[];
  /** Who agreed to them, whatever it asks by now. */
  agreedOperator?: string | undefined;
  constraints: LeaseConstraints;
  /** What it may be placed by instead, in order; left out when it has a place already. */
  fallbacks?: readonly (Choice & { gpuModels: readonly string[] })[];
  /** Spot leases come behind all others, and make room for them. */
  isSpot: boolean;
  /** The lowest is placed first: what is reserved, then what is bought on demand. */
  rank: number;
  blocked: Blocked | null;
  createdAt: Millis;
  /** How long it lasts from its activation; null: until it is closed. */
  durationMillis: Millis | null;
  /** When it is over; null while that is not known. */
  endsAt: Millis | null;
}

/** Where the last look at blocked leases ended: the next one goes on behind it, so that each gets its turn. */
export interface BlockedCursor {
  createdAt: Millis;
  id: string;
}

export interface Waiting {
  requests: PlacementRequest[];
  /** The leases of the requests, as they were read; by id. */
  leases: ReadonlyMap<string, ReadLease>;
  /** Pass it on to the next look; undefined once the last blocked lease was reached: start from the first again. */
  next: BlockedCursor | undefined;
}

/**
 * What waits for placement in a pool, up to `limit`: leases that nobody looked at yet, and running ones that lack a replica;
 * in at least a quarter of it, blocked ones by turns. So neither many blocked leases nor many new ones starve the other.
 * Oldest first, a tenant's first ones before others' second ones, so that nobody fills a round; behind them spot leases, whose prices are lower for that.
 * What has waited as long as it may is left to the sweep that closes it.
 * `blockedAfter: 'none'` leaves blocked ones out, and new spot leases too: what blocked ones may take is not for them.
 */
export async function waitingForPlacement(
  reader: Reader, poolId: string, limit: number, now: Millis, blockedAfter?: BlockedCursor | 'none',
): Promise<Waiting> {
  const wantsBlocked = blockedAfter !== 'none';
  const mayWait = sql`and not (coalesce(wait_until <= ${BigInt(now)}, false) and state in ('requested', 'blocked'))`;
  const byTurns = (of: Sql, most: number) => sql`
    where id in (
      select id from (select id, created_at, row_number() over (partition by tenant_id order by created_at, id) as turn from leases where ${of}) waiting
      order by turn, created_at, id limit ${most}
    ) order by created_at, id`;
  const freshOnes = sql`pool_id = ${poolId} and sought and unplaced and blocked is null and reclaim is null ${mayWait} ${wantsBlocked ? sql`` : sql`and pricing->>'mode' <> 'spot'`}`;
  const blockedOnes = sql`pool_id = ${poolId} and sought and unplaced and blocked is not null and reclaim is null ${mayWait}`;
  // As much is kept free for blocked ones as there are of them.
  const kept = wantsBlocked ? await countUpTo(reader, blockedOnes, Math.floor(limit / 4)) : 0;
  const fresh = await readLeases(reader, byTurns(freshOnes, limit - kept));
  if (!wantsBlocked) return { ...waiting(fresh), next: undefined };
  if (kept === 0) return { ...waiting(fresh, inRank), next: undefined };
  const room = limit - fresh.length;
  const after = blockedAfter ? sql`and (created_at, id) > (${BigInt(blockedAfter.createdAt)}, ${blockedAfter.id})` : sql``;
  // Whose first ones those are, is there in each look: what becomes free is not only for who asked for most.
  const firsts = await readLeases(reader, byTurns(blockedOnes, Math.floor(room / 4)));
  const known = new Set(firsts.map(({ lease }) => lease.id));
  const rest = room - firsts.length;
  const blocked = await readLeases(reader, sql`where ${blockedOnes} ${after} order by created_at, id limit ${rest}`);
  const last = blocked.at(-1)?.lease;
  return {
    ...waiting([...fresh, ...firsts, ...blocked.filter(({ lease }) => !known.has(lease.id))], inRank),
    next: blocked.length === rest && last ? { createdAt: last.createdAt, id: last.id } : undefined,
  };
}

function waiting(read: readonly ReadLease[], order = (requests: PlacementRequest[]) => requests): Omit<Waiting, 'next'> {
  return { requests: order(read.map(({ lease }) => toRequest(lease))), leases: new Map(read.map((one) => [one.lease.id, one])) };
}

function inRank(requests: readonly PlacementRequest[]): PlacementRequest[] {
  return requests.toSorted((a, b) => a.rank - b.rank || a.createdAt - b.createdAt);
}

async function countUpTo(reader: Reader, of: Sql, limit: number): Promise<number> {
  const [found] = await rowsOf<{ count: bigint }>(reader, sql`select count(*) from (select 1 from leases where ${of} limit ${limit}) found`);
  return Number(found!.count);
}

/** What leases ask for, whether or not they wait for something. In order of id. */
export async function requestsOf(reader: Reader, leaseIds: readonly string[]): Promise<PlacementRequest[]> {
  if (leaseIds.length === 0) return [];
  const leases = await selectLeases(reader, sql`where id in (select value from jsonb_array_elements_text(${JSON.stringify(leaseIds)}::jsonb)) order by id`);
  return leases.map(toRequest);
}

/** What the last leases of a pool asked for, whatever became of them, oldest first; those that nobody looked at yet are left out. */
export async function recentRequests(reader: Reader, poolId: string, limit: number): Promise<PlacementRequest[]> {
  const leases = await selectLeases(reader, sql`where pool_id = ${poolId} and state <> 'requested' and pricing->>'unbilled' is null order by created_at desc, id desc limit ${limit}`);
  return leases.toReversed().map(toRequest);
}

const ranks: Readonly<Record<LeasePricing['mode'], number>> = { reserved: 0, 'on-demand': 1, spot: 2 };

export function toRequest(lease: Lease): PlacementRequest {
  return {
    leaseId: lease.id, tenantId: lease.tenantId, projectId: lease.projectId, poolId: lease.poolId, state: lease.state, version: lease.version,
    replicas: lease.replicas, resources: lease.resources, constraints: lease.constraints, blocked: lease.blocked, createdAt: lease.createdAt,
    durationMillis: lease.durationMillis, endsAt: lease.endsAt, isSpot: lease.pricing.mode === 'spot', rank: ranks[lease.pricing.mode], gpuModels: pricedModels(lease.resources, lease.prices), prices: lease.prices, agreedOperator: lease.agreed?.operatorId,
    ...(lease.fallbacks.length > 0 && isUnplaced(lease) ? { fallbacks: fallbacksOf(lease) } : {}),
  };
}

/** What a request falls back to, as placement tries it. */
export function fallbacksOf(lease: Pick<Lease, 'replicas' | 'resources' | 'constraints' | 'fallbacks' | 'pricing' | 'prices'>): NonNullable<PlacementRequest['fallbacks']> {
  return choicesOf(lease, lease.pricing, lease.prices).slice(1).map((choice) => ({ ...choice, gpuModels: pricedModels(choice.resources, lease.prices) }));
}

/** Locks the leases of a plan that may still be placed as it says; those that somebody decides about just now are left out. `known`: as they were read, and are used where nobody wrote them since. */
export async function lockForPlacement(tx: Transaction, leaseIds: readonly string[], known: ReadonlyMap<string, ReadLease> = new Map()): Promise<Lease[]> {
  return (await lockRead(tx, leaseIds, known)).filter((lease) => isOpen(lease.state) && lease.state !== 'suspended');
}

/** What placement did for a lease that it has locked. */
export interface Placed {
  lease: Lease;
  /** Claims made or resized now; 0 when it lacked nothing after all. */
  claims: number;
  /** Whether every replica has a claim of the right size now. */
  complete: boolean;
  /** What keeps the others out, when it is not complete. */
  blocked?: Blocked;
  /** The fall-back it was placed by. */
  fallback?: number | undefined;
}

/** Moves leases on to `placed`, or notes that running ones got replicas again. All of them locked by `lockForPlacement`. */
export async function markPlaced(tx: Transaction, placed: readonly Placed[], at: Millis): Promise<void> {
  const leases = await updatePlacement(tx, placed.map(({ lease, complete, blocked, fallback }) => ({
    lease,
    changes: {
      unplaced: !complete,
      blocked: complete ? null : (blocked ?? lease.blocked),
      ...(fallback === undefined ? {} : choiceOf(lease, fallback)),
      ...(lease.state === 'requested' || lease.state === 'blocked' ? { state: 'placed', placedAt: at } : {}),
    },
  })));
  await logSteps(tx, at, leases.flatMap((lease, index): LeaseStep[] => {
    const { claims, fallback } = placed[index]!;
    return claims > 0 ? [{ lease, type: 'lease.placed', data: { claims, ...(fallback === undefined ? {} : { fallback }) } }] : [];
  }));
}

/** Notes why leases wait. Writes, and tells, only what differs from what was said before. */
export async function markBlocked(tx: Transaction, blocked: readonly { lease: Lease; blocked: Blocked }[], at: Millis): Promise<void> {
  const news = blocked.filter(({ lease, blocked: why }) => !lease.blocked || canonicalJson(lease.blocked) !== canonicalJson(why));
  const leases = await updatePlacement(tx, news.map(({ lease, blocked: why }) => (
    { lease, changes: { blocked: why, ...(lease.state === 'requested' ? { state: 'blocked' } : {}) } })));
  await logSteps(tx, at, leases.map((lease): LeaseStep => ({ lease, type: 'lease.blocked', data: { ...lease.blocked } })));
}

/** What follows the pool's id in the signal that something new is to be placed; without it, there is new room for what waits. */
export const NEW_REQUEST = '/new';

/** Tells the pool's scheduler that there is something to place. It need not look at blocked leases for that, unless they come first. */
export async function askForPlacement(tx: Transaction, { poolId, pricing }: Pick<Lease, 'poolId' | 'pricing'>): Promise<void> {
  await signal(tx, signalChannels.schedule, pricing.mode === 'spot' ? poolId : `${poolId}${NEW_REQUEST}`);
}
