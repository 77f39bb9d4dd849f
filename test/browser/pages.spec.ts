import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { apiCall } from '#apps/weir';

import { firstAsked, opened } from './opening.js';
import { startBrowser, visit } from './visitor.js';

const weir = inject('weir');
let browser: Browser;

const source = await readFile(join(import.meta.dirname, '../../apps/console/src/router.tsx'), 'utf8');
/** Every address of the console, as its router has them. */
const paths = [...source.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path!);

/** Each of these opens many pages, one after the other. */
const LONG_MILLIS = 240_000;

type Kind = 'tenant' | 'operator' | 'backer' | 'admin';
const roles: Record<Kind, RegExp> = { tenant: / · tenant$/, operator: /rhine-compute · operator/, backer: / · backer/, admin: / · administrator/ };
const kindOf = (path: string): Kind => (['operator', 'backer', 'admin'] as const).find((kind) => path.startsWith(`/${kind}`)) ?? 'tenant';

/** What stands in addresses: ids of nobody. */
const foreign: Record<string, string> = {
  leaseId: 'lse_00000000000000000000000z', statementId: 'stm_00000000000000000000000z', endpointId: 'whe_00000000000000000000000z', hostId: 'hst_00000000000000000000000z', slashId: 'slh_00000000000000000000000z',
  poolId: 'pol_00000000000000000000000z', disputeId: 'cvd_00000000000000000000000z', breakerId: 'brk_00000000000000000000000z', version: '2147483000',
};

/** What another tenant and another operator have, by the same names: to us it is as if it were nobody's. */
let others: Record<string, string>;

async function makeOthers(): Promise<Record<string, string>> {
  const admin = apiCall(weir.url, weir.adminKey);
  const { tenant, key } = await admin<{ tenant: { id: string }; key: { secret: string } }>('POST', '/v1/admin/tenants', { name: 'somebody else' });
  await admin('POST', '/v1/admin/deposits', { tenantId: tenant.id, amount: '10000000000', reference: 'somebody else' });
  const call = apiCall(weir.url, key.secret);
  const { id: leaseId } = await call<{ id: string }>('POST', '/v1/leases', { name: 'theirs', pool: 'standard', replicas: 1, resources: { cpuMillis: 100, memoryMib: 64 }, workload: { image: 'nginx:1.29' } });
  const { id: endpointId } = await call<{ id: string }>('POST', '/v1/webhooks/endpoints', { url: 'http://127.0.0.1:9/theirs' });
  const { id: statementId } = await call<{ id: string }>('POST', '/v1/statements');
  const { items: [host] } = await apiCall(weir.url, weir.operatorKeys['alpine-cloud']!)<{ items: { id: string }[] }>('GET', '/v1/operator/hosts?limit=1');
  return { leaseId, endpointId, statementId, hostId: host!.id };
}

beforeAll(async () => {
  [browser, others] = [await startBrowser(), await makeOthers()];
});
afterAll(async () => browser?.close());

describe.each(Object.keys(roles) as Kind[])('the pages of a %s', (kind) => {
  const own = paths.filter((path) => kindOf(path) === kind);
  const withIds = own.filter((path) => path.includes('$'));
  // Those that the journeys do not look at in both themes anyway, and nobody needs a role for.
  const still = own.filter((path) => !path.includes('$') && path !== '/' && path !== '/sign-in');

  // Nothing of a list waits for the session or for another answer, and nothing is asked for row by row.
  test('ask for all that their lists show before anything is answered, and for nothing more', async () => {
    const visitor = await visit(browser, weir);
    await visitor.signIn();
    await visitor.actAs(roles[kind]);
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    for (const [path, wanted] of Object.entries<readonly string[]>(firstAsked[kind])) expect([path, (await opened(visitor, path, wanted)).toSorted()]).toEqual([path, wanted.toSorted()]);
    await visitor.leave();
  }, LONG_MILLIS);

  test.skipIf(withIds.length === 0)('say "not found" of what is another\'s, nobody\'s, or no id at all', async () => {
    const visitor = await visit(browser, weir);
    await visitor.signIn();
    await visitor.actAs(roles[kind]);
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    for (const status of [400, 404]) visitor.expectRefusal(status, /^\/v1\//);
    for (const path of [...withIds, '/no/such/page']) {
      const name = /\$(\w+)/.exec(path)?.[1] ?? '';
      for (const id of [others[name], foreign[name] ?? '', 'nothing'].filter((one) => one !== undefined)) {
        await visitor.go(path.replace(/\$\w+/, id));
        await visitor.page.getByRole('heading', { name: 'Not found' }).waitFor();
      }
    }
    await visitor.look(`not-found-${kind}`);
    await visitor.leave();
  }, LONG_MILLIS);

  test.each([['dark', 1280], ['light', 360]] as const)('are read in %s, %i pixels wide, without scrolling sideways', async (colorScheme, width) => {
    const visitor = await visit(browser, weir, { colorScheme, viewport: { width, height: 800 } });
    await visitor.signIn();
    await visitor.actAs(roles[kind]);
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    for (const path of still) {
      await visitor.go(path);
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
      await visitor.page.getByText('Loading …').first().waitFor({ state: 'detached' });
      expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(width);
      await visitor.look(`${path.slice(1).replaceAll('/', '-')}-${colorScheme}-${width}`);
    }
    await visitor.leave();
  }, LONG_MILLIS);
});

// Rows that are drawn only to be taken away again are what stops whoever scrolls.
test('of a list of hundreds that is scrolled to its end, the page never holds more rows than fit on it a few times', async () => {
  const call = apiCall(weir.url, weir.tenantKey);
  const { id } = await call<{ id: string }>('POST', '/v1/leases', { name: 'one of many', pool: 'standard', replicas: 1, resources: { cpuMillis: 100, memoryMib: 64 }, workload: { image: 'nginx:1.29' } });
  const lease = await call<object>('GET', `/v1/leases/${id}`);
  const visitor = await visit(browser, weir);
  const { page } = visitor;
  await page.route(/\/v1\/leases\?/, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const [first, limit] = [Number(asked.get('cursor') ?? 0), Number(asked.get('limit'))];
    const items = Array.from({ length: limit }, (_, place) => ({ ...lease, id: `lse_${String(first + place).padStart(24, '0')}`, name: `job ${first + place}` }));
    await route.fulfill({ json: { items, nextCursor: first + limit < 850 ? String(first + limit) : null } });
  });
  await visitor.signIn();
  await visitor.actAs(roles.tenant);
  await page.getByRole('link', { name: 'job 0', exact: true }).waitFor();
  const most = await page.evaluateHandle(() => {
    const seen = { rows: 0 };
    const table = document.querySelector('main')!;
    new MutationObserver(() => { seen.rows = Math.max(seen.rows, table.querySelectorAll('tbody tr').length); }).observe(table, { childList: true, subtree: true });
    return seen;
  });
  const last = page.getByRole('link', { name: 'job 849', exact: true });
  await page.mouse.move(400, 400);
  for (let turn = 0; turn < 200 && !(await last.isVisible()); turn++) {
    await page.mouse.wheel(0, 1_000);
    await page.waitForTimeout(50);
  }
  await last.waitFor();
  const { rows } = await most.jsonValue();
  expect(rows).toBeGreaterThan(20);
  expect(rows).toBeLessThanOrEqual(102); // a hundred, and what stands for those above and below
  await visitor.leave();
}, LONG_MILLIS);

test('every page with a list is among those that are looked at for what they ask', () => {
  const lists = [...source.matchAll(/createRoute\(\{[\s\S]*?\n?\}\);/g)].flatMap(([route]) => (route.includes('...page(') ? [/\bpath: '([^'$]+)'/.exec(route)?.[1] ?? ''] : [])).filter((path) => path !== '' && path !== '/status');
  expect(lists.toSorted()).toEqual(Object.values(firstAsked).flatMap((of) => Object.keys(of)).toSorted());
});

test('there is an id to try for each address that has one', () => {
  expect(paths.length).toBeGreaterThan(20);
  expect(new Set(paths.flatMap((path) => [...path.matchAll(/\$(\w+)/g)].map(([, name]) => name)))).toEqual(new Set(Object.keys(foreign)));
});
