import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import { appendEvents, sql } from '#libs/database';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { doctor, examine, type Finding } from './doctor.js';

const key = Buffer.alloc(32, 7).toString('base64');

let installed: TestDatabase;
let home: string;
let api: ReturnType<typeof createServer>;
let apiStatus = 200;
let healthy: Record<string, string>;
beforeAll(async () => {
  installed = await testDatabase();
  home = await mkdtemp(join(tmpdir(), 'weir-doctor-'));
  api = createServer((_request, response) => response.writeHead(apiStatus).end('{"status":"…"}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => { api.once('listening', resolve); });
  healthy = { WEIR_HOME: home, DATABASE_URL: installed.url, WEIR_SECRET_KEY: key, WEIR_LOG_KEY: key, WEIR_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}` };
});
afterAll(async () => {
  api?.close();
  await installed?.drop();
  await rm(home, { recursive: true, force: true });
});

const found = async (environment: Record<string, string>) => new Map<string, Finding>((await examine(environment)).map((finding) => [finding.check, finding]));
const certificate = async (name: string, days: number) => {
  const { cert, private: secret } = await generate([{ name: 'commonName', value: name }], {
    notBeforeDate: new Date(Date.now() - 10 * 86_400_000), notAfterDate: new Date(Date.now() + days * 86_400_000 + 3_600_000), keyType: 'ec', extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  });
  const [certFile, keyFile] = [join(home, `${name}-${days}.pem`), join(home, `${name}-${days}.key`)];
  await Promise.all([writeFile(certFile, cert), writeFile(keyFile, secret)]);
  return { WEIR_GATEWAY_DOMAIN: 'apps.example', WEIR_GATEWAY_TLS_CERT: certFile, WEIR_GATEWAY_TLS_KEY: keyFile };
};

describe('weir doctor', () => {
  test('finds nothing in what is well but that the tests do without fsync', async () => {
    const findings = await found(healthy);
    expect([...findings.values()].filter(({ state }) => state === 'failed' || state === 'warning').map(({ check, detail }) => [check, detail.replace(/^.*; /, '')]))
      .toEqual([['database', 'a crash loses what was answered']]);
    expect(findings.get('API')).toMatchObject({ state: 'ok' });
  });

  test.each<[string, () => Promise<Record<string, string>> | Record<string, string>, string, Partial<Finding>]>([
    ['a variable that is misspelt', () => ({ WEIR_PROT: '1' }), 'configuration', { state: 'failed' }],
    ['no keys', () => ({ WEIR_SECRET_KEY: '' }), 'secret key', { state: 'warning' }],
    ['no key for the log', () => ({ WEIR_LOG_KEY: '' }), 'log key', { state: 'warning' }],
    ['a database that is not there', () => ({ DATABASE_URL: 'postgres://weir:x@127.0.0.1:1/weir' }), 'database', { state: 'failed', remedy: expect.stringContaining('DATABASE_URL') as string }],
    ['Redis that is not there', () => ({ REDIS_URL: 'redis://127.0.0.1:1' }), 'queues', { state: 'failed' }],
    ['an API that is not there', () => ({ WEIR_API_URL: 'http://127.0.0.1:1' }), 'API', { state: 'warning' }],
    ['a certificate that is well', () => certificate('*.apps.example', 90), 'gateway certificate', { state: 'ok', detail: 'valid for 90 days' }],
    ['one that ends soon', () => certificate('*.apps.example', 9), 'gateway certificate', { state: 'warning', detail: 'valid for 9 days' }],
    ['one that ended', () => certificate('*.apps.example', -5), 'gateway certificate', { state: 'failed', detail: 'it ended 5 days ago' }],
    ['one for another name', () => certificate('*.other.example', 90), 'gateway certificate', { state: 'failed', detail: expect.stringContaining('*.other.example') as string }],
    ['a key of another', async () => ({ ...await certificate('*.apps.example', 90), WEIR_GATEWAY_TLS_KEY: (await certificate('*.apps.example', 9)).WEIR_GATEWAY_TLS_KEY }), 'gateway certificate', { state: 'failed' }],
  ])('tells %s', async (_, change, check, finding) => {
    expect((await found({ ...healthy, ...(await change()) })).get(check)).toMatchObject(finding);
  });

  test('tells events that nobody carries, migrations that are missing, changed or of a later build, and an API that is not ready', async () => {
    await installed.database.transaction((tx) => appendEvents(tx, Date.now() - 120_000, [{ type: 'lease.requested', subjectId: 'lse_1' }]));
    expect((await found(healthy)).get('outbox')).toMatchObject({ state: 'failed', detail: '1 events wait, the oldest for 120 s' });
    const rows = await installed.database.query<{ name: string }>(sql`select migration_name as name from _prisma_migrations order by 1 desc limit 1`);
    const last = rows[0]!.name;
    const set = (text: string) => installed.database.client.$executeRawUnsafe(text);
    await set(`update _prisma_migrations set migration_name = '99999999999999_later' where migration_name = '${last}'`);
    expect((await found(healthy)).get('schema')).toMatchObject({ state: 'warning', detail: '1 migrations are of a later build: 99999999999999_later' });
    await set(`delete from _prisma_migrations where migration_name = '99999999999999_later'`);
    expect((await found(healthy)).get('schema')).toMatchObject({ state: 'warning', detail: `1 migrations are to be applied, from ${last}` });
    await set(`update _prisma_migrations set checksum = 'x' where migration_name = (select min(migration_name) from _prisma_migrations)`);
    expect((await found(healthy)).get('schema')).toMatchObject({ state: 'failed' });
    apiStatus = 503;
    expect((await found(healthy)).get('API')).toMatchObject({ state: 'failed' });
  });

  test('prints a table or JSON, and says by its code whether something failed', async () => {
    const lines: string[] = [];
    const print = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    try {
      expect(await doctor({ WEIR_HOME: home, WEIR_API_URL: 'http://127.0.0.1:1' }, { json: true })).toBe(0);
      expect(JSON.parse(lines[0]!)).toMatchObject({ healthy: true, findings: expect.arrayContaining([expect.objectContaining({ check: 'database', state: 'skipped' })]) });
      expect(await doctor({ WEIR_PROT: '1' }, {})).toBe(1);
      expect(lines[1]).toMatch(/configuration.*failed.*WEIR_PROT/);
    } finally {
      print.mockRestore();
    }
  });
});
