import { Database, sql } from '#libs/database';
import { defaultSettings, ManualClock, type Millis, newId, type ResourceClass, type Settings } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

import { Settlement } from './settlement.js';
import { Statements } from './statements.js';

export const NOON = Date.UTC(2026, 10, 23, 12);

export interface StreamSpec {
  resourceClass?: ResourceClass;
  variant?: string;
  quantity?: bigint;
  rate?: bigint;
  /** Of the rate. */
  base?: bigint;
  startsAt?: Millis;
  endsAt?: Millis;
  hostId?: string;
  operatorId?: string;
}

/** Tenants, leases, hosts and streams as their owners would have written them, for tests of what is charged. */
export class TestWorld {
  readonly clock = new ManualClock(NOON);
  readonly settlement: Settlement;
  readonly statements: Statements;
  readonly poolId = newId('pool');
  readonly operatorId = newId('operator');
  hostId = '';

  constructor(readonly database: Database, readonly settings: Settings = defaultSettings) {
    this.settlement = new Settlement(database, this.clock, settings);
    this.statements = new Statements(database, this.settlement, this.clock);
  }

  async prepare(): Promise<this> {
    await this.database.client.pool.create({ data: { id: this.poolId, name: this.poolId, createdAt: BigInt(NOON) } });
    this.hostId = await this.host();
    return this;
  }

  /** A host that was just heard of. */
  async host(operatorId: string = this.operatorId): Promise<string> {
    const id = newId('host');
    await this.database.client.host.create({
      data: {
        id, operatorId, siteId: 'sit', clusterId: id, poolId: this.poolId, name: id, jurisdiction: 'DE', region: 'europe', createdAt: BigInt(NOON),
        lastHeartbeatAt: BigInt(Number.MAX_SAFE_INTEGER),
      },
    });
    return id;
  }

  async heard(hostId: string, at: Millis | null, lostAt: Millis | null = null): Promise<void> {
    await this.database.client.host.update({
      where: { id: hostId }, data: { lastHeartbeatAt: at === null ? null : BigInt(at), lostAt: lostAt === null ? null : BigInt(lostAt) },
    });
  }

  async tenant(funds: bigint, statementPeriod: 'hour' | 'day' | 'month' = 'hour'): Promise<string> {
    const id = newId('tenant');
    await this.database.client.tenant.create({ data: { id, name: 'Tenant', statementPeriod, createdAt: BigInt(NOON) } });
    if (funds > 0n) await this.deposit(id, funds);
    return id;
  }

  async deposit(tenantId: string, amount: bigint, at: Millis = this.clock.now()): Promise<void> {
    await this.database.transaction((tx) => postTransfers(tx, at, [{
      key: newId('transfer'), type: 'posted', amount, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: tenantId, kind: 'wallet' },
    }]));
  }

  /** An active lease of a vCPU and a volume, with a price for each, and an escrow of this much. */
  async leaseWithVolume(tenantId: string, { cpuRate, gib, rate, escrow, projectId }: { cpuRate: bigint; gib: number; rate: bigint; escrow: bigint; projectId?: string }): Promise<string> {
    const volume: StreamSpec = { resourceClass: 'STORAGE_GIB', variant: 'ssd', quantity: BigInt(gib), rate };
    return this.lease(tenantId, [{ rate: cpuRate }, volume], {
      escrow, projectId, resources: { cpuMillis: 1_000, memoryMib: 1, volumes: [{ name: 'data', storageClass: 'ssd', gib }] },
      prices: [['CPU_MILLI', '', cpuRate], ['MEMORY_MIB', '', 0n], ['STORAGE_GIB', 'ssd', rate]].map(([resourceClass, variant, price]) => ({ resourceClass, variant, nanoTokensPerUnitHour: String(price) })),
    });
  }

  /** An active lease with its streams, and an escrow of this much. */
  async lease(
    tenantId: string, streams: readonly StreamSpec[], options: { escrow?: bigint; endsAt?: Millis; projectId?: string; pricing?: object; resources?: object; prices?: object[] } = {},
  ): Promise<string> {
    const id = newId('lease');
    const at = this.clock.now();
    await this.database.client.lease.create({
      data: {
        id, tenantId, projectId: options.projectId ?? 'prj', poolId: this.poolId, name: 'web', state: 'active', replicas: 1, resources: options.resources ?? { cpuMillis: 1, memoryMib: 1 }, workload: { image: 'i' },
        constraints: {}, pricing: options.pricing ?? { mode: 'on-demand' }, prices: options.prices ?? [], priceLockedUntil: BigInt(Number.MAX_SAFE_INTEGER), unplaced: false, createdAt: BigInt(at),
        activatedAt: BigInt(at), endsAt: options.endsAt === undefined ? null : BigInt(options.endsAt),
      },
    });
    for (const stream of streams) await this.stream(id, tenantId, stream);
    const amount = options.escrow ?? 0n;
    if (amount > 0n) {
      await this.database.transaction((tx) => postTransfers(tx, at, [{
        key: newId('transfer'), type: 'posted', amount, reason: 'hold', subjectId: id, from: { ownerId: tenantId, kind: 'wallet' }, to: { ownerId: id, kind: 'escrow' },
      }]));
    }
    return id;
  }

  async stream(leaseId: string, tenantId: string, spec: StreamSpec): Promise<string> {
    const id = newId('stream');
    await this.database.client.stream.create({
      data: {
        id, leaseId, tenantId, poolId: this.poolId, claimId: newId('claim'), hostId: spec.hostId ?? this.hostId, operatorId: spec.operatorId ?? this.operatorId,
        resourceClass: spec.resourceClass ?? 'CPU_MILLI', variant: spec.variant ?? '', quantity: spec.quantity ?? 1_000n, nanoTokensPerUnitHour: spec.rate ?? 3_600_000n, baseNanoTokensPerUnitHour: spec.base ?? 0n,
        startsAt: BigInt(spec.startsAt ?? this.clock.now()), endsAt: spec.endsAt === undefined ? null : BigInt(spec.endsAt),
      },
    });
    return id;
  }

  async endStream(id: string, at: Millis): Promise<void> {
    await this.database.client.stream.update({ where: { id }, data: { endsAt: BigInt(at) } });
  }

  /** As libs/lease closes one, of which nothing runs any more. */
  async close(leaseId: string, at: Millis, reason = 'tenant_closed'): Promise<void> {
    await this.database.client.$executeRaw(sql`update streams set ends_at = greatest(starts_at, ${BigInt(at)}) where lease_id = ${leaseId} and ends_at is null`);
    await this.database.client.$executeRaw(sql`
      update leases set state = 'closed', closed_reason = case when closing_at is null then ${reason} else closed_reason end, closing_at = coalesce(closing_at, ${BigInt(at)}),
        closed_at = ${BigInt(at)}, suspension = null where id = ${leaseId}`);
  }

  /** A claim of the lease that has been there all the time. */
  async claim(leaseId: string, tenantId: string): Promise<string> {
    const id = newId('claim');
    await this.database.client.claim.create({
      data: {
        id, leaseId, tenantId, operatorId: this.operatorId, hostId: this.hostId, projectId: 'prj', replica: Math.floor(Math.random() * 1e9), poolId: this.poolId, clusterId: 'cls',
        siteId: 'sit', resources: [], fence: 1n, state: 'held', madeAt: BigInt(NOON),
      },
    });
    return id;
  }

  /** An egress sample of a claim of its own, over the lease's whole life. */
  async usage(leaseId: string, tenantId: string, bytes: bigint, startsAt: Millis, endsAt: Millis): Promise<void> {
    const claimId = await this.claim(leaseId, tenantId);
    const whose = { leaseId, tenantId, operatorId: this.operatorId, hostId: this.hostId };
    await this.database.client.usageRecord.create({
      data: {
        ...whose, reporterId: this.operatorId, source: 's', id: claimId, claimId, meter: 'egress_bytes', quantity: bytes.toString(), startsAt: BigInt(startsAt),
        endsAt: BigInt(endsAt), receivedAt: BigInt(Math.max(this.clock.now(), endsAt)),
      },
    });
  }

  async rate(resourceClass: string, nanoTokensPerUnitHour: bigint): Promise<void> {
    await this.database.client.rate.create({
      data: {
        id: newId('rate'), poolId: this.poolId, resourceClass, version: 1, curve: { kind: 'fixed', nanoTokensPerUnitHour: nanoTokensPerUnitHour.toString() },
        activeFrom: 0n, createdAt: 0n,
      },
    });
  }

  async charges(leaseId: string): Promise<{ amount: bigint; operator: bigint; treasury: bigint; fee: bigint; waived: bigint; count: number }> {
    const [row] = await this.database.query<{ amount: bigint; operator: bigint; treasury: bigint; fee: bigint; waived: bigint; count: number }>(sql`
      select coalesce(sum(amount), 0)::bigint as amount, coalesce(sum(operator_amount), 0)::bigint as operator, coalesce(sum(treasury_amount), 0)::bigint as treasury,
        coalesce(sum(fee_amount), 0)::bigint as fee, coalesce(sum(waived), 0)::bigint as waived, count(*)::int as count
      from charges where lease_id = ${leaseId}`);
    return row!;
  }

  async balances(refs: Record<string, [ownerId: string, kind: string]>): Promise<Record<string, bigint>> {
    const entries = await Promise.all(Object.entries(refs).map(async ([name, [ownerId, kind]]) => {
      const account = await this.database.client.account.findFirst({ where: { ownerId, kind } });
      return [name, account?.balance ?? 0n] as const;
    }));
    return Object.fromEntries(entries);
  }
}

/** Makes every write to a table fail, until the way back is called: a crash at that step. */
export async function breakTable(database: Database, table: string): Promise<() => Promise<void>> {
  const run = (text: string) => database.client.$executeRawUnsafe(text);
  await run(`create or replace function break_it() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$`);
  await run(`create trigger broken before insert or update on "${table}" for each statement execute function break_it()`);
  return async () => {
    await run(`drop trigger broken on "${table}"`);
  };
}
