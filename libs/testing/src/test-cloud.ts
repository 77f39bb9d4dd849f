import { type Database, sql } from '#libs/database';
import { type Actor, newId, type PoolId, type ProjectId, type ResourceClass, type TenantId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

/** A small cloud for tests: one pool with rates, one tenant with a project and funds. */
export interface TestCloud {
  tenantId: TenantId;
  projectId: ProjectId;
  poolId: PoolId;
  /** The pool's name. */
  pool: string;
  /** The tenant, asking with a key for everything. */
  actor: Actor;
}

export interface CloudHost {
  id?: string;
  operatorId?: string;
  siteId?: string;
  clusterId?: string;
  jurisdiction?: string;
  cpus?: number;
  gpus?: number;
  model?: string;
  /** Of storage class `ephemeral`. */
  storageGib?: number;
  /** Last heard of. */
  heardAt?: number;
}

/** Nano-tokens per priced unit and hour in a test cloud: per vCPU, GiB, GPU, GiB, Mbit/s. */
export const testRates = { CPU_MILLI: 40_000_000n, MEMORY_MIB: 5_000_000n, GPU_MILLI: 1_000_000_000n, STORAGE_GIB: 1_000_000n, EGRESS_MBPS: 2_000_000n } as const;

/** Makes tables say that there is a cloud, without going through the libs that own them: for tests of the libs below those. */
export async function testCloud(database: Database, options: { funds?: bigint; at?: number } = {}): Promise<TestCloud> {
  const { funds = 1_000_000_000_000n, at = 0 } = options;
  const tenantId = newId('tenant');
  const projectId = newId('project');
  const poolId = newId('pool');
  const pool = `pool-${poolId.slice(4, 12)}`;
  await database.modelTransaction(async (tx) => {
    await tx.tenant.create({ data: { id: tenantId, name: 'Test', createdAt: BigInt(at) } });
    await tx.project.create({ data: { id: projectId, tenantId, name: 'default', createdAt: BigInt(at) } });
    await tx.pool.create({ data: { id: poolId, name: pool, createdAt: BigInt(at) } });
    for (const [resourceClass, rate] of Object.entries(testRates)) await setTestRate(tx, poolId, resourceClass as ResourceClass, rate, at);
    if (funds > 0n) {
      await postTransfers(tx, at, [{
        key: `deposit:${tenantId}`, type: 'posted', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: tenantId, kind: 'wallet' }, amount: funds, reason: 'deposit',
      }]);
    }
  });
  const actor: Actor = { keyId: 'key_test', ownerType: 'tenant', ownerId: tenantId, role: 'owner', scopes: ['leases:read', 'leases:write'], requestId: 'req_test' };
  return { tenantId, projectId, poolId, pool, actor };
}

/** A rate from a time on, in place of the one before. */
export async function setTestRate(
  tx: Pick<Database['client'], 'rate'>, poolId: string, resourceClass: ResourceClass, nanoTokensPerUnitHour: bigint, activeFrom: number, variant = '',
): Promise<void> {
  const version = 1 + (await tx.rate.count({ where: { poolId, resourceClass, variant } }));
  const curve = { kind: 'fixed', nanoTokensPerUnitHour: nanoTokensPerUnitHour.toString() };
  await tx.rate.create({ data: { id: newId('rate'), poolId, resourceClass, variant, version, curve, activeFrom: BigInt(activeFrom), createdAt: BigInt(activeFrom) } });
}

/** Adds hosts to a pool: open and heard of at 0, with 16 CPUs and four times as many GiB unless told otherwise. @returns their ids. */
export async function addTestHosts(database: Database, poolId: string, hosts: readonly CloudHost[]): Promise<string[]> {
  const rows = hosts.map((host) => ({
    id: host.id ?? newId('host'), operator_id: host.operatorId ?? 'opr_a', site_id: host.siteId ?? `sit_${host.operatorId ?? 'opr_a'}`,
    cluster_id: host.clusterId ?? `cls_${host.operatorId ?? 'opr_a'}`, jurisdiction: host.jurisdiction ?? 'DE', heard_at: host.heardAt ?? 0,
  }));
  const inventories = hosts.flatMap(({ cpus = 16, gpus = 0, model = 't4', storageGib = 0 }, index) => {
    const of = (resource_class: string, variant: string, total: number, device_used: number[] = []) => ({ host_id: rows[index]!.id, resource_class, variant, total, device_used });
    return [
      of('CPU_MILLI', '', cpus * 1_000), of('MEMORY_MIB', '', cpus * 4_096),
      ...(gpus > 0 ? [of('GPU_MILLI', model, gpus * 1_000, Array.from({ length: gpus }, () => 0))] : []),
      ...(storageGib > 0 ? [of('STORAGE_GIB', 'ephemeral', storageGib)] : []),
    ];
  });
  await database.modelTransaction(async (tx) => {
    await tx.$executeRaw(sql`
      insert into hosts (id, operator_id, site_id, cluster_id, pool_id, name, jurisdiction, region, traits, last_heartbeat_at, created_at)
      select id, operator_id, site_id, cluster_id, ${poolId}, id, jurisdiction, 'europe-west', '{}', heard_at, 0
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, operator_id text, site_id text, cluster_id text, jurisdiction text, heard_at bigint)`);
    await tx.$executeRaw(sql`
      insert into inventories (host_id, resource_class, variant, total, max_unit, device_used)
      select host_id, resource_class, variant, total, total, device_used
      from jsonb_to_recordset(${JSON.stringify(inventories)}::jsonb) as t(host_id text, resource_class text, variant text, total bigint, device_used int[])`);
  });
  return rows.map((row) => row.id);
}
