import { type PlacementHost } from '#libs/inventory';
import { type RequestSpec, demandsOf, place, type Plan, takeSnapshot } from '#libs/placement';

import { type Contest, percentile } from '../contest.js';
import { type TraceHost, traceHosts, type TraceTask, traceTasks } from '../openb.js';
import { askOf, packingPolicy, placementHost, randomBy } from './experiment.js';

/** What part of the GPUs is taken before anything is measured. */
const FILLED = 0.6;
/** Requests of a counted round. */
const REQUESTS = 5_000;
/** What a run of either side takes at least: of one round, the quick side's would be over before Node has compiled it, and the slow side's be compiled in its first tenth. */
const LEAST_RUN_MILLIS = 1_000;
/** Rounds of one request whose times are taken, each with its snapshot as it is. */
const LONE_ROUNDS = 200;
const CURVE = [100, 1_000, 10_000, 100_000];
const SEED = 42;

/** A pool of the trace's hosts, as many as wanted, part of it taken by the trace's tasks; and what is asked next. */
interface Scene {
  hosts: PlacementHost[];
  asks: RequestSpec[];
  recent: RequestSpec[];
}

/**
 * Placements per second in one round of `place`, learning included, against a plain scan: the same code for filters and scores, and for every
 * decision, also of what fits nowhere, each host is asked and scored as if none had been looked at before. On the trace's 1,213 hosts and on 10,000 like them.
 */
export async function* speedContests(): AsyncGenerator<Contest> {
  const hosts = await traceHosts();
  const tasks = await traceTasks('default');
  // Where the requests fill the pool, the plain scan gets all of them too: what finds no room is looked for as long, and counts as nothing placed. Where all find room, the first of them: each takes it as long.
  for (const [name, count, scanned] of [['openb', hosts.length, REQUESTS], ['10000-hosts', 10_000, 200]] as const) {
    const scene = sceneOf(hosts, tasks, count);
    yield {
      name: `placement-speed:${name}`,
      unit: 'placements/s',
      peerIs: 'a plain scan: for every decision every host is asked by the same filters and scored anew by the same score',
      target: 25,
      ours: async () => rateOf(scene, REQUESTS, false),
      peer: async () => rateOf(scene, scanned, true),
      extra: () => extraOf(hosts, tasks, scene, count),
      close: async () => undefined,
    };
  }
}

function extraOf(hosts: readonly TraceHost[], tasks: readonly TraceTask[], scene: Scene, count: number): Record<string, number> {
  const lone = { loneRequestP99Millis: loneP99(scene), loneRequestTargetMillis: 15 };
  if (count !== 10_000) return { ...lone, sixGroupsP99Millis: sixGroupsP99(hosts, tasks), sixGroupsTargetMillis: 50 };
  return { ...lone, ...Object.fromEntries(CURVE.map((size) => [`placementsPerSecondOn${size}Hosts`, Math.round(rateOf(sceneOf(hosts, tasks, size), REQUESTS, false))])) };
}

/** The same round again and again, for as long as a run takes, each on a snapshot of its own. */
function rateOf({ hosts, asks, recent }: Scene, requests: number, rescoreAll: boolean): number {
  let placed = 0;
  let millis = 0;
  while (millis < LEAST_RUN_MILLIS) {
    const snapshot = takeSnapshot(hosts, [], recent.flatMap(demandsOf));
    const started = performance.now();
    const plan = place(snapshot, packingPolicy, asks.slice(0, requests), SEED, [], { rescoreAll });
    millis += performance.now() - started;
    placed += placedBy(plan);
  }
  return (placed * 1_000) / millis;
}

/** One request a round: the whole of `place`, on a snapshot that is there. */
function loneP99({ hosts, asks, recent }: Scene): number {
  const snapshot = takeSnapshot(hosts, [], recent.flatMap(demandsOf));
  return p99Of(LONE_ROUNDS, (index) => place(snapshot, packingPolicy, [asks[index % asks.length]!], index));
}

/** One round of six requests that differ, on the trace's hosts of eight GPUs. */
function sixGroupsP99(hosts: readonly TraceHost[], tasks: readonly TraceTask[]): number {
  const { hosts: of8, asks, recent } = sceneOf(hosts.filter(({ gpus }) => gpus === 8), tasks, 1_000);
  const snapshot = takeSnapshot(of8, [], recent.flatMap(demandsOf));
  const shapes = [...new Map(asks.map((ask) => [JSON.stringify(ask.resources), ask])).values()];
  return p99Of(LONE_ROUNDS, (index) => place(snapshot, packingPolicy, Array.from({ length: 6 }, (_, group) => shapes[(index + group) % shapes.length]!), index));
}

function p99Of(rounds: number, body: (index: number) => void): number {
  const times: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const started = performance.now();
    body(index);
    times.push(performance.now() - started);
  }
  return Number(percentile(times, 99).toFixed(2));
}

function sceneOf(hosts: readonly TraceHost[], tasks: readonly TraceTask[], count: number): Scene {
  const fleet = Array.from({ length: count }, (_, index) => ({ ...hosts[index % hosts.length]!, name: `host-${index}` }));
  const models = [...new Set(hosts.map(({ model }) => model))];
  const random = randomBy(SEED);
  const draw = (index: number) => askOf(tasks[Math.floor(random() * tasks.length)]!, `les_${index}`, models);
  const perTask = tasks.reduce((sum, { gpus, milliPerGpu }) => sum + gpus * milliPerGpu, 0) / tasks.length;
  const fill = Math.floor((FILLED * fleet.reduce((sum, { gpus }) => sum + gpus * 1_000, 0)) / perTask);
  const placed = fleet.map((host) => placementHost(host));
  const before = Array.from({ length: fill }, (_, index) => draw(index));
  occupy(placed, place(takeSnapshot(placed), packingPolicy, before, SEED));
  return { hosts: placed, asks: Array.from({ length: REQUESTS }, (_, index) => draw(fill + index)), recent: before.slice(-1_000) };
}

function occupy(hosts: readonly PlacementHost[], plan: Plan): void {
  const byId = new Map(hosts.map((host) => [host.id, host]));
  for (const { hostId, resources } of plan.leases.flatMap(({ claims }) => claims)) {
    for (const { resourceClass, variant, amount, devices } of resources) {
      const inventory = byId.get(hostId)!.inventories.find((one) => one.resourceClass === resourceClass && one.variant === variant)!;
      inventory.used += amount;
      for (const { index, milli } of devices ?? []) inventory.deviceUsed[index]! += milli;
    }
  }
}

function placedBy(plan: Plan): number {
  return plan.leases.filter(({ claims }) => claims.length > 0).length;
}
