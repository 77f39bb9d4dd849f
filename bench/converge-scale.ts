import { setTimeout as sleep } from 'node:timers/promises';

import type { BareTasks } from './bare-convergence.js';
import { Child } from './child.js';
import { type Contest, median } from './contest.js';
import { type BenchCluster, benchCluster, ending } from './converge.js';
import type { OurTasks } from './our-convergence.js';
import { benchPostgres } from './servers.js';

const LEASES = 2_000;
const CLUSTERS = 3;
const TENANTS = 30;
const ACTIVE_WITHIN_MILLIS = 3_600_000;
const LOOK_EVERY_MILLIS = 5_000;

/**
 * What it takes to keep thousands of leases on several clusters: the memory of a worker that converges them by its own
 * queue, and the time and requests of a full resync, which compares what clusters hold with what is claimed and then looks at
 * every single lease. Beside it, what the same would have to ask who does not watch: all of it, listed with the official client.
 */
export async function* scaleContests(leases = LEASES): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const clusters: BenchCluster[] = [];
  const children: { stop(): Promise<void> }[] = [];
  const end = ending(children, clusters, postgres);
  try {
    for (let count = 0; count < CLUSTERS; count += 1) await benchCluster(clusters);
    const placer = Child.start<OurTasks>('our-convergence.js');
    children.push(placer);
    const common = { databaseUrl: postgres.url, clusters: clusters.map(({ reached, nodes }) => ({ reached, nodes })), tenants: TENANTS };
    const clusterIds = await placer.ask('start', { ...common, manner: 'idle' });
    await placer.ask('place', leases);
    await placer.stop();
    const worker = Child.start<OurTasks>('our-convergence.js');
    children.push(worker);
    const startedAt = performance.now();
    await worker.ask('start', { ...common, clusterIds, manner: 'worker' });
    const before = await worker.ask('memory', undefined);
    await active(worker, leases);
    const activeSeconds = (performance.now() - startedAt) / 1_000;
    const after = await worker.ask('memory', undefined);
    const bare = Child.start<BareTasks>('bare-convergence.js');
    children.push(bare);
    const runs: { seconds: number; requests: number; differing: number }[] = [];
    yield {
      name: 'converge-scale',
      unit: 'leases/s',
      peerIs: 'listing the same objects with @kubernetes/client-node, as a resync must that does not watch; it compares nothing',
      ours: async () => {
        const { seconds, requests, differing } = await worker.ask('resync', undefined);
        runs.push({ seconds, requests: Object.values(requests).reduce((sum, count) => sum + count, 0), differing });
        return leases / seconds;
      },
      peer: async () => leases / (await bare.ask('list', clusters.map(({ kubeconfig }) => kubeconfig))).seconds,
      extra: () => ({
        leases,
        clusters: CLUSTERS,
        workerRssMib: mib(after.rssBytes),
        workerHeapMib: mib(after.heapBytes),
        workerHeapMibBefore: mib(before.heapBytes),
        secondsUntilAllActive: Math.round(activeSeconds),
        resyncSeconds: Math.round(median(runs.map(({ seconds }) => seconds)) * 100) / 100,
        resyncRequests: median(runs.map(({ requests }) => requests)),
        resyncRequestsTarget: 0,
        differing: median(runs.map(({ differing }) => differing)),
      }),
      close: async () => undefined,
    };
  } finally {
    await end();
  }
}

async function active(worker: Child<OurTasks>, leases: number): Promise<void> {
  const end = performance.now() + ACTIVE_WITHIN_MILLIS;
  for (;;) {
    const count = await worker.ask('count', ['active']);
    process.stderr.write(`converge-scale: ${count} of ${leases} leases are active\n`);
    if (count === leases) return;
    if (performance.now() > end) throw new Error(`${count} of ${leases} leases became active`);
    await sleep(LOOK_EVERY_MILLIS);
  }
}

function mib(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
