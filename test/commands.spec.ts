import { Global, Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { AuctionModule } from '#libs/auction';
import { BillingModule } from '#libs/billing';
import { InventoryModule } from '#libs/inventory';
import { LeaseModule } from '#libs/lease';
import { SIGNING_KEY } from '#libs/kernel';
import { LedgerModule } from '#libs/ledger';
import { PAYMENT_OPTIONS, PaymentModule } from '#libs/payment';
import { PlacementModule } from '#libs/placement';
import { PricingModule } from '#libs/pricing';
import { recordFirstRules, RulesModule } from '#libs/rules';
import { setTestRate } from '#libs/testing';
import { JoinModule } from '#libs/runtime-kubernetes';
import { LogSigner, TransparencyLog, TransparencyModule } from '#libs/transparency';
import { WebhookModule } from '#libs/webhook';

import { auctionControllers } from '../apps/api/src/auction/controllers.js';
import { billingControllers } from '../apps/api/src/billing/controllers.js';
import { identityControllers } from '../apps/api/src/identity/controllers.js';
import { inventoryControllers } from '../apps/api/src/inventory/controllers.js';
import { LeaseApiModule } from '../apps/api/src/lease/lease-api.module.js';
import { moneyControllers } from '../apps/api/src/money/controllers.js';
import { paymentControllers } from '../apps/api/src/payment/controllers.js';
import { rulesControllers } from '../apps/api/src/rules/controllers.js';
import { MetricsController } from '../apps/api/src/system/metrics.controller.js';
import { transparencyControllers } from '../apps/api/src/transparency/controllers.js';
import { webhookControllers } from '../apps/api/src/webhook/controllers.js';
import { type Caller, startTestApi, type TestApi } from './support/api.js';
import { type BilledTenant, billedTenant } from './support/billed-tenant.js';
import { runCommand } from './support/command-line.js';

let api: TestApi;
let tenant: BilledTenant;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-commands-'));
  // Nothing is sent to it.
  const signer = new LogSigner(randomBytes(32));
  const signing = { provide: SIGNING_KEY, useValue: signer };
  const payment = { provide: PAYMENT_OPTIONS, useValue: { url: 'https://payments.example', secrets: ['whsec_c2VjcmV0IG9mIHRoZSBwYXltZW50IHNlcnZpY2U='] } };
  @Global()
  @Module({ providers: [payment, signing], exports: [PAYMENT_OPTIONS, SIGNING_KEY] })
  class Given {}
  api = await startTestApi({
    modules: [Given, PaymentModule, AuctionModule, InventoryModule, LedgerModule, PricingModule, LeaseModule, PlacementModule, LeaseApiModule, BillingModule, TransparencyModule, RulesModule, WebhookModule, JoinModule],
    controllers: [...identityControllers, MetricsController, ...auctionControllers, ...inventoryControllers, ...moneyControllers, ...billingControllers, ...transparencyControllers, ...paymentControllers, ...rulesControllers, ...webhookControllers],
  });
  tenant = await billedTenant(api);
  await recordFirstRules(api.database, api.clock.now(), signer);
  const log = new TransparencyLog(api.database, signer);
  await log.append();
  await log.signHead(api.clock.now());
});
afterAll(async () => {
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  process.exitCode = undefined;
});

const weir = (key: string, ...words: string[]) => runCommand({ WEIR_API_URL: api.url, WEIR_API_KEY: key, WEIR_HOME: folder }, words);

test('weir statement lists, shows, exports and verifies', async () => {
  const [first, second] = tenant.statementIds;
  const listed = JSON.parse(await weir(tenant.secret, 'statement', 'list', '--json')) as { id: string; charges: string }[];
  expect(listed.map(({ id }) => id)).toEqual([second, first]);
  expect(await weir(tenant.secret, 'statement', 'list')).toContain(first);
  const shown = JSON.parse(await weir(tenant.secret, 'statement', 'get', first, '--json')) as { lines: { amount: string }[]; charges: string };
  expect(shown.lines.length).toBeGreaterThan(3);
  expect(shown.lines.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString()).toBe(shown.charges);
  expect(await weir(tenant.secret, 'statement', 'get', first)).toMatch(/web, "front".*\n[^]*EGRESS_GIB/);

  expect(JSON.parse(await weir(tenant.secret, 'statement', 'export', first))).toMatchObject({ id: first, tenantId: tenant.ownerId });
  const file = join(folder, 'statement.csv');
  await weir(tenant.secret, 'statement', 'export', first, '--format', 'csv', '--out', file);
  expect(await readFile(file, 'utf8')).toBe((await tenant.get(`/v1/statements/${first}/export?format=csv`).expect(200)).text);

  const proof = join(folder, 'statement.json');
  expect(await weir(tenant.secret, 'statement', 'verify', first, '--save', proof)).toContain(`verified: statement "${first}"`);
  expect(process.exitCode).toBe(0);
  expect(JSON.parse(await readFile(proof, 'utf8'))).toMatchObject({ format: 'weir-statement/1' });
  expect(JSON.parse(await weir(tenant.secret, 'statement', 'verify', first, '--json', '--key', randomBytes(32).toString('base64')))).toMatchObject({ verified: false });
  expect(process.exitCode).toBe(1);
});

test('weir statement closes one, and takes the latest where none is named', async () => {
  api.clock.advance(60_000);
  const closed = JSON.parse(await weir(tenant.secret, 'statement', 'close', '--json')) as { id: string };
  const [latest] = JSON.parse(await weir(tenant.secret, 'statement', 'list', '--json')) as { id: string }[];
  expect(closed.id).toBe(latest!.id);
  expect(JSON.parse(await weir(tenant.secret, 'statement', 'get', '--json'))).toMatchObject({ id: latest!.id });
  expect(JSON.parse(await weir(tenant.secret, 'statement', 'export'))).toMatchObject({ id: latest!.id });
  const other = await api.tenant();
  await expect(weir(other.secret, 'statement', 'get')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('weir statement close') });
});

test('weir call makes any request, and picks out of the answer', async () => {
  expect(JSON.parse(await weir(tenant.secret, 'call', 'GET', '/v1/whoami'))).toMatchObject({ ownerId: tenant.ownerId });
  expect(await weir(tenant.secret, 'call', 'GET', '/v1/whoami', '--json')).not.toContain('\n');
  expect(await weir(tenant.secret, 'call', 'GET', '/v1/whoami', '--pick', 'ownerId')).toBe(tenant.ownerId);
  expect(await weir(tenant.secret, 'call', 'GET', '/v1/statements', '--pick', 'items.0')).toMatch(/^\{"id":"stm_/);
  const body = join(folder, 'key.yaml');
  await writeFile(body, 'name: of a file\nrole: developer\n');
  const made = await weir(tenant.secret, 'call', 'POST', '/v1/keys', '-f', body, '--pick', 'id', '--header', 'Idempotency-Key: once');
  expect(await weir(tenant.secret, 'call', 'POST', '/v1/keys', '-d', '{ name: of a file, role: developer }', '--pick', 'id', '--header', 'Idempotency-Key: once')).toBe(made);
  expect(await weir(tenant.secret, 'call', 'DELETE', `/v1/keys/${made}`, '--pick', 'revokedAt')).toMatch(/^\d+$/);
  const { secret } = await api.admin();
  expect(await weir(secret, 'call', 'GET', '/metrics', '--as', 'administrator')).toMatch(/^# HELP /);
});

test('weir call says what is wrong, and sends its key nowhere else', async () => {
  await expect(weir(tenant.secret, 'call', 'GET', '/v1/whoami', '--pick', 'nobody.0')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('has no nobody.0') });
  await expect(weir(tenant.secret, 'call', 'GET', '/v1/whoami', '--pick', 'constructor')).rejects.toMatchObject({ name: 'CommandFailed' });
  await expect(weir(tenant.secret, 'call', 'POST', '/v1/keys', '-d', '{ name: ')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('--data') });
  await expect(weir(tenant.secret, 'call', 'POST', '/v1/keys', '-d', 'name: nobody')).rejects.toMatchObject({ message: expect.stringContaining('400 invalid_request') });
  await expect(weir(tenant.secret, 'call', 'GET', '/v1/pools', '--header', 'nonsense')).rejects.toMatchObject({ name: 'ConfigurationError' });
  await expect(weir(tenant.secret, 'call', 'POST', '/v1/keys', '-f', join(folder, 'nowhere'))).rejects.toMatchObject({ name: 'CommandFailed' });
  for (const path of ['https://example.com/', '//example.com/', 'v1/pools', '/v1/a b']) await expect(weir(tenant.secret, 'call', 'GET', path)).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  await expect(weir(tenant.secret, 'call', 'POST', '/v1/keys', '-d', 'a: 1', '-f', '-')).rejects.toMatchObject({ code: 'commander.conflictingOption' });
});

test('what is refused or wrongly called says so, and prints nothing', async () => {
  await expect(weir(tenant.secret, 'statement', 'get', 'stm_000000000000000000000000')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('404 not_found') });
  await expect(weir(tenant.secret, 'statement', 'export', tenant.statementIds[0], '--out', join(folder, 'no/such/folder'))).rejects.toMatchObject({ name: 'CommandFailed' });
  await expect(weir('weir_ten_wrong', 'statement', 'list')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('401') });
  await expect(weir(tenant.secret, 'statement', 'export', 'x', '--format', 'pdf')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  await expect(weir(tenant.secret, 'budget', 'set', '1.5')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  await expect(weir(tenant.secret, 'auction', 'bid', 'auc_1', 'CPU_MILLI')).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('CLASS=nano-tokens') });
  await expect(runCommand({ WEIR_API_URL: 'http://127.0.0.1:1', WEIR_API_KEY: tenant.secret, WEIR_HOME: folder }, ['lease', 'list'])).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('no answer from http://127.0.0.1:1') });
  for (const command of ['statement', 'budget', 'auction', 'lease', 'quote', 'drain', 'placement', 'wallet']) await expect(weir(tenant.secret, command, '--help')).rejects.toMatchObject({ code: 'commander.helpDisplayed', exitCode: 0 });
});

test('weir budget sets one, changes it, lists and removes it', async () => {
  const made = JSON.parse(await weir(tenant.secret, 'budget', 'set', '9000000000000', '--alert', '20', '90', '--json')) as { id: string };
  expect(made).toMatchObject({ amount: '9000000000000', alertShares: [20, 90], hardStop: false, version: 1 });
  await weir(tenant.secret, 'budget', 'set', '8000000000000', '--hard-stop');
  api.clock.advance(1);
  await weir(tenant.secret, 'budget', 'set', '7', '--project', tenant.projectId);
  expect(JSON.parse(await weir(tenant.secret, 'budget', 'list', '--json'))).toMatchObject([{ id: made.id, amount: '8000000000000', alertShares: [20, 90], hardStop: true, version: 2 }, { projectId: tenant.projectId, amount: '7' }]);
  expect(await weir(tenant.secret, 'budget', 'list')).toContain(made.id);
  expect(await weir(tenant.secret, 'budget', 'remove', made.id)).toBe(`${made.id} removed`);
  await expect(weir(tenant.secret, 'budget', 'remove', made.id)).rejects.toMatchObject({ message: expect.stringContaining('404') });
});

test('weir wallet shows what there is and what moved, sets when it is topped up, and asks for funds', async () => {
  const wallet = (await tenant.get('/v1/wallet').expect(200)).body as { available: string };
  expect(JSON.parse(await weir(tenant.secret, 'wallet', 'balance', '--json'))).toEqual(wallet);
  expect(await weir(tenant.secret, 'wallet', 'balance')).toMatch(new RegExp(`available.*${wallet.available}[^]*(nothing runs|days|than a date)`));
  const from = new Date(api.clock.now() - 86_400_000).toISOString();
  const entries = JSON.parse(await weir(tenant.secret, 'wallet', 'history', '--from', from, '--json')) as { amount: string; reason: string }[];
  expect(entries.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(BigInt(wallet.available));
  expect(entries[0]).toMatchObject({ amount: '1000000000000', reason: 'deposit', leaseId: null });
  expect(await weir(tenant.secret, 'wallet', 'history', '--from', from)).toMatch(/deposit[^]*-\d+ .*top_up.*lse_/);
  expect(await weir(tenant.secret, 'wallet', 'history', '--from', '2001-01-01', '--to', '2001-02-01')).toBe('nothing moved since 2001-01-01T00:00:00.000Z');
  expect(JSON.parse(await weir(tenant.secret, 'wallet', 'top-up', 'show', '--json'))).toBeNull();
  const rule = JSON.parse(await weir(tenant.secret, 'wallet', 'top-up', 'set', '--below', '100', '--amount', '500', '--most-per-month', '1000', '--json')) as object;
  expect(rule).toEqual({ threshold: '100', amount: '500', mostPerMonth: '1000', requestedThisMonth: '0', outstanding: null });
  const asked = JSON.parse(await weir(tenant.secret, 'wallet', 'deposit', '300', '--json')) as { id: string };
  await expect(weir(tenant.secret, 'wallet', 'deposit', '300')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('409 top_up_outstanding') });
  expect(await weir(tenant.secret, 'wallet', 'top-up', 'show')).toContain(asked.id);
  expect(await weir(tenant.secret, 'wallet', 'deposits')).toMatch(new RegExp(`${asked.id}.*300.*requested`));
  expect(await weir(tenant.secret, 'wallet', 'top-up', 'remove')).toContain('not topped up');
  expect(await weir(tenant.secret, 'wallet', 'top-up', 'show')).toContain('not topped up');
  for (const wrong of [['deposit', '0'], ['history', '--from', 'yesterday'], ['history', '--days', '0'], ['top-up', 'set', '--below', '1']]) {
    await expect(weir(tenant.secret, 'wallet', ...wrong)).rejects.toMatchObject({ code: expect.stringMatching(/^commander\./) });
  }
});

test('weir operator auction lists, bids and withdraws', async () => {
  const admin = await api.admin();
  const pool = (await admin.post('/v1/admin/pools', { name: 'auctions', auctionWindowMillis: 60_000 }).expect(201)).body as { id: string };
  for (const resourceClass of ['CPU_MILLI', 'MEMORY_MIB'] as const) await setTestRate(api.database.client, pool.id, resourceClass, 100n, api.clock.now());
  const operator: Caller = await api.operator();
  const site = (await operator.post('/v1/operator/sites', { name: 'here', jurisdiction: 'DE', region: 'europe-west' }).expect(201)).body as { id: string };
  const cluster = (await operator.post('/v1/operator/clusters', { siteId: site.id, pool: 'auctions', name: 'one', driver: 'simulated' }).expect(201)).body as { id: string };
  const inventories = [{ resourceClass: 'CPU_MILLI', total: 8_000 }, { resourceClass: 'MEMORY_MIB', total: 8_000 }];
  await operator.post('/v1/operator/hosts', { clusterId: cluster.id, hosts: [{ name: 'host', inventories }] }).expect(201);
  expect(await weir(operator.secret, 'auction', 'list')).toMatch(/^no auctions/);
  const other = await api.tenant();
  await admin.post('/v1/admin/deposits', { tenantId: other.ownerId, amount: '1000000000000', reference: 'bidding' }).expect(201);
  await other.post('/v1/leases', { pool: 'auctions', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'nginx' }, pricing: { mode: 'on-demand', auction: true } }).expect(201);
  const [auction] = JSON.parse(await weir(operator.secret, 'auction', 'list', '--open', '--json')) as { id: string }[];
  const bid = await weir(operator.secret, 'auction', 'bid', auction!.id, 'CPU_MILLI=50', 'MEMORY_MIB=17');
  expect(bid).toMatch(/^bid_\w+ in auc_\w+: CPU_MILLI=50 MEMORY_MIB=17\n/);
  expect(await weir(operator.secret, 'auction', 'list')).toMatch(/open[^]*CPU_MILLI=50/);
  await expect(weir(operator.secret, 'auction', 'bid', auction!.id, 'CPU_MILLI=5000', 'MEMORY_MIB=17')).rejects.toMatchObject({ message: expect.stringContaining('invalid_bid') });
  expect(await weir(operator.secret, 'auction', 'withdraw', auction!.id)).toContain(auction!.id);
  expect(await weir(operator.secret, 'auction', 'list')).toMatch(/none/);
});

test('weir operator lists hosts, says what is held back, cordons, drains and tells earnings', async () => {
  const admin = await api.admin();
  await admin.post('/v1/admin/pools', { name: 'hosts' }).expect(201);
  const operator: Caller = await api.operator();
  expect(await weir(operator.secret, 'hosts')).toBe('no hosts');
  const site = (await operator.post('/v1/operator/sites', { name: 'there', jurisdiction: 'DE', region: 'europe-west' }).expect(201)).body as { id: string };
  const cluster = (await operator.post('/v1/operator/clusters', { siteId: site.id, pool: 'hosts', name: 'one', driver: 'simulated' }).expect(201)).body as { id: string };
  const inventories = [{ resourceClass: 'CPU_MILLI', total: 8_000 }, { resourceClass: 'GPU_MILLI', variant: 'A100', total: 2_000 }];
  await operator.post('/v1/operator/hosts', { clusterId: cluster.id, hosts: ['rack-1', 'rack-2'].map((name) => ({ name, inventories })) }).expect(201);

  const shown = await weir(operator.secret, 'hosts');
  for (const part of [/rack-1.*open.*never/, /rack-2/, /CPU_MILLI 0\/8000/, /GPU_MILLI\/A100 0\/2000/]) expect(shown).toMatch(part);
  expect(await weir(operator.secret, 'hosts', '--contact', 'live')).toBe('no hosts');
  expect(await weir(operator.secret, 'doctor')).toMatch(/^0 of 2 hosts are on offer\n[^]*CPU_MILLI.*16000.*0.*0.*16000/);
  expect(JSON.parse(await weir(operator.secret, 'doctor', '--json'))).toMatchObject({ hosts: 2, hostsOnOffer: 0 });
  expect(await weir(operator.secret, 'cordon', 'rack-1')).toMatch(/^rack-1 \(hst_\w+\): cordoned$/);
  expect(JSON.parse(await weir(operator.secret, 'hosts', '--state', 'cordoned', '--json'))).toMatchObject([{ name: 'rack-1' }]);
  expect(await weir(operator.secret, 'uncordon', 'rack-1')).toContain('open');
  expect(await weir(operator.secret, 'drain', 'rack-2', '--within', '600000', '--wait')).toMatch(/rack-2.*empty$/);
  expect(await weir(operator.secret, 'explain', 'rack-1')).toMatch(/^rack-1 \(hst_\w+\): too little was asked of its pool lately to say more; weir operator doctor tells whether it is on offer$/);
  expect(await weir(operator.secret, 'earnings')).toBe('0 nano-tokens earned, 0 to be paid out');
  expect(JSON.parse(await weir(operator.secret, 'earnings', '--host', 'rack-1', '--json'))).toEqual({ items: [], total: '0', balance: '0' });

  await expect(weir(operator.secret, 'cordon', 'rack-9')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('you have no host rack-9') });
  const other = await api.operator();
  const [{ id }] = JSON.parse(await weir(operator.secret, 'hosts', '--json')) as [{ id: string }];
  await expect(weir(other.secret, 'drain', id)).rejects.toMatchObject({ message: expect.stringContaining('404 not_found') });
  await expect(weir(operator.secret, 'drain', 'rack-1', '--within', '0')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
});

test('weir operator has sites and clusters, and finds hosts by a part of their name', async () => {
  const admin = await api.admin();
  await admin.post('/v1/admin/pools', { name: 'sites' }).expect(201);
  const operator: Caller = await api.operator();
  expect(await weir(operator.secret, 'site', 'list')).toMatch(/^no sites/);
  expect(await weir(operator.secret, 'cluster', 'list')).toMatch(/^no clusters/);
  const site = JSON.parse(await weir(operator.secret, 'site', 'add', 'berlin', '--jurisdiction', 'DE', '--region', 'europe-central', '--json')) as { id: string };
  expect(await weir(operator.secret, 'site', 'list')).toMatch(new RegExp(`${site.id}.*berlin.*DE.*europe-central`));
  await expect(weir(operator.secret, 'site', 'add', 'berlin', '--jurisdiction', 'DE', '--region', 'europe-central')).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('409 name_taken') });
  await expect(weir(operator.secret, 'site', 'add', 'berlin')).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
  const cluster = (await operator.post('/v1/operator/clusters', { siteId: site.id, pool: 'sites', name: 'one', driver: 'simulated' }).expect(201)).body as { id: string };
  expect(await weir(operator.secret, 'cluster', 'list')).toMatch(new RegExp(`${cluster.id}.*one.*berlin.*simulated`));
  await expect(weir((await api.operator()).secret, 'cluster', 'discovery', cluster.id)).rejects.toMatchObject({ message: expect.stringContaining('404 not_found') });
  const inventories = [{ resourceClass: 'CPU_MILLI', total: 8_000 }];
  await operator.post('/v1/operator/hosts', { clusterId: cluster.id, hosts: ['rack-1', 'rack-2', 'tower'].map((name) => ({ name, inventories })) }).expect(201);
  expect((JSON.parse(await weir(operator.secret, 'hosts', '--search', 'RACK', '--json')) as { name: string }[]).map(({ name }) => name).toSorted()).toEqual(['rack-1', 'rack-2']);
});

test('weir admin finds pools and sets their prices', async () => {
  const admin = await api.admin();
  const pool = (await admin.post('/v1/admin/pools', { name: 'priced-pool' }).expect(201)).body as { id: string };
  expect(JSON.parse(await weir(admin.secret, 'admin', 'pools', '--search', 'PRICED', '--json'))).toMatchObject([{ id: pool.id }]);
  expect(await weir(admin.secret, 'admin', 'pools', '--search', pool.id)).toMatch(/priced-pool.*85 %.*10 %.*5 %/);
  expect(await weir(admin.secret, 'admin', 'pools', '--search', 'none of this name')).toBe('no such pool');
  expect(await weir(admin.secret, 'admin', 'rates', 'list', pool.id)).toMatch(/^no prices yet/);
  expect(JSON.parse(await weir(admin.secret, 'admin', 'rates', 'set', pool.id, 'GPU_MILLI', '900000000', '--variant', 'A100', '--from', '2100-01-01', '--json'))).toMatchObject({ version: 1, variant: 'A100', activeFrom: Date.UTC(2100, 0), curve: { kind: 'fixed', nanoTokensPerUnitHour: '900000000' } });
  const file = join(folder, 'rate.yaml');
  await writeFile(file, 'resourceClass: CPU_MILLI\ncurve: { kind: kinked, base: "10000000", slope1: "5000000", slope2: "60000000", kinkBps: 8000 }\n');
  await weir(admin.secret, 'admin', 'rates', 'set', pool.id, '-f', file);
  expect(await weir(admin.secret, 'admin', 'rates', 'list', pool.id)).toMatch(/GPU_MILLI\/A100.*fixed: nanoTokensPerUnitHour 900000000[^]*CPU_MILLI.*kinked: base 10000000|CPU_MILLI.*kinked: base 10000000[^]*GPU_MILLI\/A100.*fixed: nanoTokensPerUnitHour 900000000/);
  for (const words of [[], ['CPU_MILLI'], ['CPU_MILLI', '1', '-f', file]]) await expect(weir(admin.secret, 'admin', 'rates', 'set', pool.id, ...words)).rejects.toMatchObject({ name: 'ConfigurationError' });
  await expect(weir(tenant.secret, 'admin', 'rates', 'set', pool.id, 'CPU_MILLI', '1')).rejects.toMatchObject({ message: expect.stringContaining('403') });
});

test('weir admin puts tokens into a wallet once, and lists what was paid in', async () => {
  const [admin, payer] = [await api.admin(), await api.tenant()];
  const add = () => weir(admin.secret, 'admin', 'deposits', 'add', payer.ownerId, '2500', '--reference', 'invoice 7');
  expect(await add()).toBe(await add());
  expect((await payer.get('/v1/wallet').expect(200)).body).toMatchObject({ available: '2500' });
  await expect(weir(admin.secret, 'admin', 'deposits', 'add', payer.ownerId, '0', '--reference', 'x')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  expect(await weir(admin.secret, 'admin', 'deposits', 'list')).toBe('no deposits');
  for (const words of [['assign', 'dep_000000000000000000000000', payer.ownerId], ['return', 'dep_000000000000000000000000']]) {
    await expect(weir(admin.secret, 'admin', 'deposits', ...words, '--reason', 'x')).rejects.toMatchObject({ message: expect.stringContaining('404 not_found') });
  }
});

test('weir admin shows rules as a file, proposes it, and withdraws it', async () => {
  const admin = await api.admin();
  const file = join(folder, 'rules.yaml');
  await writeFile(file, await weir(admin.secret, 'admin', 'rules', 'show'));
  const proposed = JSON.parse(await weir(admin.secret, 'admin', 'rules', 'propose', file, '--reason', 'the same again', '--json')) as { version: number; state: string };
  expect(proposed).toMatchObject({ state: 'pending', rules: JSON.parse(await weir(admin.secret, 'admin', 'rules', 'show', '--json')).rules });
  expect(await weir(admin.secret, 'admin', 'rules', 'list')).toMatch(/pending.*the same again/);
  expect(await weir(admin.secret, 'admin', 'rules', 'withdraw', String(proposed.version), '--reason', 'a digit was wrong')).toMatch(/withdrawn/);
  expect(await weir(admin.secret, 'admin', 'rules', 'show', String(proposed.version))).toMatch(/^# version \d+, withdrawn,/);
});

test('weir webhook endpoints are found by a part of their address', async () => {
  const asked = await api.tenant();
  for (const url of ['https://one.example/a', 'https://two.example/b']) await asked.post('/v1/webhooks/endpoints', { url }).expect(201);
  expect((JSON.parse(await weir(asked.secret, 'webhook', 'endpoints', '--search', 'ONE.', '--json')) as { url: string }[]).map(({ url }) => url)).toEqual(['https://one.example/a']);
});
