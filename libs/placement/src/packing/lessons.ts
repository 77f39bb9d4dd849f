import { type Column, type Snapshot } from '../snapshot.js';
import { gpuMilliOf } from './demand.js';
import { type HostView } from './host-view.js';
import { type MixPart, type TaskMix } from './task-mix.js';
import { cpuStepFor, type Slice, ValueTable } from './value-table.js';

/** What a mix of tasks teaches about a pool's GPUs. */
export interface Lessons {
  /** What free GPUs of each model are worth. Models that the same tasks may take share a table. */
  tables: ReadonlyMap<Column, ValueTable>;
  /** Of each model: the part of what is asked that must have it or few others, for its size in the pool; 0 where nobody is bound to it. */
  scarcity: ReadonlyMap<Column, number>;
  /** Thousandths of CPUs that GPU tasks want with each thousandth of a GPU. */
  cpuPerGpuMilli: number;
  /** What part of all GPUs asked for is asked by tasks of several. */
  multiGpuPart: number;
  /** Tasks without GPUs: what they take, and what part of all arrivals they are. */
  cpuOnly: readonly { cpuMillis: number; perArrival: number }[];
}

/** From so much CPU asked for each GPU on, of what the hosts have for each, CPU is what runs out. */
const OVERLOAD = 1;

export function learn(mix: TaskMix, snapshot: Snapshot, view: HostView): Lessons {
  const parts = mix.parts();
  const asked = sumOf(parts, gpuMilliOf);
  const isOverloaded = sumOf(parts, ({ cpuMillis }) => cpuMillis) * view.gpuCapacity > OVERLOAD * asked * view.cpuCapacity;
  const cpuStep = cpuStepFor(view.gpuCapacity === 0 ? 0 : (view.cpuCapacity * 1_000) / view.gpuCapacity);
  const tables = new Map<Column, ValueTable>();
  for (const column of snapshot.gpuColumns) {
    const slices = slicesFor(column, parts, mix.size);
    tables.set(column, tableFor(slices, cpuStep, isOverloaded));
  }
  const withGpus = parts.filter(({ demand }) => demand.gpus > 0);
  return {
    tables,
    scarcity: scarcityOf(snapshot.gpuColumns, withGpus, asked, view),
    cpuPerGpuMilli: sumOf(withGpus, ({ cpuMillis }) => cpuMillis) / Math.max(1, asked),
    multiGpuPart: sumOf(withGpus.filter(({ demand }) => demand.gpus > 1), gpuMilliOf) / Math.max(1, asked),
    cpuOnly: parts.filter(({ demand }) => demand.gpus === 0 && demand.cpuMillis > 0).map(({ demand, count }) => ({ cpuMillis: demand.cpuMillis, perArrival: count / mix.size })),
  };
}

/** The last tables made: what is usually asked changes slowly, and rounds follow each other fast. */
const known = new Map<string, ValueTable>();
const MOST_KNOWN = 32;

function tableFor(slices: readonly Slice[], cpuStep: number, isOverloaded: boolean): ValueTable {
  const key = JSON.stringify([slices, cpuStep, isOverloaded]);
  const table = known.get(key) ?? new ValueTable(slices, cpuStep, isOverloaded);
  known.delete(key);
  known.set(key, table);
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
  return table;
}

function slicesFor({ variant }: Column, parts: readonly MixPart[], arrivals: number): Slice[] {
  return parts.filter(({ demand }) => demand.models.includes(variant)).map(({ demand: { gpus, milliPerGpu, cpuMillis }, count }) => (
    { milli: milliPerGpu, cpuMillis: cpuMillis / gpus, gpus, perArrival: (count * gpus) / arrivals }));
}

/** A task that may take any model binds none. One that may take some asks each of them by its size. */
function scarcityOf(columns: readonly Column[], parts: readonly MixPart[], asked: number, view: HostView): Map<Column, number> {
  const scarcity = new Map<Column, number>(columns.map((column) => [column, 0]));
  for (const { demand, count } of parts) {
    const allowed = columns.filter(({ variant }) => demand.models.includes(variant));
    const capacity = allowed.reduce((sum, { poolCapacity }) => sum + poolCapacity, 0);
    if (capacity === 0 || capacity === view.gpuCapacity) continue;
    const part = (count * gpuMilliOf(demand) * view.gpuCapacity) / (asked * capacity);
    for (const column of allowed) scarcity.set(column, scarcity.get(column)! + part);
  }
  return scarcity;
}

function sumOf(parts: readonly MixPart[], of: (demand: MixPart['demand']) => number): number {
  return parts.reduce((sum, { demand, count }) => sum + count * of(demand), 0);
}
