import { MILLIS_PER_DAY, MILLIS_PER_HOUR, newId } from '#libs/kernel';

import type { Story } from './story.js';

/** What is on offer, and who offers it. */
export async function playMarket(story: Story): Promise<void> {
  await playBond(story);
  await playPools(story);
  await playClusters(story);
  await playHosts(story);
}

/** By the rules that hold here, capacity gets work when it is bonded. */
async function playBond({ play, ask, known, world }: Story): Promise<void> {
  const { operatorId } = known as { operatorId: string };
  await play('administrator', 'depositForOperator', { parameters: { operatorId }, body: { amount: '900000000000', reference: 'bond 2027-7' } });
  await play('operator', 'bondTokens', { body: { amount: '500000000000' } });
  await play('operator', 'getBond');
  await play('operator', 'unbondTokens', { body: { amount: '100000000000' } });
  await ask('administrator', 'depositForOperator', { parameters: { operatorId: world.operators[1]!.id }, body: { amount: '900000000000', reference: 'bond 2027-8' } });
  await ask('other operator', 'bondTokens', { body: { amount: '500000000000' } });
}

async function playPools({ play, known }: Story): Promise<void> {
  const { id: poolId } = await play('administrator', 'createPool', { body: { name: 'general', operatorShareCapBps: 6_000 } });
  await play('administrator', 'listPools');
  await play('administrator', 'updatePool', { parameters: { poolId }, body: { packScore: 'best-fit', tierWeightBps: 500 } });
  await play('administrator', 'setServiceLevel', { parameters: { poolId: known.poolId! }, body: { levels: [{ availabilityBelowPpm: 999_000, creditBps: 1_000 }, { availabilityBelowPpm: 950_000, creditBps: 5_000 }] } });
  await play('anybody', 'getServiceLevel', { parameters: { poolName: 'standard' } });
  const curve = { kind: 'base-fee', tip: '2000000', initial: '8000000', targetBps: 5_000, denominator: 8, epochMillis: 3_600_000, floor: '1000' };
  await play('administrator', 'setRate', { parameters: { poolId }, body: { resourceClass: 'CPU_MILLI', curve } });
  await play('administrator', 'listRates', { parameters: { poolId, resourceClass: 'CPU_MILLI' } });
  await play('tenant', 'listBaseFees', { parameters: { poolName: 'general', resourceClass: 'CPU_MILLI' } });
  await play('administrator', 'setTermsOfSale', { parameters: { poolId: known.poolId! }, body: { spotNoticeMillis: 120_000, reserved: [{ termMillis: 30 * MILLIS_PER_DAY, discountBps: 2_000 }] } });
  await play('tenant', 'getTermsOfSale', { parameters: { poolName: 'standard' } });
  await play('tenant', 'listOfferedPools');
  await play('tenant', 'listPrices', { parameters: { poolName: 'standard' } });
}

async function playClusters({ play, known, product, clock, world }: Story): Promise<void> {
  const { id: siteId } = await play('operator', 'registerSite', { body: { name: 'frankfurt-2', jurisdiction: 'DE', region: 'europe-west' } });
  await play('operator', 'listSites');
  const { id: clusterId } = await play('operator', 'registerCluster', { body: { siteId, pool: 'standard', name: 'rack-1', driver: 'simulated' } });
  known.newClusterId = clusterId;
  await play('operator', 'listClusters');
  const { id: faultId } = await play('operator', 'injectFault', { parameters: { clusterId }, body: { kind: 'contact_lost', durationMillis: 60_000 } });
  await play('operator', 'listFaults', { parameters: { clusterId } });
  await play('operator', 'clearFault', { parameters: { clusterId, faultId } });
  const simulated = { clusterId: known.clusterId!, hostId: known.hostId! };
  await play('operator', 'setWorkConduct', { parameters: simulated, body: { conduct: 'honest' } });
  await play('operator', 'getWorkConduct', { parameters: simulated });
  await play('operator', 'setDeviceConduct', { parameters: simulated, body: { conduct: 'honest' } });
  await play('operator', 'getDeviceConduct', { parameters: simulated });
  await play('operator', 'setNetworkConduct', { parameters: simulated, body: { conduct: 'honest' } });
  await play('operator', 'getNetworkConduct', { parameters: simulated });
  await play('operator', 'setGpuConduct', { parameters: simulated, body: { conduct: 'honest' } });
  await play('operator', 'getGpuConduct', { parameters: simulated });

  // As one that joined left it: there is no Kubernetes here.
  const joined = newId('cluster');
  const { client } = product.database;
  await client.cluster.create({ data: { id: joined, operatorId: known.operatorId!, siteId, poolId: world.poolId, name: 'rack-2', driver: 'kubernetes', createdAt: BigInt(clock.now()) } });
  await client.clusterDiscovery.create({ data: { clusterId: joined, settings: {} } });
  const { discoveredAt: _at, failure: _failure, ...settings } = await play('operator', 'getDiscovery', { parameters: { clusterId: joined } });
  await play('operator', 'setDiscovery', { parameters: { clusterId: joined }, body: { ...settings, shareBps: 8_000 } });
  await play('operator', 'replaceConnection', { parameters: { clusterId: joined }, body: { server: 'https://203.0.113.7:6443', token: 'a-token-of-the-cluster' } }, { status: 409 });
  await client.clusterDiscovery.delete({ where: { clusterId: joined } });
  await client.cluster.delete({ where: { id: joined } });
}

async function playHosts({ play, ask, known, clock }: Story): Promise<void> {
  const clusterId = known.newClusterId!;
  const inventories = [{ resourceClass: 'CPU_MILLI', total: 32_000 }, { resourceClass: 'MEMORY_MIB', total: 131_072, reserved: 4_096 }, { resourceClass: 'GPU_MILLI', variant: 'A100', total: 2_000 }];
  const { hosts: [host] } = await play('operator', 'registerHosts', { body: { clusterId, hosts: [{ name: 'gpu-07', traits: ['nvme'], inventories }] } });
  const hostId = host.id as string;
  await play('operator', 'recordHeartbeats', { body: { clusterId, hostIds: [hostId] } });
  const { generation } = await play('operator', 'getHost', { parameters: { hostId } });
  await play('operator', 'listHosts', { parameters: { clusterId } });
  const updated = await play('operator', 'updateHost', { parameters: { hostId }, body: { generation, traits: ['nvme', 'avx512'] } });
  await play('operator', 'replaceInventory', { parameters: { hostId }, body: { generation: updated.generation, inventories: [...inventories.slice(0, 2), { resourceClass: 'GPU_MILLI', variant: 'A100', total: 4_000 }] } });
  const startsAt = clock.now() + MILLIS_PER_DAY;
  const window = await play('operator', 'addMaintenanceWindow', { parameters: { hostId }, body: { startsAt, endsAt: startsAt + MILLIS_PER_HOUR, reason: 'New memory' } });
  await play('operator', 'removeMaintenanceWindow', { parameters: { hostId, windowId: window.id } });
  await play('operator', 'cordonHost', { parameters: { hostId }, body: {} });
  await play('operator', 'getHostPlacement', { parameters: { hostId } });
  await play('operator', 'uncordonHost', { parameters: { hostId }, body: {} });
  await play('operator', 'drainHost', { parameters: { hostId }, body: { drainBy: clock.now() + 2 * MILLIS_PER_HOUR } });
  await play('operator', 'diagnoseInventory');
  const drained = await ask('operator', 'getHost', { parameters: { hostId } });
  await play('operator', 'removeHost', { parameters: { hostId, generation: drained.generation } });
  const asked = await play('operator', 'setAsk', { body: { pool: 'general', resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '15000000' } });
  await play('operator', 'listAsks');
  await play('operator', 'withdrawAsk', { parameters: { askId: asked.id } });
}
