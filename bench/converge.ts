import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureDatabase } from '#libs/database';

import { startLocalCluster } from '../deploy/local-cluster/local-cluster.js';
import type { BareTasks, Template } from './bare-convergence.js';
import { Child } from './child.js';
import { type Contest, median } from './contest.js';
import type { Reached } from './convergence-process.js';
import type { OurTasks, Took } from './our-convergence.js';
import { recorder, type Written } from './recorder.js';
import { benchPostgres, type Server } from './servers.js';

const LEASES = 500;
const REPLICAS = 2;
const TENANTS = 10;
const NODES = 20;

/**
 * Leases of two replicas brought from placed to active, on one API server with kwok nodes. Ours is the product's convergence
 * with its database: it reads what is wanted, applies, hears of the pods, and records readiness, streams and funds. The peer
 * applies objects that are the same to the byte but for their names, and waits for its pods: it reads nothing, records nothing
 * and could not do it twice. Neither side's admission, placement or removal counts, nor the queue's part.
 */
export async function* convergeContests(leases = LEASES): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const clusters: BenchCluster[] = [];
  const children: { stop(): Promise<void> }[] = [];
  const end = ending(children, clusters, postgres);
  try {
    const cluster = await benchCluster(clusters);
    const recorded = await rehearse(cluster, await databaseOf(postgres.url, 'rehearsal'));
    const ours = Child.start<OurTasks>('our-convergence.js');
    const bare = Child.start<BareTasks>('bare-convergence.js');
    children.push(ours, bare);
    await ours.ask('start', { databaseUrl: postgres.url, manner: 'hand', clusters: [cluster], tenants: TENANTS });
    const namespaces = Array.from({ length: TENANTS }, (_, index) => `bench-${index}`);
    await bare.ask('start', { kubeconfig: cluster.kubeconfig, ...recorded, namespaces, nodes: cluster.nodes });
    const runs: { ours: Took[]; peer: Took[] } = { ours: [], peer: [] };
    yield {
      name: 'converge',
      unit: 'leases/s',
      peerIs: `a bare loop of the same ${recorded.templates.length} requests a lease with @kubernetes/client-node, which records nothing`,
      target: 0.7,
      ours: async () => {
        await ours.ask('place', leases);
        const took = await ours.ask('activate', undefined);
        runs.ours.push(took);
        await ours.ask('close', undefined);
        return leases / took.seconds;
      },
      peer: async () => {
        const took = await bare.ask('activate', { leases, replicas: REPLICAS });
        runs.peer.push(took);
        await bare.ask('close', undefined);
        return leases / took.seconds;
      },
      extra: () => ({
        leases,
        ...Object.fromEntries(Object.entries(requestsEach(runs.ours, leases)).map(([verb, each]) => [`requestsPerLease_${verb}`, each])),
        requestsPerLeaseTarget: 8,
        peerRequestsPerLease: requestsEach(runs.peer, leases)['APPLY']!,
        ourCpuMillisPerLease: cpuEach(runs.ours, leases),
        peerCpuMillisPerLease: cpuEach(runs.peer, leases),
      }),
      close: async () => undefined,
    };
  } finally {
    await end();
  }
}

export interface BenchCluster {
  kubeconfig: string;
  reached: Reached;
  nodes: string[];
  end(): Promise<void>;
}

/** A cluster of kwok nodes in a temporary folder. @param started it is added to these first, so that whoever ends them finds it. */
export async function benchCluster(started: BenchCluster[]): Promise<BenchCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-bench-cluster-'));
  const local = await startLocalCluster({ folder, kwok: NODES, tell: (text) => void process.stderr.write(`${text}\n`) });
  const { server, token, ca } = local.admin;
  const cluster = {
    kubeconfig: local.kubeconfig,
    reached: { server, token, caData: Buffer.from(ca).toString('base64') },
    nodes: Array.from({ length: NODES }, (_, index) => `kwok-${index}`),
    end: async () => {
      await local.down();
      await rm(folder, { recursive: true, force: true });
    },
  };
  started.push(cluster);
  return cluster;
}

/** Ends all that a benchmark started, also when it is interrupted: clusters would outlast it. @returns the way to do it now. */
export function ending(children: readonly { stop(): Promise<void> }[], clusters: readonly BenchCluster[], postgres: Server): () => Promise<void> {
  const end = async () => {
    for (const child of children) await child.stop();
    for (const cluster of clusters) await cluster.end();
    await postgres.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().finally(() => process.exit(1)));
  return end;
}

async function databaseOf(url: string, name: string): Promise<string> {
  await ensureDatabase(url, name);
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** What our driver applies: for the first lease of a namespace, and for one that is added to it; written down while it does. */
async function rehearse(cluster: BenchCluster, databaseUrl: string): Promise<{ surroundings: Template[]; templates: Template[] }> {
  const before = await recorder(cluster.reached.server, Buffer.from(cluster.reached.caData, 'base64').toString());
  const ours = Child.start<OurTasks>('our-convergence.js');
  try {
    await ours.ask('start', { databaseUrl, manner: 'hand', clusters: [{ reached: { ...cluster.reached, server: before.url }, nodes: cluster.nodes }], tenants: 1 });
    await ours.ask('place', 1);
    await ours.ask('activate', undefined);
    const first = before.take();
    await ours.ask('place', 1);
    await ours.ask('activate', undefined);
    const added = before.take();
    await ours.ask('close', undefined);
    const surroundings = first.filter(({ body }) => !isOfLease(body));
    return { surroundings: surroundings.map(templateOf), templates: added.map(templateOf) };
  } finally {
    await ours.stop();
    before.close();
  }
}

function isOfLease(body: Written['body']): boolean {
  return JSON.stringify(body).includes('weir.dev/lease"');
}

/** Takes out what names one lease, one claim, one namespace or one node. */
function templateOf({ body }: Written, _index: number, all: readonly Written[]): Template {
  const named = all.map((each) => each.body as unknown as Named);
  const deployments = named.filter(({ kind }) => kind === 'Deployment');
  const names: [string | undefined, string][] = [
    ...deployments.flatMap(({ metadata }, index): [string | undefined, string][] => [[metadata.labels?.['weir.dev/claim'], `claimId${index}`], [metadata.name, `claim${index}`]]),
    [deployments[0]?.metadata.labels?.['weir.dev/lease'], 'leaseId'],
    [named.find(({ kind }) => kind === 'Service')?.metadata.name, 'lease'],
    [namespaceIn(named), 'namespace'],
  ];
  let text = JSON.stringify(withRoom(body));
  for (const [name, variable] of names) if (name !== undefined) text = text.replaceAll(name, `{{${variable}}}`);
  const turn = deployments.findIndex((deployment) => deployment === (body as unknown as Named));
  text = text.replaceAll(/"kwok-\d+"/g, `"{{node${Math.max(0, turn)}}}"`);
  return text.replaceAll('"app.kubernetes.io/managed-by":"weir"', '"app.kubernetes.io/managed-by":"bench"');
}

interface Named {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
}

function namespaceIn(named: readonly Named[]): string | undefined {
  return named.find(({ metadata }) => metadata.namespace !== undefined)?.metadata.namespace ?? named.find(({ kind }) => kind === 'Namespace')?.metadata.name;
}

/** A quota grows with each lease; the peer, which does not know how many it has, says one that is large enough, and another each time. */
function withRoom(body: Written['body']): Written['body'] {
  const { kind, spec, metadata } = body as { kind: string; spec?: { hard?: Record<string, string> }; metadata: { annotations?: Record<string, string> } };
  if (kind !== 'ResourceQuota' || !spec?.hard) return body;
  const hard = Object.fromEntries(Object.keys(spec.hard).map((name) => [name, /memory|storage/.test(name) ? '100Ti' : '100000']));
  return { ...body, metadata: { ...metadata, annotations: { ...metadata.annotations, 'bench.weir.dev/version': '{{version}}' } }, spec: { ...spec, hard } };
}

function requestsEach(runs: readonly Took[], leases: number): Record<string, number> {
  const verbs = new Set(runs.flatMap(({ requests }) => Object.keys(requests)));
  return Object.fromEntries([...verbs].map((verb) => [verb, round2(median(runs.map(({ requests }) => (requests[verb] ?? 0) / leases)))]));
}

function cpuEach(runs: readonly Took[], leases: number): number {
  return round2(median(runs.map(({ cpuMillis }) => cpuMillis / leases)));
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
