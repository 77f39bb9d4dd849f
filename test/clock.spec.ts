import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { routes, sweepNames } from '#apps/worker';
import { relayEvents, sql } from '#libs/database';
import { MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';
import { CloseLease, RequestLease } from '#libs/lease';
import { DepositTokens } from '#libs/ledger';

import { audit } from '../bench/audit.js';
import { work } from './model/jobs.js';
import { makeWorld, platform, POOL, type World } from './model/world.js';

const TICK_MILLIS = 15_000;

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  // The pool's rates hold from the beginning, and no jump leads behind it.
  world.clock.advance(2 * MILLIS_PER_DAY);
  await ticks(3);
  for (const tenant of world.tenants) await world.run(new DepositTokens(platform, tenant.id, 1_000_000_000_000n, `deposit-${tenant.id}`));
});
afterAll(() => world?.close());

/** All that goes on while a little time passes, so many times over. The scheduler is another one each time, and the one before never gave up its lock. */
async function ticks(times: number): Promise<void> {
  const { app, database, clock, heap, sweeps, poolId } = world;
  for (let tick = 0; tick < times; tick += 1) {
    for (const name of sweepNames) await sweeps.run(name);
    await world.newScheduler().round(poolId);
    await database.transaction((tx) => relayEvents(tx, 5_000, clock.now(), async (events) => {
      for (const job of routes(events)) await heap.add(job.queue, [job]);
    }));
    for (const job of heap.due()) {
      heap.take(job);
      await work(app, sweeps, heap, job);
    }
    clock.advance(TICK_MILLIS);
  }
}

async function request(): Promise<string> {
  const [tenant] = world.tenants;
  return (await world.run(new RequestLease(tenant!.actor, {
    projectId: tenant!.projects[0]!, pool: POOL, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'app:1' },
  }))).id;
}

const close = (id: string) => world.run(new CloseLease(world.tenants[0]!.actor, id));

async function stateOf(id: string): Promise<string> {
  return (await world.database.query<{ state: string }>(sql`select state from leases where id = ${id}`))[0]!.state;
}

/** What a lease was charged in all, in how many charges, and how many are wrong in themselves. A credit takes back: it alone is below zero. */
async function charged(id: string): Promise<{ amount: bigint; charges: number; wrong: number }> {
  const [row] = await world.database.query<{ amount: string; charges: number; wrong: number }>(sql`
    select coalesce(sum(amount), 0)::text as amount, count(*)::int as charges,
      count(*) filter (where ends_at < starts_at or (amount < 0) <> (kind = 'credit'))::int as wrong
    from charges where lease_id = ${id}`);
  return { ...row!, amount: BigInt(row!.amount) };
}

async function expectRight(id: string): Promise<void> {
  const { amount, wrong } = await charged(id);
  expect(wrong).toBe(0);
  expect(amount).toBeGreaterThanOrEqual(0n);
}

describe('a clock that jumps over a running lease', () => {
  test('back an hour: nothing is charged twice, nothing below zero, and leases come and go', async () => {
    const { clock } = world;
    const [running, closing] = [await request(), await request()];
    await ticks(20);
    expect(await stateOf(running)).toBe('active');
    const before = await charged(running);
    expect(before.amount).toBeGreaterThan(0n);

    clock.jump(clock.now() - MILLIS_PER_HOUR);
    await close(closing);
    const later = await request();
    await ticks(20);
    expect(await stateOf(running)).toBe('active');
    expect(await charged(running), 'this time was charged already').toEqual(before);
    expect(await stateOf(closing)).toBe('closed');
    await expectRight(closing);
    expect(await stateOf(later), 'the lock of a scheduler from the future holds nobody up').toBe('active');

    clock.jump(clock.now() + MILLIS_PER_HOUR);
    await ticks(4);
    const after = await charged(running);
    expect(after.amount).toBeGreaterThan(before.amount);
    await expectRight(running);
    expect((await audit(world.databaseUrl)).findings).toEqual([]);
  });

  test('on by a day and back again: the day is charged once at most', async () => {
    const { clock } = world;
    const lease = await request();
    await ticks(10);
    expect(await stateOf(lease)).toBe('active');
    clock.jump(clock.now() + MILLIS_PER_DAY);
    await ticks(8);
    const ahead = await charged(lease);
    clock.jump(clock.now() - MILLIS_PER_DAY);
    await ticks(8);
    expect(await charged(lease)).toEqual(ahead);
    clock.jump(clock.now() + MILLIS_PER_DAY);
    await ticks(12);
    expect(await stateOf(lease)).toBe('active');
    await close(lease);
    await ticks(4);
    expect(await stateOf(lease)).toBe('closed');
    await expectRight(lease);
    expect((await audit(world.databaseUrl)).findings).toEqual([]);
  });
});
