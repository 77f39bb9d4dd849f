import { type Column, columnKey, type Snapshot } from '../snapshot.js';

const views = new WeakMap<Snapshot, HostView>();

/** What packing reads of hosts: CPUs, memory, and devices of each model, by host index. Nothing of it is copied, so it is always current. */
export class HostView {
  readonly cpu: Column | undefined;
  readonly memory: Column | undefined;
  /** The GPU columns that each host has any of. */
  readonly gpuColumns: readonly (readonly Column[])[];
  /** The place in the alphabet of the one model that each host has any of; -1 without GPUs, -2 with several models. */
  readonly onlyModel: Int32Array;
  /** By those places. */
  readonly byModel: readonly Column[];
  readonly cpuCapacity: number;
  readonly gpuCapacity: number;
  /** What a thousandth of a CPU counts beside a thousandth of a GPU: as much as the pool has of either. */
  readonly gpuPerCpu: number;
  /** The most devices that a host has. */
  readonly mostDevices: number;
  /** Of each host a number for what does not change: hosts that have the same models, as much of each and of CPU, and sell all of it and memory in the same units have one. */
  readonly kinds: Int32Array;
  /** One host of each kind. */
  readonly ofKind: readonly number[];

  private constructor({ hosts, columns, gpuColumns }: Snapshot) {
    this.cpu = columns.get(columnKey('CPU_MILLI', ''));
    this.memory = columns.get(columnKey('MEMORY_MIB', ''));
    // By model, not in the order in which hosts came: sums of doubles depend on it.
    this.byModel = gpuColumns.toSorted((a, b) => (a.variant < b.variant ? -1 : 1));
    this.gpuColumns = hosts.map((_, host) => this.byModel.filter((column) => (column.devices[host]?.length ?? 0) > 0));
    this.onlyModel = Int32Array.from(this.gpuColumns, (of) => (of.length > 1 ? -2 : of.length === 0 ? -1 : this.byModel.indexOf(of[0]!)));
    this.cpuCapacity = this.cpu?.poolCapacity ?? 0;
    this.gpuCapacity = gpuColumns.reduce((sum, { poolCapacity }) => sum + poolCapacity, 0);
    this.gpuPerCpu = this.cpuCapacity > 0 && this.gpuCapacity > 0 ? this.gpuCapacity / this.cpuCapacity : 1;
    const kinds = new Map<string, number>();
    const ofKind: number[] = [];
    this.kinds = Int32Array.from(hosts, (_, host) => {
      const terms = this.termsOf(host);
      const kind = kinds.get(terms) ?? kinds.size;
      kinds.set(terms, kind);
      ofKind[kind] ??= host;
      return kind;
    });
    this.ofKind = ofKind;
    this.mostDevices = this.gpuColumns.reduce((most, of, host) => Math.max(most, of.reduce((sum, { devices }) => sum + devices[host]!.length, 0)), 0);
  }

  /** Of a snapshot; made once for it. */
  static of(snapshot: Snapshot): HostView {
    const view = views.get(snapshot) ?? new HostView(snapshot);
    views.set(snapshot, view);
    return view;
  }

  freeCpu(host: number): number {
    return this.cpu ? this.cpu.capacity[host]! - this.cpu.used[host]! : 0;
  }

  freeMemory(host: number): number {
    return this.memory ? this.memory.capacity[host]! - this.memory.used[host]! : 0;
  }

  freeGpuMilli(host: number): number {
    let free = 0;
    for (const { capacity, used } of this.gpuColumns[host]!) free += capacity[host]! - used[host]!;
    return free;
  }

  private termsOf(host: number): string {
    let terms = `${this.cpu ? termsIn(this.cpu, host) : ''}|${this.memory ? unitsIn(this.memory, host) : ''}`;
    for (const column of this.gpuColumns[host]!) terms += `|${column.variant}/${termsIn(column, host)}`;
    return terms;
  }
}

function termsIn(column: Column, host: number): string {
  return `${column.capacity[host]}/${unitsIn(column, host)}`;
}

function unitsIn({ minUnit, maxUnit, stepSize }: Column, host: number): string {
  return `${minUnit[host]}/${maxUnit[host]}/${stepSize[host]}`;
}
