import { type Board } from '../board.js';
import { HostView } from './host-view.js';

/**
 * Hosts that are alike in CPU and GPUs, in what they have, sell and have left of each device, and sell memory in the same units, are of one class: where
 * they have the memory they score alike. Of thousands of hosts there are few.
 */
export class HostClasses {
  private readonly numbers = new Map<string, number>();
  private readonly classes: Int32Array;
  /** As of which version of each host; -1: not looked at. */
  private readonly versions: Float64Array;
  private found = new Float64Array(0);
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

  /** A place for what is found of each class, also of those that looking at every host may add; NaN in each. Valid until it is asked for again. */
  emptyScores(): Float64Array {
    const places = this.size + this.classes.length;
    if (this.found.length < places) this.found = new Float64Array(places * 2);
    return this.found.fill(NaN, 0, places);
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
    let key = `${this.view.kinds[host]}/${this.view.cpu ? this.view.cpu.used[host] : ''}`;
    for (const { used, devices } of this.view.gpuColumns[host]!) key += `|${used[host]}/${devices[host]!.join()}`;
    return key;
  }
}
