import { type Board } from '../board.js';
import { type Column } from '../snapshot.js';
import { HostView } from './host-view.js';

/**
 * Hosts that are alike in CPU and GPUs, in what they have, sell and have left of each device, are of one class: they score
 * alike. Of thousands of hosts there are few.
 */
export class HostClasses {
  private readonly numbers = new Map<string, number>();
  private readonly classes: Int32Array;
  /** As of which version of each host; -1: not looked at. */
  private readonly versions: Float64Array;
  private readonly view: HostView;

  constructor(private readonly board: Board) {
    this.view = HostView.of(board.snapshot);
    this.classes = new Int32Array(board.snapshot.hosts.length);
    this.versions = new Float64Array(this.classes.length).fill(-1);
  }

  /** How many there have been. */
  get size(): number {
    return this.numbers.size;
  }

  of(host: number): number {
    const version = this.board.versions[host]!;
    if (this.versions[host] === version) return this.classes[host]!;
    const key = this.keyOf(host);
    let number = this.numbers.get(key);
    if (number === undefined) this.numbers.set(key, (number = this.numbers.size));
    this.classes[host] = number;
    this.versions[host] = version;
    return number;
  }

  private keyOf(host: number): string {
    let key = this.view.cpu ? stateOf(this.view.cpu, host) : '';
    for (const column of this.view.gpuColumns[host]!) key += `|${column.variant}/${stateOf(column, host)}/${column.devices[host]!.join()}`;
    return key;
  }
}

function stateOf({ capacity, used, minUnit, maxUnit, stepSize }: Column, host: number): string {
  return `${capacity[host]}/${used[host]}/${minUnit[host]}/${maxUnit[host]}/${stepSize[host]}`;
}
