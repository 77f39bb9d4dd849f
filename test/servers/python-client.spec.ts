import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { World } from '#apps/weir';

import { pythonEnvironment, withoutPython } from '../support/python.js';
import { wholeProduct, type WholeProduct } from '../support/whole-product.js';
import { setUpWorld, smallWorld } from '../support/world.js';

const packages = ['openapi-python-client==0.29.1'];
const openapi = join(import.meta.dirname, '../../openapi.json');
const journey = join(import.meta.dirname, 'python-journey.py');

// In CI there is Python, or something is wrong.
const reason = process.env['CI'] === 'true' ? undefined : withoutPython();
if (reason) console.warn(`SKIPPED: no Python client is generated, since ${reason}`);

describe.skipIf(reason !== undefined)(`a Python client made from the document${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let folder: string;
  let programs: string;
  let product: WholeProduct;
  let world: World;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weir-python-'));
    programs = pythonEnvironment('python-client', packages, 'openapi-python-client');
    product = await wholeProduct({ simulatedStartMillis: 100, sweepEveryMillis: 250, settleEveryMillis: 500 });
    world = await setUpWorld({ of: () => [{ url: product.url }], adminKey: product.adminKey }, smallWorld({ operators: 2, hostsEach: 1 }));
  }, 400_000);
  afterAll(async () => {
    await product?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('is generated without a warning, and leaves no operation out', async () => {
    await writeFile(join(folder, 'settings.yaml'), 'post_hooks: []\n');
    const { status, stdout, stderr } = spawnSync(
      join(programs, 'openapi-python-client'),
      ['generate', '--path', openapi, '--config', join(folder, 'settings.yaml'), '--output-path', join(folder, 'weir_client'), '--meta', 'none', '--fail-on-warning'],
      { encoding: 'utf8', timeout: 300_000 },
    );
    expect(`${stdout}${stderr}`).not.toMatch(/warning|error/i);
    expect(status).toBe(0);
    const { paths } = JSON.parse(await readFile(openapi, 'utf8')) as { paths: Record<string, Record<string, { operationId: string }>> };
    const wanted = Object.values(paths).flatMap((item) => Object.values(item)).map(({ operationId }) => operationId.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    const made = (await readdir(join(folder, 'weir_client/api'), { recursive: true })).map((name) => name.split('/').at(-1)!.replace(/\.py$/, ''));
    expect(wanted.length).toBeGreaterThan(300);
    expect(wanted.filter((name) => !made.includes(name))).toEqual([]);
  });

  test('takes a tenant from a quote to a paid statement', async () => {
    const child = spawn(join(programs, 'python'), [journey], { env: { ...process.env, PYTHONPATH: folder, WEIR_URL: product.url, WEIR_API_KEY: world.tenants[0]!.key }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });
    let [told, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [status] = (await once(child, 'close')) as [number | null];
    expect(status, errors.slice(-4_000)).toBe(0);
    console.log(told);
    const seen = JSON.parse(told) as Seen;
    const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + BigInt(amount), 0n);
    expect(seen).toMatchObject({ quotedAgain: seen.quoted, sameLeaseId: seen.leaseId, readyReplicas: 2, listed: [seen.leaseId], state: 'closed', refusal: [404, 'not_found'] });
    expect(seen.scopes).toContain('leases:write');
    expect(seen.events).toEqual(expect.arrayContaining(['lease.requested', 'lease.placed', 'lease.activated', 'lease.closed']));
    // What it was charged is what its statement says, and what is missing from its wallet.
    expect(sum(seen.charges)).toBeGreaterThan(0n);
    expect([sum(seen.lines), BigInt(seen.statementCharges), BigInt(seen.balanceBefore) - BigInt(seen.balanceAfter)]).toEqual([sum(seen.charges), sum(seen.charges), sum(seen.charges)]);
  });
});

/** What the program prints. */
interface Seen {
  scopes: string[];
  quoted: string;
  quotedAgain: string;
  leaseId: string;
  sameLeaseId: string;
  readyReplicas: number;
  listed: string[];
  state: string;
  events: string[];
  charges: string[];
  statementCharges: string;
  lines: string[];
  balanceBefore: string;
  balanceAfter: string;
  refusal: [number, string | null];
}
