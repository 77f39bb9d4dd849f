import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Product, startProduct } from '../support/product.js';
import { setUpWorld, type World } from '../support/world.js';

/** Of all keys together. */
const CASES = 2_000;
const schemathesis = 'schemathesis==4.32.5';
const environment = join(import.meta.dirname, '../../node_modules/.cache/fuzz');

let product: Product;
let world: World;
let reports: string;

beforeAll(async () => {
  if (!existsSync(join(environment, 'bin/schemathesis'))) {
    run('python3', ['-m', 'venv', environment]);
    run(join(environment, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', schemathesis]);
  }
  reports = await mkdtemp(join(tmpdir(), 'weir-fuzz-'));
  product = await startProduct({ roles: ['api', 'scheduler', 'worker'], env: { WEIR_RATE_LIMIT: '1000000' } });
  world = await setUpWorld(product);
}, 300_000);
afterAll(async () => {
  await product?.close();
  await rm(reports, { recursive: true, force: true });
});

/**
 * Schemathesis makes requests, right and wrong, from the OpenAPI document. Nothing may be answered with a 5xx, with a
 * status that the document does not list for the operation, or with a body that is not what it describes.
 */
describe('an OpenAPI fuzzer', () => {
  let cases = 0;

  test.each([
    ['a tenant', () => world.tenants[0]!.key, 60],
    ['an operator', () => world.operators[0]!.key, 40],
    ['an administrator', () => product.adminKey, 40],
  ] as const)('as %s finds no 5xx and nothing undocumented', async (who, key, examples) => {
    const url = product.of('api')[0]!.url!;
    const result = spawnSync(
      join(environment, 'bin/schemathesis'),
      [
        'run', `${url}/openapi.json`, '--header', `Authorization: Bearer ${key()}`, '--checks', 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance',
        '--phases', 'examples,coverage,fuzzing', '--max-examples', String(examples), '--exclude-path-regex', '/watch$|^/metrics$|^/docs', '--seed', '42', '--request-timeout', '20', '--continue-on-failure',
        '--suppress-health-check', 'all', '--workers', '2', '--no-color', '--generation-database', 'none',
      ],
      { encoding: 'utf8', cwd: reports, timeout: 800_000, maxBuffer: 64 * 1024 * 1024 },
    );
    const made = /Test cases:\s*\n\s*([\d,]+) generated/i.exec(result.stdout)?.[1] ?? '0';
    cases += Number(made.replaceAll(',', ''));
    expect(result.status, `${result.stdout.slice(-12_000)}\n${result.stderr.slice(-2_000)}`).toBe(0);
  });

  test(`made at least ${CASES} cases, and the product is well after them`, async () => {
    expect(cases).toBeGreaterThanOrEqual(CASES);
    expect((await fetch(`${product.of('api')[0]!.url}/health/ready`)).status).toBe(200);
    expect(product.processes.map((process) => process.log()).join('')).not.toMatch(/AssertionFailed/);
  });
});

function run(command: string, args: string[]): void {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${result.stderr ?? result.error?.message}`);
}

