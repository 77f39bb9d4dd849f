import Table from 'cli-table3';

import { type PackScoreName } from '#libs/inventory';
import { place, takeSnapshot } from '#libs/placement';

import { boundsIn, type Published, publishedIn, type TraceHost, traceHosts, type TraceTask, traceTasks, workloadsIn } from '../openb.js';
import { type Report } from '../report.js';
import { arrivalsOf, askOf, capacityOf, gpuMilliOf, packingPolicy, placementHost, randomBy, shuffled } from './experiment.js';

export interface QualityOptions {
  data: string;
  variants: readonly string[] | undefined;
  seeds: readonly number[];
  /** Whether hosts get each other's names as well; then those figures are ours. */
  permute: boolean;
  /** Which of our scores. */
  score: PackScoreName;
}

/** What part of all GPUs was allocated, in %, when 100 % and 130 % had been asked for. */
interface Allocation {
  at100: number;
  at130: number;
}

/** Published policies, as JSON calls them. */
const policies = { fgd: 'FGD', bestFit: 'BestFit', gpuPacking: 'GpuPacking', gpuClustering: 'GpuClustering', dotProd: 'DotProd', random: 'Random' } as const;
/** Points over published FGD at 130 %. */
const MEAN_GOAL = 0.75;
const LEAST_GOAL = 0.3;

/**
 * The published experiment: tasks arrive in random order and stay, until 1.3 times the GPUs there are have been asked for; one
 * that fits nowhere has failed. Placed by the scheduler's own `place`, which knows no more of the tasks than those that came.
 */
export async function placementQuality({ data, variants, seeds, permute, score }: QualityOptions, progress: (text: string) => void): Promise<Report> {
  const [hosts, published, bounds] = [await traceHosts(data), await publishedIn(data), await boundsIn(data)];
  const rows: Record<string, number | string | undefined>[] = [];
  for (const variant of variants ?? (await workloadsIn(data))) {
    const tasks = await traceTasks(variant, data);
    const measured = (names: boolean) => meanOf(seeds.map((seed) => {
      progress(`${variant}: seed ${seed}${names ? ', names permuted' : ''}`);
      return allocate(hosts, tasks, seed, names, score);
    }));
    const original = measured(false);
    const ours = permute ? measured(true) : original;
    rows.push({
      variant, seeds: seeds.length, ours100: round3(ours.at100), ours130: round3(ours.at130),
      ...(permute ? { original100: round3(original.at100), original130: round3(original.at130) } : {}),
      ...publishedOf(variant, published), bound130: bounds.get(variant),
    });
  }
  return { json: { name: 'placement-quality', score, permuted: permute, variants: rows, ...summary(rows) }, text: `${asTable(rows)}\n${asVerdict(rows)}` };
}

function allocate(hosts: readonly TraceHost[], tasks: readonly TraceTask[], seed: number, permuteNames: boolean, packScore: PackScoreName): Allocation {
  const capacity = capacityOf(hosts);
  const names = hosts.map(({ name }) => name);
  const given = permuteNames ? shuffled(names, randomBy(seed + 1_000_003)) : names;
  const models = [...new Set(hosts.map(({ model }) => model))];
  const arrivals = arrivalsOf(tasks, capacity, seed);
  const snapshot = takeSnapshot(hosts.map((host, index) => placementHost(host, given[index])));
  const plan = place(snapshot, { ...packingPolicy, packScore }, arrivals.map((task, index) => askOf(task, `les_${index}`, models)), seed);
  let [asked, allocated, at100] = [0, 0, 0];
  arrivals.forEach((task, index) => {
    asked += gpuMilliOf(task);
    if (plan.leases[index]!.claims.length > 0) allocated += gpuMilliOf(task);
    if (asked <= capacity) at100 = allocated;
  });
  return { at100: (100 * at100) / capacity, at130: (100 * allocated) / capacity };
}

function meanOf(allocations: readonly Allocation[]): Allocation {
  const mean = (of: (one: Allocation) => number) => allocations.reduce((sum, one) => sum + of(one), 0) / allocations.length;
  return { at100: mean(({ at100 }) => at100), at130: mean(({ at130 }) => at130) };
}

function publishedOf(variant: string, published: readonly Published[]): Record<string, number | undefined> {
  return Object.fromEntries(Object.entries(policies).flatMap(([name, policy]) => {
    const found = published.find((row) => row.variant === variant && row.policy === policy);
    return [[`${name}100`, found?.at100], [`${name}130`, found?.at130]];
  }));
}

/** Points over FGD; undefined where nobody published any. */
function summary(rows: readonly Record<string, number | string | undefined>[]): { meanOverFgd130?: number; leastOverFgd130?: number; leastOverFgd100?: number } {
  const known = rows.filter(({ fgd130 }) => fgd130 !== undefined);
  if (known.length === 0) return {};
  const over = (at: 100 | 130) => known.map((row) => Number(row[`ours${at}`]) - Number(row[`fgd${at}`]));
  return { meanOverFgd130: round3(over(130).reduce((sum, points) => sum + points, 0) / known.length), leastOverFgd130: round3(Math.min(...over(130))), leastOverFgd100: round3(Math.min(...over(100))) };
}

function asTable(rows: readonly Record<string, number | string | undefined>[]): string {
  const table = new Table({ head: ['variant', 'ours', ...Object.values(policies), 'bound', 'ours − FGD', 'ours at 100 %', '− FGD'], style: { head: [], border: [] }, colAligns: ['left'] });
  const points = (value: number) => (Number.isNaN(value) ? '' : `${value >= 0 ? '+' : ''}${value.toFixed(2)}`);
  const figure = (value: number | string | undefined) => (value === undefined ? '' : Number(value).toFixed(2));
  for (const row of rows) {
    table.push([
      row.variant, figure(row.ours130), ...Object.keys(policies).map((name) => figure(row[`${name}130`])), figure(row.bound130), points(Number(row.ours130) - Number(row.fgd130)),
      figure(row.ours100), points(Number(row.ours100) - Number(row.fgd100)),
    ]);
  }
  return `GPUs allocated, in %, when 130 % have been asked for\n${table.toString()}`;
}

function asVerdict(rows: readonly Record<string, number | string | undefined>[]): string {
  const { meanOverFgd130, leastOverFgd130, leastOverFgd100 } = summary(rows);
  if (meanOverFgd130 === undefined || leastOverFgd130 === undefined || leastOverFgd100 === undefined) return 'nobody published figures for these';
  return `over published FGD: mean ${meanOverFgd130} (goal ≥ ${MEAN_GOAL}), least ${leastOverFgd130} (≥ ${LEAST_GOAL}); at 100 % least ${leastOverFgd100} (≥ 0)`;
}

function round3(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
