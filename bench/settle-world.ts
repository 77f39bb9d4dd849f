import { Settlement } from '#libs/billing';
import { type Database, sql } from '#libs/database';
import { defaultSettings, ManualClock, MILLIS_PER_DAY, newId } from '#libs/kernel';
import { MAX_BATCH, type NewTransfer, postTransfers } from '#libs/ledger';

import { benchDatabase } from './servers.js';

const START = Date.UTC(2027, 0, 15, 12);
const FUNDS = 10n ** 12n;

/** A database in which many leases have been running since a while and were settled a minute ago, as their owners would have written them. */
export class SettleWorld {
  readonly clock = new ManualClock(START);
  readonly settlement: Settlement;

  private constructor(readonly database: Database) {
    this.settlement = new Settlement(database, this.clock, defaultSettings);
  }

  static async create(serverUrl: string, { leases, leasesPerTenant }: { leases: number; leasesPerTenant: number }): Promise<SettleWorld> {
    const world = new SettleWorld(await benchDatabase(serverUrl, 'settle', 4));
    await world.fill(leases, leasesPerTenant);
    return world;
  }

  /** Every lease is due again. */
  nextMinute(): void {
    this.clock.advance(defaultSettings.settleEveryMillis + 1);
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private async fill(leases: number, leasesPerTenant: number): Promise<void> {
    const { database } = this;
    const [poolId, operatorId, hostId] = [newId('pool'), newId('operator'), newId('host')];
    const at = BigInt(START);
    const began = at - BigInt(MILLIS_PER_DAY);
    await database.client.pool.create({ data: { id: poolId, name: 'bench', createdAt: at } });
    await database.client.host.create({
      data: { id: hostId, operatorId, siteId: 'sit', clusterId: 'cls', poolId, name: 'host', jurisdiction: 'DE', region: 'bench', createdAt: at, lastHeartbeatAt: BigInt(Number.MAX_SAFE_INTEGER) },
    });
    const tenants = Math.ceil(leases / leasesPerTenant);
    await database.transaction(async (tx) => {
      await tx.$executeRaw(sql`
        insert into tenants (id, name, statement_period, created_at) select 'ten_' || i, 'Tenant', 'month', ${at} from generate_series(0, ${tenants - 1}::int) i`);
      await tx.$executeRaw(sql`
        insert into leases (id, tenant_id, project_id, pool_id, name, state, replicas, resources, workload, constraints, pricing, prices, price_locked_until, unplaced, created_at, activated_at)
        select 'lse_' || i, 'ten_' || i / ${leasesPerTenant}::int, 'prj', ${poolId}, 'web', 'active', 1, '{"cpuMillis": 1000, "memoryMib": 1024}', '{"image": "i"}', '{}', '{"mode": "on-demand"}', '[]',
          ${at * 2n}, false, ${began}, ${began}
        from generate_series(0, ${leases - 1}::int) i`);
      await tx.$executeRaw(sql`
        insert into streams (id, lease_id, tenant_id, pool_id, claim_id, host_id, operator_id, resource_class, quantity, nano_tokens_per_unit_hour, starts_at)
        select 'str_' || i || '_' || c.resource_class, 'lse_' || i, 'ten_' || i / ${leasesPerTenant}::int, ${poolId}, 'clm_' || i, ${hostId}, ${operatorId}, c.resource_class, c.quantity, 36000001, ${at}
        from generate_series(0, ${leases - 1}::int) i cross join (values ('CPU_MILLI', 1000), ('MEMORY_MIB', 1024)) c(resource_class, quantity)`);
    });
    await database.transaction(async (tx) => {
      await tx.$executeRaw(sql`
        insert into lease_settlements (lease_id, tenant_id, settled_to, next_at, nano_tokens_per_hour, charged_to)
        select id, tenant_id, ${at}, ${at + BigInt(defaultSettings.settleEveryMillis)}, 0, ${at} from leases`);
      await tx.$executeRaw(sql`insert into stream_settlements (stream_id, lease_id, settled_to) select id, lease_id, ${at} from streams`);
    });
    const deposits = Array.from({ length: tenants }, (_, index): NewTransfer => (
      { key: `fund/${index}`, type: 'posted', reason: 'deposit', amount: FUNDS, from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: `ten_${index}`, kind: 'wallet' } }));
    const escrows = Array.from({ length: leases }, (_, index): NewTransfer => ({
      key: `hold/${index}`, type: 'posted', reason: 'hold', amount: 10n ** 9n, from: { ownerId: `ten_${Math.floor(index / leasesPerTenant)}`, kind: 'wallet' }, to: { ownerId: `lse_${index}`, kind: 'escrow' },
    }));
    for (const transfers of [deposits, escrows]) {
      for (let done = 0; done < transfers.length; done += MAX_BATCH) await database.transaction((tx) => postTransfers(tx, START, transfers.slice(done, done + MAX_BATCH)));
    }
    for (const table of ['leases', 'streams', 'lease_settlements', 'stream_settlements', 'transfers', 'accounts']) await database.client.$executeRawUnsafe(`vacuum analyze ${table}`);
  }
}
