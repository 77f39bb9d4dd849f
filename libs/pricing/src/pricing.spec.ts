import { Global, Module } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Database, sql } from '#libs/database';
import { CLOCK, ManualClock, newId, type ResourceAmount, systemActor } from '#libs/kernel';
import {
  type Curve, forgetQuotes, hourlyCost, ListPrices, ListRates, type NewQuote, pricesFor, PricingModule, type RateClass, rateClassPattern, type RateCursor, recordQuote, SetRate,
  useQuote,
} from '#libs/pricing';
import { testDatabase, type TestDatabase } from '#libs/testing';

let db: TestDatabase;
let commands: CommandBus;
let queries: QueryBus;
let close: () => Promise<void>;
const clock = new ManualClock(1_000);
beforeAll(async () => {
  db = await testDatabase();
  @Global()
  @Module({ providers: [{ provide: Database, useValue: db.database }, { provide: CLOCK, useValue: clock }], exports: [Database, CLOCK] })
  class Surroundings {}
  const app = await (await Test.createTestingModule({ imports: [Surroundings, PricingModule] }).compile()).init();
  [commands, queries] = [app.get(CommandBus), app.get(QueryBus)];
  close = () => app.close();
});
afterAll(async () => {
  await close();
  await db.drop();
});

async function newPool(): Promise<{ id: string; name: string }> {
  const id = newId('pool');
  await db.database.client.pool.create({ data: { id, name: id, createdAt: 0n } });
  return { id, name: id };
}
const fixed = (nanoTokensPerUnitHour: bigint): Curve => ({ kind: 'fixed', nanoTokensPerUnitHour });
const setRate = (poolId: string, resourceClass: RateClass, curve: Curve, more: { variant?: string; activeFrom?: number } = {}, key?: string) =>
  commands.execute(new SetRate(systemActor, poolId, { resourceClass, curve, ...more }, key));
const cpu: ResourceAmount = { resourceClass: 'CPU_MILLI', variant: '', amount: 1_500 };
const gpu = (variant: string): ResourceAmount => ({ resourceClass: 'GPU_MILLI', variant, amount: 2_000 });

/** One host of a pool with this much of CPU and of two GPU models. */
async function offer(poolId: string, used: { cpu: number; a100: number; t4: number }): Promise<void> {
  const host = newId('host');
  await db.database.client.host.create({
    data: { id: host, operatorId: 'opr', siteId: 'sit', clusterId: 'cls', poolId, name: host, jurisdiction: 'DE', region: 'x', lastHeartbeatAt: 1n, createdAt: 0n },
  });
  const gpus = (milli: number) => [Math.min(milli, 1_000), Math.max(0, milli - 1_000)];
  await db.database.client.inventory.createMany({
    data: [
      { hostId: host, resourceClass: 'CPU_MILLI', variant: '', total: 10_000n, maxUnit: 10_000n, used: BigInt(used.cpu) },
      { hostId: host, resourceClass: 'GPU_MILLI', variant: 'a100', total: 2_000n, maxUnit: 2_000n, used: BigInt(used.a100), deviceUsed: gpus(used.a100) },
      { hostId: host, resourceClass: 'GPU_MILLI', variant: 't4', total: 2_000n, maxUnit: 2_000n, used: BigInt(used.t4), deviceUsed: gpus(used.t4) },
    ],
  });
}

describe('rates', () => {
  test('at any time the rate that began last holds, the variant\'s own before the class\'s: as a list says', async () => {
    const version = fc.record({ variant: fc.constantFrom('', 'a100', 't4'), price: fc.bigInt({ min: 0n, max: 10n ** 15n }), delay: fc.nat(50), wait: fc.nat(20) });
    await fc.assert(fc.asyncProperty(fc.array(version, { minLength: 1, maxLength: 8 }), async (versions) => {
      const { id } = await newPool();
      const set: { variant: string; price: bigint; from: number }[] = [];
      const start = clock.now();
      for (const { variant, price, delay, wait } of versions) {
        clock.advance(wait);
        const from = clock.now() + delay;
        await setRate(id, 'GPU_MILLI', fixed(price), { variant, activeFrom: from });
        set.push({ variant, price, from });
      }
      for (const variant of ['', 'a100', 'h100']) {
        for (const at of [start, ...set.map(({ from }) => from), clock.now() + 100]) {
          const holding = (of: string) => set.reduce<bigint | undefined>((best, rate) => (rate.variant === of && rate.from <= at && set.every((other) => other.variant !== of || other.from > at || other.from <= rate.from) ? rate.price : best), undefined);
          const expected = holding(variant) ?? holding('');
          const prices = await pricesFor(db.database, id, [gpu(variant)], at).then(([price]) => price!.nanoTokensPerUnitHour, (error: { code: string }) => error.code);
          expect(prices).toBe(expected ?? 'price_missing');
        }
      }
    }), { numRuns: 12 });
  });

  test('are numbered without gaps when set at the same time, and a repeated key sets one', async () => {
    const { id } = await newPool();
    const set = await Promise.all(Array.from({ length: 12 }, (_, price) => setRate(id, 'CPU_MILLI', fixed(BigInt(price)))));
    expect(set.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const repeats = await Promise.all(Array.from({ length: 5 }, () => setRate(id, 'MEMORY_MIB', fixed(7n), {}, `${id}-key`)));
    expect(new Set(repeats.map((rate) => rate.id)).size).toBe(1);
    await expect(setRate(id, 'MEMORY_MIB', fixed(8n), {}, `${id}-key`)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  test('are never edited nor deleted, and never begin in the past, in the database either', async () => {
    const { id } = await newPool();
    const rate = await setRate(id, 'CPU_MILLI', fixed(5n));
    const run = (statement: ReturnType<typeof sql>) => db.database.client.$executeRaw(statement);
    await expect(run(sql`update rates set curve = '{}' where id = ${rate.id}`)).rejects.toThrow('append-only');
    await expect(run(sql`delete from rates where id = ${rate.id}`)).rejects.toThrow('append-only');
    await expect(run(sql`truncate rates`)).rejects.toThrow('append-only');
    await expect(run(sql`insert into rates (id, pool_id, resource_class, version, curve, active_from, created_at) values ('rat_x', ${id}, 'CPU_MILLI', 2, '{}', 4, 5)`))
      .rejects.toThrow('rates_never_in_the_past');
  });

  const kinked = { kind: 'kinked', base: 1n, slope1: 1n, slope2: 2n, kinkBps: 8_000 } as const;
  test.each<[string, () => Promise<unknown>]>([
    ['rate_in_the_past', async () => setRate((await newPool()).id, 'CPU_MILLI', fixed(1n), { activeFrom: clock.now() - 1 })],
    ['not_found', async () => setRate(newId('pool'), 'CPU_MILLI', fixed(1n))],
    ['forbidden', async () => commands.execute(new SetRate({ ...systemActor, ownerType: 'operator' }, (await newPool()).id, { resourceClass: 'CPU_MILLI', curve: fixed(1n) }))],
    ['forbidden', async () => queries.execute(new ListRates({ ...systemActor, ownerType: 'tenant' }, (await newPool()).id, { limit: 1 }))],
    ['invalid_curve', async () => setRate((await newPool()).id, 'CPU_MILLI', fixed(10n ** 15n + 1n))],
    ['invalid_curve', async () => setRate((await newPool()).id, 'CPU_MILLI', { ...kinked, slope1: 3n })],
    ['invalid_curve', async () => setRate((await newPool()).id, 'CPU_MILLI', { ...kinked, slope2: 10n ** 15n })],
    ['invalid_curve', async () => setRate((await newPool()).id, 'CPU_MILLI', { ...kinked, kinkBps: 10_000 })],
    ['invalid_curve', async () => setRate((await newPool()).id, 'EGRESS_GIB', kinked)],
  ])('refuse with %s', async (code, act) => {
    await expect(act()).rejects.toMatchObject({ code });
  });

  test('have a history: every version with the time it held, a page at a time', async () => {
    const { id } = await newPool();
    const now = clock.now();
    await setRate(id, 'CPU_MILLI', fixed(1n));
    await setRate(id, 'CPU_MILLI', fixed(2n), { activeFrom: now + 100 });
    await setRate(id, 'CPU_MILLI', kinked, { activeFrom: now + 50 });
    await setRate(id, 'GPU_MILLI', fixed(3n), { variant: 't4' });
    await setRate(id, 'EGRESS_GIB', fixed(4n));
    const seen: unknown[] = [];
    let cursor: RateCursor | undefined;
    for (let pages = 0; pages < 5; pages += 1) {
      const page = await queries.execute(new ListRates(systemActor, id, { limit: 2, cursor }));
      seen.push(...page.items.map(({ resourceClass, variant, version, activeFrom, activeUntil }) => [resourceClass, variant, version, activeFrom - now, activeUntil === null ? null : activeUntil - now]));
      cursor = page.next ?? undefined;
      if (!cursor) break;
    }
    expect(seen).toEqual([
      ['CPU_MILLI', '', 3, 50, 100], ['CPU_MILLI', '', 2, 100, null], ['CPU_MILLI', '', 1, 0, 50], ['EGRESS_GIB', '', 1, 0, null], ['GPU_MILLI', 't4', 1, 0, null],
    ]);
    const { items } = await queries.execute(new ListRates(systemActor, id, { resourceClass: 'CPU_MILLI', limit: 1 }));
    expect(items[0]).toMatchObject({ poolId: id, curve: { kind: 'kinked', base: '1', slope1: '1', slope2: '2', kinkBps: 8_000 } });
  });

  test('classes are the claimable ones and the meters', () => {
    expect(['CPU_MILLI', 'CUSTOM_FPGA', 'EGRESS_GIB', 'STORED_GIB_HOUR'].every((name) => rateClassPattern.test(name))).toBe(true);
    expect(['CPU', 'EGRESS_GIB_', 'xSTORED_GIB_HOUR', 'CUSTOM_', ''].some((name) => rateClassPattern.test(name))).toBe(false);
  });
});

describe('prices', () => {
  const curve: Curve = { kind: 'kinked', base: 100n, slope1: 80n, slope2: 400n, kinkBps: 8_000 };

  test('on a kinked curve go by the utilisation of what is asked, as the transaction sees it', async () => {
    const { id, name } = await newPool();
    await offer(id, { cpu: 4_000, a100: 2_000, t4: 0 });
    for (const resourceClass of ['CPU_MILLI', 'GPU_MILLI'] as const) await setRate(id, resourceClass, curve);
    const pricesOf = async (reader: Parameters<typeof pricesFor>[0]) => (await pricesFor(reader, id, [cpu, gpu('a100'), gpu('t4'), cpu], clock.now())).map((price) => [price.resourceClass, price.variant, price.nanoTokensPerUnitHour]);
    expect(await pricesOf(db.database)).toEqual([['CPU_MILLI', '', 140n], ['GPU_MILLI', 'a100', 580n], ['GPU_MILLI', 't4', 100n]]);
    await db.database.modelTransaction(async (tx) => {
      await tx.inventory.updateMany({ where: { resourceClass: 'CPU_MILLI' }, data: { used: 9_000n } });
      expect((await pricesOf(tx))[0]).toEqual(['CPU_MILLI', '', 380n]);
    });
    expect(await queries.execute(new ListPrices(name, { limit: 50 }))).toMatchObject({ next: null, items: [
      { resourceClass: 'CPU_MILLI', variant: '', unit: 'vCPU hour', nanoTokensPerUnitHour: '380', kind: 'kinked' },
      { resourceClass: 'GPU_MILLI', variant: '', unit: 'GPU hour', nanoTokensPerUnitHour: '100', kind: 'kinked' },
    ] });
  });

  test('of meters are asked like any other; of nothing are nothing', async () => {
    const { id } = await newPool();
    await setRate(id, 'EGRESS_GIB', fixed(9n));
    expect(await pricesFor(db.database, id, [{ resourceClass: 'EGRESS_GIB', variant: '' }], clock.now())).toEqual([{ resourceClass: 'EGRESS_GIB', variant: '', nanoTokensPerUnitHour: 9n }]);
    expect(await pricesFor(db.database, id, [], clock.now())).toEqual([]);
    await expect(pricesFor(db.database, id, [gpu('a100')], clock.now())).rejects.toMatchObject({ code: 'price_missing', options: { extra: { resourceClass: 'GPU_MILLI', variant: 'a100' } } });
  });

  test('are listed a page at a time, without what is set for later', async () => {
    const { id, name } = await newPool();
    for (const variant of ['a', 'b', 'c']) await setRate(id, 'STORAGE_GIB', fixed(1n), { variant });
    await setRate(id, 'STORAGE_GIB', fixed(2n), { variant: 'c', activeFrom: clock.now() + 10 });
    await setRate(id, 'STORAGE_GIB', fixed(2n), { variant: 'd', activeFrom: clock.now() + 10 });
    const first = await queries.execute(new ListPrices(name, { limit: 2 }));
    const second = await queries.execute(new ListPrices(name, { limit: 2, cursor: first.next! }));
    expect([...first.items, ...second.items].map(({ variant, nanoTokensPerUnitHour }) => variant + nanoTokensPerUnitHour)).toEqual(['a1', 'b1', 'c1']);
    expect(second.next).toBeNull();
    await expect(queries.execute(new ListPrices('no-such-pool', { limit: 2 }))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('an hour costs what its parts cost, rounded up, and nothing that cannot be counted', () => {
    const prices = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 3n }, { resourceClass: 'GPU_MILLI', variant: 't4', nanoTokensPerUnitHour: 10n ** 15n }] as const;
    expect(hourlyCost([cpu], prices, 3)).toBe(14n); // 4.5 vCPU at 3 are 13.5
    expect(hourlyCost([cpu, gpu('t4'), { resourceClass: 'EGRESS_GIB', variant: '', amount: 5 }], prices, 1)).toBe(2n * 10n ** 15n + 5n);
    expect(() => hourlyCost([gpu('a100')], prices, 1)).toThrow('price_missing');
    expect(() => hourlyCost([{ ...gpu('t4'), amount: 100_000_000 }], prices, 1_000)).toThrow('cost_out_of_range');
  });
});

describe('quotes', () => {
  const quote = (): NewQuote => ({
    tenantId: 'ten_a', poolId: 'pol_a', fingerprint: 'f', pricing: { mode: 'on-demand' }, nanoTokensPerHour: 14n, feasible: true, createdAt: 1, expiresAt: 600,
    prices: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 3n }],
  });
  const use = (quoteId: string, over: object = {}) => db.database.transaction((tx) => useQuote(tx, { quoteId, tenantId: 'ten_a', fingerprint: 'f', now: 599, ...over }));

  test('give the prices that were offered until they expire, to their tenant, for the same thing', async () => {
    const id = await db.database.transaction((tx) => recordQuote(tx, quote()));
    expect(await use(id)).toEqual({ prices: quote().prices, pricing: quote().pricing });
    expect(await use(id)).toEqual({ prices: quote().prices, pricing: quote().pricing });
    await expect(use(id, { now: 600 })).rejects.toMatchObject({ code: 'quote_expired' });
    await expect(use(id, { fingerprint: 'g' })).rejects.toMatchObject({ code: 'quote_mismatch' });
    await expect(use(id, { tenantId: 'ten_b' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(use(newId('quote'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(db.database.client.$executeRaw(sql`update quotes set expires_at = 9999 where id = ${id}`)).rejects.toThrow('append-only');
  });

  test('are forgotten when they are over', async () => {
    const id = await db.database.transaction((tx) => recordQuote(tx, quote()));
    expect(await db.database.transaction((tx) => forgetQuotes(tx, 600))).toBe(0);
    expect(await db.database.transaction((tx) => forgetQuotes(tx, 601))).toBeGreaterThan(0);
    await expect(use(id)).rejects.toMatchObject({ code: 'not_found' });
  });
});
