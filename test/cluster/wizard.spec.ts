import type { KubernetesObject } from '@kubernetes/client-node';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { apiCall } from '#apps/weir';
import { applyAccount, type ConnectionInput, openKubeconfig } from '#libs/runtime-kubernetes';

import { nameCluster } from '../browser/join-steps.js';
import { startBrowser, visit, type Visitor } from '../browser/visitor.js';
import { startWeir } from '../browser/whole-weir.js';
import { CannotReach, clusterForTests, kubeconfigOf, type TestCluster } from '../support/kubernetes.js';
import { runWeir } from '../support/product.js';

const mark = randomBytes(3).toString('hex');
const nodes = [`node-${mark}-1`, `node-${mark}-2`];

let cluster: TestCluster;
let started: Awaited<ReturnType<typeof startWeir>>;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  cluster = await clusterForTests();
  for (const name of nodes) await cluster.addNode(name, { allocatable: { cpu: '6', memory: '12Gi' } });
  await cluster.ready();
  started = await startWeir();
  browser = await startBrowser();
  visitor = await visit(browser, started.weir);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await started?.close();
  await cluster?.close();
});

/** As the wizard says: what `weir operator manifest` prints is applied, and the account's token is taken. */
async function confinedAccount(): Promise<ConnectionInput> {
  const { items } = JSON.parse(await runWeir(['operator', 'manifest', '--json'], {})) as { items: KubernetesObject[] };
  const applied = await applyAccount(openKubeconfig(cluster.kubeconfig, undefined), items, 'weir-');
  if (applied.outcome !== 'applied') throw new CannotReach(`the administrator lacks ${applied.lacking.join(', ')}`);
  return applied.connection;
}

test('an operator goes from a kubeconfig to capacity on offer, in the browser', async () => {
  const { page } = visitor;
  const connection = await confinedAccount();
  await visitor.signIn();
  await visitor.actAs(/rhine-compute/);
  await nameCluster(page);
  await page.getByLabel('Share on offer').fill('50');
  // An administrator's is refused: it may do too much.
  visitor.expectRefusal(422, /^\/v1\/operator\/clusters$/);
  await page.getByRole('textbox', { name: 'Kubeconfig' }).fill(await readFile(cluster.kubeconfig, 'utf8'));
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('alert').getByText(/^The account may .+ Use the account of `weir operator manifest`/).waitFor();
  await visitor.look('join-overprivileged');
  await page.getByRole('textbox', { name: 'Kubeconfig' }).fill(kubeconfigOf(connection).exportConfig());
  await page.getByRole('button', { name: 'Next' }).click();

  const hosts = page.getByRole('table', { name: 'Hosts of the cluster' });
  for (const name of nodes) {
    const row = hosts.getByRole('row', { name });
    await row.getByText('Live', { exact: false }).waitFor({ timeout: 60_000 });
    expect(await row.innerText()).toMatch(/3 CPU.*6 GiB/);
  }
  await page.getByText(/^Looked at/).waitFor();
  await page.getByText(/^[1-9]\d* of \d+ hosts are on offer\.$/).waitFor();
  await visitor.look('join-kubernetes');

  const operator = apiCall(started.weir.url, started.weir.operatorKeys['rhine-compute']!);
  const { items } = await operator<{ items: { name: string; contact: string; state: string; withheld: string[]; inventories: { resourceClass: string; capacity: number }[] }[] }>('GET', '/v1/operator/hosts?limit=200');
  for (const name of nodes) {
    const host = items.find((each) => each.name === name)!;
    expect(host).toMatchObject({ contact: 'live', state: 'open', withheld: [] });
    expect(Object.fromEntries(host.inventories.map(({ resourceClass, capacity }) => [resourceClass, capacity]))).toMatchObject({ CPU_MILLI: 3_000, MEMORY_MIB: 6_144 });
  }
  // Nothing of the credential is to be read again, by anybody.
  expect(JSON.stringify(await operator('GET', '/v1/operator/clusters'))).not.toContain(connection.token.slice(0, 20));
  await hosts.getByRole('link', { name: nodes[0]! }).click();
  await page.getByRole('heading', { level: 1, name: nodes[0]! }).waitFor();
  await visitor.leave();
}, 180_000);
