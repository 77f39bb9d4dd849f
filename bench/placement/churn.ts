import Table from 'cli-table3';

import { type PlacementHost } from '#libs/inventory';
import { type RequestSpec, type Demand, demandsOf, place, takeSnapshot } from '#libs/placement';

import { percentile } from '../contest.js';
import { type TraceHost, traceHosts, type TraceTask, traceTasks } from '../openb.js';
import { type Report } from '../report.js';
import { askOf, capacityOf, gpuMilliOf, packingPolicy, placementHost, randomBy } from './experiment.js';

export interface ChurnOptions {
  data: string;
  variants?: readonly string[] | undefined;
  seeds: readonly number[];
}

const DAYS = 30;
/** How far it is is said so often. */
const SAY_EVERY_DAYS = 5;
const MINUTE = 60_000;
/** One round of placement so often: what ended is given back, then whoever waits is tried again, oldest first, with what came. */
const ROUND_MILLIS = 60 * MINUTE;
const ROUNDS = (DAYS * 24 * 60 * MINUTE) / ROUND_MILLIS;
/** What would be in use of the GPUs if nobody had to wait: as much as there is. */
const LOAD = 1;
/** Whoever waited so long goes away: a pool in which all wait for ever has no waits to tell of. */
const PATIENCE_MILLIS = 24 * 60 * MINUTE;
/** Arrivals that are learnt from. */
const RECENT = 1_000;
const policies = ['expected-fill', 'fragmentation-gradient', 'best-fit'] as const;
const names = { 'expected-fill': 'ours', 'fragmentation-gradient': 'FGD', 'best-fit': 'best-fit' } as const;

interface Arrival {
  task: TraceTask;
  at: number;
  lasts: number;
  /** It was there before the month began: whether it waited is not of the month. */
  isOld?: boolean;
}

interface Figures {
  /** Of all GPUs, over the month, in %; and on each of its days. */
  allocated: number;
  allocatedByDay: number[];
  /** Of all requests of the month, in %. */
  waited: number;
  /** Of all requests of the month, in %: went away after a day. */
  neverPlaced: number;
  meanWaitMinutes: number;
  p95WaitMinutes: number;
}

/**
 * A month of a pool in which tasks of the trace come and go: drawn at random with their durations, at the rate that would keep
 * all GPUs in use, from a pool that was filled the same way. The same arrivals for each policy; one that does not fit waits, for a day at the most.
 */
export async function placementChurn({ data, variants = ['default'], seeds }: ChurnOptions, progress: (text: string) => void): Promise<Report> {
  const hosts = await traceHosts(data);
  const rows: { variant: string; policy: string; packScore: string; seeds: number; figures: Figures }[] = [];
  for (const variant of variants) {
    const tasks = await traceTasks(variant, data);
    for (const packScore of policies) {
      const months = seeds.map((seed) => month(hosts, tasks, seed, packScore, (day) => progress(`${variant}: ${names[packScore]}, seed ${seed}, day ${day} of ${DAYS}`)));
      const figures = meanOf(months);
      rows.push({ variant, policy: names[packScore], packScore, seeds: seeds.length, figures });
      const { allocated, waited, neverPlaced, meanWaitMinutes } = figures;
      progress(`${variant}: ${names[packScore]} is done: ${allocated} % allocated, ${waited} % waited, ${neverPlaced} % went away, ${meanWaitMinutes} min of wait`);
    }
  }
  return { json: { name: 'placement-churn', days: DAYS, load: LOAD, patienceMinutes: PATIENCE_MILLIS / MINUTE, roundMinutes: ROUND_MILLIS / MINUTE, variants: rows.map(({ figures, ...row }) => ({ ...row, ...figures })) }, text: asTable(rows) };
}

/** Requests of a pool with what they hold, while the clock runs. */
class Month {
  private readonly byId = new Map<string, PlacementHost>();
  private readonly models: string[];
  private readonly ends = new Map<number, (() => void)[]>();
  private waiting: { arrival: Arrival; ask: RequestSpec }[] = [];
  private readonly asked: Demand[] = [];
  private readonly waits: number[] = [];
  private used = 0;
  private left = 0;
  private requests = 0;

  constructor(private readonly hosts: readonly PlacementHost[], hostsOfTrace: readonly TraceHost[], private readonly packScore: (typeof policies)[number], private readonly seed: number) {
    for (const host of hosts) this.byId.set(host.id, host);
    this.models = [...new Set(hostsOfTrace.map(({ model }) => model))];
  }

  /** One round. @returns thousandths of GPUs that are in use after it. */
  round(round: number, arrivals: readonly Arrival[]): number {
    for (const end of this.ends.get(round) ?? []) end();
    this.ends.delete(round);
    for (const arrival of arrivals) this.waiting.push({ arrival, ask: askOf(arrival.task, `les_${(this.requests += 1)}`, this.models) });
    const before = this.waiting.length;
    this.waiting = this.waiting.filter(({ arrival }) => arrival.isOld || round * ROUND_MILLIS - arrival.at <= PATIENCE_MILLIS);
    this.left += before - this.waiting.length;
    if (this.waiting.length === 0) return this.used;
    const recent = this.asked.slice(-RECENT);
    const snapshot = takeSnapshot(this.hosts, [], recent);
    // Only what is new is learnt from: whoever waits was asked for once.
    const known = this.waiting.length - arrivals.length;
    const asks = this.waiting.map(({ ask }, index) => (index >= known ? ask : { ...ask, state: 'blocked' as const }));
    const plan = place(snapshot, { ...packingPolicy, packScore: this.packScore }, asks, (this.seed * 65_536 + round) >>> 0);
    this.asked.push(...asks.slice(known).flatMap(demandsOf));
    this.asked.splice(0, Math.max(0, this.asked.length - RECENT));
    this.waiting = this.waiting.filter((one, index) => {
      const [claim] = plan.leases[index]!.claims;
      if (!claim) return true;
      if (!one.arrival.isOld) this.waits.push(Math.max(0, round * ROUND_MILLIS - one.arrival.at));
      this.hold(this.byId.get(claim.hostId)!, claim.resources, one.arrival, round);
      return false;
    });
    return this.used;
  }

  figures(allocatedByDay: number[]): Figures {
    const waited = this.waits.filter((wait) => wait >= ROUND_MILLIS);
    const waiting = this.waiting.filter(({ arrival }) => !arrival.isOld).length;
    const all = this.waits.length + this.left + waiting;
    return {
      allocatedByDay, allocated: allocatedByDay.reduce((sum, day) => sum + day, 0) / DAYS, waited: (100 * (waited.length + this.left + waiting)) / all, neverPlaced: (100 * this.left) / all,
      meanWaitMinutes: waited.length === 0 ? 0 : waited.reduce((sum, wait) => sum + wait, 0) / waited.length / MINUTE,
      p95WaitMinutes: waited.length === 0 ? 0 : percentile(waited, 95) / MINUTE,
    };
  }

  private hold(host: PlacementHost, resources: Parameters<typeof move>[1], { task, lasts }: Arrival, round: number): void {
    move(host, resources, 1);
    this.used += gpuMilliOf(task);
    const ends = round + Math.max(1, Math.ceil(lasts / ROUND_MILLIS));
    const end = () => {
      move(host, resources, -1);
      this.used -= gpuMilliOf(task);
    };
    if (ends < 2 * ROUNDS) this.ends.set(ends, [...(this.ends.get(ends) ?? []), end]);
  }
}

function month(traceOf: readonly TraceHost[], tasks: readonly TraceTask[], seed: number, packScore: (typeof policies)[number], began: (day: number) => void): Figures {
  const capacity = capacityOf(traceOf);
  const running = new Month(traceOf.map((host) => placementHost(host)), traceOf, packScore, seed);
  const { before, byRound } = arrivalsOf(tasks, capacity, seed);
  running.round(0, before);
  const used: number[] = [];
  const perDay = ROUNDS / DAYS;
  for (let round = 1; round <= ROUNDS; round += 1) {
    if ((round - 1) % (SAY_EVERY_DAYS * perDay) === 0) began((round - 1) / perDay + 1);
    used.push(running.round(round, byRound[round] ?? []));
  }
  return running.figures(Array.from({ length: DAYS }, (_, day) => (100 * used.slice(day * perDay, (day + 1) * perDay).reduce((sum, one) => sum + one, 0)) / (perDay * capacity)));
}

/** What runs when the month begins, with what is left of it, and what comes in each of its rounds. */
function arrivalsOf(tasks: readonly TraceTask[], capacity: number, seed: number): { before: Arrival[]; byRound: Arrival[][] } {
  const random = randomBy(seed);
  const gpuMillis = tasks.reduce((sum, task) => sum + gpuMilliOf(task) * task.durationMillis, 0) / tasks.length;
  const between = gpuMillis / (LOAD * capacity);
  const byRound: Arrival[][] = [];
  // Of what runs at a moment, long tasks are the more the longer they are, and part of each is over.
  const total = tasks.reduce((sum, { durationMillis }) => sum + durationMillis, 0);
  const before: Arrival[] = [];
  for (let asked = 0; ;) {
    const task = drawByDuration(tasks, total, random);
    asked += gpuMilliOf(task);
    if (asked > LOAD * capacity) break;
    before.push({ task, at: 0, lasts: Math.ceil(random() * task.durationMillis), isOld: true });
  }
  for (let at = exponential(between, random); at < ROUNDS * ROUND_MILLIS; at += exponential(between, random)) {
    const task = tasks[Math.floor(random() * tasks.length)]!;
    (byRound[Math.ceil(at / ROUND_MILLIS)] ??= []).push({ task, at, lasts: task.durationMillis });
  }
  return { before, byRound };
}

function drawByDuration(tasks: readonly TraceTask[], total: number, random: () => number): TraceTask {
  let left = random() * total;
  for (const task of tasks) if ((left -= task.durationMillis) < 0) return task;
  return tasks.at(-1)!;
}

function exponential(mean: number, random: () => number): number {
  return -mean * Math.log(1 - random());
}

function move(host: PlacementHost, resources: readonly { resourceClass: string; variant: string; amount: number; devices?: readonly { index: number; milli: number }[] }[], sign: 1 | -1): void {
  for (const { resourceClass, variant, amount, devices } of resources) {
    const inventory = host.inventories.find((one) => one.resourceClass === resourceClass && one.variant === variant)!;
    inventory.used += sign * amount;
    for (const { index, milli } of devices ?? []) inventory.deviceUsed[index]! += sign * milli;
  }
}

function meanOf(months: readonly Figures[]): Figures {
  const meanBy = (of: (figures: Figures) => number) => Math.round((1_000 * months.reduce((sum, one) => sum + of(one), 0)) / months.length) / 1_000;
  const mean = (of: Exclude<keyof Figures, 'allocatedByDay'>) => meanBy((figures) => figures[of]);
  return { allocatedByDay: Array.from({ length: DAYS }, (_, day) => meanBy((figures) => figures.allocatedByDay[day]!)), allocated: mean('allocated'), waited: mean('waited'), neverPlaced: mean('neverPlaced'), meanWaitMinutes: mean('meanWaitMinutes'), p95WaitMinutes: mean('p95WaitMinutes') };
}

function asTable(rows: readonly { variant: string; policy: string; figures: Figures }[]): string {
  const table = new Table({ head: ['variant', 'policy', 'GPUs allocated %', 'waited %', 'went away %', 'mean wait, min', 'p95 wait, min'], style: { head: [], border: [] } });
  for (const { variant, policy, figures } of rows) table.push([variant, policy, figures.allocated, figures.waited, figures.neverPlaced, figures.meanWaitMinutes, figures.p95WaitMinutes]);
  return `A month of ${ROUNDS} rounds, in which tasks come and go; who waited a day went away; waits are of those that waited and were placed\n${table.toString()}`;
}
