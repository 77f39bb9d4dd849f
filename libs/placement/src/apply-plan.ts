import { sql, type Transaction } from '#libs/database';
import { distinctTakes, giveCapacity, takeCapacity } from '#libs/inventory';
import { canonicalJson, type Millis, newId, type Settings } from '#libs/kernel';
import { followPrices, type HeldClaim, isOpen, isUnplaced, type Lease, lockForPlacement, lockQuotas, markBlocked, markPlaced, type Placed, quotaUse, type ReadLease, reclaimForCapacity, recordRelease } from '#libs/lease';

import { heldClaimsOf, type PlacedClaim, takesOf } from './claims.js';
import { increaseOf, type Plan, type PlannedLease, quotaBlocked } from './plan.js';
import { Fenced } from './placement.errors.js';

/** Sizes of a claim that are remembered: the next report on it needs those since the last. */
const MOST_SIZES = 50;

/** Under which lock a plan was made. */
export interface Fence {
  poolId: string;
  fence: bigint;
}

/** Why part of a plan was not written. It is planned anew in the next round. */
export interface RefusedLease {
  leaseId: string;
  /** `changed`: closed, changed or being decided about; `no_capacity`: what the plan counted on is gone. */
  reason: 'changed' | 'no_capacity';
}

export interface Applied {
  made: HeldClaim[];
  refused: RefusedLease[];
  /** Leases that wait, or go on waiting, for capacity or quota. */
  blocked: number;
  /** Spot leases that were told that they will be reclaimed. */
  reclaimed: number;
}

export interface ApplyOptions {
  /** When spot leases that are to make room are told; `at` where it does not say. */
  tellAt?: Millis;
  /** Leases as they were read for the plan: those that nobody wrote since are not read again. */
  known?: ReadonlyMap<string, ReadLease>;
  /** Called once the statement with all claims is on its way: what needs no database is best done while it has much to do. Never where there are no claims. */
  meanwhile?: () => void;
}

/** A lease of the plan that still is as it was planned for. */
interface Current {
  planned: PlannedLease;
  lease: Lease;
  held: readonly PlacedClaim[];
}

/**
 * Writes what of a plan still holds, believing nothing of it: the fence, each lease, quotas and capacity are checked
 * against what is committed, and stay locked until the transaction ends. New claims and their capacity are one statement for
 * the whole plan; only when that does not fit, lease by lease. Spot leases that are to make room are told as of `options.tellAt`.
 * What a moved replica was charged for ends: the prices of its lease are brought up to then first.
 * @throws Fenced when another scheduler took over.
 */
export async function applyPlan(tx: Transaction, plan: Plan, fence: Fence, settings: Pick<Settings, 'priceLockMillis'>, at: Millis, { tellAt = at, known, meanwhile }: ApplyOptions = {}): Promise<Applied> {
  await checkFence(tx, fence);
  const applied: Applied = { made: [], refused: [], blocked: 0, reclaimed: 0 };
  const current = await atPricesOf(tx, await stillCurrent(tx, plan, applied, known), applied, at, settings);
  const { within, beyond } = await withinQuotas(tx, current);
  const placed: Placed[] = [];
  const simple = within.filter(({ planned }) => planned.resizes.length === 0 && planned.claims.every((claim) => !claim.replaces));
  const made = await makeClaims(tx, simple, fence, at, meanwhile);
  for (const one of simple) {
    const claims = made.get(one.planned);
    if (claims) settle(applied, placed, one, claims, claims.length);
    else applied.refused.push({ leaseId: one.lease.id, reason: 'no_capacity' });
  }
  for (const one of within.filter((other) => !simple.includes(other))) {
    const changed = await inSavepoint(tx, () => changeClaims(tx, one, fence, at));
    if (changed) settle(applied, placed, { ...one, lease: changed.lease }, changed.made, one.planned.claims.length + one.planned.resizes.length);
    else applied.refused.push({ leaseId: one.lease.id, reason: 'no_capacity' });
  }
  const waiting = [
    ...within.filter(({ planned }) => planned.blocked && planned.claims.length + planned.resizes.length === 0).map(({ lease, planned }) => ({ lease, blocked: planned.blocked! })),
    ...beyond.map(({ lease }) => ({ lease, blocked: quotaBlocked })),
  ];
  await markPlaced(tx, placed, at);
  await markBlocked(tx, waiting, at);
  applied.blocked += waiting.length;
  applied.reclaimed = await reclaimForCapacity(tx, plan.reclaims ?? [], tellAt);
  return applied;
}

/** A later fence waits until this transaction ends: two schedulers never write at once. */
async function checkFence(tx: Transaction, { poolId, fence }: Fence): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>(sql`select 1 from scheduler_locks where pool_id = ${poolId} and fence = ${fence} for share`);
  if (rows.length === 0) throw new Fenced(poolId, fence);
}

/** Locks the leases, and leaves out those that are not as they were planned for. */
async function stillCurrent(tx: Transaction, plan: Plan, applied: Applied, known: ApplyOptions['known']): Promise<Current[]> {
  const ids = plan.leases.map((planned) => planned.leaseId);
  const leases = new Map((await lockForPlacement(tx, ids, known)).map((lease) => [lease.id, lease]));
  // What was never placed holds nothing: its first claims are made with its step to `placed`.
  const held = await heldClaimsOf(tx, ids.filter((id) => leases.has(id) && !isUnplaced(leases.get(id)!)));
  return plan.leases.flatMap((planned) => {
    const lease = leases.get(planned.leaseId);
    const claims = held.get(planned.leaseId) ?? [];
    if (lease?.version === planned.version && isConsistent(planned, claims)) return [{ planned, lease, held: claims }];
    applied.refused.push({ leaseId: planned.leaseId, reason: 'changed' });
    return [];
  });
}

/** Brings the prices of leases that a replica is moved of up to a time, and leaves out those that end by that: what they were charged for is to end at the prices of then. */
async function atPricesOf(tx: Transaction, current: readonly Current[], applied: Applied, at: Millis, settings: Pick<Settings, 'priceLockMillis'>): Promise<Current[]> {
  const followed: Current[] = [];
  for (const one of current) {
    const moves = one.planned.claims.some(({ replaces }) => replaces);
    const lease = moves ? await followPrices(tx, one.lease, at, settings) : one.lease;
    if (isOpen(lease.state)) followed.push({ ...one, lease });
    else applied.refused.push({ leaseId: lease.id, reason: 'changed' });
  }
  return followed;
}

/** Whether every planned replica lacks a claim, or has just the one that the plan replaces, resizes or finds a successor for. */
function isConsistent(planned: PlannedLease, held: readonly PlacedClaim[]): boolean {
  const serving = new Map(held.filter((claim) => claim.part === 'serving').map((claim) => [claim.replica, claim]));
  const succeeded = new Set(held.filter((claim) => claim.part === 'successor').map((claim) => claim.replica));
  const byId = new Map(held.map((claim) => [claim.id, claim]));
  return planned.claims.every(({ replica, replaces, succeeds }) => serving.get(replica)?.id === (replaces ?? succeeds) && !succeeded.has(replica))
    && planned.resizes.every((resize) => canonicalJson(byId.get(resize.claimId)?.resources ?? null) === canonicalJson(resize.from));
}

/** Divides leases by whether their projects' quotas have room, in the plan's order. */
async function withinQuotas(tx: Transaction, current: readonly Current[]): Promise<{ within: Current[]; beyond: Current[] }> {
  const projects = current.filter(({ planned }) => planned.claims.length + planned.resizes.length > 0).map(({ lease }) => lease.projectId);
  const limited = projects.length === 0 ? [] : [...new Set((await quotaUse(tx, projects)).map((use) => use.projectId))];
  if (limited.length === 0) return { within: [...current], beyond: [] };
  await lockQuotas(tx, limited);
  const room = new Map((await quotaUse(tx, limited)).map((use) => [`${use.projectId}/${use.resourceClass}`, use.limit - use.held]));
  const within: Current[] = [];
  const beyond: Current[] = [];
  for (const one of current) {
    const more = [...increaseOf(one.planned, one.held)].map(([resourceClass, amount]) => [`${one.lease.projectId}/${resourceClass}`, amount] as const);
    const fits = more.every(([key, amount]) => amount <= 0n || amount <= (room.get(key) ?? amount));
    (fits ? within : beyond).push(one);
    if (fits) for (const [key, amount] of more) if (room.has(key)) room.set(key, room.get(key)! - amount);
  }
  return { within, beyond };
}

/** Makes the claims of leases that only need new ones. @returns those that could be made, by their part of the plan. */
async function makeClaims(tx: Transaction, leases: readonly Current[], fence: Fence, at: Millis, meanwhile?: () => void): Promise<Map<PlannedLease, HeldClaim[]>> {
  const done = new Map<PlannedLease, HeldClaim[]>();
  const together = await inSavepoint(tx, () => insertClaims(tx, leases, fence, at, meanwhile));
  if (together) {
    const byLease = Map.groupBy(together, (claim) => claim.leaseId);
    for (const { planned } of leases) done.set(planned, byLease.get(planned.leaseId) ?? []);
    return done;
  }
  for (const one of leases) {
    const claims = await inSavepoint(tx, () => insertClaims(tx, [one], fence, at));
    if (claims) done.set(one.planned, claims);
  }
  return done;
}

/** Capacity and claims in one statement; undefined when some of the capacity is gone: then nothing of it may stay. */
async function insertClaims(tx: Transaction, leases: readonly Current[], fence: Fence, at: Millis, meanwhile?: () => void): Promise<HeldClaim[] | undefined> {
  const owners = new Map(leases.map(({ lease }) => [lease.id, lease]));
  const claims = leases.flatMap(({ planned }) => planned.claims).map(({ leaseId, replica, hostId, clusterId, siteId, operatorId, resources, succeeds }): PlacedClaim => (
    { id: newId('claim'), leaseId, replica, hostId, clusterId, siteId, operatorId, resources, part: succeeds ? 'successor' : 'serving', madeAt: at }));
  if (claims.length === 0) return [];
  const takes = takesOf(claims);
  const rows = claims.map((claim) => {
    const { tenantId, projectId } = owners.get(claim.leaseId)!;
    return {
      id: claim.id, lease_id: claim.leaseId, tenant_id: tenantId, project_id: projectId, replica: claim.replica, host_id: claim.hostId,
      cluster_id: claim.clusterId, site_id: claim.siteId, operator_id: claim.operatorId, resources: claim.resources, part: claim.part,
    };
  });
  const writing = tx.$queryRaw<{ made: bigint }[]>(sql`
    with taken as (${takeCapacity(takes)}), made as (
      insert into claims (id, lease_id, tenant_id, project_id, replica, pool_id, host_id, cluster_id, site_id, operator_id, resources, part, fence, state, made_at)
      select id, lease_id, tenant_id, project_id, replica, ${fence.poolId}, host_id, cluster_id, site_id, operator_id, resources, part, ${fence.fence}, 'held', ${BigInt(at)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, lease_id text, tenant_id text, project_id text, replica int, host_id text,
        cluster_id text, site_id text, operator_id text, resources jsonb, part text)
      where (select count(*) from taken) = ${distinctTakes(takes)}
      returning 1
    )
    select count(*) as made from made`);
  meanwhile?.();
  const [result] = await writing;
  return Number(result?.made) === claims.length ? claims : undefined;
}

/** Resizes and moves claims of one lease, and makes new ones; undefined when some of it does not fit any more. */
async function changeClaims(tx: Transaction, current: Current, fence: Fence, at: Millis): Promise<{ lease: Lease; made: HeldClaim[] } | undefined> {
  const { planned, held } = current;
  const moved = held.filter((claim) => planned.claims.some((made) => made.replaces === claim.id));
  await giveCapacity(tx, takesOf([...moved, ...planned.resizes.map(({ hostId, from }) => ({ hostId, resources: from }))]));
  const resized = takesOf(planned.resizes.map(({ hostId, to }) => ({ hostId, resources: to })));
  if (resized.length > 0) {
    const taken = await tx.$queryRaw<unknown[]>(sql`with taken as (${takeCapacity(resized)}) select 1 from taken`);
    if (taken.length !== distinctTakes(resized)) return undefined;
    await tx.$executeRaw(sql`
      update claims c set resources = t.resources, sizes = (case when jsonb_array_length(c.sizes) < ${MOST_SIZES} then c.sizes else c.sizes - 0 end)
        || jsonb_build_array(jsonb_build_object('until', ${BigInt(at)}::bigint, 'resources', c.resources))
      from jsonb_to_recordset(${JSON.stringify(planned.resizes.map(({ claimId, to }) => ({ id: claimId, resources: to })))}::jsonb) as t(id text, resources jsonb)
      where c.id = t.id and c.state = 'held'`);
  }
  let { lease } = current;
  if (moved.length > 0) {
    const ids = moved.map((claim) => claim.id);
    await tx.$executeRaw(sql`
      update claims set state = 'released', released_at = ${BigInt(at)}, release_reason = 'moved'
      where state = 'held' and id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
    lease = await recordRelease(tx, lease, ids, at);
  }
  const made = await insertClaims(tx, [{ ...current, lease }], fence, at);
  return made && { lease, made };
}

function settle(applied: Applied, placed: Placed[], { planned, lease }: Current, made: HeldClaim[], claims: number): void {
  applied.made.push(...made);
  if (planned.blocked && claims === 0) return; // it only waits
  if (planned.blocked) applied.blocked += 1;
  placed.push({ lease, claims, complete: !planned.blocked, blocked: planned.blocked, fallback: planned.fallback });
}

/** Runs a part that may turn out not to fit: then, or when it fails, nothing of it stays. */
async function inSavepoint<T>(tx: Transaction, part: () => Promise<T | undefined>): Promise<T | undefined> {
  await tx.$executeRaw(sql`savepoint part`);
  const result = await part();
  await tx.$executeRaw(result === undefined ? sql`rollback to savepoint part` : sql`release savepoint part`);
  return result;
}
