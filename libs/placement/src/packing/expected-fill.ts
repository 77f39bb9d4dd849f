import { bestDevice, type Board } from '../board.js';
import { type Column } from '../snapshot.js';
import { type Demand, gpuMilliOf } from './demand.js';
import { HostView } from './host-view.js';
import { learn, type Lessons } from './lessons.js';
import { type PackScore } from './pack-score.js';
import { type TaskMix } from './task-mix.js';
import { type ValueTable } from './value-table.js';

/** How little of its even part of a host's CPU a GPU may get, and how much: what it is worth is the mean of both. Tasks of several GPUs take the even part of each: the more of those, the more that counts. */
const LEAST_PART = 0.75;
const MOST_PART = 2.2;
/** What counts, beside what next arrivals would fill of each GPU, that the host's free GPUs and CPU can be used together. */
const JOINT_WEIGHT = 0.8;
/** What counts that tasks without GPUs find room in one piece: as much CPU as they are likely to take there, up to two of each kind. */
const CPU_ONLY_WEIGHT = 0.17;
const CPU_ONLY_TASKS = 2;
/** What a thousandth of a scarce model costs whoever takes it, for the square of its scarcity: while there is enough for those bound to it, others may have some. */
const SCARCITY_WEIGHT = 1.5;
/** Amounts of CPU whose worth to tasks without GPUs is remembered; a power of two. */
const KNOWN_FILLS = 4_096;
/** Between hosts whose worth falls alike, the fuller: so little that it never outweighs a task. */
const FIT_WEIGHT = 1e-7;

/**
 * Places where what a host is worth to the next arrivals falls least: what they would fill of its free GPUs with the CPU
 * beside them (see `ValueTable`). In exact arithmetic of doubles: equal hosts have equal scores, on any machine.
 */
export class ExpectedFill implements PackScore {
  private readonly view: HostView;
  private readonly lessons: Lessons;
  /** What each host is worth as it is, and as of which version of it. */
  private readonly worth: Float64Array;
  private readonly worthOf: Float64Array;
  /** By the models' places in the alphabet: tables, and squares of scarcities. */
  private readonly tables: readonly ValueTable[];
  private readonly scarcities: readonly number[];
  private readonly fillsOf = new Float64Array(KNOWN_FILLS).fill(-1);
  private readonly fills = new Float64Array(KNOWN_FILLS);
  /** What is free of each device of the host that is looked at. */
  private readonly free: Int32Array;

  constructor(private readonly board: Board, mix: TaskMix) {
    const { snapshot } = board;
    this.view = HostView.of(snapshot);
    this.lessons = learn(mix, snapshot, this.view);
    this.worth = new Float64Array(snapshot.hosts.length);
    this.worthOf = new Float64Array(snapshot.hosts.length).fill(-1);
    this.tables = this.view.byModel.map((column) => this.lessons.tables.get(column)!);
    this.scarcities = this.view.byModel.map((column) => square(this.lessons.scarcity.get(column)!));
    this.free = new Int32Array(this.view.mostDevices);
  }

  of(demand: Demand, host: number, column: Column | undefined): number {
    const cpu = this.view.freeCpu(host) - demand.cpuMillis;
    const gpu = column ? gpuMilliOf(demand) : 0;
    const fit = (FIT_WEIGHT * (this.view.freeGpuMilli(host) - gpu + cpu * this.view.gpuPerCpu)) / 1_000;
    if (!column) return this.worthWith(host, cpu, undefined, 0, 0) - this.now(host) - fit;
    const scarcity = (SCARCITY_WEIGHT * square(this.lessons.scarcity.get(column)!) * gpu) / 1_000;
    if (demand.milliPerGpu === 1_000) return this.worthWith(host, cpu, column, demand.gpus, 0) - this.now(host) - scarcity - fit;
    const device = bestDevice(column.devices[host]!, demand.milliPerGpu);
    return this.worthWith(host, cpu, column, device, demand.milliPerGpu) - this.now(host) - scarcity - fit;
  }

  /** What `of` says in the same order of doubles, without looking up anything twice. */
  quick(demand: Demand, host: number, column: Column | undefined): number {
    const { view } = this;
    const model = view.onlyModel[host]!;
    const only = model < 0 ? undefined : view.byModel[model]!;
    const freeGpu = only ? only.capacity[host]! - only.used[host]! : 0;
    const cpu = view.freeCpu(host) - demand.cpuMillis;
    const gpu = column ? demand.gpus * demand.milliPerGpu : 0;
    const fit = (FIT_WEIGHT * (freeGpu - gpu + cpu * view.gpuPerCpu)) / 1_000;
    const isWhole = demand.milliPerGpu === 1_000;
    const device = !column || isWhole ? demand.gpus : bestDevice(column.devices[host]!, demand.milliPerGpu);
    const worth = this.quickWorth(host, cpu, only, model, freeGpu - gpu, column ? device : 0, column && !isWhole ? demand.milliPerGpu : 0);
    if (!column) return worth - this.now(host) - fit;
    return worth - this.now(host) - (SCARCITY_WEIGHT * this.scarcities[model]! * gpu) / 1_000 - fit;
  }

  private quickWorth(host: number, cpuMillis: number, only: Column | undefined, model: number, freeMilli: number, deviceOrCount: number, milli: number): number {
    const forCpuOnly = (CPU_ONLY_WEIGHT * this.knownCpuOnlyFill(cpuMillis) * this.view.gpuPerCpu) / 1_000;
    if (!only || freeMilli <= 0) return forCpuOnly;
    const used = only.devices[host]!;
    const { free } = this;
    let whole = 0;
    let toTake = milli === 0 ? deviceOrCount : 0;
    for (let device = 0; device < used.length; device += 1) {
      let left = 1_000 - used[device]!;
      if (milli > 0 && device === deviceOrCount) left -= milli;
      if (left === 1_000) {
        if (toTake > 0) {
          left = 0;
          toTake -= 1;
        } else whole += 1;
      }
      free[device] = left;
    }
    const table = this.tables[model]!;
    const evenWeight = this.lessons.multiGpuPart;
    const cpuPerMilli = cpuMillis / freeMilli;
    let worth = 0;
    let last = 0;
    let lastWorth = 0;
    for (let device = 0; device < used.length; device += 1) {
      const left = free[device]!;
      if (left <= 0) continue;
      if (left !== last) {
        const cpu = cpuPerMilli * left;
        const uneven = table.of(left, LEAST_PART * cpu, whole) + table.of(left, MOST_PART * cpu, whole);
        lastWorth = evenWeight === 0 ? uneven : uneven * (1 - evenWeight) + 2 * table.of(left, cpu, whole) * evenWeight;
        last = left;
      }
      worth += lastWorth;
    }
    return worth / 2 + (JOINT_WEIGHT * Math.min(freeMilli, cpuMillis / this.lessons.cpuPerGpuMilli)) / 1_000 + forCpuOnly;
  }

  /** Few amounts of CPU come up again and again. */
  private knownCpuOnlyFill(cpuMillis: number): number {
    const place = cpuMillis & (KNOWN_FILLS - 1);
    if (this.fillsOf[place] === cpuMillis) return this.fills[place]!;
    this.fillsOf[place] = cpuMillis;
    return (this.fills[place] = this.cpuOnlyFill(cpuMillis));
  }

  private now(host: number): number {
    const version = this.board.versions[host]!;
    if (this.worthOf[host] !== version) {
      const model = this.view.onlyModel[host]!;
      const only = model < 0 ? undefined : this.view.byModel[model]!;
      this.worth[host] = model === -2
        ? this.worthWith(host, this.view.freeCpu(host), undefined, 0, 0)
        : this.quickWorth(host, this.view.freeCpu(host), only, model, only ? only.capacity[host]! - only.used[host]! : 0, 0, 0);
      this.worthOf[host] = version;
    }
    return this.worth[host]!;
  }

  /**
   * What a host would be worth with so much CPU free, and less of one model's devices: `milli` of the device of that index, or
   * when `milli` is 0 so many whole ones.
   */
  private worthWith(host: number, cpuMillis: number, taken: Column | undefined, deviceOrCount: number, milli: number): number {
    const columns = this.view.gpuColumns[host]!;
    let freeMilli = 0;
    for (const column of columns) freeMilli += column.capacity[host]! - column.used[host]!;
    if (taken) freeMilli -= milli === 0 ? deviceOrCount * 1_000 : milli;
    const forCpuOnly = (CPU_ONLY_WEIGHT * this.cpuOnlyFill(cpuMillis) * this.view.gpuPerCpu) / 1_000;
    if (freeMilli <= 0) return forCpuOnly;
    let worth = 0;
    for (const column of columns) worth += this.worthOfDevices(column, host, cpuMillis / freeMilli, column === taken ? deviceOrCount : 0, column === taken ? milli : -1);
    return worth / 2 + (JOINT_WEIGHT * Math.min(freeMilli, cpuMillis / this.lessons.cpuPerGpuMilli)) / 1_000 + forCpuOnly;
  }

  private cpuOnlyFill(cpuMillis: number): number {
    let fill = 0;
    for (const { cpuMillis: asked, perArrival } of this.lessons.cpuOnly) fill += perArrival * Math.min(CPU_ONLY_TASKS, Math.floor(cpuMillis / asked)) * asked;
    return fill;
  }

  /** Twice the worth of one model's devices, each with its part of the host's free CPU. `milli` of -1: all as they are. */
  private worthOfDevices(column: Column, host: number, cpuPerMilli: number, deviceOrCount: number, milli: number): number {
    const used = column.devices[host]!;
    let whole = 0;
    for (let device = 0, toTake = milli === 0 ? deviceOrCount : 0; device < used.length; device += 1) {
      let free = 1_000 - used[device]!;
      if (milli > 0 && device === deviceOrCount) free -= milli;
      if (free === 1_000 && toTake > 0) {
        free = 0;
        toTake -= 1;
      }
      if (free === 1_000) whole += 1;
      this.free[device] = free;
    }
    const table = this.lessons.tables.get(column)!;
    const evenWeight = this.lessons.multiGpuPart;
    let worth = 0;
    let last = 0;
    let lastWorth = 0;
    for (let device = 0; device < used.length; device += 1) {
      const free = this.free[device]!;
      if (free <= 0) continue;
      if (free !== last) {
        const cpu = cpuPerMilli * free;
        const uneven = table.of(free, LEAST_PART * cpu, whole) + table.of(free, MOST_PART * cpu, whole);
        lastWorth = evenWeight === 0 ? uneven : uneven * (1 - evenWeight) + 2 * table.of(free, cpu, whole) * evenWeight;
        last = free;
      }
      worth += lastWorth;
    }
    return worth;
  }
}

/** Not `**`, of which engines make what they like. */
function square(value: number): number {
  return value * value;
}
