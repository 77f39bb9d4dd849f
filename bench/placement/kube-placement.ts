import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type LocalCluster, startLocalCluster } from '../../deploy/local-cluster/local-cluster.js';

const NAMESPACE = 'bench';
/** Pods made and deleted at once. */
const AT_ONCE = 16;
const BOUND_WITHIN_MILLIS = 1_800_000;

/** The peer of placement-durable: a real kube-scheduler on a real API server, with nodes that kwok keeps. */
export class KubePlacement {
  private constructor(private readonly cluster: LocalCluster) {}

  static async start(nodes: number): Promise<KubePlacement> {
    const folder = await mkdtemp(join(tmpdir(), 'weir-bench-cluster-'));
    const cluster = await startLocalCluster({ folder, kwok: nodes, podsRun: false, tell: (text) => void process.stderr.write(`${text}\n`) });
    await cluster.stopScheduler();
    await cluster.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    return new KubePlacement(cluster);
  }

  /** Makes pods, starts the scheduler, and deletes them again. @returns seconds from the first to the last one bound: neither its start nor its caches' count. */
  async run(pods: number, cpuMillis: number, memoryMib: number): Promise<number> {
    const names = Array.from({ length: pods }, (_, index) => `pod-${index}`);
    await atOnce(names, (name) => this.cluster.ask('POST', `/api/v1/namespaces/${NAMESPACE}/pods`, podOf(name, cpuMillis, memoryMib)));
    const watch = await this.watchBound(pods);
    this.cluster.startScheduler();
    try {
      return await watch.seconds;
    } finally {
      watch.end();
      await this.cluster.stopScheduler();
      await atOnce(names, (name) => this.cluster.ask('DELETE', `/api/v1/namespaces/${NAMESPACE}/pods/${name}`, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 }));
    }
  }

  async end(): Promise<void> {
    await this.cluster.down();
    await rm(this.cluster.folder, { recursive: true, force: true });
  }

  /** Hears of each pod when it has a node. */
  private async watchBound(pods: number): Promise<{ seconds: Promise<number>; end: () => void }> {
    const { server, token, ca } = this.cluster.admin;
    const { metadata } = await this.cluster.ask<{ metadata: { resourceVersion: string } }>('GET', `/api/v1/namespaces/${NAMESPACE}/pods?limit=1`);
    const url = new URL(`/api/v1/namespaces/${NAMESPACE}/pods?watch=1&resourceVersion=${metadata.resourceVersion}`, server);
    const asked = request(url, { headers: { authorization: `Bearer ${token}` }, ca });
    const seconds = new Promise<number>((resolve, reject) => {
      const bound = new Set<string>();
      let first = 0;
      let rest = '';
      const fail = () => reject(new Error(`${bound.size} of ${pods} pods were bound`));
      const late = setTimeout(() => asked.destroy(), BOUND_WITHIN_MILLIS);
      asked.on('error', reject).on('close', () => {
        clearTimeout(late);
        fail(); // unless it ended well
      }).on('response', (answer) => answer.setEncoding('utf8').on('error', reject).on('end', fail).on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        for (const line of lines) if (line.includes('"nodeName":"')) bound.add(/"name":"(pod-\d+)"/.exec(line)![1]!);
        if (first === 0 && bound.size > 0) first = performance.now();
        if (bound.size >= pods) resolve((performance.now() - first) / 1_000);
      }));
    });
    asked.end();
    return { seconds, end: () => asked.destroy() };
  }
}

function podOf(name: string, cpuMillis: number, memoryMib: number): object {
  const amounts = { cpu: `${cpuMillis}m`, memory: `${memoryMib}Mi` };
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { name },
    spec: { automountServiceAccountToken: false, enableServiceLinks: false, containers: [{ name: 'app', image: 'registry.example/app:1', resources: { requests: amounts, limits: amounts } }] },
  };
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  }));
}
