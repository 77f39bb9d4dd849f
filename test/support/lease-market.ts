import { BillingModule } from '#libs/billing';
import { Signals } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { defaultSettings } from '#libs/kernel';
import { LedgerModule } from '#libs/ledger';
import { finishClosing, LeaseModule, LeaseSweeps, recordReadiness } from '#libs/lease';
import { heldClaims, PlacementModule, releaseClaims, Scheduler } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { addTestHosts } from '#libs/testing';

import { billingControllers } from '../../apps/api/src/billing/controllers.js';
import { inventoryControllers } from '../../apps/api/src/inventory/controllers.js';
import { LeaseApiModule } from '../../apps/api/src/lease/lease-api.module.js';
import { moneyControllers } from '../../apps/api/src/money/controllers.js';
import { type Caller, startTestApi, type TestApi } from './api.js';

/** Something with a lease's id. */
interface Named {
  id: string;
}

/** The API with one tenant, for tests of ways to buy: what the scheduler and runtime would do is done on request. */
export class LeaseMarket {
  pool: { id: string; name: string } = { id: '', name: '' };
  private pools = 0;

  private constructor(readonly api: TestApi, readonly admin: Caller, readonly tenant: Caller & { projectId: string }) {}

  static async start(deposit: bigint): Promise<LeaseMarket> {
    const api = await startTestApi({
      modules: [InventoryModule, LedgerModule, PricingModule, LeaseModule, PlacementModule, LeaseApiModule, BillingModule],
      controllers: [...inventoryControllers, ...moneyControllers, ...billingControllers],
    });
    const [admin, tenant] = [await api.admin(), await api.tenant()];
    await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: deposit.toString(), reference: 'first' }).expect(201);
    return new LeaseMarket(api, admin, tenant);
  }

  /** A pool with one host of four CPUs, a nano-token a CPU and millisecond: from now on the one that is meant. */
  async openPool(): Promise<void> {
    this.pool = (await this.admin.post('/v1/admin/pools', { name: `market-${(this.pools += 1)}` }).expect(201)).body as typeof this.pool;
    for (const [resourceClass, rate] of [['CPU_MILLI', '3600000'], ['MEMORY_MIB', '0']] as const) await this.setRate(resourceClass, rate);
    await addTestHosts(this.api.database, this.pool.id, [{ cpus: 4, operatorId: 'opr_a', heardAt: this.api.clock.now() }]);
  }

  async setRate(resourceClass: string, rate: string): Promise<void> {
    await this.admin.post(`/v1/admin/pools/${this.pool.id}/rates`, { resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: rate } }).expect(201);
  }

  terms(cpus: number, pricing?: object) {
    return { pool: this.pool.name, replicas: 1, resources: { cpuMillis: cpus * 1_000, memoryMib: 64 }, ...(pricing ? { pricing } : {}) };
  }

  async request(cpus: number, pricing?: object): Promise<Named> {
    return (await this.tenant.post('/v1/leases', { ...this.terms(cpus, pricing), workload: { image: 'nginx:1.29' } }).expect(201)).body as Named;
  }

  async read({ id }: Named): Promise<Record<string, unknown>> {
    return (await this.tenant.get(`/v1/leases/${id}`).expect(200)).body as Record<string, unknown>;
  }

  /** All hosts are heard of now. */
  async heard(): Promise<void> {
    await this.api.database.client.host.updateMany({ data: { lastHeartbeatAt: BigInt(this.api.clock.now()) } });
  }

  /** Rounds of a new scheduler: it looks at what is blocked at once. */
  async rounds(): Promise<void> {
    await this.heard();
    const scheduler = new Scheduler(this.api.database, this.api.app.get(Signals, { strict: false }), this.api.clock, defaultSettings);
    let round = 0;
    while ((await scheduler.round(this.pool.id)).more) if ((round += 1) === 20) throw new Error('twenty rounds and more to do');
    await scheduler.stop();
  }

  /** Every replica that is claimed is ready. */
  async activate({ id }: Named): Promise<void> {
    const { database, clock } = this.api;
    await database.transaction(async (tx) => recordReadiness(tx, id, (await heldClaims(tx, id)).map((claim) => ({ claim, ready: true })), clock.now()));
  }

  /** As runtime does once nothing runs any more. */
  async remove({ id }: Named): Promise<void> {
    const { database, clock } = this.api;
    await database.transaction(async (tx) => {
      await releaseClaims(tx, (await heldClaims(tx, id)).map((claim) => claim.id), { reason: 'lease_closed', at: clock.now() });
      await finishClosing(tx, id, clock.now());
    });
  }

  sweeps(): LeaseSweeps {
    return this.api.app.get(LeaseSweeps, { strict: false });
  }

  close(): Promise<void> {
    return this.api.close();
  }
}
