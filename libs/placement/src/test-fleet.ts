import { type PlacementHost, type PlacementInventory } from '#libs/inventory';
import { type LeaseId, newId, type PoolId, type ProjectId, type TenantId } from '#libs/kernel';

import { type RequestSpec } from './board.js';

/** A host for tests: open, live, in Germany, with 16 CPUs and 64 GiB unless told otherwise. */
export function testHost(id: string, changes: Partial<Omit<PlacementHost, 'id' | 'inventories'>> & { cpus?: number; gpus?: number; model?: string; tier?: number; inventories?: PlacementInventory[] } = {}): PlacementHost {
  const { cpus = 16, gpus = 0, model = 't4', tier = 0, inventories = [], ...rest } = changes;
  return {
    id, operatorId: 'opr_a', groupId: rest.operatorId ?? 'opr_a', siteId: 'sit_a', clusterId: 'cls_a', jurisdiction: 'DE', region: 'europe-west', state: 'open', withheld: false, capacity: 'dedicated', traits: [],
    contact: 'live', inMaintenance: false, maintenance: [], ...rest,
    inventories: [
      testInventory('CPU_MILLI', '', cpus * 1_000),
      testInventory('MEMORY_MIB', '', cpus * 4_096),
      ...(gpus > 0 ? [testInventory('GPU_MILLI', model, gpus * 1_000, { deviceUsed: Array.from({ length: gpus }, () => 0) })] : []),
      ...inventories,
    ].map((inventory) => (tier === 0 ? inventory : { tier, ...inventory })),
  };
}

export function testInventory(resourceClass: PlacementInventory['resourceClass'], variant: string, capacity: number, changes: Partial<PlacementInventory> = {}): PlacementInventory {
  return { resourceClass, variant, capacity, used: 0, minUnit: 1, maxUnit: Math.max(1, capacity), stepSize: 1, deviceUsed: [], ...changes };
}

/** A request for tests: one replica of one CPU and one GiB. */
export function testSpec(changes: Partial<RequestSpec> = {}): RequestSpec {
  return {
    leaseId: newId('lease') as LeaseId, tenantId: 'ten_1' as TenantId, projectId: 'prj_1' as ProjectId, poolId: 'pol_1' as PoolId, state: 'requested', version: 1,
    replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, gpuModels: changes.resources?.gpu ? ['t4'] : [], constraints: {}, isSpot: false, rank: 1, blocked: null, createdAt: 0, durationMillis: null, endsAt: null,
    prices: [], held: [], avoidOperators: [], ...changes,
  };
}
