import { type Board } from '../board.js';
import { type Column } from '../snapshot.js';
import { type Demand, gpuMilliOf } from './demand.js';
import { HostView } from './host-view.js';
import { type PackScore } from './pack-score.js';

/** The host that is fullest afterwards, GPUs and CPUs counted alike as parts of what a GPU of the pool has. */
export class BestFit implements PackScore {
  private readonly view: HostView;

  constructor(board: Board) {
    this.view = HostView.of(board.snapshot);
  }

  of(demand: Demand, host: number, _column: Column | undefined): number {
    const cpu = this.view.freeCpu(host) - demand.cpuMillis;
    return -(this.view.freeGpuMilli(host) - gpuMilliOf(demand) + cpu * this.view.gpuPerCpu) / 1_000;
  }
}
