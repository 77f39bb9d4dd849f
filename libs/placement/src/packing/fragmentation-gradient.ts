import { type Board } from '../board.js';
import { type Column } from '../snapshot.js';
import { type Demand } from './demand.js';
import { HostView } from './host-view.js';
import { type PackScore } from './pack-score.js';
import { type MixPart, type TaskMix } from './task-mix.js';

/** The part of all arrivals that the typical tasks are to cover. */
const COVERED = 0.95;

interface Typical {
  demand: Demand;
  part: number;
}

/**
 * Fragmentation gradient descent, as published (Weng et al., USENIX ATC 2023): places where the GPU thousandths that a random
 * typical task could not use grow least, in whole points of a hundred. Whoever wrote it let the host's name decide between equal points; here nothing does.
 */
export class FragmentationGradient implements PackScore {
  private readonly view: HostView;
  private readonly typical: readonly Typical[];
  private readonly free: Int32Array;

  constructor(board: Board, mix: TaskMix) {
    this.view = HostView.of(board.snapshot);
    this.typical = typicalOf(mix.parts());
    this.free = new Int32Array(this.view.mostDevices);
  }

  of(demand: Demand, host: number, column: Column | undefined): number {
    if (!column || demand.milliPerGpu === 1_000) return this.points(host, demand, column, demand.gpus, 0);
    return this.points(host, demand, column, this.deviceFor(demand, host, column), demand.milliPerGpu);
  }

  deviceFor(demand: Demand, host: number, column: Column): number {
    const used = column.devices[host]!;
    let best = -1;
    let bestPoints = 0;
    for (let device = 0; device < used.length; device += 1) {
      if (used[device]! + demand.milliPerGpu > 1_000) continue;
      const points = this.points(host, demand, column, device, demand.milliPerGpu);
      if (best >= 0 && points <= bestPoints) continue;
      best = device;
      bestPoints = points;
    }
    return best;
  }

  private points(host: number, demand: Demand, taken: Column | undefined, deviceOrCount: number, milli: number): number {
    const cpu = this.view.freeCpu(host);
    const grown = this.fragments(host, cpu - demand.cpuMillis, taken, deviceOrCount, milli) - this.fragments(host, cpu, undefined, 0, 0);
    return Math.floor(100 / (1 + Math.exp(grown / 1_000)));
  }

  /** GPU thousandths of a host that a random typical task cannot use. */
  private fragments(host: number, cpuMillis: number, taken: Column | undefined, deviceOrCount: number, milli: number): number {
    let sum = 0;
    for (const column of this.view.gpuColumns[host]!) {
      const devices = this.freeDevices(column, host, column === taken ? deviceOrCount : 0, column === taken ? milli : 0);
      for (const { demand, part } of this.typical) sum += part * this.unusable(demand, column, devices, cpuMillis);
    }
    return sum;
  }

  /** Fills `free`. @returns how many devices there are. */
  private freeDevices(column: Column, host: number, deviceOrCount: number, milli: number): number {
    const used = column.devices[host]!;
    for (let device = 0, toTake = milli === 0 ? deviceOrCount : 0; device < used.length; device += 1) {
      this.free[device] = 1_000 - used[device]! - (milli > 0 && device === deviceOrCount ? milli : 0);
      if (this.free[device] !== 1_000 || toTake === 0) continue;
      this.free[device] = 0;
      toTake -= 1;
    }
    return used.length;
  }

  private unusable({ gpus, milliPerGpu, cpuMillis, models }: Demand, { variant }: Column, devices: number, freeCpu: number): number {
    let all = 0;
    let tooSmall = 0;
    let fitting = 0;
    for (let device = 0; device < devices; device += 1) {
      const free = this.free[device]!;
      all += free;
      if (free >= milliPerGpu) fitting += 1;
      else tooSmall += free;
    }
    return gpus === 0 || fitting < gpus || freeCpu < cpuMillis || !models.includes(variant) ? all : tooSmall;
  }
}

/** The most frequent shapes, until they cover enough. Equally frequent ones in order of what they take. */
function typicalOf(parts: readonly MixPart[]): Typical[] {
  const sorted = parts.toSorted((a, b) => b.count - a.count || b.demand.cpuMillis - a.demand.cpuMillis || b.demand.milliPerGpu - a.demand.milliPerGpu);
  const all = sorted.reduce((sum, { count }) => sum + count, 0);
  const chosen: MixPart[] = [];
  let covered = 0;
  for (const part of sorted) {
    if (covered >= COVERED * all) break;
    chosen.push(part);
    covered += part.count;
  }
  return chosen.map(({ demand, count }) => ({ demand, part: count / covered }));
}
