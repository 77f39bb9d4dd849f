import { Pool } from 'pg';

import { setUpWorld } from '#apps/weir';
import { createWeirClient, idempotent, pages, type WeirClient } from '#libs/client';
import { type Database, sql } from '#libs/database';

import { type Contest, percentile } from './contest.js';
import { type StartedProduct, startUp } from './started-product.js';

/** Leases of one throughput run, and requests under way at once. */
const LEASES = 300;
const AT_ONCE = 16;
/** Several, as a cloud has; the requests of one wait for each other at its wallet. */
const TENANTS = 8;
/** Of the latency measurement: an even stream, whatever the answers do. */
const PER_SECOND = 50;
const SECONDS = 20;
const SETTLED_WITHIN_MILLIS = 120_000;

/**
 * Leases through the public API of the whole product in one process, on the embedded PostgreSQL, with the simulated
 * driver starting replicas at once. Accepted means answered 201, that is committed.
 */
export async function* leaseContests(): AsyncGenerator<Contest> {
  const product = await startUp({ WEIR_SIMULATED_START: '0ms', WEIR_RATE_LIMIT: '100000000' });
  try {
    const clients = await tenantsOf(product);
    const peer = await barePeer(product.databaseUrl);
    await requestMany(clients, 50, 1_000); // the first leases pay for compilation and plans
    await allClosed(product.database);
    const activation = await activationMillis(clients, product.database);
    yield {
      name: 'lease',
      unit: 'requests/s',
      peerIs: 'a bare loop of the least that must be committed: lease, event, transfer, 2 entries, 2 balances',
      ours: async () => {
        const rate = await requestMany(clients, LEASES, 2_000);
        await allClosed(product.database); // what follows from them must not slow the peer
        return rate;
      },
      peer: () => peer.run(),
      extra: () => activation,
      close: () => peer.close(),
    };
  } finally {
    await product.stop();
  }
}

/** A market with room for everything, and tenants with funds for everything. */
export async function tenantsOf({ apiUrl, adminKey }: StartedProduct): Promise<WeirClient[]> {
  const inventories = [{ resourceClass: 'CPU_MILLI', total: 2_000_000 }, { resourceClass: 'MEMORY_MIB', total: 2_000_000 }];
  const world = await setUpWorld(apiUrl, adminKey, {
    pool: { name: 'bench' },
    rates: inventories.map(({ resourceClass }) => ({ resourceClass, curve: { kind: 'fixed', nanoTokensPerUnitHour: '1000000' } })),
    operators: ['DE', 'CH', 'US', 'FR'].map((jurisdiction) => ({
      name: `operator-${jurisdiction}`,
      site: { name: `site-${jurisdiction}`, jurisdiction, region: 'bench' },
      hosts: Array.from({ length: 4 }, (_, index) => ({ name: `${jurisdiction}-${index}`, inventories })),
    })),
    tenants: Array.from({ length: TENANTS }, (_, index) => ({ name: `tenant-${index}`, depositNanoTokens: '1000000000000000' })),
  });
  return world.tenants.map(({ key }) => createWeirClient({ baseUrl: apiUrl, apiKey: key }));
}

async function requestLease(client: WeirClient, durationMillis: number): Promise<string> {
  const { data } = await client.POST('/v1/leases', {
    body: { pool: 'bench', replicas: 1, resources: { cpuMillis: 100, memoryMib: 128 }, workload: { image: 'registry.example/app:1' }, durationMillis },
    params: { header: idempotent() },
  });
  return data!.id;
}

/** @returns requests accepted per second. */
export async function requestMany(clients: readonly WeirClient[], count: number, durationMillis: number): Promise<number> {
  const start = performance.now();
  let left = count;
  const asker = async (): Promise<void> => {
    while (left-- > 0) await requestLease(clients[left % clients.length]!, durationMillis);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
  return count / ((performance.now() - start) / 1_000);
}

/** From sending the request to the moment the product calls the lease active; both clocks are this machine's. */
async function activationMillis(clients: readonly WeirClient[], database: Database): Promise<Record<string, number>> {
  const sentAt = new Map<string, number>();
  const requests: Promise<void>[] = [];
  const failures: unknown[] = [];
  const begin = performance.now();
  for (let index = 0; index < PER_SECOND * SECONDS; index += 1) {
    const due = begin + (index * 1_000) / PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const at = Date.now();
    requests.push(requestLease(clients[index % clients.length]!, 60_000).then((id) => void sentAt.set(id, at), (error: unknown) => void failures.push(error)));
  }
  await Promise.all(requests);
  if (failures.length > 0) throw new Error(`${failures.length} of ${requests.length} requests failed`, { cause: failures[0] });
  await allActivated(database);
  const waits: number[] = [];
  for (const client of clients) {
    for await (const lease of pages((cursor) => client.GET('/v1/leases', { params: { query: { cursor, limit: 200 } } }))) {
      const at = sentAt.get(lease.id);
      if (at !== undefined && lease.activatedAt !== null) waits.push(lease.activatedAt - at);
    }
  }
  if (waits.length !== sentAt.size) throw new Error(`${sentAt.size - waits.length} of ${sentAt.size} leases did not become active`);
  await allClosed(database);
  return { requestsPerSecond: PER_SECOND, activeP50Millis: percentile(waits, 50), activeP95Millis: percentile(waits, 95), activeP95MillisTarget: 1_000 };
}

function allActivated(database: Database): Promise<void> {
  return drained('active', () => database.query(sql`select count(*) as left from leases where activated_at is null and closed_at is null`));
}

export function allClosed(database: Database): Promise<void> {
  return drained('closed', () => database.query(sql`select count(*) as left from leases where state <> 'closed'`));
}

async function drained(what: string, count: () => Promise<{ left: bigint }[]>): Promise<void> {
  const end = performance.now() + SETTLED_WITHIN_MILLIS;
  for (;;) {
    const left = (await count())[0]!.left;
    if (left === 0n) return;
    if (performance.now() > end) throw new Error(`${left} leases were not ${what} after ${SETTLED_WITHIN_MILLIS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The peer: as many connections, a transaction each, tables of its own without any rules. */
async function barePeer(databaseUrl: string): Promise<{ run(): Promise<number>; close(): Promise<void> }> {
  const pool = new Pool({ connectionString: databaseUrl, max: AT_ONCE });
  await pool.query(`
    create schema bare;
    create table bare.leases (id bigserial primary key, terms jsonb not null, state text not null);
    create table bare.events (id bigserial primary key, lease_id bigint not null, payload jsonb not null);
    create table bare.transfers (id bigserial primary key, lease_id bigint not null, amount bigint not null);
    create table bare.entries (id bigserial primary key, transfer_id bigint not null, account_id int not null, amount bigint not null);
    create table bare.balances (account_id bigint primary key, balance bigint not null);
    insert into bare.balances values (0, 1000000000)`);
  return {
    run: async () => {
      const start = performance.now();
      let left = LEASES;
      const writer = async (): Promise<void> => {
        while (left-- > 0) await bareLease(pool);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, writer));
      return LEASES / ((performance.now() - start) / 1_000);
    },
    close: () => pool.end(),
  };
}

const terms = JSON.stringify({ pool: 'bench', replicas: 1, resources: { cpuMillis: 100, memoryMib: 128 }, workload: { image: 'registry.example/app:1' } });

async function bareLease(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>(`insert into bare.leases (terms, state) values ($1, 'requested') returning id`, [terms]);
    const leaseId = rows[0]!.id;
    await client.query('insert into bare.events (lease_id, payload) values ($1, $2)', [leaseId, terms]);
    const transfer = await client.query<{ id: string }>('insert into bare.transfers (lease_id, amount) values ($1, 1000) returning id', [leaseId]);
    await client.query('insert into bare.entries (transfer_id, account_id, amount) values ($1, 0, -1000), ($1, 1, 1000)', [transfer.rows[0]!.id]);
    await client.query('insert into bare.balances values ($1, 1000)', [leaseId]);
    await client.query('update bare.balances set balance = balance - 1000 where account_id = 0');
    await client.query('commit');
  } finally {
    client.release();
  }
}
