import { Client } from 'pg';

import { ensureDatabase } from '#libs/database';

import { Child } from '../child.js';
import { type Contest, median } from '../contest.js';
import { benchPostgres } from '../servers.js';
import { KubePlacement } from './kube-placement.js';
import type { OurPlacement, Placed } from './our-placement.js';

const sizes = [{ hosts: 500, requests: 1_000 }, { hosts: 5_000, requests: 10_000 }];
/** Of each request, on machines of 32 CPUs and 128 GiB on both sides. */
const CPU_MILLIS = 1_000;
const MEMORY_MIB = 2_048;
const TENANTS = 20;
const HOSTS_PER_OPERATOR = 100;
const PREPARED = 'prepared';

/**
 * Leases placed per second, from requests that are committed to claims that are: by the product's scheduler, round after round, on
 * PostgreSQL with its disk waited for. Beside it the real kube-scheduler, which binds as many pods to as many nodes through
 * an API server whose etcd waits for no disk. Both begin with everything asked for; the peer's clock begins with its first pod. While one side is measured the other does nothing: our
 * product has ended, and the peer's cluster, whose nodes and controllers never rest, stands still.
 */
export async function* durableContests(requestsAtMost = Infinity): AsyncGenerator<Contest> {
  for (const { hosts, requests } of sizes.filter((size) => size.requests <= requestsAtMost)) {
    const postgres = await benchPostgres();
    const ours = Child.start<OurPlacement>('placement/our-placement.js');
    let kube: KubePlacement | undefined;
    const end = async () => {
      await ours.stop();
      await kube?.end();
      await postgres.stop();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().finally(() => process.exit(1)));
    try {
      await ensureDatabase(postgres.url, PREPARED);
      await ours.ask('prepare', { databaseUrl: named(postgres.url, PREPARED), hosts, requests, tenants: TENANTS, cpuMillis: CPU_MILLIS, memoryMib: MEMORY_MIB, perOperator: HOSTS_PER_OPERATOR });
      kube = await KubePlacement.start(hosts);
      const peer = kube;
      const runs: Placed[] = [];
      yield {
        name: `placement-durable:${hosts}/${requests}`,
        unit: 'placed/s',
        peerIs: 'kube-scheduler (its API limits lifted): reads its caches, writes each binding and event through an API server to an etcd that waits for no disk; ours reads the pool, '
          + 'and writes claims, capacity, leases, timelines, events and the round\'s record to a PostgreSQL that waits for its disk',
        target: 10,
        ours: async () => {
          const placed = await onCopy(postgres.url, (databaseUrl) => peer.standingStill(() => ours.ask('run', { databaseUrl, requests })));
          runs.push(placed);
          return requests / placed.seconds;
        },
        peer: async () => requests / (await peer.run(requests, CPU_MILLIS, MEMORY_MIB)),
        extra: () => ({ hosts, requests, stretch: 30, rounds: median(runs.map(({ rounds }) => rounds)), ourCpuMillisPerLease: Math.round((1_000 * median(runs.map(({ cpuMillis }) => cpuMillis))) / requests) / 1_000 }),
        close: async () => undefined,
      };
    } finally {
      await end();
    }
  }
}

/** Work on a copy of the prepared database, which nobody else has seen. */
async function onCopy<T>(url: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database run template ${PREPARED}`);
    await client.query('checkpoint');
    return await work(named(url, 'run'));
  } finally {
    await client.query('drop database if exists run with (force)');
    await client.end();
  }
}

function named(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
