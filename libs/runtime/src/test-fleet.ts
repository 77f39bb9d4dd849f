import { type Database, sql } from '#libs/database';
import { type ClaimId, type ClusterId, type HostId, type LeaseId, type Millis, newId, type OperatorId, type PoolId, type TenantId } from '#libs/kernel';
import type { ClaimPart } from '#libs/placement';

export interface TestHost {
  id: HostId;
  operatorId: OperatorId;
  clusterId: ClusterId;
  siteId: string;
}

/** Two operators with a simulated cluster of two hosts each, written straight into the tables of this lib's tests. */
export interface TestFleet {
  poolId: PoolId;
  hosts: [TestHost, TestHost, TestHost, TestHost];
}

const CPU_MILLIS = 4_000;

export async function makeFleet({ client }: Database, now: Millis): Promise<TestFleet> {
  const poolId = newId('pool');
  await client.pool.create({ data: { id: poolId, name: poolId, createdAt: 0n } });
  const hosts: TestHost[] = [];
  for (const name of ['one', 'two']) {
    const place = { operatorId: newId('operator'), siteId: newId('site'), clusterId: newId('cluster') };
    await client.operator.create({ data: { id: place.operatorId, name: `${name}-${place.operatorId}`, createdAt: 0n } });
    await client.site.create({ data: { id: place.siteId, operatorId: place.operatorId, name, jurisdiction: 'DE', region: 'europe-west', createdAt: 0n } });
    await client.cluster.create({ data: { id: place.clusterId, operatorId: place.operatorId, siteId: place.siteId, poolId, name, driver: 'simulated', createdAt: 0n } });
    for (const host of ['a', 'b']) {
      const id = newId('host');
      await client.host.create({
        data: { id, ...place, poolId, name: host, jurisdiction: 'DE', region: 'europe-west', traits: [], lastHeartbeatAt: BigInt(now), createdAt: 0n },
      });
      await client.inventory.create({ data: { hostId: id, resourceClass: 'CPU_MILLI', total: BigInt(CPU_MILLIS), maxUnit: BigInt(CPU_MILLIS) } });
      hosts.push({ id, ...place });
    }
  }
  return { poolId, hosts: hosts as TestFleet['hosts'] };
}

export interface TestLease {
  id: LeaseId;
  claims: ClaimId[];
}

/** A placed lease of a vCPU a replica, with a claim on each of the hosts. */
export async function makeLease(database: Database, fleet: TestFleet, on: readonly TestHost[], now: Millis): Promise<TestLease> {
  const lease = { id: newId('lease'), tenantId: newId('tenant') };
  const prices = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '1000' }];
  await database.client.$executeRaw(sql`
    insert into leases (id, tenant_id, project_id, pool_id, name, state, replicas, resources, workload, constraints, pricing, prices, price_locked_until,
      created_at, placed_at, unplaced)
    values (${lease.id}, ${lease.tenantId}, 'prj', ${fleet.poolId}, 'test', 'placed', ${on.length}, '{"cpuMillis": 1000, "memoryMib": 0}', '{"image": "nginx"}', '{}',
      '{"mode": "on-demand"}', ${JSON.stringify(prices)}::jsonb, ${BigInt(now + 3_600_000)}, ${BigInt(now)}, ${BigInt(now)}, false)`);
  const claims: ClaimId[] = [];
  for (const [replica, host] of on.entries()) claims.push(await makeClaim(database, fleet, { leaseId: lease.id, tenantId: lease.tenantId, replica, host }, now));
  return { id: lease.id, claims };
}

/** What the scheduler would do for a replica. */
export async function makeClaim(
  { client }: Database, fleet: TestFleet, of: { leaseId: LeaseId; tenantId: TenantId; replica: number; host: TestHost; part?: ClaimPart }, now: Millis,
): Promise<ClaimId> {
  const id = newId('claim');
  const { host, ...rest } = of;
  const place = { poolId: fleet.poolId, hostId: host.id, clusterId: host.clusterId, siteId: host.siteId, operatorId: host.operatorId };
  await client.claim.create({
    data: { id, ...rest, ...place, projectId: 'prj', resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_000 }], fence: 1n, state: 'held', madeAt: BigInt(now) },
  });
  await client.inventory.updateMany({ where: { hostId: host.id, resourceClass: 'CPU_MILLI' }, data: { used: { increment: 1_000n } } });
  return id;
}
