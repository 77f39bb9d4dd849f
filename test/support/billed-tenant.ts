import { CommandBus } from '@nestjs/cqrs';

import { CloseStatement, Settlement } from '#libs/billing';
import { newId, systemActor } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

import type { Caller, TestApi } from './api.js';

const MINUTE = 60_000;
const TERM = 120 * MINUTE;

export interface BilledTenant extends Caller {
  projectId: string;
  /** Two that touch; the second has a credit and usage for time that the first was for. */
  statementIds: [string, string];
}

/**
 * A tenant whose leases were charged for every kind of thing, at several prices, until one had no more funds, and a reserved one was given
 * up half an hour into the second statement; written as its owners would have. Needs BillingModule.
 */
export async function billedTenant(api: TestApi): Promise<BilledTenant> {
  const tenant = await api.tenant();
  const { client } = api.database;
  const settlement = api.app.get(Settlement, { strict: false });
  const start = BigInt(api.clock.now());
  const [poolId, operatorId, hostId] = [newId('pool'), newId('operator'), newId('host')];
  await client.pool.create({ data: { id: poolId, name: poolId, createdAt: start } });
  for (const [resourceClass, price] of [['EGRESS_GIB', '5000003'], ['STORED_GIB_HOUR', '700001']] as const) {
    await client.rate.create({ data: { id: newId('rate'), poolId, resourceClass, version: 1, curve: { kind: 'fixed', nanoTokensPerUnitHour: price }, activeFrom: 0n, createdAt: 0n } });
  }
  const escrowOf = (leaseId: string, amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{
    key: newId('transfer'), type: 'posted', amount, reason: 'top_up', from: { ownerId: tenant.ownerId, kind: 'wallet' }, to: { ownerId: leaseId, kind: 'escrow' },
  }]));
  const deposit = (amount: bigint) => api.database.transaction((tx) => postTransfers(tx, api.clock.now(), [{
    key: newId('transfer'), type: 'posted', amount, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: tenant.ownerId, kind: 'wallet' },
  }]));
  const close = async () => (await api.app.get(CommandBus, { strict: false }).execute(new CloseStatement({ ...systemActor, ownerType: 'tenant', ownerId: tenant.ownerId }))).id;
  const lease = async (name: string, pricing: object, streams: readonly (readonly [resourceClass: string, quantity: bigint, price: bigint, variant?: string])[], terms: object = {}) => {
    const id = newId('lease');
    const whose = { tenantId: tenant.ownerId, poolId };
    await client.lease.create({
      data: {
        ...whose, id, projectId: tenant.projectId, name, state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1 }, workload: { image: 'i' }, constraints: {}, pricing, prices: [],
        priceLockedUntil: start + 10n ** 12n, unplaced: false, createdAt: BigInt(api.clock.now()), activatedAt: start, ...terms,
      },
    });
    const claimId = newId('claim');
    await client.claim.create({
      data: { ...whose, id: claimId, leaseId: id, projectId: tenant.projectId, replica: 0, hostId, operatorId, clusterId: 'cls', siteId: 'sit', resources: [], fence: 1n, state: 'held', madeAt: start },
    });
    const streamIds = await Promise.all(streams.map(async ([resourceClass, quantity, nanoTokensPerUnitHour, variant = '']) => {
      const stream = { ...whose, id: newId('stream'), leaseId: id, claimId: newId('claim'), hostId, operatorId, resourceClass, variant, quantity, nanoTokensPerUnitHour, startsAt: start };
      return (await client.stream.create({ data: stream })).id;
    }));
    const use = (meter: string, quantity: string, from: number, to: number) => client.usageRecord.create({
      data: {
        tenantId: tenant.ownerId, leaseId: id, operatorId, hostId, reporterId: operatorId, source: '/agents/1', id: newId('claim'), claimId, meter, quantity, startsAt: start + BigInt(from), endsAt: start + BigInt(to),
        receivedAt: BigInt(api.clock.now()),
      },
    });
    return { id, streamIds, use };
  };
  await deposit(10n ** 12n);
  const web = await lease('web, "front"', { mode: 'on-demand' }, [
    ['CPU_MILLI', 1_500n, 30_000_001n], ['CPU_MILLI', 700n, 31_000_007n], ['MEMORY_MIB', 3_000n, 5_000_003n], ['STORAGE_GIB', 7n, 1_000_003n, 'ssd'], ['EGRESS_MBPS', 100n, 11n],
  ]);
  const training = await lease('=training', { mode: 'spot' }, [['GPU_MILLI', 2_000n, 900_000_000_007n, 'A100'], ['CUSTOM_FPGA', 3n, 77_777_777n]]);
  const prices = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: '22500001' }, { resourceClass: 'MEMORY_MIB', variant: '', nanoTokensPerUnitHour: '3750003' }];
  const endsAt = start + BigInt(TERM);
  const base = await lease('base', { mode: 'reserved', termMillis: TERM, discountBps: 2_500, replicas: 1 }, [['CPU_MILLI', 1_000n, 22_500_001n], ['MEMORY_MIB', 1n, 3_750_003n]], { prices, endsAt });
  await escrowOf(base.id, 2n * (22_500_001n + 3_663n));
  api.clock.advance(3 * MINUTE + 7);
  await web.use('egress_bytes', '3221225479', 0, 3 * MINUTE);
  await web.use('stored_bytes', String(5n * 2n ** 30n * 180_000n + 1n), 0, 3 * MINUTE);
  await base.use('egress_bytes', '1073741824', 0, 3 * MINUTE);
  for (const { id } of [web, training, base]) await settlement.settle(id);
  const first = await close();
  // It turns out that a stream had stopped before it was charged to, and a sample comes late.
  await client.stream.update({ where: { id: web.streamIds[1]! }, data: { endsAt: start + BigInt(2 * MINUTE) } });
  await web.use('egress_bytes', '1073741824', MINUTE, 2 * MINUTE);
  await deposit(7n);
  api.clock.advance(30 * MINUTE);
  const givenUpAt = BigInt(api.clock.now());
  await client.stream.updateMany({ where: { leaseId: base.id }, data: { endsAt } });
  await client.lease.update({ where: { id: base.id }, data: { state: 'closed', closedReason: 'tenant_closed', closingAt: givenUpAt, closedAt: givenUpAt } });
  for (const { id } of [web, base]) await settlement.settle(id);
  // What has stopped before it was charged to may be of this statement too.
  await client.stream.update({ where: { id: web.streamIds[2]! }, data: { endsAt: givenUpAt - BigInt(MINUTE) } });
  // Longer than the funds last.
  api.clock.advance(60 * MINUTE);
  for (const { id } of [web, training, web, base]) await settlement.settle(id);
  return { ...tenant, statementIds: [first, await close()] };
}
