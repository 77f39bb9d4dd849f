import { Global, Module } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { BreakerModule, ReleaseBreaker, TripBreaker } from '#libs/breaker';
import { Database, sql } from '#libs/database';
import { type BaseFeeRule, nextBaseFee } from '#libs/economics';
import { CLOCK, ManualClock, newId, systemActor } from '#libs/kernel';
import { BasePriceSweep, type Curve, forgetBases, ListPrices, pricesFor, PricingModule, type RateClass, SetRate } from '#libs/pricing';
import { testDatabase, type TestDatabase } from '#libs/testing';

const EPOCH = 60_000;
const curve = { kind: 'base-fee', tip: 500n, initial: 8_000n, floor: 1_000n, targetBps: 5_000, denominator: 8, epochMillis: EPOCH } as const satisfies Curve;

let db: TestDatabase;
let commands: CommandBus;
let queries: QueryBus;
let sweep: BasePriceSweep;
let close: () => Promise<void>;
const clock = new ManualClock(1_000_000);

async function boot(): Promise<void> {
  @Global()
  @Module({ providers: [{ provide: Database, useValue: db.database }, { provide: CLOCK, useValue: clock }], exports: [Database, CLOCK] })
  class Surroundings {}
  const app = await (await Test.createTestingModule({ imports: [Surroundings, PricingModule, BreakerModule] }).compile()).init();
  [commands, queries, sweep] = [app.get(CommandBus), app.get(QueryBus), app.get(BasePriceSweep)];
  close = () => app.close();
}
beforeAll(async () => {
  db = await testDatabase();
  await boot();
});
afterAll(async () => {
  await close();
  await db.drop();
});

interface TestPool {
  id: string;
  name: string;
  host: string;
}

/** A pool of one host that offers ten CPUs and two models of GPU. */
async function newPool(): Promise<TestPool> {
  const [id, host] = [newId('pool'), newId('host')];
  await db.database.client.pool.create({ data: { id, name: id, createdAt: 0n } });
  await db.database.client.host.create({
    data: { id: host, operatorId: 'opr', siteId: 'sit', clusterId: 'cls', poolId: id, name: host, jurisdiction: 'DE', region: 'x', lastHeartbeatAt: 1n, createdAt: 0n },
  });
  await db.database.client.inventory.createMany({
    data: [
      { hostId: host, resourceClass: 'CPU_MILLI', variant: '', total: 10_000n, maxUnit: 10_000n },
      { hostId: host, resourceClass: 'GPU_MILLI', variant: 'a100', total: 1_000n, maxUnit: 1_000n, deviceUsed: [0] },
      { hostId: host, resourceClass: 'GPU_MILLI', variant: 't4', total: 1_000n, maxUnit: 1_000n, deviceUsed: [0] },
    ],
  });
  return { id, name: id, host };
}
const setRate = (pool: TestPool, resourceClass: RateClass, curve: Curve, more: { variant?: string; activeFrom?: number } = {}) =>
  commands.execute(new SetRate(systemActor, pool.id, { resourceClass, curve, ...more }));
const use = (pool: TestPool, used: number) =>
  db.database.client.inventory.updateMany({ where: { hostId: pool.host, resourceClass: 'CPU_MILLI' }, data: { used: BigInt(used) } });
const priceAt = async (pool: TestPool, at = clock.now()) => (await pricesFor(db.database, pool.id, [{ resourceClass: 'CPU_MILLI', variant: '' }], at))[0]!;
const basesOf = async (pool: TestPool) => (await db.database.client.basePrice.findMany({ where: { poolId: pool.id }, orderBy: { epoch: 'asc' } })).map((row) => [row.variant, Number(row.epoch), row.base]);

interface Moved extends Record<keyof Omit<BaseFeeRule, 'targetBps' | 'denominator'> | 'previous' | 'base' | 'used' | 'total', string> {
  targetBps: number;
  denominator: number;
  epoch: number;
}
const movesOf = async (pool: TestPool) => (await db.database.query<{ payload: Moved }>(sql`
  select payload from outbox_events where type = 'price.changed' and subject_id = ${pool.id} and payload->>'cause' = 'epoch' order by id`)).map(({ payload }) => payload);

/** As anyone may who has the event and nothing else. */
function recomputed({ targetBps, denominator, floor, ceiling, previous, used, total }: Moved): string {
  return nextBaseFee({ targetBps, denominator, floor: BigInt(floor), ceiling: BigInt(ceiling) }, BigInt(previous), { used: BigInt(used), total: BigInt(total) }).toString();
}

describe('a base fee', () => {
  test('begins at its initial price and moves at the end of each epoch, by how full the pool is then', async () => {
    const pool = await newPool();
    await setRate(pool, 'CPU_MILLI', curve);
    await use(pool, 10_000);
    await sweep.advance(clock.now() + EPOCH - 1);
    expect(await priceAt(pool)).toEqual({ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 8_500n, baseNanoTokensPerUnitHour: 8_000n });
    const seen: bigint[] = [];
    for (const used of [10_000, 5_000, 7_500, 0]) {
      await use(pool, used);
      clock.advance(EPOCH);
      await sweep.advance(clock.now());
      seen.push((await priceAt(pool)).nanoTokensPerUnitHour);
    }
    expect(seen).toEqual([9_500n, 9_500n, 10_062n, 8_867n]);
    expect(await queries.execute(new ListPrices(pool.name, { limit: 5 }))).toMatchObject({
      items: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '8867', baseNanoTokensPerUnitHour: '8367', kind: 'base-fee' }],
    });
  });

  test('that a breaker stops stays where it is, and moves on from there when a person lets it', async () => {
    const [pool, other] = [await newPool(), await newPool()];
    for (const one of [pool, other]) {
      await setRate(one, 'CPU_MILLI', curve);
      await use(one, 10_000);
    }
    const { id } = await commands.execute(new TripBreaker(systemActor, { flow: 'price', scope: 'pool', subjectId: pool.id, reason: 'a test' }));
    const seen: bigint[] = [];
    for (const step of [1, 2, 3, 4]) {
      if (step === 3) await commands.execute(new ReleaseBreaker(systemActor, id, 'a test'));
      clock.advance(EPOCH);
      await sweep.advance(clock.now());
      seen.push((await priceAt(pool)).nanoTokensPerUnitHour);
    }
    expect(seen).toEqual([8_500n, 8_500n, 9_500n, 10_625n]);
    expect(await basesOf(other)).toHaveLength(4);
  });

  test('tells every move with all that it follows from, and what did not move tells nothing', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 8 }), fc.integer({ min: 2, max: 50 }), async (history, denominator) => {
      const pool = await newPool();
      await setRate(pool, 'CPU_MILLI', { ...curve, denominator });
      for (const used of history) {
        await use(pool, used);
        clock.advance(EPOCH);
        await sweep.advance(clock.now());
      }
      const moves = await movesOf(pool);
      expect(moves.map((move) => move.base)).toEqual(moves.map(recomputed));
      expect(moves.map((move) => move.previous)).toEqual(['8000', ...moves.map((move) => move.base)].slice(0, moves.length));
      expect((await priceAt(pool)).baseNanoTokensPerUnitHour?.toString()).toBe(moves.at(-1)?.base ?? '8000');
      const steps = (await basesOf(pool)).map(([, epoch]) => epoch);
      expect(steps).toEqual(history.map((_, index) => index + 1));
    }), { numRuns: 15 });
  });

  test('moves once an epoch, whoever sweeps and however often', async () => {
    const pool = await newPool();
    await setRate(pool, 'CPU_MILLI', curve);
    await use(pool, 10_000);
    clock.advance(EPOCH);
    await Promise.all(Array.from({ length: 6 }, () => sweep.advance(clock.now())));
    await use(pool, 0);
    clock.advance(EPOCH - 1);
    await sweep.advance(clock.now());
    expect(await basesOf(pool)).toEqual([['', 1, 9_000n]]);
    expect(await movesOf(pool)).toHaveLength(1);
  });

  test('that nobody moved for long takes one capped step, from the base it had, and none before it was looked at', async () => {
    const pool = await newPool();
    await setRate(pool, 'CPU_MILLI', curve);
    await use(pool, 10_000);
    clock.advance(1_000 * EPOCH + 7);
    const missed = clock.now() - 5;
    await sweep.advance(clock.now());
    expect(await basesOf(pool)).toEqual([['', 1_000, 9_000n]]);
    expect((await priceAt(pool)).baseNanoTokensPerUnitHour).toBe(9_000n);
    expect((await priceAt(pool, missed)).baseNanoTokensPerUnitHour).toBe(8_000n);
    clock.advance(EPOCH);
    // A sweep that was on its way when another was done with the next epoch does nothing.
    await sweep.advance(clock.now());
    await sweep.advance(clock.now() - EPOCH);
    expect(await basesOf(pool)).toEqual([['', 1_000, 9_000n], ['', 1_001, 10_125n]]);
  });

  test('goes on where it was after a restart', async () => {
    const pool = await newPool();
    await setRate(pool, 'CPU_MILLI', curve);
    await use(pool, 10_000);
    clock.advance(EPOCH);
    await sweep.advance(clock.now());
    await close();
    await boot();
    await sweep.advance(clock.now());
    expect(await basesOf(pool)).toEqual([['', 1, 9_000n]]);
    clock.advance(EPOCH);
    await sweep.advance(clock.now());
    expect(await basesOf(pool)).toEqual([['', 1, 9_000n], ['', 2, 10_125n]]);
  });

  test('is each variant\'s own, and none of a variant with a rate of its own', async () => {
    const pool = await newPool();
    await setRate(pool, 'GPU_MILLI', curve);
    await setRate(pool, 'GPU_MILLI', { kind: 'fixed', nanoTokensPerUnitHour: 7n }, { variant: 't4' });
    clock.advance(EPOCH);
    await sweep.advance(clock.now());
    expect(await basesOf(pool)).toEqual([['a100', 1, 7_000n]]);
    const prices = await pricesFor(db.database, pool.id, ['a100', 't4', 'h100'].map((variant) => ({ resourceClass: 'GPU_MILLI' as const, variant })), clock.now());
    expect(prices.map((price) => price.nanoTokensPerUnitHour)).toEqual([7_500n, 7n, 8_500n]);
  });

  test('of a new version begins at that one\'s initial price, and the old one is as it was', async () => {
    const pool = await newPool();
    await setRate(pool, 'CPU_MILLI', curve);
    clock.advance(EPOCH);
    await sweep.advance(clock.now());
    const before = clock.now();
    clock.advance(10);
    await setRate(pool, 'CPU_MILLI', { ...curve, initial: 20_000n });
    await sweep.advance(clock.now());
    expect((await priceAt(pool)).baseNanoTokensPerUnitHour).toBe(20_000n);
    clock.advance(EPOCH);
    await sweep.advance(clock.now());
    expect((await priceAt(pool)).baseNanoTokensPerUnitHour).toBe(17_500n);
    expect((await priceAt(pool, before)).baseNanoTokensPerUnitHour).toBe(7_000n);
  });

  test('stays where nothing is offered, rests on its floor, and is never dearer than a rate may be', async () => {
    const [empty, idle, dear] = [await newPool(), await newPool(), await newPool()];
    await setRate(empty, 'CPU_MILLI', curve);
    await db.database.client.host.update({ where: { id: empty.host }, data: { state: 'cordoned' } });
    await setRate(idle, 'CPU_MILLI', { ...curve, initial: 1_001n });
    await setRate(dear, 'CPU_MILLI', { ...curve, initial: 10n ** 15n - 600n });
    await use(dear, 10_000);
    clock.advance(EPOCH);
    await sweep.advance(clock.now());
    expect((await priceAt(empty)).baseNanoTokensPerUnitHour).toBe(8_000n);
    expect((await priceAt(idle)).baseNanoTokensPerUnitHour).toBe(1_000n);
    expect((await priceAt(dear)).nanoTokensPerUnitHour).toBe(10n ** 15n);
    expect(await movesOf(empty)).toEqual([]);
  });

  test('and a kinked curve are not in one class of a pool; a fixed rate is beside either', async () => {
    const pool = await newPool();
    const kinked: Curve = { kind: 'kinked', base: 1n, slope1: 1n, slope2: 2n, kinkBps: 8_000 };
    const fixed: Curve = { kind: 'fixed', nanoTokensPerUnitHour: 7n };
    await setRate(pool, 'GPU_MILLI', kinked, { variant: 't4' });
    await setRate(pool, 'CPU_MILLI', curve);
    await setRate(pool, 'GPU_MILLI', fixed, { variant: 'a100' });
    await expect(setRate(pool, 'GPU_MILLI', curve)).rejects.toMatchObject({ code: 'curves_stack', options: { extra: { variant: 't4', kind: 'kinked' } } });
    await setRate(pool, 'GPU_MILLI', curve, { variant: 't4', activeFrom: clock.now() + 10 });
    await expect(setRate(pool, 'GPU_MILLI', kinked)).rejects.toMatchObject({ code: 'curves_stack' });
    await setRate(pool, 'GPU_MILLI', curve, { activeFrom: clock.now() + 20 });
  });

  test.each<[string, Partial<Extract<Curve, { kind: 'base-fee' }>>, RateClass]>([
    ['a floor that loses its steps', { floor: 999n }, 'CPU_MILLI'],
    ['a beginning below its floor', { initial: 999n }, 'CPU_MILLI'],
    ['a denominator above the floors', { denominator: 1_001 }, 'CPU_MILLI'],
    ['steps as large as the base', { denominator: 1 }, 'CPU_MILLI'],
    ['no target', { targetBps: 0 }, 'CPU_MILLI'],
    ['a target that is never exceeded', { targetBps: 10_000 }, 'CPU_MILLI'],
    ['epochs too short', { epochMillis: 9_999 }, 'CPU_MILLI'],
    ['epochs too long', { epochMillis: 86_400_001 }, 'CPU_MILLI'],
    ['too dear a beginning', { initial: 10n ** 15n }, 'CPU_MILLI'],
    ['what is metered', {}, 'EGRESS_GIB'],
  ])('refuses %s', async (_, over, resourceClass) => {
    const pool = await newPool();
    await expect(commands.execute(new SetRate(systemActor, pool.id, { resourceClass, curve: { ...curve, ...over } }))).rejects.toMatchObject({ code: 'invalid_curve' });
  });
});

test('a new rate tells its price too', async () => {
  const pool = await newPool();
  const rate = await setRate(pool, 'CPU_MILLI', curve, { activeFrom: clock.now() + 5 });
  const events = await db.database.query<{ payload: unknown }>(sql`select payload from outbox_events where type = 'price.changed' and subject_id = ${pool.id}`);
  expect(events.map(({ payload }) => payload)).toEqual([
    { cause: 'rate', rateId: rate.id, poolId: pool.id, resourceClass: 'CPU_MILLI', variant: '', version: 1, curve: rate.curve, activeFrom: clock.now() + 5 },
  ]);
});

test('bases are never changed, and forgotten when they are long over, but for the latest', async () => {
  const pool = await newPool();
  await setRate(pool, 'CPU_MILLI', curve);
  for (let epoch = 0; epoch < 4; epoch += 1) {
    clock.advance(EPOCH);
    await sweep.advance(clock.now());
  }
  await expect(db.database.client.$executeRaw(sql`update base_prices set base = 1 where pool_id = ${pool.id}`)).rejects.toThrow('append-only');
  const third = clock.now() - EPOCH;
  await db.database.transaction((tx) => forgetBases(tx, third));
  expect((await basesOf(pool)).map(([, epoch]) => epoch)).toEqual([2, 3, 4]);
  await db.database.transaction((tx) => forgetBases(tx, clock.now() + EPOCH));
  expect((await basesOf(pool)).map(([, epoch]) => epoch)).toEqual([4]);
  expect((await priceAt(pool)).baseNanoTokensPerUnitHour).toBe(4_690n);
});
