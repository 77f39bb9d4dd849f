import { loadavg } from 'node:os';

import { Client } from 'pg';

import type { Contest } from './contest.js';
import { percentile } from './contest.js';
import { type AskedList, askedLists } from './lists-asked.js';
import { ListsBrowser } from './lists-browser.js';
import { fillLists, type ListsWorld, promised } from './lists-world.js';
import { benchPostgres } from './servers.js';
import { serve, serveApi } from './serving.js';

/** Requests of one run, one after the other, as one person makes them. */
const REQUESTS = 50;
/** Of each list, for its percentiles. */
const SAMPLES = 100;
/** A list opens within it, by a link of the console; by an address the console opens first, of which as much again is asked. */
const MOST_MILLIS = 500;

const millisOf = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/**
 * Lists of a tenant with ten thousand leases and a hundred statements, and of an operator with a thousand hosts, among nine times as
 * many of others: pages of the API against the same rows by bare Fastify and pg; then every page of the console that has a list, in
 * Chromium, by its address in a new tab, against a page whose table the bare server wrote, and by a link of the console.
 */
export async function* listsContests(): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const api = await serveApi(postgres.url);
  const bare = await serve('bare-lists.js', { ...process.env, PEER_DATABASE: postgres.url });
  const client = new Client({ connectionString: postgres.url });
  try {
    await client.connect();
    const world = await fillLists(api.url, api.adminKey, client, postgres.url, promised);
    const peerIs = 'bare Fastify and pg, the same rows: select … limit, no key, nothing left out';
    const owners = { leases: world.tenant.id, hosts: world.operator.id, statements: world.tenant.id };
    const asked = askedLists(world);
    for (const name of ['leases', 'hosts', 'statements'] as const) {
      const list = asked.find((one) => one.name === name)!;
      yield {
        name: `lists:${name}`, unit: 'pages/s', peerIs, close: async () => undefined,
        ours: () => pagesPerSecond(() => read(api.url, world, list)),
        peer: () => pagesPerSecond(async () => readJson(`${bare.url}/${name}?owner=${owners[name]}`)),
      };
    }
    yield* browserContest(await ListsBrowser.start(api.url, world), await everyList(api.url, world, asked), `${bare.url}/pages/leases?owner=${owners.leases}`);
  } finally {
    await client.end();
    await Promise.all([bare.stop(), api.stop()]);
    await postgres.stop();
  }
}

async function* browserContest(browser: ListsBrowser, lists: Record<string, number>, bareUrl: string): AsyncGenerator<Contest> {
  const opened: Record<string, number>[] = [];
  const followed: Record<string, number>[] = [];
  const scrolled: Record<string, number>[] = [];
  const bare: number[] = [];
  try {
    yield {
      name: 'lists:console', unit: 'opened/s', peerIs: 'in the same Chromium: the same leases as a table that the server wrote, no script', close: async () => undefined,
      ours: async () => {
        const pages = await browser.openAll();
        opened.push(pages);
        followed.push(await browser.followAll());
        scrolled.push(await browser.scrollLeases());
        return 1_000 / pages['leases']!;
      },
      peer: async () => {
        const millis = await browser.openBare(bareUrl);
        bare.push(millis);
        return 1_000 / millis;
      },
      extra: () => {
        const pages = medians(opened);
        const byLink = medians(followed);
        const { interactive, ...ofLists } = pages;
        const over = (most: number, figures: Record<string, number>): number => Object.values(figures).filter((millis) => millis > most).length;
        return {
          ...lists, 'first view interactive ms': Math.round(interactive!), ...labelled('opens by link', byLink), ...labelled('opens by address', ofLists), ...labelled('bare opens', medians(bare.map((leases) => ({ leases })))),
          ...medians(scrolled), listsOver500Ms: over(MOST_MILLIS, { ...lists, ...byLink }), addressesOver1000Ms: over(2 * MOST_MILLIS, ofLists), 'load of the machine': rounded(loadavg()[0]!),
        };
      },
    };
  } finally {
    await browser.close();
  }
}

const labelled = (what: string, figures: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(figures).map(([name, millis]) => [`${name} ${what} ms`, Math.round(millis)]));

/** Of each figure over the counted runs: the first is the one that warmed up. */
function medians(runs: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const counted = runs.slice(1);
  return Object.fromEntries(Object.keys(runs[0] ?? {}).map((name) => [name, percentile(counted.map((figures) => figures[name]!), 50)]));
}

async function pagesPerSecond(readPage: () => Promise<unknown>): Promise<number> {
  return REQUESTS / ((await millisOf(async () => { for (let count = 0; count < REQUESTS; count++) await readPage(); })) / 1_000);
}

/** The first and the next page of each list, some times over: the median and the worst of a hundred, in milliseconds. */
async function everyList(apiUrl: string, world: ListsWorld, asked: readonly AskedList[]): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const list of asked) {
    const first = await read(apiUrl, world, list);
    const cursor = first.nextCursor ?? first.findings?.nextCursor ?? first.lines?.nextCursor;
    const next = { ...list, name: `${list.name} next`, path: `${list.path}&cursor=${cursor}` };
    for (const one of cursor ? [list, next] : [list]) {
      const millis: number[] = [];
      for (let count = 0; count < SAMPLES; count++) millis.push(await millisOf(() => read(apiUrl, world, one)));
      figures[`${one.name} p50 ms`] = rounded(percentile(millis, 50));
      figures[`${one.name} p99 ms`] = rounded(percentile(millis, 99));
    }
  }
  return figures;
}

const rounded = (millis: number): number => Number(millis.toFixed(1));

interface AnyPage {
  nextCursor?: string | null;
  findings?: { nextCursor: string | null };
  lines?: { nextCursor: string | null };
}

async function read(apiUrl: string, world: ListsWorld, { as, path }: AskedList): Promise<AnyPage> {
  return readJson(apiUrl + path, as === 'admin' ? world.adminKey : world[as].key);
}

async function readJson(url: string, key?: string): Promise<AnyPage> {
  const response = await fetch(url, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as AnyPage;
}
