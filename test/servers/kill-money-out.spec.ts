import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Database, sql } from '#libs/database';
import { newId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { httpSink, type HttpSink, type Received } from '#libs/testing';
import { signatureHeaders } from '#libs/webhook';

import { audit } from '../../bench/audit.js';
import { clientOf, eventually } from '../support/operator-client.js';
import { type Product, type ProductProcess, startProduct } from '../support/product.js';
import { rulesNow } from '../support/rules.js';
import { stopAtTable } from '../support/table-stop.js';
import { setUpWorld, smallWorld, type World } from '../support/world.js';

/** Where a process is killed: about to write to a table, in the middle of its transaction; or in the middle of a request, which was got or was not. */
type Step = TableStep | { name: string; request: 'lost' | 'got' | 'noting'; table?: string };
interface TableStep {
  name: string;
  table: string;
  /** How the write begins. */
  statement?: string;
}

/** Of a batch of payouts, from earnings to the service's answer. */
const payoutSteps: Step[] = [
  { name: 'earnings are reserved', table: 'transfers' },
  { name: 'payouts are made', table: 'payouts' },
  { name: 'the batch is queued', table: 'payment_messages', statement: String.raw`^\s*insert` },
  { name: 'its events are written', table: 'outbox_events', statement: String.raw`insert into outbox_events` },
  { name: 'the round moves on', table: 'payout_rounds' },
  { name: 'the service is told, and does not get it', request: 'lost' },
  { name: 'the service got it, and its answer does not come', request: 'got' },
  { name: 'the answer is noted', request: 'noting', table: 'payment_messages' },
];
/** Of what the service says of a payout, and of a deposit. */
const wordSteps: TableStep[] = [
  { name: 'the funds leave', table: 'transfers' },
  { name: 'the payout is paid', table: 'payouts' },
];
const depositSteps: TableStep[] = [
  { name: 'the deposit is noted', table: 'payment_deposits' },
  { name: 'the wallet gets it', table: 'transfers' },
];
/** Of a message, from its event to its delivery. */
const messageSteps: Step[] = [
  { name: 'the event is carried', table: 'outbox_events', statement: String.raw`^\s*update outbox_events set relayed_at` },
  { name: 'the message is made', table: 'messages' },
  { name: 'its delivery is made', table: 'deliveries', statement: String.raw`^\s*insert` },
  { name: 'the endpoint is told, and does not get it', request: 'lost' },
  { name: 'the endpoint got it, and its answer does not come', request: 'got' },
  { name: 'the attempt is noted', request: 'noting', table: 'attempts' },
  { name: 'the delivery has ended', request: 'noting', table: 'deliveries' },
];

const EARNED = 1_000n;
const MINUTE = 60_000;
const secret = `whsec_${randomBytes(24).toString('base64')}`;

let product: Product;
let database: Database;
let world: World;
let sink: HttpSink;
let worker: ProductProcess;
let api: ProductProcess;
/** What was got whole, by path. */
const got: Received[] = [];
/** What the next request comes to, and who waits for it. */
let next: { request: 'lost' | 'got' | 'noting'; path: string; came: (response: ServerResponse) => void } | undefined;
/** What each operator earned, and each tenant was paid in. */
const earned = new Map<string, bigint>();
const deposits: { reference: string; recipient: string; amount: string }[] = [];

beforeAll(async () => {
  sink = await httpSink();
  sink.answer = (response, request) => {
    const stop = next?.path === request.path ? next : undefined;
    if (stop?.request !== 'lost') got.push(request);
    if (stop) next = undefined;
    if (stop) stop.came(response);
    else response.writeHead(204).end();
  };
  product = await startProduct({
    roles: ['api', 'worker'],
    env: {
      WEIR_PAYMENT_URL: `${sink.url}payments`, WEIR_PAYMENT_SECRET: secret, WEIR_WEBHOOK_ALLOW_PRIVATE: 'true', WEIR_WEBHOOK_TIMEOUT: '1s',
      WEIR_RATE_LIMIT: '1000000',
    },
  });
  [api, worker] = [product.of('api')[0]!, product.of('worker')[0]!];
  database = new Database({ url: product.databaseUrl, poolSize: 2 });
  await rulesNow(database, Date.now(), { payout: { everyMillis: 60_000, holdMillis: 0, thresholdNanoTokens: 1n } });
  // Each message has a tenant and an endpoint of its own: those of a process that was killed are nobody's for a while.
  world = await setUpWorld(product, smallWorld({ operators: 1, hostsEach: 1, tenants: messageSteps.length }));
  for (const [index, { key }] of world.tenants.entries()) await clientOf(api.url!, key)('POST', '/v1/webhooks/endpoints', { url: `${sink.url}hook-${index}`, eventTypes: ['deposit.credited'] });
  await worker.kill();
}, 600_000);
afterAll(async () => {
  await database?.close();
  await product?.close();
  await sink?.close();
});

/** Starts the worker, kills it at the step, and leaves it dead. */
async function workerKilledAt(step: Step, path: string): Promise<void> {
  let started: Promise<void> | undefined;
  const start = () => void (started = worker.start());
  const kill = () => worker.kill();
  if ('request' in step) {
    const came = new Promise<ServerResponse>((resolve) => (next = { request: step.request, path, came: resolve }));
    start();
    const response = await came;
    if (step.request === 'noting') await stopAtTable(product.databaseUrl, step.table!, 'worker', () => response.writeHead(204).end(), kill);
    else await kill();
    response.destroy();
  } else await stopAtTable(product.databaseUrl, step.table, 'worker', start, kill, step.statement);
  await started;
  console.log(`killed the worker: ${step.name}`);
}

/** Says something as the payment service does, until it is heard; the API is killed at the step the first time. */
async function saidKilledAt(step: TableStep, path: string, body: object): Promise<void> {
  const first = { done: undefined as Promise<unknown> | undefined };
  await stopAtTable(product.databaseUrl, step.table, 'api', () => (first.done = say(path, body).catch(() => undefined)), () => api.kill());
  await first.done;
  await api.start();
  await said(path, body);
  console.log(`killed the API: ${step.name}`);
}

async function said(path: string, body: object): Promise<void> {
  expect(await say(path, body)).toBe(200);
}

async function say(path: string, body: object): Promise<number> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', ...signatureHeaders(newId('message'), Date.now(), text, [secret]) };
  return (await fetch(`${api.url}${path}`, { method: 'POST', headers, body: text })).status;
}

/** Operators with earnings that are due, in a period of payouts that has not begun. */
async function earn(): Promise<void> {
  const operators = [newId('operator'), newId('operator')];
  await database.transaction(async (tx) => {
    await postTransfers(tx, Date.now() - 2 * MINUTE, operators.map((ownerId) => ({
      key: newId('transfer'), type: 'posted' as const, from: { ownerId: 'platform', kind: 'issuance' as const }, to: { ownerId, kind: 'earnings' as const }, amount: EARNED, reason: 'charge' as const,
    })));
    await tx.$executeRaw(sql`update payout_rounds set period_starts_at = 0, last_operator_id = '', done = false`);
  });
  for (const id of operators) earned.set(id, EARNED);
}

const payments = () => got.filter(({ path }) => path === '/payments');
const payoutsTold = () => new Map(payments().flatMap(({ body }) => (JSON.parse(body) as { data: { payouts: { id: string; operatorId: string; amount: string }[] } }).data.payouts).map((payout) => [payout.id, payout]));

describe('kill -9 at every step', { timeout: 900_000 }, () => {
  test(`of a batch of payouts (${payoutSteps.length}), of a deposit (${depositSteps.length}) and of a message (${messageSteps.length})`, async () => {
    for (const step of payoutSteps) {
      await earn();
      await workerKilledAt(step, '/payments');
    }
    for (const [index, step] of messageSteps.entries()) {
      const deposit = { reference: `deposit ${index}`, recipient: world.tenants[index]!.id, amount: '7' };
      deposits.push(deposit);
      const killing = depositSteps[index];
      await (killing ? saidKilledAt(killing, '/v1/payments/deposits', deposit) : said('/v1/payments/deposits', deposit));
      await workerKilledAt(step, `/hook-${index}`);
    }
    await worker.start();
    await eventually(async () => {
      expect(await database.query(sql`select id, state from payment_messages where state <> 'sent'`)).toEqual([]);
      expect(await database.query(sql`select state, count(*)::int as count from deliveries group by state`)).toEqual([{ state: 'delivered', count: deposits.length }]);
    }, 120_000);
  });

  test('every operator is paid once, and told of once', async () => {
    const made = await database.client.payout.findMany();
    expect(new Map(made.map(({ operatorId, amount }) => [operatorId, amount]))).toEqual(earned);
    expect(made).toHaveLength(earned.size);
    expect(new Map([...payoutsTold().values()].map(({ operatorId, amount }) => [operatorId, BigInt(amount)]))).toEqual(earned);
    expect(payoutsTold().size).toBe(earned.size);
    const bodies = Map.groupBy(payments(), ({ headers }) => headers['webhook-id'] as string);
    for (const [id, sent] of bodies) expect(new Set(sent.map(({ body }) => body)).size, `what ${id} says`).toBe(1);
    const [first, second, ...others] = payoutsTold().values();
    const word = ({ id, amount }: { id: string; amount: string }) => ({ payoutId: id, amount, outcome: 'paid' });
    for (const [index, payout] of [first!, second!].entries()) await saidKilledAt(wordSteps[index]!, '/v1/payments/payouts', word(payout));
    for (const payout of others) await said('/v1/payments/payouts', word(payout));
    const left = await database.query(sql`select balance, reserved from accounts where kind = 'earnings' and (balance <> 0 or reserved <> 0)`);
    expect(left).toEqual([]);
    expect(await database.query(sql`select balance from accounts where kind = 'payouts'`)).toEqual([{ balance: EARNED * BigInt(earned.size) }]);
  });

  test('every deposit is one message, got and noted, and the ledger balances', async () => {
    const told = got.filter(({ path }) => path !== '/payments').map(({ body }) => (JSON.parse(body) as { data: { reference: string } }).data.reference);
    expect([...new Set(told)].toSorted()).toEqual(deposits.map(({ reference }) => reference).toSorted());
    const messages = await database.query<{ id: string }>(sql`select id from messages`);
    expect(messages).toHaveLength(deposits.length);
    expect(new Set(got.filter(({ path }) => path !== '/payments').map(({ headers }) => headers['webhook-id']))).toEqual(new Set(messages.map(({ id }) => id)));
    for (const { id } of world.tenants) {
      const [row] = await database.query<{ sum: bigint }>(sql`select sum(amount)::bigint as sum from payment_deposits where tenant_id = ${id}`);
      expect(row!.sum).toBe(7n);
    }
    // The events of the last words are still carried.
    await eventually(async () => expect((await audit(product.databaseUrl)).findings).toEqual([]), 30_000);
  });
});
