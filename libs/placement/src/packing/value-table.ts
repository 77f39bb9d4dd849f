/** One kind of task as a free GPU sees it: for several GPUs, one of its slices. */
export interface Slice {
  /** Thousandths of the GPU, and thousandths of CPUs beside it. */
  milli: number;
  cpuMillis: number;
  /** GPUs that must be wholly free on the host for it. */
  gpus: number;
  /** Slices like this one for each arrival. */
  perArrival: number;
}

/** Steps of a GPU's thousandths, and of the CPU beside it. */
const MILLI_STEP = 10;
const SHARES = 1_000 / MILLI_STEP;
/** So that the grid reaches from nothing to twice a GPU's even part of the pool's CPU. */
const CPU_STEPS = 33;
/** Arrivals that are looked ahead. */
const DEPTH = 25;

/** The CPU step of a pool that has so much beside each GPU. */
export function cpuStepFor(cpuMillisPerGpu: number): number {
  return Math.max(1, Math.round((cpuMillisPerGpu * 2) / (CPU_STEPS - 1)));
}

/**
 * How much of a free share of a GPU, with some CPU beside it, the next arrivals of a mix would fill, each taken only where
 * that helps: V₀ = 0, Vₙ₊₁(h, c) = Vₙ(h, c) + Σ pₘ · max(0, gₘ + Vₙ(h − gₘ, c − cₘ) − Vₙ(h, c)), in GPUs. A GPU that is wholly free has
 * a row for each number of such GPUs beside it that makes a difference: tasks of several need them. Sums, products and
 * comparisons of doubles alone, in a fixed order: the same on any machine.
 */
export class ValueTable {
  private readonly values: Float64Array;
  /** By wholly free GPUs of a host: the row of each of them. */
  private readonly wholeRows: Int32Array;

  /** `averaged`: over all the depths instead of the last. Where CPU runs out before GPUs do, fewer arrivals find room, and nearer ones count more. */
  constructor(slices: readonly Slice[], private readonly cpuStep: number, averaged = false) {
    const counts = [...new Set([1, ...slices.map((slice) => slice.gpus)])].toSorted((a, b) => a - b);
    this.wholeRows = Int32Array.from({ length: counts.at(-1)! + 1 }, (_, whole) => SHARES + Math.max(0, counts.findLastIndex((count) => count <= whole)));
    this.values = tabulate(gridded(slices, cpuStep), counts, averaged);
  }

  /** Of a device with so much free, on a host with so many that are wholly free; between two steps of CPU in proportion. */
  of(freeMilli: number, cpuMillis: number, wholeOnHost: number): number {
    const row = freeMilli === 1_000 ? this.wholeRows[Math.min(wholeOnHost, this.wholeRows.length - 1)]! : Math.floor(freeMilli / MILLI_STEP);
    const step = cpuMillis / this.cpuStep;
    const from = row * CPU_STEPS;
    if (step >= CPU_STEPS - 1) return this.values[from + CPU_STEPS - 1]!;
    const whole = Math.floor(step);
    const low = this.values[from + whole]!;
    return low + (this.values[from + whole + 1]! - low) * (step - whole);
  }
}

/** Slices on the grid, rounded up, those that fall on one point together. */
function gridded(slices: readonly Slice[], cpuStep: number): Slice[] {
  const points = new Map<string, Slice>();
  for (const { milli, cpuMillis, gpus, perArrival } of slices) {
    const point = { milli: Math.ceil(milli / MILLI_STEP), cpuMillis: Math.ceil(cpuMillis / cpuStep), gpus };
    if (point.cpuMillis >= CPU_STEPS) continue; // more CPU than a GPU's place on the grid can have
    const key = `${point.gpus}/${point.milli}/${point.cpuMillis}`;
    points.set(key, { ...point, perArrival: perArrival + (points.get(key)?.perArrival ?? 0) });
  }
  return [...points.values()].toSorted((a, b) => a.gpus - b.gpus || a.milli - b.milli || a.cpuMillis - b.cpuMillis);
}

function tabulate(slices: readonly Slice[], counts: readonly number[], averaged: boolean): Float64Array {
  const rows = SHARES + counts.length;
  let values = new Float64Array(rows * CPU_STEPS);
  let next = new Float64Array(rows * CPU_STEPS);
  const sums = new Float64Array(averaged ? values.length : 0);
  for (let depth = 0; depth < DEPTH; depth += 1) {
    next.set(values);
    for (const slice of slices) {
      for (let row = slice.milli; row < rows; row += 1) {
        if (row >= SHARES && counts[row - SHARES]! < slice.gpus) continue;
        addArrival(values, next, slice, row);
      }
    }
    [values, next] = [next, values];
    for (let index = 0; index < sums.length; index += 1) sums[index]! += values[index]!;
  }
  return averaged ? sums.map((sum) => sum / DEPTH) : values;
}

/** What one kind of task adds to one row, over all steps of CPU. */
function addArrival(values: Float64Array, next: Float64Array, { milli, cpuMillis, perArrival }: Slice, row: number): void {
  const gain = milli / SHARES;
  const here = row * CPU_STEPS;
  const after = (Math.min(row, SHARES) - milli) * CPU_STEPS - cpuMillis;
  for (let cpu = cpuMillis; cpu < CPU_STEPS; cpu += 1) {
    const better = gain + values[after + cpu]! - values[here + cpu]!;
    if (better > 0) next[here + cpu]! += perArrival * better;
  }
}
