import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { BillingModule } from '#libs/billing';

import { billingControllers } from '../../apps/api/src/billing/controllers.js';
import { startTestApi, type TestApi } from '../support/api.js';
import { type BilledTenant, billedTenant } from '../support/billed-tenant.js';

/** The FinOps Foundation's own; it runs on Python 3.12, and reads its configuration from where it lies. */
const packages = ['focus-validator==2.2.1', 'pyarrow<22'];
const environment = join(import.meta.dirname, '../../node_modules/.cache/focus');
const python = join(environment, 'bin/python');

/** What the product does, of what FOCUS asks for only of those who do it. There are no regions, zones, tags or reservations of capacity besides leases. */
const does = [
  'ACCOUNT_NAMING_SUPPORTED', 'BILLING_BASED_ON_PROVISIONED_RESOURCES_SUPPORTED', 'COMMITMENT_DISCOUNT_SUPPORTED', 'MULTIPLE_PRICING_CATEGORIES_SUPPORTED', 'NEGOTIATED_PRICING_SUPPORTED',
  'PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED', 'PUBLIC_PRICE_LIST_SUPPORTED', 'RESOURCE_TYPE_ASSIGNMENT_SUPPORTED', 'SUB_ACCOUNT_SUPPORTED', 'UNIT_PRICING_SUPPORTED',
  'USAGE_MEASUREMENT_SUPPORTED', 'VIRTUAL_CURRENCY_SUPPORTED',
];
/**
 * Rules that the validator holds against any file. Of InvoiceId it asks, of every row at once, that it is null (C-004) and
 * that it is not (C-005): the specification has a condition on each, which its rules lost.
 */
const alwaysBroken = ['InvoiceId-C-004-C'];
/**
 * With commitment discounts it asks the same of every row without one: CommitmentDiscountStatus is null there (C-003), and is not (C-004).
 * The text of C-004 has "when CommitmentDiscountId is not null and Charge Category is "Usage"", of which its condition is the opposite.
 * The other two are the headings that it is under.
 */
const contradictory = ['CommitmentDiscountStatus-C-004-C', 'CommitmentDiscountStatus-C-002-C', 'CommitmentDiscountStatus-C-000-C'];
const misread = {
  id: contradictory[0]!,
  bundled: { CheckFunction: 'CheckValue', ColumnName: 'CommitmentDiscountId', Value: null },
  specified: {
    CheckFunction: 'AND',
    Items: [{ CheckFunction: 'CheckNotValue', ColumnName: 'CommitmentDiscountId', Value: null }, { CheckFunction: 'CheckValue', ColumnName: 'ChargeCategory', Value: 'Usage' }],
  },
};

const reason = whyNot();
const packagesFolder = join(environment, 'lib/python3.12/site-packages');
if (reason) console.warn(`SKIPPED: FOCUS exports are not validated, since ${reason}`);

/** Installs the validator once. @returns why that cannot be. */
function whyNot(): string | undefined {
  if (existsSync(join(environment, 'bin/focus-validator'))) return undefined;
  const is312 = (candidate: string) => spawnSync(candidate, ['-c', 'import sys; sys.exit(sys.version_info[:2] != (3, 12))']).status === 0;
  const found = ['python3.12', 'python3', ...globSync(join(homedir(), '.pyenv/versions/3.12*/bin/python'))].find(is312);
  if (!found) return 'there is no Python 3.12';
  try {
    execFileSync(found, ['-m', 'venv', environment]);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { timeout: 300_000 });
    return undefined;
  } catch (error) {
    return `${packages[0]} cannot be installed: ${String(error).slice(0, 300)}`;
  }
}

describe.skipIf(reason !== undefined)(`the official validator${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let api: TestApi;
  let tenant: BilledTenant;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weir-focus-'));
    await correctRule();
    api = await startTestApi({ modules: [BillingModule], controllers: billingControllers });
    tenant = await billedTenant(api);
  });
  afterAll(async () => {
    await api?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A copy of the validator's rules in which the one that contradicts another has the condition that its text has. */
  async function correctRule(): Promise<void> {
    const name = 'model-1.2.0.1.json';
    const model = JSON.parse(await readFile(join(packagesFolder, 'focus_validator/rules', name), 'utf8')) as { ModelRules: Record<string, { ValidationCriteria: { Condition: object } }> };
    const { ValidationCriteria: rule } = model.ModelRules[misread.id]!;
    expect(rule.Condition).toEqual(misread.bundled);
    rule.Condition = misread.specified;
    await writeFile(join(folder, name), JSON.stringify(model));
  }

  /** The rules that a file breaks. It exits with 0 also when there are some: what it prints is what counts. */
  async function brokenBy(text: string, rules: 'bundled' | 'corrected' = 'corrected'): Promise<{ broken: string[]; passed: number }> {
    const file = join(folder, 'statement.csv');
    await writeFile(file, text);
    const { stdout, stderr } = spawnSync(python, [
      '-m', 'focus_validator.main', '--data-file', file, '--validate-version', '1.2.0.1', '--block-download', '--applicability-criteria', does.join(','),
      ...(rules === 'bundled' ? [] : ['--rule-set-path', folder]),
    ], { cwd: packagesFolder, encoding: 'utf8', timeout: 400_000 });
    const [, passed, failed] = /^Total: \d+ \| Pass: (\d+) \| Fail: (\d+)/m.exec(stdout) ?? [];
    expect(passed, `it said: ${stdout.slice(-500)}${stderr.slice(-1_000)}`).toBeDefined();
    const broken = [...stdout.matchAll(/^❌ ([\w-]+): FAIL/gm)].map(([, rule]) => rule!);
    expect(broken).toHaveLength(Number(failed));
    return { broken, passed: Number(passed) };
  }

  const exported = async (statementId: string) => (await tenant.get(`/v1/statements/${statementId}/export?format=focus&tokenPrice=0.0123&currency=EUR`).expect(200)).text;

  test('finds nothing in statements with every kind of charge, but what it holds against any', async () => {
    const bundled = await brokenBy(await exported(tenant.statementIds[0]), 'bundled');
    expect(bundled.broken.toSorted()).toEqual([...alwaysBroken, ...contradictory].toSorted());
    const { broken, passed } = await brokenBy(await exported(tenant.statementIds[1]));
    expect(broken).toEqual(alwaysBroken);
    expect(passed).toBeGreaterThan(250);
  });

  test('would find what is wrong', async () => {
    const text = await exported(tenant.statementIds[0]);
    const { broken } = await brokenBy(text.replaceAll(',EUR,', ',Euro,').replaceAll(',Usage-Based,', ',,').replaceAll(',Used,', ',,'));
    expect(broken).toEqual(expect.arrayContaining(['BillingCurrency-C-003-M', 'ChargeFrequency-C-002-M', misread.id]));
  });
});
