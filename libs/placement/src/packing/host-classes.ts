import { type Board } from '../board.js';
import { mix } from '../hash.js';
import { HostView } from './host-view.js';

/** Classes that there is room for at first; a power of two. */
const FIRST_CLASSES = 1_024;

/**
 * Hosts that are alike in CPU and GPUs, in what they have, sell and have left of each device, and sell memory in the same units, are of one class: where
 * they have the memory they score alike. Of thousands of hosts there are few.
 */
export class HostClasses {
  /** How many there have been. */
  size = 0;
  private readonly classes: Int32Array;
  /** As of which version of each host, and one more; 0: not looked at. */
  private readonly versions: Uint32Array;
  private readonly view: HostView;
  /** Places of one class in `states`. */
  private readonly stateSize: number;
  /** What tells the host that is looked at from those of other classes. */
  private readonly state: Float64Array;
  /** The same of each class, one after the other, and their hashes. */
  private states: Float64Array;
  private hashes: Int32Array;
  /** By the hash, or the next free place from there on: a class's number, and one more. Twice as many places as there is room for classes; a power of two. */
  private places: Int32Array;

  constructor(private readonly board: Board) {
    this.view = HostView.of(board.snapshot);
    this.classes = new Int32Array(board.snapshot.hosts.length);
    this.versions = new Uint32Array(this.classes.length);
    this.stateSize = 2 + this.view.mostDevices + Math.min(this.view.mostDevices, this.view.byModel.length);
    this.state = new Float64Array(this.stateSize);
    this.states = new Float64Array(FIRST_CLASSES * this.stateSize);
    this.hashes = new Int32Array(FIRST_CLASSES);
    this.places = new Int32Array(FIRST_CLASSES * 2);
  }

  /** Numbers go up from 0 as classes come up, and stay theirs. */
  of(host: number): number {
    const version = this.board.versions[host]! + 1;
    if (this.versions[host] === version) return this.classes[host]!;
    const number = this.find(this.look(host));
    this.classes[host] = number;
    this.versions[host] = version;
    return number;
  }

  /** Fills `state`. Hosts of one kind fill as many of its places, in the same order. @returns how many. */
  private look(host: number): number {
    const { state, view: { kinds, cpu, gpuColumns } } = this;
    state[0] = kinds[host]!;
    state[1] = cpu ? cpu.used[host]! : 0;
    let length = 2;
    for (const { used, devices } of gpuColumns[host]!) {
      const usedOf = devices[host]!;
      state[length++] = used[host]!;
      for (let device = 0; device < usedOf.length; device += 1) state[length++] = usedOf[device]!;
    }
    return length;
  }

  private find(length: number): number {
    const { state, states, hashes, places } = this;
    let hash = 0;
    for (let index = 0; index < length; index += 1) hash = Math.imul(hash ^ state[index]!, 0x01000193);
    hash = mix(hash) | 0;
    let place = hash & (places.length - 1);
    for (; places[place] !== 0; place = (place + 1) & (places.length - 1)) {
      const number = places[place]! - 1;
      const from = number * this.stateSize;
      let index = hashes[number] === hash ? 0 : -1;
      while (index >= 0 && index < length) index = states[from + index] === state[index] ? index + 1 : -1;
      if (index === length) return number;
    }
    const number = this.size;
    this.size += 1;
    places[place] = this.size;
    hashes[number] = hash;
    states.set(state, number * this.stateSize);
    if (this.size === hashes.length) this.grow();
    return number;
  }

  private grow(): void {
    const { states, hashes } = this;
    this.hashes = new Int32Array(hashes.length * 2);
    this.hashes.set(hashes);
    this.states = new Float64Array(states.length * 2);
    this.states.set(states);
    const places = new Int32Array(hashes.length * 4);
    for (let number = 0; number < this.size; number += 1) {
      let place = hashes[number]! & (places.length - 1);
      while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      places[place] = number + 1;
    }
    this.places = places;
  }
}
