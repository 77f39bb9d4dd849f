import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { apiCall } from '#apps/weir';
import { Database, sql } from '#libs/database';

import { type Product, type ProductProcess, startProduct } from '../support/product.js';
import { setUpWorld, smallWorld } from '../support/world.js';

let product: Product;
let database: Database;
let host: string;
beforeAll(async () => {
  product = await startProduct({
    roles: ['api', 'scheduler', 'worker', 'gateway', 'gateway'],
    env: { WEIR_SIMULATED_START: '50ms', WEIR_GATEWAY_URL: 'http://*.localhost:7071', WEIR_HOST_STALE_AFTER: '1h', WEIR_HOST_LOST_AFTER: '2h' },
  });
  database = new Database({ url: product.databaseUrl, poolSize: 2 });
  const world = await setUpWorld(product, smallWorld({ operators: 2 }));
  const tenant = apiCall(product.of('api')[0]!.url!, world.tenants[0]!.key);
  const lease = await tenant<{ addresses: { url: string }[] }>('POST', '/v1/leases', {
    pool: 'standard', replicas: 2, resources: { cpuMillis: 500, memoryMib: 512 }, workload: { image: 'web', ports: [{ name: 'web', port: 80, protocol: 'tcp', public: true }] },
  });
  host = new URL(lease.addresses[0]!.url).host;
});
afterAll(async () => {
  await database?.close();
  await product?.close();
});

function visit(gateway: ProductProcess): Promise<number> {
  const { port } = new URL(gateway.url!);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers: { host }, agent: false }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode!)).once('error', reject);
    }).once('error', reject).end();
  });
}

async function visits(gateway: ProductProcess, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    expect(await visit(gateway)).toBe(200);
    await sleep(10);
  }
}

const sumOf = async (statement: ReturnType<typeof sql>) => Number((await database.query<{ bytes: string | null }>(statement))[0]!.bytes ?? 0);
const inMeters = () => sumOf(sql`select sum(egress_bytes)::text as bytes from gateway_meters`);
const inRecords = () => sumOf(sql`select sum(quantity)::text as bytes from usage_records where meter = 'egress_bytes' and source like '/gateways/%'`);

async function until(reached: () => Promise<boolean>, withinMillis: number): Promise<void> {
  for (const end = Date.now() + withinMillis; !(await reached()); await sleep(100)) if (Date.now() > end) throw new Error(`not within ${withinMillis} ms`);
}

test('of a gateway that is killed a few seconds of counting are lost, nothing is counted twice, and the other serves on', async () => {
  const [one, two] = product.of('gateway') as [ProductProcess, ProductProcess];
  for (const gateway of [one, two]) await until(async () => (await visit(gateway)) === 200, 30_000);
  await sleep(4_500); // what came before is written down by now
  const before = (await inMeters()) + (await inRecords());
  await visits(one, 100);
  await sleep(4_500);
  const each = ((await inMeters()) + (await inRecords()) - before) / 100;
  expect(Number.isInteger(each)).toBe(true);
  expect(each).toBeGreaterThan(300);

  const from = Date.now();
  await Promise.all([visits(one, 300), visits(two, 300)]);
  await one.kill();
  const perSecond = 300 / ((Date.now() - from) / 1_000);
  await visits(two, 100);
  await sleep(4_500);
  const counted = (await inMeters()) + (await inRecords());
  const made = before + 800 * each;
  expect(counted).toBeLessThanOrEqual(made);
  expect(counted).toBeGreaterThan(made - 4 * perSecond * each);
  console.log(`${((made - counted) / each).toFixed(0)} of 300 visits, ${((made - counted) / each / perSecond).toFixed(1)} s, went uncounted with the gateway`);

  // All of it becomes usage by itself, what the dead one left behind too.
  await until(async () => (await inMeters()) === 0, 150_000);
  expect(await inRecords()).toBe(counted);
  const charged = await database.query(sql`select 1 from usage_records where meter = 'ingress_bytes' and charged_at is null`);
  expect(charged).toEqual([]);

  await one.start();
  await until(async () => (await visit(one)) === 200, 10_000);
});
