import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { freePort } from '#libs/database';

import { controlPlaneBinaries, ensureBinaries, nodeBinaries, type Told } from './binaries.js';
import { type Admin, call, type Ports, prepare, startApiServer, startControllers, startEtcd, startScheduler } from './control-plane.js';
import { buildImage, buildNodeJsImage } from './image.js';
import { addKwokNode, type KwokHabits, type KwokNode, startKwok } from './kwok.js';
import { importImage, nodeHindrance, podSubnetOf, removeNode, startNode } from './node.js';
import { isAlive, killAll, must, processesOf, until } from './processes.js';

export interface LocalClusterOptions {
  /** Where its state lies. It must not exist, or be a cluster's. */
  folder: string;
  /** Fake machines: so many, or as described. */
  kwok?: number | readonly KwokNode[];
  /** Whether pods on them turn Running, as they do unless it says no. */
  podsRun?: boolean;
  /** How long the lease of a fake machine lasts, 40 s unless given, as a kubelet's. Thousands of them need more: renewing alone is 500 requests a second for 5,000, and a busy API server holds them to be lost. */
  leaseSeconds?: number;
  /** A real kubelet with real containers, by this name. */
  kubelet?: string;
  tell?: Told;
}

export interface LocalCluster {
  folder: string;
  kubeconfig: string;
  admin: Admin;
  /** Ends it and leaves nothing behind. */
  down(): Promise<void>;
  addNode(node: KwokNode): Promise<void>;
  /** Builds a Go program into an image that its real node has. */
  addImage(name: string, source: string): Promise<void>;
  /** Puts the Node.js that runs this into an image that its real node has. */
  addNodeJsImage(name: string): Promise<void>;
  /** Asks the API server as the administrator. @throws Error on an answer from 400 up. */
  ask<T = unknown>(method: string, path: string, body?: unknown, contentType?: string): Promise<T>;
  /** kill -9 and a new start of the API server; back when it is ready again. */
  restartApiServer(): Promise<void>;
  /** Ends the scheduler: pods wait until it is started again. */
  stopScheduler(): Promise<void>;
  startScheduler(): void;
  /** Forgets etcd's history, so that watches from before must begin anew. */
  compact(): Promise<void>;
}

/** What is needed to find a cluster again; in its folder. */
interface Notes {
  binaries: string;
  ports: Ports;
  number: number;
  kubelet: string | null;
}

const MOST_NODES = 5_000;
const LEASE_SECONDS = 40;

/** Starts a real Kubernetes on this machine: API server, controllers, scheduler, and nodes that are fake, real, or both. */
export async function startLocalCluster({ folder: given, kwok = 0, podsRun = true, leaseSeconds = LEASE_SECONDS, kubelet, tell = () => undefined }: LocalClusterOptions): Promise<LocalCluster> {
  const folder = resolve(given);
  const hindrance = kubelet === undefined ? undefined : await nodeHindrance();
  if (hindrance) throw new Error(`a real node cannot be started: ${hindrance}`);
  const binaries = await ensureBinaries([...controlPlaneBinaries, ...(kubelet === undefined ? [] : nodeBinaries)], tell);
  await mkdir(folder, { recursive: true });
  await prepare(folder);
  const [api, etcd, etcdPeer] = [await freePort(), await freePort(), await freePort()];
  const notes: Notes = { binaries, ports: { api, etcd, etcdPeer }, number: await freeNumber(), kubelet: kubelet ?? null };
  await writeFile(join(folder, 'cluster.json'), JSON.stringify(notes));
  try {
    tell('starting etcd and the API server …');
    startEtcd(folder, binaries, notes.ports);
    const admin = await startApiServer(folder, binaries, notes.ports);
    startControllers(folder, binaries, { podSubnet: podSubnetOf(notes.number), leaseSeconds });
    const cluster = clusterOf(folder, notes, admin);
    await withNodes(cluster, notes, { kwok, podsRun, leaseSeconds }, tell);
    return cluster;
  } catch (error) {
    await removeCluster(folder);
    throw error;
  }
}

async function withNodes(cluster: LocalCluster, { binaries, kubelet, number }: Notes, { kwok, ...habits }: KwokHabits & Required<Pick<LocalClusterOptions, 'kwok'>>, tell: Told): Promise<void> {
  const fakes = typeof kwok === 'number' ? Array.from({ length: kwok }, (_, index) => ({ name: `kwok-${index}` })) : kwok;
  if (fakes.length > MOST_NODES) throw new Error(`at most ${MOST_NODES} nodes`);
  // It minds nodes that are added later, too.
  startKwok(cluster.folder, binaries, habits);
  for (const node of fakes) await cluster.addNode(node);
  if (kubelet !== null) {
    tell('starting containerd and a kubelet …');
    await startNode(cluster.folder, binaries, { name: kubelet, number });
  }
  const wanted = fakes.length + (kubelet === null ? 0 : 1);
  const log = kubelet === null ? 'kwok.log' : 'kubelet.log';
  await until('all nodes are ready', async () => (await readyNodes(cluster)) >= wanted, { withinMillis: 90_000 + 300 * fakes.length, log: join(cluster.folder, log) });
  // Pods of a namespace want this account, which a controller makes a moment after the namespace.
  await until('controllers run', async () => (await call(cluster.admin, 'GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200,
    { withinMillis: 60_000, log: join(cluster.folder, 'kube-controller-manager.log') });
}

/** Ends whatever runs of a cluster, also after a crash, and removes its folder. Harmless where there is none. */
export async function removeCluster(given: string): Promise<void> {
  const folder = resolve(given);
  const notes = await notesOf(folder);
  if (!notes) return;
  if (notes.kubelet !== null) await removeNode(folder, notes.number);
  await killAll(await processesOf(folder));
  await rm(folder, { recursive: true, force: true });
}

/** Builds a Go program into an image that a running cluster's real node has. @throws Error where there is no real node. */
export async function addImageTo(given: string, name: string, source: string): Promise<void> {
  const folder = resolve(given);
  const notes = await notesOf(folder);
  if (!notes || notes.kubelet === null) throw new Error('images go to real nodes: start a cluster with --kubelet');
  await importImage(folder, notes.binaries, await buildImage(folder, name, source));
}

/** Whether a folder holds a cluster, and how many of its processes run. */
export async function statusOf(given: string): Promise<{ processes: number; server: string; kubeconfig: string } | undefined> {
  const folder = resolve(given);
  const notes = await notesOf(folder);
  if (!notes) return undefined;
  return { processes: (await processesOf(folder)).length, server: `https://127.0.0.1:${notes.ports.api}`, kubeconfig: join(folder, 'admin.kubeconfig') };
}

async function notesOf(folder: string): Promise<Notes | undefined> {
  return readFile(join(folder, 'cluster.json'), 'utf8').then((text) => JSON.parse(text) as Notes, () => undefined);
}

function clusterOf(folder: string, notes: Notes, admin: Admin): LocalCluster {
  const { binaries, ports } = notes;
  return {
    folder,
    admin,
    kubeconfig: join(folder, 'admin.kubeconfig'),
    down: () => removeCluster(folder),
    addNode: (node) => addKwokNode(admin, node),
    addImage: async (name, source) => importImage(folder, binaries, await buildImage(folder, name, source)),
    addNodeJsImage: async (name) => importImage(folder, binaries, await buildNodeJsImage(folder, name)),
    ask: async <T>(method: string, path: string, body?: unknown, contentType?: string) => {
      const answer = await call(admin, method, path, body, contentType);
      if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 500)}`);
      return JSON.parse(answer.body) as T;
    },
    restartApiServer: async () => {
      await endNamed(folder, join(binaries, 'kube-apiserver'));
      await startApiServer(folder, binaries, ports);
    },
    stopScheduler: () => endNamed(folder, join(binaries, 'kube-scheduler')),
    startScheduler: () => startScheduler(folder, binaries),
    compact: () => compact(ports),
  };
}

/** Ends what runs a program for a cluster. */
async function endNamed(folder: string, program: string): Promise<void> {
  const pids = (await processesOf(folder)).filter((pid) => isAlive(pid));
  const named = await Promise.all(pids.map(async (pid) => ((await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).startsWith(program) ? [pid] : [])));
  await killAll(named.flat());
}

/** Through etcd's JSON gateway: no client of it is needed for two calls. */
async function compact({ etcd }: Ports): Promise<void> {
  const ask = async (path: string, body: object) => (await fetch(`http://127.0.0.1:${etcd}${path}`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<{ header?: { revision: string } }>;
  const { header } = await ask('/v3/kv/range', { key: 'AA==' });
  await ask('/v3/kv/compaction', { revision: header!.revision, physical: true });
}

async function readyNodes(cluster: LocalCluster): Promise<number> {
  const { items } = await cluster.ask<{ items: { status: { conditions?: { type: string; status: string }[] } }[] }>('GET', '/api/v1/nodes');
  return items.filter(({ status }) => status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True')).length;
}

/** Which addresses no other cluster on this machine has. */
async function freeNumber(): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const taken = await must('ip', ['-4', '-o', 'address']).catch(() => '');
  for (let number = 0; number < 100; number += 1) if (!taken.includes(` 10.${100 + number}.`)) return number;
  throw new Error('no addresses are left for another cluster');
}

/** The folders below one that hold a cluster. */
export async function clustersIn(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(entries.filter((entry) => entry.isDirectory()).map(async (entry) => ((await notesOf(join(resolve(parent), entry.name))) ? [entry.name] : [])));
  return found.flat().toSorted();
}
