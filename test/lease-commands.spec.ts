import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';

import { BillingModule } from '#libs/billing';
import { sql } from '#libs/database';
import { InventoryModule } from '#libs/inventory';
import { LeaseModule } from '#libs/lease';
import { LedgerModule } from '#libs/ledger';
import { PlacementModule } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { RuntimeModule } from '#libs/runtime';
import { setTestRate } from '#libs/testing';

import { inventoryControllers } from '../apps/api/src/inventory/controllers.js';
import { LeaseApiModule } from '../apps/api/src/lease/lease-api.module.js';
import { moneyControllers } from '../apps/api/src/money/controllers.js';
import { leasesOf } from '../apps/weir/src/tenant/import-compose.js';
import { differencesOf } from '../apps/weir/src/tenant/plan-leases.js';
import { type Caller, startTestApi, type TestApi } from './support/api.js';
import { runCommand } from './support/command-line.js';

const WEB = `
name: web
pool: standard
replicas: 2
resources: { cpuMillis: 500, memoryMib: 512 }
workload:
  image: nginx:1.29
  ports: [{ name: http, port: 80, protocol: tcp }]
`;

let api: TestApi;
let admin: Caller;
let tenant: Caller;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-lease-commands-'));
  api = await startTestApi({
    modules: [InventoryModule, LedgerModule, PricingModule, LeaseModule, PlacementModule, LeaseApiModule, BillingModule, RuntimeModule],
    controllers: [...inventoryControllers, ...moneyControllers],
  });
  admin = await api.admin();
  const pool = (await admin.post('/v1/admin/pools', { name: 'standard' }).expect(201)).body as { id: string };
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB'] as const) await setTestRate(api.database.client, pool.id, resourceClass, 3_600_000n, api.clock.now());
});
beforeEach(async () => {
  tenant = await api.tenant();
  await admin.post('/v1/admin/deposits', { tenantId: tenant.ownerId, amount: '1000000000000', reference: tenant.ownerId }).expect(201);
});
afterEach(() => {
  process.exitCode = undefined;
});
afterAll(async () => {
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});

const weir = (...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: tenant.secret, WEIR_HOME: folder }, words);
const fileOf = async (text: string) => {
  const file = join(folder, `${crypto.randomUUID()}.yaml`);
  await writeFile(file, text);
  return file;
};
const listed = async () => JSON.parse(await weir('lease', 'list', '--json')) as { id: string; name: string; replicas: number; version: number }[];

describe('weir lease plan and apply', () => {
  test('request what is not there, change what differs, and find nothing to do the second time', async () => {
    const file = await fileOf(WEB);
    expect(await weir('lease', 'plan', '-f', file)).toMatch(/^\+ web: to be requested\n    at most \d+ nano-tokens an hour\n    waits: capacity added/);
    expect(process.exitCode).toBe(3);
    expect(await listed()).toEqual([]);
    expect(await weir('lease', 'apply', '-f', file)).toMatch(/^web: requested lse_\w+, requested$/);
    expect(await weir('lease', 'apply', '-f', file)).toBe('web: is as wanted');
    expect(JSON.parse(await weir('lease', 'plan', '-f', file, '--json'))).toMatchObject([{ name: 'web', action: 'nothing', differences: [] }]);
    expect(process.exitCode).toBe(0);

    const more = await fileOf(`${WEB.replace('replicas: 2', 'replicas: 3')}---\n${WEB.replace('name: web', 'name: other')}`);
    expect(await weir('lease', 'plan', '-f', more)).toMatch(/~ web \(lse_\w+\): to be changed\n    \/replicas: 2 -> 3\n    at most (\d+) -> \d+ nano-tokens an hour[^]*\+ other: to be requested/);
    await weir('lease', 'apply', '-f', more);
    expect((await listed()).map(({ name, replicas }) => `${name} ${replicas}`).toSorted()).toEqual(['other 2', 'web 3']);
  });

  test('find a lease by its name among more than can be listed', async () => {
    const file = await fileOf(WEB);
    await weir('lease', 'apply', '-f', file);
    const [made] = await listed();
    await api.database.transaction((tx) => tx.$executeRaw(sql`
      insert into leases select r.* from leases t cross join generate_series(1, 10000) n cross join lateral jsonb_populate_record(t, jsonb_build_object(
        'id', 'lse_' || lpad(n::text, 24, '0'), 'name', 'old ' || n, 'state', 'closed', 'hold_key', null, 'unplaced', false, 'closed_at', t.created_at, 'closed_reason', 'tenant_closed')) r where t.id = ${made!.id}`));
    expect(await weir('lease', 'apply', '-f', file)).toBe('web: is as wanted');
    expect(await weir('lease', 'scale', 'web', '1')).toMatch(/ web: 0 of 1 ready/);
    await expect(weir('lease', 'get', 'old 7')).rejects.toThrow('no open lease is called old 7');
    await expect(weir('lease', 'get', 'n'.repeat(101))).rejects.toThrow('no open lease is called n');
  });

  test('request anew what was closed, whatever else has a name like it', async () => {
    const file = await fileOf(WEB);
    await weir('lease', 'apply', '-f', file);
    await weir('lease', 'create', '-f', await fileOf(WEB.replace('name: web', 'name: web-2')));
    await weir('lease', 'close', 'web');
    expect(await weir('lease', 'apply', '-f', file)).toMatch(/^web: requested lse_/);
    expect(await weir('lease', 'apply', '-f', file)).toBe('web: is as wanted');
    expect((await listed()).map(({ name }) => name).toSorted()).toEqual(['web', 'web-2']);
  });

  test('many at once request one', async () => {
    const file = await fileOf(WEB);
    const { WEIR_API_URL, WEIR_API_KEY, WEIR_HOME } = { WEIR_API_URL: api.url, WEIR_API_KEY: tenant.secret, WEIR_HOME: folder };
    const { applyLeases } = await import('../apps/weir/src/tenant/plan-leases.js');
    const { readConfig } = await import('../apps/weir/src/config.js');
    await Promise.all(Array.from({ length: 8 }, () => applyLeases(readConfig({ WEIR_API_URL, WEIR_API_KEY, WEIR_HOME }), file, { json: true })));
    expect(await listed()).toHaveLength(1);
  });

  test('do nothing while a part differs that cannot be changed, and say which', async () => {
    await weir('lease', 'apply', '-f', await fileOf(WEB));
    const file = await fileOf(`${WEB.replace('nginx:1.29', 'nginx:1.30')}---\n${WEB.replace('name: web', 'name: other')}`);
    await expect(weir('lease', 'apply', '-f', file)).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringMatching(/nothing was done:\n! web [^]*\/workload\/image: "nginx:1.29" -> "nginx:1.30"/) });
    expect(await listed()).toHaveLength(1);
    await weir('lease', 'close', 'web');
    await weir('lease', 'apply', '-f', file);
    expect((await listed()).map(({ name }) => name).toSorted()).toEqual(['other', 'web']);
  });

  test('tell what is wrong with a file, and where', async () => {
    const failing = async (text: string) => weir('lease', 'plan', '-f', await fileOf(text)).then(() => '', (error: Error) => error.message);
    expect(await failing('')).toMatch(/no lease is in it/);
    expect(await failing('pool: [standard')).toMatch(/at line 1, column 16/);
    expect(await failing('- pool: standard')).toMatch(/:1: a lease is a mapping/);
    expect(await failing('pool: standard')).toMatch(/lease 1 has no name/);
    expect(await failing(`${WEB}---${WEB}`)).toMatch(/two leases are called web/);
    expect(await failing(WEB.replace('replicas: 2', 'replicas: two'))).toMatch(/400 invalid_request/);
    expect(await failing(Array.from({ length: 101 }, (_, place) => `name: l${place}`).join('\n---\n'))).toMatch(/101 leases are in it, and 100 at most/);
    expect(await failing('a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\nname: [*d, *d]')).toMatch(/alias/i);
    await expect(weir('lease', 'plan', '-f', join(folder, 'none.yaml'))).rejects.toMatchObject({ message: expect.stringContaining('ENOENT') });
  });

  test.each([
    ['what the API filled in', { workload: { image: 'i' }, pricing: { mode: 'on-demand' } }, { workload: { image: 'i', ports: [] }, pricing: { mode: 'on-demand', auction: false } }, []],
    ['a quote that was used', { pricing: { mode: 'on-demand', quoteId: 'quo_1' } }, { pricing: { mode: 'on-demand' } }, []],
    ['a field that is gone from the resources', { resources: { cpuMillis: 1 } }, { resources: { cpuMillis: 1, gpu: { count: 1 } } }, ['/resources/gpu']],
    ['one that was nothing', { resources: { cpuMillis: 1 } }, { resources: { cpuMillis: 1, egressMbps: 0, volumes: [] } }, []],
    ['an item of a list', { workload: { args: ['a', 'b'] } }, { workload: { args: ['a', 'c'] } }, ['/workload/args/1']],
    ['a list of another length', { workload: { args: ['a'] } }, { workload: { args: [] } }, ['/workload/args']],
  ])('of %s', (_, document, lease, pointers) => {
    expect(differencesOf(document, lease).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

test('weir lease lists, shows, scales, watches and closes', async () => {
  const made = JSON.parse(await weir('lease', 'create', '-f', await fileOf(WEB), '--json')) as { id: string };
  expect(await weir('lease', 'list')).toMatch(new RegExp(`${made.id}.*web.*0/2`));
  expect(await weir('lease', 'list', '--search', 'WE')).toContain(made.id);
  expect(await weir('lease', 'list', '--search', 'none of this name')).toBe('no such lease');
  expect(await weir('lease', 'get', 'web')).toMatch(/web: requested, 0 of 2 ready, pool standard\n[^]*waiting/);
  await weir('lease', 'scale', 'web', '4');
  expect(JSON.parse(await weir('lease', 'get', made.id, '--json'))).toMatchObject({ replicas: 4 });
  expect(await weir('lease', 'close', 'web')).toBe(`${made.id} web: closed`);
  expect(await weir('lease', 'list')).toMatch(/^no open leases/);
  expect(await weir('lease', 'list', '--all')).toContain('closed');
  await expect(weir('lease', 'get', 'web')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('no open lease is called web') });
  expect(await weir('lease', 'watch', made.id)).toMatch(/lease\.requested[^]*lease\.closed/);
  expect(process.exitCode).toBe(0);
  expect(JSON.parse((await weir('lease', 'watch', made.id, '--json', '--until', 'activated')).split('\n').at(-1)!)).toMatchObject({ type: 'lease.closed' });
  expect(process.exitCode).toBe(1);
  for (let twice = 0; twice < 2; twice += 1) await weir('lease', 'create', '-f', await fileOf(WEB));
  await expect(weir('lease', 'scale', 'web', '1')).rejects.toMatchObject({ message: expect.stringMatching(/^2 open leases are called web: lse_/) });
  await expect(weir('lease', 'scale', 'web', '0')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
});

test('weir lease list gives the latest, as many as are asked for, and says whether there are more', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    await weir('lease', 'create', '-f', await fileOf(WEB));
    const [made] = await listed();
    // Open and ended ones in turn, a millisecond after the other.
    await api.database.transaction((tx) => tx.$executeRaw(sql`
      insert into leases select r.* from leases t cross join generate_series(1, 450) n cross join lateral jsonb_populate_record(t, jsonb_build_object('id', 'lse_' || lpad((500000 + n)::text, 24, '0'), 'name', 'n' || n, 'created_at', t.created_at + n)
        || case when n % 2 = 0 then jsonb_build_object('state', 'closed', 'hold_key', null, 'unplaced', false, 'closed_at', t.created_at, 'closed_reason', 'tenant_closed') else '{}' end) r where t.id = ${made!.id}`));
    const names = async (...options: string[]) => (JSON.parse(await weir('lease', 'list', '--json', ...options)) as { name: string }[]).map(({ name }) => name);
    const open = ['web', ...Array.from({ length: 225 }, (_, n) => `n${2 * n + 1}`)];
    expect(await names()).toEqual(open);
    expect(said).not.toHaveBeenCalled();
    expect(await names('--limit', '2')).toEqual(['n447', 'n449']);
    expect(said.mock.calls).toEqual([[expect.stringMatching(/^The latest 2; there are more\. --limit /)]]);
    expect(await names('--limit', '225')).toEqual(open.slice(1));
    expect(said).toHaveBeenCalledTimes(2);
    expect(await names('--limit', '226')).toEqual(open);
    expect(await names('--all', '--limit', '3')).toEqual(['n448', 'n449', 'n450']);
    expect(await names('--all')).toHaveLength(451);
    expect(said).toHaveBeenCalledTimes(3);
    expect(await weir('lease', 'list', '--limit', '1')).toMatch(/n449/);
    for (const limit of ['0', '-1', '1.5', 'all', '100001']) await expect(weir('lease', 'list', '--limit', limit)).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  } finally {
    said.mockRestore();
  }
});

describe('weir lease import', () => {
  const options = { pool: 'standard', storageClass: 'ssd' };
  const COMPOSE = `
x-common: &common { restart: always }
services:
  web:
    <<: *common
    image: nginx:1.29
    ports: ['8080:80', '127.0.0.1:9000:9000/tcp', '53:53/udp']
    environment: [MODE=fast, 'URL=http://a/?b=c', SECRET]
    deploy: { replicas: 3, resources: { limits: { cpus: '0.25', memory: 1.5G } } }
    depends_on: [db]
  db:
    image: postgres:18
    command: postgres -c fsync=on
    entrypoint: ['/entry', '--x']
    user: '999:999'
    read_only: true
    environment: { POSTGRES_DB: app, PORT: 5432 }
    volumes: ['db_data:/var/lib/postgresql', './init:/init:ro']
volumes: { db_data: {} }
`;

  test('makes files that apply takes', async () => {
    const file = await fileOf(COMPOSE);
    const printed = await weir('lease', 'import', file);
    expect(JSON.parse(await weir('lease', 'import', file, '--json'))).toEqual(parseAllDocuments(printed).map((document) => document.toJS() as unknown));
    expect(printed).toMatch(/^name: web\n[^]*---\nname: db\n/);
    const leases = await fileOf(printed.replaceAll(/ {4}volumes:\n(?: {6}.*\n)+/g, '').replaceAll(/ {2}volumes:\n(?: {4}.*\n)+/g, ''));
    await weir('lease', 'apply', '-f', leases);
    expect((await listed()).map(({ name, replicas }) => `${name} ${replicas}`).toSorted()).toEqual(['db 1', 'web 3']);
    expect(await weir('lease', 'apply', '-f', leases)).toBe('web: is as wanted\ndb: is as wanted');
    await expect(weir('lease', 'import', await fileOf('a: 1'))).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('no `services`') });
  });

  test('leaves out what is only built, says how it is run, and runs it where that is said', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const file = await fileOf('services: {a: {build: .}, db: {image: postgres, cpus: 1, mem_limit: 1g}, b: {build: ./b}}');
      expect((JSON.parse(await weir('lease', 'import', file, '--json')) as { name: string }[]).map(({ name }) => name)).toEqual(['db']);
      expect(process.exitCode).toBe(1);
      expect(said.mock.calls).toEqual([[expect.stringMatching(/^# left out: a, b have no image.*--image a=registry\.example\/a:1 --image b=/)]]);
      const images = JSON.parse(await weir('lease', 'import', file, '--json', '--image', 'a=r.example/a:2', '--image', 'b=r.example/b@sha256:1=', '--image', 'db=postgres:18')) as { name: string; workload: { image: string } }[];
      expect(images.map(({ name, workload: { image } }) => `${name} ${image}`)).toEqual(['a r.example/a:2', 'db postgres:18', 'b r.example/b@sha256:1=']);
      expect(process.exitCode).toBe(0);
      await expect(weir('lease', 'import', file, '--image', 'c=i')).rejects.toMatchObject({ name: 'CommandFailed', message: 'no service is called c; there are a, db, b' });
      await expect(weir('lease', 'import', file, '--image', 'a')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
      await expect(weir('lease', 'import', await fileOf('services: {a: {build: .}}'))).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringMatching(/^a has no image.*--image a=/) });
      await expect(weir('lease', 'import', await fileOf('services: {}'))).rejects.toMatchObject({ message: expect.stringContaining('empty') });
    } finally {
      said.mockRestore();
    }
  });

  test('says of each service what a lease can, and remarks on the rest', () => {
    const services = { db: { image: 'postgres', volumes: ['db_data:/data', './init:/init'], environment: ['A=1', 'B'], user: 'root', healthcheck: {}, mem_limit: '64m', cpus: 2 } };
    expect(leasesOf(services, options)).toEqual({
      leases: [{
        name: 'db', pool: 'standard', replicas: 1,
        resources: { cpuMillis: 2_000, memoryMib: 64, volumes: [{ name: 'db-data', storageClass: 'ssd', gib: 10, mountPath: '/data' }] },
        workload: { image: 'postgres', environment: { A: '1' }, writableRoot: true },
      }],
      remarks: [
        'db: healthcheck has no counterpart and is left out', 'db: volume db_data: 10 GiB of ssd are assumed', 'db: volume ./init:/init is a path of a machine, or has no name, and is left out',
        'db: the value of B comes from the machine that Compose runs on: write it into the file', 'db: user root is no number above 0 and is left out: nothing runs as root',
      ],
      left: [],
    });
    expect(() => leasesOf({ db: { image: 'i', mem_limit: '64 parsecs' } }, options)).toThrow(/64 parsecs/);
  });
});

test('weir quote says what it costs and why it does not fit', async () => {
  expect(await weir('quote', '-f', await fileOf(WEB))).toMatch(/^web: does not fit now, \d+ nano-tokens an hour; quo_\w+ keeps these prices until [^]*waits: capacity added/);
  expect(JSON.parse(await weir('quote', '-f', await fileOf(WEB), '--json'))).toMatchObject({ feasible: false });
});

test("another's lease is not found by its id", async () => {
  const { id } = JSON.parse(await weir('lease', 'create', '-f', await fileOf(WEB), '--json')) as { id: string };
  tenant = await api.tenant();
  for (const command of [['get'], ['close'], ['watch'], ['logs']]) await expect(weir('lease', ...command, id)).rejects.toMatchObject({ message: expect.stringContaining('404 not_found') });
});
