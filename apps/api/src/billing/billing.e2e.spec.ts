import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { BillingModule, Settlement, Statements } from '#libs/billing';
import { sql } from '#libs/database';
import { newId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { MeteringModule } from '#libs/metering';

import { type Caller, startTestApi, type TestApi } from '../../../../test/support/api.js';
import { billedTenant } from '../../../../test/support/billed-tenant.js';
import { billingControllers } from './controllers.js';

const HOUR = 3_600_000;

let api: TestApi;
let operator: Caller;
let tenant: Caller & { projectId: string };
let [leaseId, claimId, hostId, start] = ['', '', '', 0];

/** A lease that runs one CPU at a nano-token a millisecond, as its owners would have written it. */
beforeAll(async () => {
  api = await startTestApi({ modules: [BillingModule, MeteringModule], controllers: billingControllers });
  operator = await api.operator();
  tenant = await api.tenant();
  start = api.clock.now();
  const at = BigInt(start);
  const poolId = newId('pool');
  [leaseId, claimId, hostId] = [newId('lease'), newId('claim'), newId('host')];
  const whose = { tenantId: tenant.ownerId, poolId };
  const { client } = api.database;
  await client.pool.create({ data: { id: poolId, name: 'standard', createdAt: at } });
  await client.rate.create({
    data: { id: newId('rate'), poolId, resourceClass: 'EGRESS_GIB', version: 1, curve: { kind: 'fixed', nanoTokensPerUnitHour: '5000' }, activeFrom: 0n, createdAt: 0n },
  });
  await client.lease.create({
    data: {
      ...whose, id: leaseId, projectId: tenant.projectId, name: 'web', state: 'active', replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1 }, workload: { image: 'i' },
      constraints: {}, pricing: { mode: 'on-demand' }, prices: [], priceLockedUntil: at + 10n ** 12n, unplaced: false, createdAt: at, activatedAt: at,
    },
  });
  await client.claim.create({
    data: {
      ...whose, id: claimId, leaseId, projectId: tenant.projectId, replica: 0, hostId, clusterId: 'cls', siteId: 'sit', operatorId: operator.ownerId, resources: [], fence: 1n,
      state: 'held', madeAt: at,
    },
  });
  await client.stream.create({
    data: { ...whose, id: newId('stream'), leaseId, claimId, hostId, operatorId: operator.ownerId, resourceClass: 'CPU_MILLI', quantity: 1_000n, nanoTokensPerUnitHour: 3_600_000n, startsAt: at },
  });
  await api.database.transaction((tx) => postTransfers(tx, start, [{
    key: 'd', type: 'posted', amount: 10n ** 9n, reason: 'deposit', from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: tenant.ownerId, kind: 'wallet' },
  }]));
});
afterAll(() => api.close());

const event = (over: object = {}) => ({
  specversion: '1.0', id: '1', source: '/agents/1', type: 'weir.usage.egress_bytes.v1', subject: claimId,
  data: { bytes: 2 ** 31, startsAt: start, endsAt: start + 60_000 }, ...over,
});

test('usage comes in as a batch, as one event, or as plain JSON, each event once', async () => {
  api.clock.advance(60_000);
  const send = (type: string, body: object) => operator.post('/v1/usage').set('content-type', type).send(JSON.stringify(body));
  expect((await send('application/cloudevents-batch+json', [event(), event(), event({ subject: newId('claim') })]).expect(200)).body).toEqual({
    accepted: 1, duplicates: 1, rejected: [{ index: 2, code: 'not_found', detail: 'No such claim on your hosts.' }], notCharged: [],
  });
  expect((await send('application/cloudevents+json', event()).expect(200)).body).toMatchObject({ accepted: 0, duplicates: 1 });
  expect((await send('application/json', [event({ data: 7 })]).expect(200)).body).toMatchObject({ accepted: 0, rejected: [{ index: 0, code: 'invalid_event' }] });
  await operator.post('/v1/usage', []).expect(400);
  await operator.post('/v1/usage', Array.from({ length: 1_001 }, () => ({}))).expect(400);
  await tenant.post('/v1/usage', [event()]).expect(403);
  await (await api.operator({ role: 'finance-viewer' })).post('/v1/usage', [event()]).expect(403);
  expect((await (await api.admin()).post('/v1/usage', [event({ id: 'gateway', type: 'weir.usage.ingress_bytes.v1' })]).expect(200)).body).toMatchObject({ accepted: 1 });
  expect((await operator.post('/v1/usage', event({ id: '2' })).expect(200)).body).toMatchObject({ accepted: 1 });
});

test('the wallet, charges, statements and earnings tell one story', async () => {
  const cost = async () => (await tenant.get(`/v1/leases/${leaseId}/cost`).expect(200)).body as { amount: string; classes: object[]; until: number | null };
  expect(await cost()).toEqual({ amount: '0', classes: [], until: null });
  api.clock.jump(start + HOUR);
  await api.app.get(Settlement, { strict: false }).settle(leaseId);
  const wallet = (await tenant.get('/v1/wallet').expect(200)).body as Record<string, string>;
  const spent = 3_600_000n + 20_000n;
  expect(BigInt(wallet.balance!) + BigInt(wallet.inEscrow!)).toBe(10n ** 9n - spent);
  expect(wallet).toMatchObject({ reserved: '0', nanoTokensPerHour: '3600000', runwayMillis: Number(10n ** 9n - spent), lastsUntil: start + HOUR + Number(10n ** 9n - spent) });

  const charges = (await tenant.get(`/v1/leases/${leaseId}/charges?limit=2`).expect(200)).body as { items: { amount: string }[]; nextCursor: string };
  const rest = (await tenant.get(`/v1/leases/${leaseId}/charges?cursor=${charges.nextCursor}`).expect(200)).body as typeof charges;
  expect([...charges.items, ...rest.items].map(({ amount }) => amount).toSorted()).toEqual(['10000', '10000', '3600000']);
  expect(rest.nextCursor).toBeNull();
  const latest = (await tenant.get(`/v1/leases/${leaseId}/charges?limit=2&sort=-starts`).expect(200)).body as typeof charges;
  const earlier = (await tenant.get(`/v1/leases/${leaseId}/charges?sort=-starts&cursor=${latest.nextCursor}`).expect(200)).body as typeof charges;
  expect([...latest.items, ...earlier.items].toReversed()).toEqual([...charges.items, ...rest.items]);

  const closed = (await tenant.post('/v1/statements').set('idempotency-key', 'k').expect(201)).body as { id: string };
  expect(closed).toMatchObject({ period: 'interim', deposits: '1000000000', charges: spent.toString(), closingBalance: (10n ** 9n - spent).toString() });
  expect((await tenant.post('/v1/statements').set('idempotency-key', 'k').expect(201)).body).toEqual(closed);
  expect((await tenant.get('/v1/statements').expect(200)).body).toEqual({ items: [closed], nextCursor: null });
  const lines = (await tenant.get(`/v1/statements/${closed.id}?limit=1`).expect(200)).body as { lines: object[]; nextCursor: string };
  expect(lines).toMatchObject({ ...closed, lines: [{ leaseId, leaseName: 'web', resourceClass: 'CPU_MILLI', amount: '3600000' }] });
  const more = (await tenant.get(`/v1/statements/${closed.id}?cursor=${lines.nextCursor}`).expect(200)).body as typeof lines;
  expect(more).toMatchObject({ lines: [{ resourceClass: 'EGRESS_GIB', amount: '20000', usage: String(2 ** 32) }], nextCursor: null });
  const { lines: all } = (await tenant.get(`/v1/statements/${closed.id}`).expect(200)).body as { lines: { resourceClass: string; variant: string; usage: string; amount: string }[] };
  expect(await cost()).toEqual({ amount: spent.toString(), classes: all.map(({ resourceClass, variant, usage, amount }) => ({ resourceClass, variant, usage, amount })), until: start + HOUR });
  expect(JSON.stringify([wallet, charges, rest, closed, lines, more])).not.toMatch(/hst_|opr_|cls_|sit_|"cls"|"sit"/);

  const earnings = (await operator.get('/v1/operator/earnings').expect(200)).body as { total: string; balance: string; items: object[] };
  expect(earnings).toMatchObject({ total: String(spent * 85n / 100n), balance: String(spent * 85n / 100n), items: [{ hostId, resourceClass: 'CPU_MILLI' }, { hostId, resourceClass: 'EGRESS_GIB' }] });
  const filtered = (await operator.get(`/v1/operator/earnings?by=hour&limit=1&hostId=${hostId}&from=0&to=${start + 2 * HOUR}`).expect(200)).body as { nextCursor: string; items: object[] };
  expect(filtered.items).toHaveLength(1);
  const further = await operator.get(`/v1/operator/earnings?by=hour&hostId=${hostId}&from=0&to=${start + 2 * HOUR}&cursor=${filtered.nextCursor}`).expect(200);
  expect((further.body as typeof filtered).items).toHaveLength(1);
});

test('the wallet says what it held at a moment', async () => {
  const balanceAt = async (at: number) => (await tenant.get(`/v1/wallet/balance?at=${at}`).expect(200)).body as object;
  expect(await balanceAt(start - 1)).toEqual({ at: start - 1, balance: '0' });
  expect(await balanceAt(start)).toEqual({ at: start, balance: (10n ** 9n).toString() });
  const { balance } = (await tenant.get('/v1/wallet').expect(200)).body as { balance: string };
  expect(await balanceAt(start + 24 * HOUR)).toMatchObject({ balance });
  for (const query of ['', '?at=-1', '?at=then', `?at=${start}&more=1`]) await tenant.get(`/v1/wallet/balance${query}`).expect(400);
  await operator.get(`/v1/wallet/balance?at=${start}`).expect(403);
});

test('the wallet says what moved in it, page by page, and not with whom', async () => {
  interface Page { items: { amount: string; reason: string; leaseId: string | null }[]; nextCursor: string | null }
  const read = async (query: string) => (await tenant.get(`/v1/wallet/entries?${query}`).expect(200)).body as Page;
  const items: Page['items'] = [];
  for (let page = await read('limit=1'); ; page = await read(`limit=1&cursor=${page.nextCursor}`)) {
    expect(page.items).toHaveLength(1);
    items.push(...page.items);
    if (page.nextCursor === null) break;
  }
  expect((await read('')).items).toEqual(items);
  const latest: Page['items'] = [];
  for (let page = await read('sort=-at&limit=1'); ; page = await read(`sort=-at&limit=1&cursor=${page.nextCursor}`)) {
    latest.push(...page.items);
    if (page.nextCursor === null) break;
  }
  expect(latest).toEqual(items.toReversed());
  await tenant.get('/v1/wallet/entries?sort=newest').expect(400);
  expect(items[0]).toMatchObject({ amount: (10n ** 9n).toString(), reason: 'deposit', leaseId: null });
  expect(items.slice(1).every((item) => item.leaseId === leaseId)).toBe(true);
  expect(items.length).toBeGreaterThan(1);
  const { balance } = (await tenant.get('/v1/wallet').expect(200)).body as { balance: string };
  expect(items.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString()).toBe(balance);
  expect((await read(`from=${start + 1}`)).items).not.toContainEqual(items[0]);
  expect((await read(`to=${start}`)).items).toEqual([]);
  expect(JSON.stringify(items)).not.toMatch(/hst_|opr_|cls_|sit_/);
  for (const query of ['from=-1', 'cursor=x', 'limit=0', 'more=1']) await tenant.get(`/v1/wallet/entries?${query}`).expect(400);
  await operator.get('/v1/wallet/entries').expect(403);
});

test('a statement is exported as JSON, CSV and a page', async () => {
  const [statement] = ((await tenant.get('/v1/statements').expect(200)).body as { items: { id: string; charges: string }[] }).items;
  const file = (query: string) => tenant.get(`/v1/statements/${statement!.id}/export${query}`);
  const json = await file('').expect(200);
  expect(json.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'content-disposition': `attachment; filename="${statement!.id}.json"` });
  expect(json.body).toMatchObject({ ...statement, tenantId: tenant.ownerId, depositLines: [{ amount: '1000000000' }], lines: [{ leaseId, amount: '3600000' }, { amount: '20000' }] });
  const csv = await file('?format=csv').expect(200);
  expect(csv.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8; header=present', 'content-disposition': `attachment; filename="${statement!.id}.csv"` });
  expect(csv.text.split('\r\n')).toEqual([expect.stringMatching(/^statement_id,line,/), expect.stringContaining(',3600000,0.0036,0'), expect.stringContaining(',20000,0.00002,0'), '']);
  const page = await file('?format=html').expect(200);
  expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'content-disposition': `inline; filename="${statement!.id}.html"`, 'x-content-type-options': 'nosniff' });
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/);
  expect(page.text).toContain('0.003620000');
  expect([json, csv, page].map(({ text }) => text).join('')).not.toMatch(/hst_|opr_|cls_|sit_|clm_/);

  for (const query of ['?format=pdf', '?format=', '?format=csv&format=html', '?form=csv']) expect((await file(query).expect(400)).body).toMatchObject({ code: 'invalid_request' });
  for (const format of ['json', 'csv', 'html']) {
    expect((await (await api.tenant()).get(`/v1/statements/${statement!.id}/export?format=${format}`).expect(404)).body).toMatchObject({ code: 'not_found' });
    await (await api.key('tenant', tenant.ownerId, { projectId: tenant.projectId })).get(`/v1/statements/${statement!.id}/export?format=${format}`).expect(403);
    await operator.get(`/v1/statements/${statement!.id}/export?format=${format}`).expect(403);
  }
});

test('a statement is exported as FOCUS 1.2: deposits are bought for money, usage costs what was charged, to the last digit', async () => {
  const billed = await billedTenant(api);
  const focus = (statementId: string, query: string) => billed.get(`/v1/statements/${statementId}/export?format=focus${query}`);
  const digits = (text: string, places: number) => BigInt(`${text.split('.')[0]}${(text.split('.')[1] ?? '').padEnd(places, '0')}`);
  const committed = (row: Record<string, string>) => ['Category', 'Id', 'Name', 'Quantity', 'Status', 'Type', 'Unit'].map((column) => row[`CommitmentDiscount${column}`]!);
  const commitments: string[][] = [];
  const credits: string[] = [];
  for (const statementId of billed.statementIds) {
    const { charges, deposits, startsAt, lines } = (await billed.get(`/v1/statements/${statementId}/export`).expect(200)).body as { charges: string; deposits: string; startsAt: number; lines: object[] };
    const rows = parse<Record<string, string>>((await focus(statementId, '&tokenPrice=0.0123&currency=EUR').expect(200)).text, { columns: true });
    const sum = (column: string, places: number) => rows.reduce((total, row) => total + digits(row[column]!, places), 0n);
    expect(sum('BilledCost', 18)).toBe(BigInt(deposits) * 12_300_000n);
    expect(sum('EffectiveCost', 18)).toBe(BigInt(charges) * 12_300_000n);
    expect(sum('PricingCurrencyEffectiveCost', 9)).toBe(BigInt(charges));
    for (const row of rows) {
      expect(digits(row['ListUnitPrice']!, 18) * digits(row['PricingQuantity']!, 12)).toBe(digits(row['ListCost']!, 30));
      expect(row['ChargeClass']).toBe(row['ChargeCategory'] === 'Usage' && Date.parse(row['ChargePeriodEnd']!) <= startsAt ? 'Correction' : '');
      expect(row['ChargePeriodStart']! < row['ChargePeriodEnd']!).toBe(true);
      expect(committed(row).every((cell) => cell !== '')).toBe(row['PricingCategory'] === 'Committed');
      expect(committed(row).some((cell) => cell !== '')).toBe(row['PricingCategory'] === 'Committed');
    }
    expect(new Set(rows.map((row) => row['x_StatementLine']).filter(Boolean)).size).toBe(lines.length);
    expect(rows.map((row) => row['ResourceName'])).toContain("'=training");
    const ways = (name: string) => [...new Set(rows.filter((row) => row['ResourceName'] === name).map((row) => row['PricingCategory']!))].toSorted();
    expect([ways('web, "front"'), ways("'=training")]).toEqual([['Standard'], ['Dynamic']]);
    const credited = rows.filter((row) => row['ChargeCategory'] === 'Usage' && row['EffectiveCost']!.startsWith('-'));
    credits.push(...credited.map((row) => [row['SkuMeter'], row['ChargeClass']].join()));
    const told = ['SkuMeter', 'PricingCategory', 'CommitmentDiscountStatus', 'CommitmentDiscountUnit', 'ConsumedUnit', 'PricingCurrencyListUnitPrice'];
    commitments.push(rows.filter((row) => row['ResourceName'] === 'base').map((row) => told.map((column) => row[column]).join()).toSorted());
    expect(JSON.stringify(rows)).not.toMatch(/hst_|opr_|cls_|sit_|clm_|agents/);
  }
  // Of what was on the statement before, and of what is on this one.
  expect(credits.toSorted()).toEqual(['CPU time,Correction', 'Memory time,']);
  // At what it costs without its discount; what its tenant gave up is charged, and not consumed. Traffic is no part of the term.
  expect(commitments).toEqual([
    ['CPU time,Committed,Used,vCPU-Hours,vCPU-Hours,0.030000002', 'Egress volume,Standard,,,GiB,0.005000003', 'Memory time,Committed,Used,GiB-Hours,GiB-Hours,0.005000004'],
    [
      'CPU time,Committed,Unused,vCPU-Hours,,0.030000002', 'CPU time,Committed,Used,vCPU-Hours,vCPU-Hours,0.030000002',
      'Memory time,Committed,Unused,GiB-Hours,,0.005000004', 'Memory time,Committed,Used,GiB-Hours,GiB-Hours,0.005000004',
    ],
  ]);
  const [statementId] = billed.statementIds;
  expect((await focus(statementId, '').expect(400)).body).toMatchObject({ code: 'invalid_request', pointer: '?tokenPrice' });
  for (const [query, pointer] of [['tokenPrice=1', '?currency'], ['tokenPrice=1&currency=XYZ', '?currency'], ['tokenPrice=0&currency=EUR', '?currency'], ['currency=EUR', '?tokenPrice'], ['tokenPrice=1e3&currency=EUR', '?tokenPrice'], ['tokenPrice=1&currency=eur', '?currency']]) {
    expect((await focus(statementId, `&${query}`).expect(400)).body).toMatchObject({ code: 'invalid_request', pointer });
  }
});

test('what is another\'s, or not for the key, is refused', async () => {
  const other = await api.tenant();
  const [statement] = await api.database.query<{ id: string }>(sql`select id from statements where tenant_id = ${tenant.ownerId}`);
  for (const path of [`/v1/statements/${statement!.id}`, `/v1/statements/${newId('statement')}`, `/v1/leases/${leaseId}/charges`, `/v1/leases/${newId('lease')}/charges`, `/v1/leases/${leaseId}/cost`, `/v1/leases/${newId('lease')}/cost`]) {
    expect((await other.get(path).expect(404)).body).toMatchObject({ code: 'not_found' });
  }
  await operator.get('/v1/wallet').expect(403);
  await tenant.get('/v1/operator/earnings').expect(403);
  await tenant.get('/v1/statements?cursor=bm9uc2Vuc2U').expect(400);
  await tenant.get('/v1/statements?limit=0').expect(400);
  const viewer = await api.key('tenant', tenant.ownerId, { role: 'billing-viewer' });
  await viewer.get('/v1/wallet').expect(200);
  await viewer.post('/v1/statements').expect(403);
  const limited = await api.key('tenant', tenant.ownerId, { projectId: tenant.projectId });
  expect((await limited.get('/v1/wallet').expect(403)).body).toMatchObject({ code: 'key_limited_to_project' });
  await limited.get(`/v1/wallet/balance?at=${start}`).expect(403);
  await limited.get(`/v1/leases/${leaseId}/charges`).expect(200);
  await limited.get(`/v1/leases/${leaseId}/cost`).expect(200);
  const elsewhere = await api.key('tenant', tenant.ownerId, { projectId: newId('project') });
  await elsewhere.get(`/v1/leases/${leaseId}/charges`).expect(404);
  await elsewhere.get(`/v1/leases/${leaseId}/cost`).expect(404);
});

test('a period that is over closes by itself', async () => {
  api.clock.jump(start + 30 * HOUR);
  await api.app.get(Statements, { strict: false }).closeStatements(api.clock.now());
  const { items } = (await tenant.get('/v1/statements').expect(200)).body as { items: { period: string; endsAt: number }[] };
  expect(items.map(({ period }) => period)).toEqual(['day', 'interim']);
});

test('usage that two sources count differently is under review, until an administrator decides', async () => {
  const [admin, other] = [await api.admin(), await api.tenant()];
  const now = api.clock.now();
  const sample = (source: string, bytes: number) => event({ id: 'contested', source, data: { bytes, startsAt: now - 60_000, endsAt: now } });
  await operator.post('/v1/usage').send([sample('/agents/1', 2 ** 31)]).expect(200);
  await admin.post('/v1/usage').send([sample('/gateways/1', 2 ** 30)]).expect(200);
  api.clock.advance(2 * HOUR);
  await api.app.get(Settlement, { strict: false }).settle(leaseId);
  const { items: [held] } = (await admin.get('/v1/admin/held-usage?state=open').expect(200)).body;
  expect(held).toMatchObject({ leaseId, claimId, operatorId: operator.ownerId, state: 'open', sources: [{ label: 'a', quantity: String(2 ** 30) }, { label: 'b', quantity: String(2 ** 31) }] });
  const review = async () => (await tenant.get(`/v1/leases/${leaseId}/reviewed-usage`).expect(200)).body;
  expect(await review()).toEqual({ items: [{ id: held.id, replica: 0, meter: 'egress_bytes', startsAt: held.startsAt, endsAt: held.endsAt, state: 'under_review' }], nextCursor: null });
  await other.get(`/v1/leases/${leaseId}/reviewed-usage`).expect(404);
  for (const caller of [tenant, operator]) {
    await caller.get('/v1/admin/held-usage').expect(403);
    await caller.post(`/v1/admin/held-usage/${held.id}/decision`).send({ decision: 'waive', reason: 'mine' }).expect(403);
  }
  const decide = (id: string, body: object) => admin.post(`/v1/admin/held-usage/${id}/decision`).send(body);
  await decide(newId('heldUsage'), { decision: 'waive', reason: 'r' }).expect(404);
  for (const body of [{}, { decision: 'charge', reason: 'r' }, { decision: 'waive' }, { decision: 'waive', source: 'a', reason: 'r' }, { decision: 'waive', reason: '' }, { decision: 'charge', source: 'a', reason: 'a\u0000b' }]) {
    expect((await decide(held.id, body).expect(400)).body).toMatchObject({ code: 'invalid_request' });
  }
  expect((await decide(held.id, { decision: 'charge', source: 'z', reason: 'r' }).expect(400)).body).toMatchObject({ pointer: '/source' });
  expect((await decide(held.id, { decision: 'charge', source: 'a', reason: 'the agent counts retries' }).expect(200)).body).toMatchObject({ state: 'charged', paid: 'a', reason: 'the agent counts retries' });
  await decide(held.id, { decision: 'charge', source: 'a', reason: 'again' }).expect(200);
  expect((await decide(held.id, { decision: 'waive', reason: 'r' }).expect(409)).body).toMatchObject({ code: 'usage_decided', state: 'charged' });
  await api.app.get(Settlement, { strict: false }).settle(leaseId);
  expect((await review()).items).toMatchObject([{ state: 'charged' }]);
  const charges = (await tenant.get(`/v1/leases/${leaseId}/charges?limit=200`).expect(200)).body.items as { resourceClass: string; endsAt: number; amount: string }[];
  expect(charges.filter(({ resourceClass, endsAt }) => resourceClass === 'EGRESS_GIB' && endsAt === now)).toMatchObject([{ amount: '5000' }]);
});
