import { type Board, type Wanted } from '../board.js';
import { hostFilters } from '../filters.js';
import { HostView } from './host-view.js';

/** What is free of each host's CPUs, memory and devices, of whatever model, kept current: enough to pass over most hosts that a request does not fit without looking at their columns. */
export class HostRoom {
  /** Thousandths of CPUs. */
  readonly cpuMillis: Float64Array;
  readonly memoryMib: Float64Array;
  /** Thousandths of GPUs, of all models. */
  readonly gpuMilli: Float64Array;
  /** Thousandths of the device that has most free. */
  readonly mostMilli: Int32Array;
  /** Devices that are wholly free. */
  readonly whole: Int32Array;
  /** 1 for a host that takes new work at all. */
  readonly isOpen: Uint8Array;
  /** How much of the board's changes is known. */
  private seen: number;
  private readonly view: HostView;

  /** @param wanted whatever is asked for: what takes new work at all takes it of everybody. */
  constructor(private readonly board: Board, wanted: Wanted) {
    this.view = HostView.of(board.snapshot);
    this.cpuMillis = new Float64Array(board.snapshot.hosts.length);
    this.memoryMib = new Float64Array(board.snapshot.hosts.length);
    this.gpuMilli = new Float64Array(board.snapshot.hosts.length);
    this.mostMilli = new Int32Array(board.snapshot.hosts.length);
    this.whole = new Int32Array(this.mostMilli.length);
    this.isOpen = Uint8Array.from(this.whole, (_, host) => (hostFilters.every((filter) => filter.admits(wanted, host, board)) ? 1 : 0));
    for (let host = 0; host < this.mostMilli.length; host += 1) this.look(host);
    this.seen = board.touched.length;
  }

  refresh(): void {
    const { touched } = this.board;
    for (; this.seen < touched.length; this.seen += 1) this.look(touched[this.seen]!);
  }

  private look(host: number): void {
    let most = 0;
    let whole = 0;
    for (const { devices } of this.view.gpuColumns[host]!) {
      const used = devices[host]!;
      for (let device = 0; device < used.length; device += 1) {
        const free = 1_000 - used[device]!;
        if (free > most) most = free;
        if (free === 1_000) whole += 1;
      }
    }
    this.cpuMillis[host] = this.view.freeCpu(host);
    this.memoryMib[host] = this.view.freeMemory(host);
    this.gpuMilli[host] = this.view.freeGpuMilli(host);
    this.mostMilli[host] = most;
    this.whole[host] = whole;
  }
}
