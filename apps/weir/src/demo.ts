import { createServer, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { Webhook } from 'standardwebhooks';

import { formatTokens } from '#libs/kernel';

import { type ApiCall, apiCall } from './api-call.js';
import type { Screen } from './screen.js';

/** How long a stage may take before the demonstration gives up and says so. */
const STAGE_MILLIS = 30_000;
/** How often the lease is looked at. */
const LOOK_MILLIS = 60;
/** So long the sample lease runs before its first bill: enough to be worth a few nano-tokens. */
const RUN_MILLIS = 1_500;

interface LeaseView {
  id: string;
  state: string;
  addresses: { url: string }[];
}

interface Charge {
  resourceClass: string;
  amount: string;
}

interface StatementView {
  id: string;
  charges: string;
  lines?: unknown[];
}

/** Takes one lease from request to paid bill and signed webhook, through the API, telling each stage as it is reached. @returns where the lease is served. */
export async function demonstrate({ apiUrl, tenantKey }: { apiUrl: string; tenantKey: string }, say: Screen): Promise<string> {
  const tenant = apiCall(apiUrl, tenantKey);
  const receiver = await startReceiver();
  const endpoint = await tenant<{ id: string; secret: string }>('POST', '/v1/webhooks/endpoints', { url: receiver.url });
  receiver.secret = endpoint.secret;
  say.line('\nOne lease, from request to paid bill:');
  try {
    const lease = await tenant<LeaseView>('POST', '/v1/leases', {
      name: 'first-lease',
      pool: 'standard',
      replicas: 2,
      resources: { cpuMillis: 2_000, memoryMib: 4_096, egressMbps: 10 },
      workload: { image: 'nginx:1.29', ports: [{ name: 'http', port: 80, protocol: 'tcp', public: true }] },
      constraints: { jurisdictions: ['DE', 'CH'], spread: { over: 'operator', maximum: 1 } },
    });
    const wallet = await tenant<{ reserved: string; inEscrow: string }>('GET', '/v1/wallet');
    say.stage('admitted', `${lease.id}: 2 replicas in DE or CH, on different operators; ${formatTokens(BigInt(wallet.reserved) + BigInt(wallet.inEscrow))} held ahead`);
    await reached(tenant, lease.id, ['placed', 'provisioning', 'active']);
    say.stage('placed', 'capacity claimed for both replicas');
    await reached(tenant, lease.id, ['active']);
    say.stage('running', 'both replicas ready; charging begins');
    const { url } = lease.addresses[0]!;
    await served(url);
    say.stage('served', `${url} answers from both, and tells of neither operator`);
    await pause(RUN_MILLIS);
    const statement = await tenant<StatementView>('POST', '/v1/statements');
    const charges = await tenant<{ items: Charge[] }>('GET', `/v1/leases/${lease.id}/charges`);
    say.stage('metered', [...new Set(charges.items.map(({ resourceClass }) => resourceClass))].join(', '));
    say.stage('charged', `${charges.items.length} charges, each split exactly between operator, treasury and fee`);
    say.stage('statement closed', `${statement.id}: ${formatTokens(BigInt(statement.charges))}`);
    const types = await receiver.heard('statement.closed');
    say.stage('webhook received', `${types.length} messages, signatures verified: ${types.join(', ')}`);
    return url;
  } finally {
    await tenant('DELETE', `/v1/webhooks/endpoints/${endpoint.id}`).catch(() => undefined);
    await receiver.close();
  }
}

async function reached(tenant: ApiCall, leaseId: string, states: readonly string[]): Promise<void> {
  const end = performance.now() + STAGE_MILLIS;
  for (;;) {
    const lease = await tenant<LeaseView & { blocked?: unknown }>('GET', `/v1/leases/${leaseId}`);
    if (states.includes(lease.state)) return;
    if (performance.now() > end) throw new Error(`the sample lease is ${lease.state} after ${STAGE_MILLIS} ms: ${JSON.stringify(lease)}`);
    await pause(LOOK_MILLIS);
  }
}

/** Waits until an address is answered, as a visitor would ask; its name leads to this machine, whatever resolves it. */
async function served(url: string): Promise<void> {
  const { hostname, port, host, protocol } = new URL(url);
  const ask = () => new Promise<number>((resolve, reject) => {
    const options = hostname.endsWith('.localhost') ? { host: '127.0.0.1', port, headers: { host } } : { host: hostname, port };
    const request = (protocol === 'https:' ? requestTls : requestPlain)({ ...options, timeout: 5_000 }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    request.once('timeout', () => request.destroy(new Error('no answer')));
    request.once('error', reject).end();
  });
  for (const end = performance.now() + STAGE_MILLIS; (await ask()) !== 200; await pause(LOOK_MILLIS)) {
    if (performance.now() > end) throw new Error(`${url} is not served after ${STAGE_MILLIS} ms`);
  }
}

/** A webhook receiver as an integrator would write one: verifies every signature. */
async function startReceiver() {
  const types: string[] = [];
  let wake = () => undefined as void;
  const receiver = {
    url: '',
    secret: '',
    async heard(type: string): Promise<string[]> {
      const end = performance.now() + STAGE_MILLIS;
      while (!types.includes(type)) {
        if (performance.now() > end) throw new Error(`no webhook ${type} after ${STAGE_MILLIS} ms; heard ${types.join(', ') || 'none'}`);
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), pause(250)]);
      }
      return types;
    },
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      try {
        const message = new Webhook(receiver.secret).verify(body, request.headers as Record<string, string>) as { type: string };
        types.push(message.type);
        response.writeHead(204).end();
        wake();
      } catch {
        response.writeHead(400).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  return receiver;
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
