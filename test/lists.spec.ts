import { Client } from 'pg';
import { expect, test } from 'vitest';

import { ApiModule } from '#apps/api';

import { type AskedList, askedLists } from '../bench/lists-asked.js';
import { fillLists, type ListsWorld } from '../bench/lists-world.js';
import { wholeProduct } from './support/whole-product.js';

/** Tables longer than it are not read whole. */
const SHORT_ROWS = 1_000;

// PostgreSQL reads a short table whole though it has an index; so it is told not to, where there is another way.
test('no list of the console has to read a whole table, each goes on where it ended, and finds what is looked for among what is one\'s own', async () => {
  const product = await wholeProduct({}, {}, { parts: [ApiModule], connection: '-c enable_seqscan=off' });
  const client = new Client({ connectionString: product.databaseUrl });
  try {
    await client.connect();
    const world = await fillLists(product.url, product.adminKey, client, product.databaseUrl, { leases: 400, hosts: 150, statements: 100, others: 400 });
    await client.query('select pg_stat_force_next_flush()'); // what filling read is counted a second later else
    const before = await tablesReadWhole(client);
    for (const list of askedLists(world)) await readTwoPages(product.url, world, list);
    for (const search of searches(world)) expect([search.path, await idsFound(product.url, world, search)]).toEqual([search.path, search.ids]);
    await client.query('select pg_stat_force_next_flush()');
    await product.app.close(); // what connections read is counted at the latest when they end
    const after = await tablesReadWhole(client);
    expect([...after].flatMap(([table, read]) => (read > (before.get(table) ?? 0) ? [`${table}: ${read - (before.get(table) ?? 0)} rows`] : []))).toEqual([]);
  } finally {
    await client.end();
    await product.close();
  }
}, 120_000);

/** Rows that were read by scans of whole tables, of those that are long. */
async function tablesReadWhole(client: Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; read: string }>(`
    select c.relname as name, s.seq_tup_read as read from pg_stat_user_tables s join pg_class c on c.oid = s.relid where c.reltuples > ${SHORT_ROWS}`);
  return new Map(rows.map(({ name, read }) => [name, Number(read)]));
}

interface PageOfAny {
  items?: unknown[];
  lines?: { items: unknown[]; nextCursor: string | null };
  findings?: { items: unknown[]; nextCursor: string | null };
  nextCursor?: string | null;
}

async function readTwoPages(url: string, world: ListsWorld, { name, as, path }: AskedList): Promise<void> {
  const read = async (more = ''): Promise<PageOfAny> => {
    const key = as === 'admin' ? world.adminKey : world[as].key;
    const response = await fetch(`${url}${path}${more}`, { headers: { authorization: `Bearer ${key}` } });
    expect([name, response.status]).toEqual([name, 200]);
    return (await response.json()) as PageOfAny;
  };
  const first = await read();
  const { items, nextCursor } = first.lines ?? first.findings ?? first;
  expect([name, items?.length]).not.toEqual([name, 0]);
  expect([name, nextCursor ? await read(`&cursor=${nextCursor}`) : undefined]).not.toEqual([name, first]);
}

interface Search {
  as: AskedList['as'];
  path: string;
  /** Of all that is found. */
  ids: string[];
}

/** The n-th of the world's first tenant or operator, and of others. */
const own = (prefix: string, n: number): string => `${prefix}_${String(n).padStart(24, '0')}`;
const others = (prefix: string, n: number): string => own(prefix, 1_000_000 + n);

/** By an id of one's own, by one of somebody else's, and by what is not there. */
function searches({ leaseId, poolId }: ListsWorld): Search[] {
  const lists: [as: Search['as'], path: string, prefix: string, isPlatform?: boolean][] = [
    ['tenant', '/v1/webhooks/messages', 'msg'], ['tenant', `/v1/leases/${leaseId}/charges`, 'chg'], ['operator', '/v1/operator/slashes', 'slh'], ['operator', '/v1/operator/faults', 'ofl'],
    ['admin', '/v1/admin/slashes', 'slh', true], ['admin', '/v1/admin/faults', 'ofl', true], ['admin', '/v1/admin/breakers', 'brk', true],
  ];
  const byId = lists.flatMap(([as, path, prefix, isPlatform]) => [
    // Each tenth charge is of this lease.
    { as, path: `${path}?search=${own(prefix, prefix === 'chg' ? 10 : 2)}`, ids: [own(prefix, prefix === 'chg' ? 10 : 2)] },
    ...(prefix === 'brk' ? [] : [{ as, path: `${path}?search=${others(prefix, prefix === 'chg' ? 10 : 2)}`, ids: isPlatform ? [others(prefix, 2)] : [] }]),
    { as, path: `${path}?search=nothing+of+it`, ids: [] }, { as, path: `${path}?search=%25`, ids: [] },
  ]);
  return [
    ...byId,
    // What a transfer is about besides leases, such as hosts, is told to nobody, nor found by anybody.
    ...['nothing', '%25', 'hst', 'set', others('lse', 1)].map((search): Search => ({ as: 'tenant', path: `/v1/wallet/entries?search=${search}`, ids: [] })),
    { as: 'admin', path: `/v1/admin/audit?subjectId=${poolId}&search=no.such`, ids: [] }, { as: 'admin', path: `/v1/admin/pools/${poolId}/rates?search=gpu`, ids: [] },
    { as: 'tenant', path: '/v1/stake-pools?search=stp_9', ids: [] },
  ];
}

async function idsFound(url: string, world: ListsWorld, { as, path }: Search): Promise<string[]> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${as === 'admin' ? world.adminKey : world[as].key}` } });
  expect([path, response.status]).toEqual([path, 200]);
  return ((await response.json()) as { items: { id: string }[] }).items.map(({ id }) => id);
}
