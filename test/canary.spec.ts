import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { openApiDocument } from '#apps/api';
import { apiCall, setUpWorld, type World } from '#apps/weir';
import { exportFormats } from '#libs/billing';
import { sql } from '#libs/database';
import { type EventType, newId } from '#libs/kernel';
import { httpSink, type HttpSink } from '#libs/testing';
import { eventExamples } from '#libs/webhook';

import { wholeProduct, type WholeProduct } from './support/whole-product.js';

const POOL = 'standard';
/** In every name that operators give, and nowhere else. */
const mark = (of: string): string => `${of}-canary-${randomBytes(6).toString('hex')}`;

/** What operators ask for a vCPU: figures that are nowhere else. */
const asks = ['12345671', '12345673', '12345677'];
/** What one of them bids. */
const bids = ['12345679', '12345678'];

/** All that the tenant got, by where it got it. */
const got = new Map<string, string>();
let product: WholeProduct;
let world: World;
let sink: HttpSink;

beforeAll(async () => {
  sink = await httpSink();
  product = await wholeProduct({
    simulatedStartMillis: 100, simulatedSampleMillis: 1_000, sweepEveryMillis: 250, settleEveryMillis: 500, hostStaleAfterMillis: 2_000, hostLostAfterMillis: 3_000, hostGraceMillis: 1_000,
    startFailureMillis: 500, webhookAllowPrivate: true,
  });
  world = await setUpWorld(product.url, product.adminKey, {
    pool: { name: POOL, auctionWindowMillis: 10_000 },
    rates: ['CPU_MILLI', 'MEMORY_MIB', 'STORAGE_GIB', 'EGRESS_MBPS', 'EGRESS_GIB', 'STORED_GIB_HOUR'].map((resourceClass) => ({ resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: '30000001' } })),
    operators: ['DE', 'FR', 'JP'].map((jurisdiction) => ({
      name: mark('operator'),
      site: { name: mark('site'), jurisdiction, region: 'somewhere' },
      hosts: Array.from({ length: 2 }, () => ({ name: mark('host'), inventories: [{ resourceClass: 'CPU_MILLI', total: 8_000 }, { resourceClass: 'MEMORY_MIB', total: 32_000 }, { resourceClass: 'EGRESS_MBPS', total: 1_000 }] })),
    })),
    tenants: [{ name: 'tenant', depositNanoTokens: '1000000000000' }],
  });
  for (const [index, { key }] of world.operators.entries()) {
    await apiCall(product.url, key)('POST', '/v1/operator/asks', { pool: POOL, resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: asks[index]! });
    await apiCall(product.url, key)('POST', '/v1/operator/asks', { pool: POOL, resourceClass: 'EGRESS_MBPS', nanoTokensPerUnitHour: '30000001' });
  }
}, 120_000);
afterAll(async () => {
  await product?.close();
  await sink?.close();
});

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** Asks as the tenant, and keeps all of the answer. A stream is read for a while. */
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${product.url}${path}`, {
    method, headers: { authorization: `Bearer ${world.tenants[0]!.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(30_000),
  });
  const text = response.headers.get('content-type') === 'text/event-stream' ? await readFor(response, 1_500) : await response.text();
  got.set(`${got.size} ${method} ${path} ${response.status}`, `${JSON.stringify([...response.headers])}\n${text}`);
  return { status: response.status, body: (isJson(response) ? JSON.parse(text) : {}) as Record<string, unknown> };
}

function isJson(response: Response): boolean {
  return response.status !== 204 && /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
}

async function readFor(response: Response, millis: number): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const timer = setTimeout(() => void reader.cancel(), millis);
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  clearTimeout(timer);
  return text;
}

/** Asks until the answer is as expected, keeping every answer on the way. */
async function until(path: string, expected: (body: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
  let last: unknown;
  for (let tries = 0; tries < 150; tries += 1) {
    const { body } = await ask('GET', path);
    last = body;
    if (expected(body)) return body;
    await sleep(200);
  }
  throw new Error(`${path} never came to be as expected; it is ${JSON.stringify(last)}`);
}

async function request(changes: object): Promise<string> {
  const terms = { pool: POOL, replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, workload: { image: 'app:1' }, constraints: { spread: { over: 'operator', maximum: 1 } }, ...changes };
  const { status, body } = await ask('POST', '/v1/leases', terms);
  expect(status).toBe(201);
  return body['id'] as string;
}

const isIn = (state: string) => (body: Record<string, unknown>) => body['state'] === state;

/** A spot lease has to go where one that is not needs the room: told before, on its timeline and by webhook, and billed. */
async function reclaimed(): Promise<string> {
  const like = { resources: { cpuMillis: 5_000, memoryMib: 64 }, constraints: {} };
  // One replica a host: what comes has no room for any part of itself, and need not be tried twice.
  const spotId = await request({ ...like, name: 'batch', replicas: 6, pricing: { mode: 'spot', maximumNanoTokensPerHour: '2000000000' } });
  await until(`/v1/leases/${spotId}`, isIn('active'));
  await until(`/v1/leases/${spotId}/charges`, ({ items }) => (items as unknown[]).length > 0);
  // A shorter notice than any pool may promise: nobody waits for it here.
  await product.database.query(sql`update leases set pricing = jsonb_set(pricing, '{noticeMillis}', '1500') where id = ${spotId}`);
  const firmId = await request({ ...like, replicas: 1 });
  await until(`/v1/leases/${spotId}`, ({ reclaim }) => reclaim !== null);
  await until(`/v1/leases/${spotId}`, isIn('closed'));
  await until(`/v1/leases/${firmId}`, isIn('active'));
  expect((await ask('DELETE', `/v1/leases/${firmId}`)).status).toBeLessThan(300);
  await until(`/v1/leases/${firmId}`, isIn('closed'));
  return spotId;
}

/** Everything that goes wrong beneath a lease, each as the tenant sees it. */
async function live(): Promise<{ leaseId: string; failedId: string; blockedId: string }> {
  const leaseId = await request({ name: 'web' });
  await until(`/v1/leases/${leaseId}`, isIn('active'));
  for (const query of ['', '?replica=1', '?follow=true']) await ask('GET', `/v1/leases/${leaseId}/logs${query}`);
  await ask('GET', `/v1/leases/${leaseId}/logs`, undefined, { accept: 'application/x-ndjson' });
  const [claim] = await product.database.query<{ host_id: string; cluster_id: string }>(sql`select host_id, cluster_id from claims where lease_id = ${leaseId} and replica = 0`);
  const operator = world.operators.find(({ clusterId }) => clusterId === claim!.cluster_id)!;
  const call = apiCall(product.url, operator.key);
  const faults = `/v1/operator/clusters/${operator.clusterId}/faults`;
  const crash = await call<{ id: string }>('POST', faults, { kind: 'out_of_memory', leaseId });
  await until(`/v1/leases/${leaseId}`, isIn('degraded'));
  await call('DELETE', `${faults}/${crash.id}`);
  await until(`/v1/leases/${leaseId}`, isIn('active'));
  const silence = await call<{ id: string }>('POST', faults, { kind: 'contact_lost' });
  await ask('GET', `/v1/leases/${leaseId}/logs?replica=0`);
  await until(`/v1/leases/${leaseId}`, ({ replicaStates }) => JSON.stringify(replicaStates).includes('"unknown"'));
  await until(`/v1/leases/${leaseId}`, isIn('active'));
  await call('DELETE', `${faults}/${silence.id}`);
  const failing = await Promise.all(world.operators.map(({ key, clusterId }) => apiCall(product.url, key)<{ id: string }>('POST', `/v1/operator/clusters/${clusterId}/faults`, { kind: 'image_not_found' })));
  const failedId = await request({ replicas: 1 });
  await until(`/v1/leases/${failedId}`, isIn('failed'));
  for (const [index, { key, clusterId }] of world.operators.entries()) await apiCall(product.url, key)('DELETE', `/v1/operator/clusters/${clusterId}/faults/${failing[index]!.id}`);
  const dear = await request({ replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 1_024, egressMbps: 1 } });
  await until(`/v1/leases/${dear}`, isIn('blocked'));
  const blockedId = await request({ replicas: 4 });
  await until(`/v1/leases/${blockedId}`, isIn('blocked'));
  const auctionedId = await request({ replicas: 1, pricing: { mode: 'on-demand', auction: true } });
  await ask('GET', `/v1/leases/${auctionedId}/auction`);
  const bidder = apiCall(product.url, world.operators[0]!.key);
  const [auction] = (await bidder<{ items: { id: string }[] }>('GET', '/v1/operator/auctions?open=true')).items;
  await bidder('PUT', `/v1/operator/auctions/${auction!.id}/bid`, { prices: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnitHour: '12345679' }, { resourceClass: 'MEMORY_MIB', nanoTokensPerUnitHour: '12345678' }] });
  await until(`/v1/leases/${auctionedId}/auction`, isIn('awarded'));
  for (const part of ['', '/events']) await ask('GET', `/v1/leases/${auctionedId}${part}`);
  return { leaseId, failedId, blockedId };
}

/** A budget that is spent at once stops a lease, and lets it go. */
async function budget(leaseId: string): Promise<void> {
  const { body, status } = await ask('POST', '/v1/budgets', { amount: '1', hardStop: true });
  expect(status).toBe(201);
  await until(`/v1/leases/${leaseId}`, isIn('suspended'));
  expect((await ask('POST', '/v1/leases', { pool: POOL, replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 64 }, workload: { image: 'app:1' } })).body['code']).toBe('budget_reached');
  for (const part of ['', '/events']) await ask('GET', `/v1/leases/${leaseId}${part}`);
  await ask('GET', `/v1/budgets/${body['id'] as string}`);
  expect((await ask('DELETE', `/v1/budgets/${body['id'] as string}`)).status).toBe(204);
  await until(`/v1/leases/${leaseId}`, isIn('active'));
}

/** Bodies of the requests that change something; each route of a tenant that takes one is here, or gives an example in the document. */
const bodies: Record<string, object> = {
  takeDeposit: { reference: 'r', recipient: 'ten', amount: '1' }, confirmPayout: { payoutId: 'pay', amount: '1', outcome: 'paid' }, resolveTopUp: { topUpId: 'top', outcome: 'declined' }, requestTopUp: { amount: '1' },
  createProject: { name: 'second' }, renameProject: { name: 'renamed' }, setQuota: { limit: 100_000 }, addMember: { email: 'a@example.com', role: 'developer' }, changeMember: { role: 'admin' },
  createKey: { name: 'second', role: 'developer' }, updateEndpoint: { description: 'ours' }, echo: { message: 'hello' }, reportUsage: {}, requestLease: { workload: { privileged: true } },
  changeLease: { replicas: 3 }, makeQuote: { pool: POOL, replicas: 9, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, constraints: { spread: { over: 'site', maximum: 1 } } },
  backCover: { amount: '100000000000' }, exitCover: { shares: '10' }, depositToAssess: { amount: '1000' }, stopAssessing: { amount: '10' }, voteOnCoverDispute: { vote: 'accept' },
  disputeCover: { coverId: newId('cover'), startsAt: 0, downMillis: 1, reason: 'It was down.' },
  signIn: { account: 'a@example.com', password: 'none of ours' }, changePassword: { current: 'none of ours', password: 'nor is this one' }, stakeTokens: { amount: '1000' }, exitStake: { shares: '10' }, transferShares: { tenantId: newId('tenant'), shares: '10' },
  backDiversified: { amount: '1000' }, exitDiversified: { shares: '10' }, transferDiversified: { tenantId: newId('tenant'), shares: '10' },
  redeliverRange: { from: 0, to: 4_000_000_000_000, onlyFailed: false }, setTopUp: { threshold: '1', amount: '1', mostPerMonth: '1' }, createBudget: { amount: '9000000000000000000' }, changeBudget: { amount: '8000000000000000000' }, keepRegistryCredential: { name: 'ours', server: 'registry.example.com', username: 'robot', password: 's3cret' },
};

/** What some take besides: a stream all that was missed. */
const headersOf: Record<string, Record<string, string>> = { changeLease: { 'if-match': '"1"' }, changeBudget: { 'if-match': '"1"' }, streamEvents: { 'last-event-id': '1' } };

interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, { schema: { $ref?: string } }> };
}

/** Asks for everything the document names that is not an operator's or an administrator's, reading first and removing last. */
async function everything(known: Record<string, string>): Promise<void> {
  const { paths, components } = await openApiDocument();
  const exampleOf = (of: Operation) => (components?.schemas?.[of.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? ''] as { example?: object } | undefined)?.example;
  const order = ['get', 'post', 'put', 'patch', 'delete'];
  const operations = Object.entries(paths).filter(([path]) => !/^\/v1\/(operator|admin)\//.test(path))
    .flatMap(([path, item]) => order.flatMap((method) => (method in item ? [{ path, method, ...(item as Record<string, Operation>)[method]! }] : [])))
    .toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
  for (const operation of operations) {
    const { path, method, operationId, requestBody } = operation;
    if (operationId === 'createEndpoint') continue; // the one that messages come to is made before
    const content = requestBody && (bodies[operationId] ?? exampleOf(operation));
    expect(!requestBody || content !== undefined, `${operationId} takes a body that this test does not know`).toBe(true);
    const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
      expect(known, `${path} takes ${name}, which this test does not know`).toHaveProperty(name);
      return known[name]!;
    });
    const { status, body } = await ask(method.toUpperCase(), filled, content, headersOf[operationId]);
    expect(status, `${method} ${filled}`).toBeLessThan(500);
    if (operationId === 'addMember') known['memberId'] = body['id'] as string;
    if (operationId === 'createBudget') known['budgetId'] = body['id'] as string;
    if (operationId === 'createKey') known['keyId'] = (body['key'] as { id: string } | undefined)?.id ?? (body['id'] as string);
    if (operationId === 'keepRegistryCredential') known['credentialId'] = body['id'] as string;
    if (operationId === 'makeQuote') known['quoteId'] = body['id'] as string;
    if (requestBody) await ask(method.toUpperCase(), filled, { unknown: true });
  }
  for (const path of ['/', '/console/', '/metrics', '/openapi.json', '/v1/nowhere', '/v1/operator/hosts', '/v1/operator/doctor', '/v1/admin/operators', '/v1/operator/sites', '/v1/leases?state=x']) await ask('GET', path);
}

interface Message {
  type: EventType;
  data: Record<string, unknown>;
}

/** In what real messages differ from the examples in docs/events.md: fields that those lack, or have of another kind, and fields that no message has. */
function unlikeExamples(messages: readonly Message[]): string[] {
  const kind = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);
  const byType = Map.groupBy(messages, ({ type }) => type);
  return [...byType].flatMap(([type, real]) => {
    const { data = {}, sometimes = [] } = eventExamples[type] ?? {};
    const odd = real.flatMap((message) => Object.entries(message.data).filter(([key, value]) => !(key in data) || (value !== null && kind(value) !== kind(data[key]))).map(([key, value]) => `${type}: ${key} is ${kind(value)}`));
    const missing = Object.keys(data).filter((key) => !sometimes.includes(key) && !real.every((message) => key in message.data)).map((key) => `${type} lacks ${key}`);
    return [...new Set([...odd, ...missing])];
  });
}

/** Every word that betrays where something runs: names that were marked, and ids of what a tenant may not know of. */
async function betrayals(): Promise<string[]> {
  const rows = await product.database.query<{ word: string }>(sql`
    select id as word from operators union select name from operators union select id from sites union select name from sites union select id from clusters union select name from clusters
    union select id from operator_asks union select id from bids union select nonce from bids union select id from hosts union select name from hosts union select id from claims union select id from simulated_faults union select holder from scheduler_locks`);
  return [...rows.map(({ word }) => word), ...world.operators.map(({ key }) => key), ...asks, ...bids, 'canary'];
}

test('nothing that a tenant can get betrays an operator, a site, a cluster, a host or a claim', { timeout: 240_000 }, async () => {
  const endpoint = await ask('POST', '/v1/webhooks/endpoints', { url: sink.url });
  expect(endpoint.status).toBe(201);
  expect((await ask('POST', '/v1/webhooks/endpoints', { url: `${sink.url}to-the-end` })).status).toBe(201); // the other is deleted on the way
  const spotId = await reclaimed();
  const { leaseId, failedId, blockedId } = await live();
  const quote = await ask('POST', '/v1/quotes', bodies['makeQuote']);
  await until(`/v1/leases/${leaseId}/charges`, ({ items }) => (items as unknown[]).length > 0);
  const statement = await ask('POST', '/v1/statements');
  expect(statement.status).toBeLessThan(300);
  await budget(leaseId);
  for (const format of exportFormats) expect((await ask('GET', `/v1/statements/${statement.body['id'] as string}/export?format=${format}&tokenPrice=1&currency=EUR`)).status).toBe(200);
  for (const id of [spotId, failedId, blockedId]) for (const part of ['', '/events', '/watch', '/charges', '/cost', '/logs', '/placement-rounds', '/placement-proof', '/alternatives']) await ask('GET', `/v1/leases/${id}${part}`);
  const { items: messages } = await until('/v1/webhooks/messages?limit=200', ({ items }) => (items as { type: string }[]).some(({ type }) => type === 'statement.closed'));
  const messageId = (messages as { id: string }[])[0]!.id;
  const deliveries = (await until(`/v1/webhooks/messages/${messageId}/deliveries`, ({ items }) => (items as unknown[]).length > 0))['items'] as { id: string }[];
  await apiCall(product.url, world.operators[0]!.key)('PUT', '/v1/operator/stake-pool/terms', { earningsBps: 1_000, commissionBps: 500 });
  const [stakePool] = (await ask('GET', '/v1/stake-pools')).body['items'] as [{ id: string }];
  const cover = { leaseId, amount: '10000000000', nanoTokensPerHour: '1000000', periodMillis: 30 * 86_400_000 };
  Object.assign(bodies, { buyCover: cover, quoteCover: cover });
  await everything({
    stakePoolId: stakePool.id, version: '1', leaseId, quoteId: quote.body['id'] as string, statementId: statement.body['id'] as string, projectId: world.tenants[0]!.projectId, resourceClass: 'CPU_MILLI', poolName: POOL,
    endpointId: endpoint.body['id'] as string, messageId, deliveryId: deliveries[0]!.id, budgetId: newId('budget'), coverId: newId('cover'), exitId: newId('stakeExit'), disputeId: newId('coverDispute'), keyId: newId('apiKey'), memberId: newId('member'), credentialId: newId('registryCredential'),
  });
  await until(`/v1/leases/${leaseId}`, isIn('closed'));
  await ask('GET', `/v1/leases/${leaseId}/watch`);
  await ask('GET', `/v1/leases/${leaseId}/charges?limit=200`);
  await ask('GET', `/v1/leases/${leaseId}/cost`);

  const isClosed = (body: string) => body.includes('"lease.closed"') && body.includes(leaseId);
  for (let tries = 0; tries < 300 && !sink.received.some(({ body }) => isClosed(body)); tries += 1) await sleep(100);
  for (const [index, { headers, body }] of sink.received.entries()) got.set(`webhook ${index}`, `${JSON.stringify(headers)}\n${body}`);
  expect(sink.received.length).toBeGreaterThan(5);
  for (const word of [leaseId, failedId, spotId, POOL, 'simulated replica ready', 'host_lost', 'out_of_memory', 'image_not_found', 'logs_unavailable', 'workload_forbidden', 'budget.share_reached', 'budget.released', 'lease.reclaim_noticed', 'lease.reclaimed', 'capacity_reclaimed', ',Dynamic,']) {
    expect([...got.values()].some((text) => text.includes(word)), `${word} is among what the tenant got`).toBe(true);
  }
  expect(unlikeExamples(sink.received.map(({ body }) => JSON.parse(body) as Message))).toEqual([]);
  const words = await betrayals();
  expect(words.length).toBeGreaterThan(3 * 7);
  const hits = [...got].flatMap(([where, text]) => words.filter((word) => text.includes(word)).map((word) => `${where}: ${word}`));
  expect(hits).toEqual([]);
  const internal = [...got].flatMap(([where, text]) => [...text.matchAll(/\b(ask|bid|opr|sit|cls|hst|clm|flt)_[0-9a-hjkmnp-tv-z]{24}\b/g)].map(([id]) => `${where}: ${id}`));
  expect(internal.filter((hit) => !/openapi/.test(hit))).toEqual([]);
});
