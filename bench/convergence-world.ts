import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { CreateOperator, CreateTenant } from '#libs/identity';
import { CreatePool, RecordHeartbeats, RegisterCluster, RegisterHosts, RegisterSite } from '#libs/inventory';
import { type Actor, systemActor } from '#libs/kernel';
import { DepositTokens } from '#libs/ledger';
import { RequestLease } from '#libs/lease';
import { SetRate } from '#libs/pricing';

const POOL = 'bench';
const REPLICAS = 2;
const WEALTH_NANO_TOKENS = 100_000_000_000_000_000n;
/** Requests under way at once. */
const AT_ONCE = 8;

export interface WorldSize {
  /** One namespace each in every cluster. */
  tenants: number;
  /** Names of the nodes of each cluster. */
  nodes: readonly (readonly string[])[];
}

export interface ConvergenceWorld {
  poolId: string;
  clusterIds: string[];
  tenants: Actor[];
}

/** A pool with clusters whose nodes are hosts with room for everything, and tenants with funds for everything; by the product's own commands. */
export async function makeWorld(app: INestApplicationContext, { tenants, nodes }: WorldSize): Promise<ConvergenceWorld> {
  const bus = app.get(CommandBus, { strict: false });
  const pool = await bus.execute(new CreatePool(systemActor, { name: POOL }));
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB'] as const) {
    await bus.execute(new SetRate(systemActor, pool.id, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: 1_000_000n } }));
  }
  const clusterIds: string[] = [];
  for (const [index, names] of nodes.entries()) clusterIds.push(await addCluster(bus, `cluster-${index}`, names));
  const actors: Actor[] = [];
  for (let index = 0; index < tenants; index += 1) {
    const { tenant } = await bus.execute(new CreateTenant(systemActor, { name: `tenant-${index}` }));
    await bus.execute(new DepositTokens(systemActor, tenant.id, WEALTH_NANO_TOKENS, `deposit-${index}`));
    actors.push({ ...systemActor, ownerType: 'tenant', ownerId: tenant.id });
  }
  return { poolId: pool.id, clusterIds, tenants: actors };
}

async function addCluster(bus: CommandBus, name: string, nodes: readonly string[]): Promise<string> {
  const { operator } = await bus.execute(new CreateOperator(systemActor, { name }));
  const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: operator.id };
  const site = await bus.execute(new RegisterSite(actor, { name, jurisdiction: 'DE', region: 'bench' }));
  const cluster = await bus.execute(new RegisterCluster(actor, { siteId: site.id, pool: POOL, name, driver: 'kubernetes' }));
  const inventories = [{ resourceClass: 'CPU_MILLI' as const, total: 32_000 }, { resourceClass: 'MEMORY_MIB' as const, total: 131_072 }];
  await bus.execute(new RegisterHosts(actor, { clusterId: cluster.id, hosts: nodes.map((node) => ({ name: node, inventories })) }));
  await bus.execute(new RecordHeartbeats(actor, { clusterId: cluster.id }));
  return cluster.id;
}

/** Asks for leases, by turns for each tenant. */
export async function requestLeases(
  app: INestApplicationContext, { tenants }: ConvergenceWorld, count: number, { replicas, resources }: { replicas: number; resources: { cpuMillis: number; memoryMib: number } } = { replicas: REPLICAS, resources: { cpuMillis: 100, memoryMib: 128 } },
): Promise<void> {
  const bus = app.get(CommandBus, { strict: false });
  let left = count;
  const ask = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await bus.execute(new RequestLease(tenants[left % tenants.length]!, {
        pool: POOL, replicas, resources,
        workload: { image: 'registry.example/app:1', ports: [{ name: 'web', port: 8080, protocol: 'tcp' }] },
      }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
}
