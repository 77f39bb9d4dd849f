import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type LocalCluster, startLocalCluster } from '../../deploy/local-cluster/local-cluster.js';
import { processesOf, signalAll } from '../../deploy/local-cluster/processes.js';

const NAMESPACE = 'bench';
/** Pods made and deleted at once. */
const AT_ONCE = 16;
/** So that the API server's time is the scheduler's, not that of nodes saying that they live. */
const LEASE_SECONDS = 600;
const MOST_TRIES = 30;
const BOUND_WITHIN_MILLIS = 1_800_000;

/** The peer of placement-durable: a real kube-scheduler on a real API server, with nodes that kwok keeps. */
export class KubePlacement {
  private runs = 0;

  private constructor(private readonly cluster: LocalCluster) {}

  static async start(nodes: number): Promise<KubePlacement> {
    const folder = await mkdtemp(join(tmpdir(), 'weir-bench-cluster-'));
    const cluster = await startLocalCluster({ folder, kwok: nodes, podsRun: false, leaseSeconds: LEASE_SECONDS, tell: (text) => void process.stderr.write(`${text}\n`) });
    await cluster.stopScheduler();
    await cluster.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    return new KubePlacement(cluster);
  }

  /** Makes pods, starts the scheduler, and deletes them again. @returns seconds from the first to the last one bound: neither its start nor its caches' count. */
  async run(pods: number, cpuMillis: number, memoryMib: number): Promise<number> {
    // Each run has names of its own: kwok may still be ending the pods of the one before, by name.
    this.runs += 1;
    const names = Array.from({ length: pods }, (_, index) => `pod-${this.runs}-${index}`);
    await atOnce(names, (name) => patiently(409, () => this.cluster.ask('POST', `/api/v1/namespaces/${NAMESPACE}/pods`, podOf(name, cpuMillis, memoryMib))));
    const bound = new Set<string>();
    this.cluster.startScheduler();
    try {
      return await this.allBound(bound, pods);
    } finally {
      await this.cluster.stopScheduler();
      await atOnce(names, (name) => patiently(404, () => this.cluster.ask('DELETE', `/api/v1/namespaces/${NAMESPACE}/pods/${name}`, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 })));
    }
  }

  /** Does something while all of the cluster stands still: of what its nodes and controllers do by themselves neither side's time should tell. */
  async standingStill<T>(work: () => Promise<T>): Promise<T> {
    const pids = await processesOf(this.cluster.folder);
    signalAll(pids, 'SIGSTOP');
    try {
      return await work();
    } finally {
      signalAll(pids, 'SIGCONT');
    }
  }

  async end(): Promise<void> {
    await this.cluster.down();
    await rm(this.cluster.folder, { recursive: true, force: true });
  }

  /** Lists and watches, again where the API server ends a watch, as it does with those that are slow. @returns seconds between hearing of the first and of the last that has a node. */
  private async allBound(bound: Set<string>, pods: number): Promise<number> {
    const end = performance.now() + BOUND_WITHIN_MILLIS;
    const clock = { firstAt: 0 };
    while (bound.size < pods) {
      if (performance.now() > end) throw new Error(`${bound.size} of ${pods} pods were bound`);
      const { metadata, items } = await patiently(0, () => this.cluster.ask<PodList>('GET', `/api/v1/namespaces/${NAMESPACE}/pods`)) as PodList;
      for (const { metadata: { name }, spec } of items) if (spec.nodeName && name.startsWith(`pod-${this.runs}-`)) bound.add(name);
      if (bound.size > 0) clock.firstAt ||= performance.now();
      if (bound.size < pods) await this.watch(metadata.resourceVersion, bound, pods, clock);
    }
    return (performance.now() - clock.firstAt) / 1_000;
  }

  /** Until all have a node, or the API server has enough of it. */
  private watch(resourceVersion: string, bound: Set<string>, pods: number, clock: { firstAt: number }): Promise<void> {
    const { server, token, ca } = this.cluster.admin;
    const url = new URL(`/api/v1/namespaces/${NAMESPACE}/pods?watch=1&timeoutSeconds=60&resourceVersion=${resourceVersion}`, server);
    const asked = request(url, { headers: { authorization: `Bearer ${token}` }, ca });
    return new Promise((resolve) => {
      let rest = '';
      const over = () => resolve();
      asked.on('error', over).on('close', over).on('response', (answer) => answer.setEncoding('utf8').on('error', over).on('end', over).on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        for (const line of lines) if (line.includes('"nodeName":"') && line.includes(`"name":"pod-${this.runs}-`)) bound.add(/"name":"(pod-[\d-]+)"/.exec(line)![1]!);
        if (bound.size > 0) clock.firstAt ||= performance.now();
        if (bound.size >= pods) asked.destroy();
      }));
      asked.end();
    });
  }
}

interface PodList {
  metadata: { resourceVersion: string };
  items: { metadata: { name: string }; spec: { nodeName?: string } }[];
}

function podOf(name: string, cpuMillis: number, memoryMib: number): object {
  const amounts = { cpu: `${cpuMillis}m`, memory: `${memoryMib}Mi` };
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { name },
    spec: { automountServiceAccountToken: false, enableServiceLinks: false, containers: [{ name: 'app', image: 'registry.example/app:1', resources: { requests: amounts, limits: amounts } }] },
  };
}

/** Asks again where an API server that is busy does not answer; then `done` says that it had heard. Neither is timed. */
async function patiently(done: number, ask: () => Promise<unknown>): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries > 1 && String(error).includes(`: ${done} `)) return undefined;
      if (tries === MOST_TRIES) throw error;
    }
  }
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  }));
}
