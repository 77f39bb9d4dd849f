import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { apiCall } from '#apps/weir';

import { audit } from '../../bench/audit.js';
import { type Product, startProduct } from '../support/product.js';
import { pythonEnvironment } from '../support/python.js';
import { seedOfRun } from '../support/seed.js';
import { setUpWorld, type World } from '../support/world.js';

/** Of all keys together. */
const CASES = 2_000;
const schemathesis = 'schemathesis==4.32.5';

let product: Product;
let world: World;
let reports: string;
let programs: string;

beforeAll(async () => {
  programs = pythonEnvironment('fuzz', [schemathesis], 'schemathesis');
  reports = await mkdtemp(join(tmpdir(), 'weir-fuzz-'));
  product = await startProduct({ roles: ['api', 'scheduler', 'worker'], env: { WEIR_RATE_LIMIT: '1000000' } });
  world = await setUpWorld(product);
}, 300_000);
afterAll(async () => {
  await product?.close();
  await rm(reports, { recursive: true, force: true });
});

/** What a tenant, an operator and an administrator may ask for; the rest is 403 to them, and tried elsewhere. */
const own = '^[A-Z]+ /(health/|v1/(echo|usage|whoami|pools|leases|quotes|projects|members|keys|quotas|audit|wallet|statements|charges|webhooks)(/|$))';
const operators = '^[A-Z]+ /(v1/(usage|whoami)$|v1/operator/)';
const administrators = '^[A-Z]+ /(v1/(usage|whoami)$|v1/admin/)';
/** Of the ids that it meets, the fuzzer soon tries its own key's, and from then on would see 401 alone. Streams do not end by themselves. */
const withoutEnd = '^DELETE /v1/(admin/|operator/)?(keys|members)/|/(watch|logs)$';
const ends = '^DELETE /v1/(admin/|operator/)?(keys|members)/';

/**
 * Schemathesis makes requests, right and wrong, from the OpenAPI document. Nothing may be answered with a 5xx, with a
 * status that the document does not list for the operation, or with a body or headers that are not what it describes.
 */
describe('an OpenAPI fuzzer', () => {
  const seed = seedOfRun();
  console.log(`seed ${seed} (WEIR_TEST_SEED repeats it)`);
  let cases = 0;

  // At once: each is one Python process, which waits for the product half of its time.
  test.concurrent.each([
    ['a tenant', () => world.tenants[0]!.key, own],
    ['an operator', () => world.operators[0]!.key, operators],
    ['an administrator', () => product.adminKey, administrators],
  ] as const)('as %s finds no 5xx and nothing undocumented', async (_who, keyOf, operations) => {
    const key = keyOf();
    const made = await fuzz(key, ['--include-name-regex', operations, '--exclude-name-regex', withoutEnd, '--max-examples', '8'], seed);
    cases += made;
    expect(await statusFor(key), 'the key was good to the end').toBe(200);
  });

  test('as keys that may revoke themselves finds no 5xx and nothing undocumented', async () => {
    // Fresh ones: the administrator's own is still needed.
    const admin = apiCall(url(), product.adminKey);
    const { secret } = await admin<{ secret: string }>('POST', '/v1/admin/keys', { name: 'fuzzed', role: 'administrator' });
    for (const key of [world.tenants[0]!.key, world.operators[0]!.key, secret]) {
      const made = await fuzz(key, ['--include-name-regex', ends, '--max-examples', '8'], seed);
      expect(made).toBeGreaterThan(0);
      cases += made;
    }
  });

  test(`made at least ${CASES} cases, and the product is well after them`, async () => {
    console.log(`${cases} cases`);
    expect(cases).toBeGreaterThanOrEqual(CASES);
    expect((await fetch(`${url()}/health/ready`)).status).toBe(200);
    expect(product.processes.map((process) => process.log()).join('')).not.toMatch(/AssertionFailed/);
    expect(product.processes.filter((process) => !process.running())).toEqual([]);
    // An operator may have made a host smaller than what it once held.
    const findings = async () => (await audit(product.databaseUrl)).findings.filter((finding) => !finding.startsWith('a host was oversold'));
    await expect.poll(findings, { timeout: 60_000, interval: 1_000 }).toEqual([]);
  });
});

/** @returns how many cases were made. @throws AssertionError with what it said, when it found something. */
async function fuzz(key: string, filters: readonly string[], seed: number): Promise<number> {
  const child = spawn(
    join(programs, 'schemathesis'),
    [
      'run', `${url()}/openapi.json`, '--header', `Authorization: Bearer ${key}`, ...filters, '--seed', String(seed),
      '--checks', 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance,ignored_auth',
      '--phases', 'examples,coverage,fuzzing', '--continue-on-failure', '--request-timeout', '20', '--suppress-health-check', 'all',
      // One worker: Python 3.11 cannot parse in two threads, which it does to describe what it makes.
      '--workers', '1', '--warnings', 'off', '--generation-database', 'none', '--no-color',
    ],
    { cwd: reports, stdio: ['ignore', 'pipe', 'pipe'], timeout: 600_000 },
  );
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [status] = (await once(child, 'close')) as [number | null];
  expect(status, said.slice(-12_000)).toBe(0);
  const made = /^Test cases:\n {2}([\d,]+) generated/m.exec(said)?.[1];
  expect(made, `the summary names the number of cases: ${said.slice(-2_000)}`).toBeDefined();
  return Number(made!.replaceAll(',', ''));
}

async function statusFor(key: string): Promise<number> {
  return (await fetch(`${url()}/v1/whoami`, { headers: { authorization: `Bearer ${key}` } })).status;
}

function url(): string {
  return product.of('api')[0]!.url!;
}
