import { rowsOf, sql, type Transaction } from '#libs/database';
import { type PlacementHost } from '#libs/inventory';
import { type ClaimedResource, type Millis, type Settings } from '#libs/kernel';
import { gpuMilli, type HeldClaim, type Lease, plainClaim } from '#libs/lease';

import { applyPlan } from './apply-plan.js';
import { devicesAmong } from './board.js';

/**
 * Places a lease of one replica, without GPUs or with those of one model, on one host or nowhere: for what is to run there and nowhere else. Outside rounds, as bids are, under the pool's current fence; the host and
 * its room are looked at again as it is written. Tenants cannot ask for it. @returns its claim; undefined where there is no room any more, or no scheduler yet.
 */
export async function placeOn(tx: Transaction, lease: Lease, host: PlacementHost, settings: Pick<Settings, 'priceLockMillis'>, at: Millis): Promise<HeldClaim | undefined> {
  const [lock] = await rowsOf<{ fence: bigint }>(tx, sql`select fence from scheduler_locks where pool_id = ${lease.poolId} for share`);
  const gpus = gpusOn(lease, host);
  if (!lock || !gpus) return undefined;
  const { id: hostId, clusterId, siteId, operatorId } = host;
  const claim = { leaseId: lease.id, replica: 0, hostId, clusterId, siteId, operatorId, resources: [...plainClaim(lease.resources), ...gpus] };
  const { made } = await applyPlan(tx, { leases: [{ leaseId: lease.id, version: lease.version, claims: [claim], resizes: [] }] }, { poolId: lease.poolId, fence: lock.fence }, settings, at);
  return made[0];
}

/** The GPUs that it would have there; none where it asks for none, undefined where they are not free. */
function gpusOn({ resources, resources: { gpu } }: Lease, { inventories }: PlacementHost): ClaimedResource[] | undefined {
  if (!gpu) return [];
  const variant = gpu.models![0]!;
  const has = inventories.find((inventory) => inventory.resourceClass === 'GPU_MILLI' && inventory.variant === variant);
  const devices = has && devicesAmong(Int32Array.from(has.deviceUsed), { count: gpu.count, milliEach: gpuMilli(resources) / gpu.count });
  return devices && [{ resourceClass: 'GPU_MILLI', variant, amount: gpuMilli(resources), devices }];
}
