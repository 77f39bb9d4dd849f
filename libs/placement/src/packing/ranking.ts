import { type Board, devicesFit, fits, sells, type Wanted } from '../board.js';
import { type CompareHosts } from '../compare-hosts.js';
import { type ClassScores } from './class-scores.js';
import { type Demand } from './demand.js';
import { type HostRoom } from './host-room.js';
import { HostView } from './host-view.js';
import { type PackScore } from './pack-score.js';

/** Hosts of one block: the most that any of them scores is kept, so that few need be looked at to find the best of all. */
const BLOCK = 64;
/** Hosts that are followed one by one since the best of all were looked for. */
const MOST_ABOVE = 64;

/** Classes beside GPUs of which `HostRoom` knows what is free. What is asked of the first is the same for all requests that share a ranking, of the second where memory is ranked apart. */
const roomClasses: readonly string[] = ['CPU_MILLI', 'MEMORY_MIB'];

/** Who ranks. */
export interface RankingOptions {
  /** Whether hosts count as full that lack anything but CPUs and GPUs, or memory where `byMemory` is true; where not, those do that take no new work. Filters reject both anyway. */
  isExact: boolean;
  byMemory?: boolean;
  /** Left out, hosts that lack room are found by looking at their devices. */
  room?: HostRoom;
}

/**
 * What each host scores for one shape of request, kept current: only hosts that something was taken from or given to since the
 * last look are scored again. -Infinity where it does not fit.
 */
export class Ranking {
  readonly scores: Float64Array;
  /** 1 for a host that scores -Infinity. The log of changes is looked through by these: so many fewer bytes than scores that they stay at hand. */
  private readonly isOut: Uint8Array;
  /** The number of the last look at it, of all looks at rankings. */
  usedAt = 0;
  /** Where it is given, and not exact: what is found out about one host holds for all of its class, and for all rankings that differ in memory alone. */
  alike: ClassScores | undefined;
  /** Whether hosts that have the memory score alike however much is asked: else some sell no such amount. */
  readonly isMemoryAlike: boolean;
  private readonly demand: Demand;
  /** How much of the board's changes is in the scores. */
  private seen: number;
  private isFresh = false;
  private readonly view: HostView;
  /** By the models' places in the alphabet: whether the request may be given it. */
  private readonly isAllowed: Uint8Array;

  private readonly room: HostRoom | undefined;
  private readonly amounts: Wanted['plain'];
  /** What must be free; -Infinity where it does not matter. */
  private readonly memoryMib: number;
  /** Those of which `room` does not know. */
  private readonly others: Wanted['plain'];
  /** By kinds of hosts: whether they sell it, be it free or not; of several models, whether they may. */
  private readonly isSold: Uint8Array;
  /** Of each block the most that a host scores, and whether that must be found anew. */
  private readonly tops: Float64Array;
  private readonly isStale: Uint8Array;
  /** Hosts of which `firsts` gave those that come first, as long as none that scores as much was touched; and what they score. Undefined: not looked for yet. */
  private known: number[] | undefined;
  private knownScore = -Infinity;
  /** Hosts that came to score more than those since. */
  private readonly above: number[] = [];

  constructor(private readonly board: Board, private score: PackScore, private readonly wanted: Wanted, private readonly options: RankingOptions = { isExact: true }) {
    this.room = options.room;
    // Not of classes that nobody offers either: the next that is alike may ask for none of them.
    const { isExact, byMemory = false } = options;
    const shared = byMemory ? roomClasses : roomClasses.slice(0, 1);
    this.amounts = isExact ? wanted.plain : wanted.plain.filter(({ column }) => column && shared.includes(column.resourceClass));
    this.others = this.amounts.filter(({ column }) => !column || !roomClasses.includes(column.resourceClass));
    this.memoryMib = isExact || byMemory ? wanted.demand.memoryMib : -Infinity;
    this.scores = new Float64Array(board.snapshot.hosts.length);
    this.isOut = new Uint8Array(this.scores.length);
    this.tops = new Float64Array(Math.ceil(this.scores.length / BLOCK)).fill(-Infinity);
    this.isStale = new Uint8Array(this.tops.length);
    this.seen = board.touched.length;
    this.demand = wanted.demand;
    this.view = HostView.of(board.snapshot);
    this.isAllowed = Uint8Array.from(this.view.byModel, (column) => (wanted.gpu?.columns.includes(column) ? 1 : 0));
    const memory = this.amounts.filter(({ column }) => column?.resourceClass === 'MEMORY_MIB');
    this.isMemoryAlike = this.view.ofKind.every((host) => memory.every(({ column, amount }) => sells(column!, host, amount)));
    this.isSold = Uint8Array.from(this.room ? this.view.ofKind : [], (host) => (this.sells(host) ? 1 : 0));
  }

  /** Has hosts scored by another mix from now on. What has no room has none by that either. */
  learn(score: PackScore): void {
    this.score = score;
    this.isFresh = false;
    this.known = undefined;
    this.above.length = 0;
  }

  refresh(): void {
    const { touched, lastTouched, lastGrown, grownAt } = this.board;
    const { isOut } = this;
    const hasGrown = grownAt >= this.seen;
    for (let index = this.seen; index < touched.length; index += 1) {
      const host = touched[index]!;
      if (isOut[host] === 1 && !(hasGrown && lastGrown[host]! >= this.seen)) continue; // it had no room, and has no more now
      if (lastTouched[host] !== index) continue; // what was touched often since the last look is scored once
      if (this.isFresh) this.rescoreChanged(host);
      else isOut[host] = 0;
    }
    if (!this.isFresh) this.rescoreAll();
    this.seen = touched.length;
    this.isFresh = true;
  }

  /** Hosts that score most, of those that score less than `below`, all alike, in order; none where nothing fits. `into`: has a place for each host. */
  best(into: Int32Array, below = Infinity): Int32Array {
    const { scores, tops, isStale } = this;
    let most = -Infinity;
    let first = 0;
    for (let block = 0; block < tops.length; block += 1) {
      if (isStale[block] === 1) this.findTop(block);
      const top = tops[block]! < below ? tops[block]! : this.topBelow(block, below);
      if (top > most) {
        most = top;
        first = block;
      }
    }
    let count = 0;
    for (let block = first; most > -Infinity && block < tops.length; block += 1) {
      if (tops[block]! < most) continue;
      const end = Math.min(scores.length, (block + 1) * BLOCK);
      for (let host = block * BLOCK; host < end; host += 1) if (scores[host] === most) into[count++] = host;
    }
    return into.subarray(0, count);
  }

  /**
   * Of the hosts that score most, those that come first by what they are: between them only a hash decides. Of thousands of hosts that are
   * alike each claim touches one, so they are compared once and kept until another comes to score as much; those that come to score more are followed beside them.
   * @param into has a place for each host.
   */
  firsts(into: Int32Array, compare: CompareHosts): readonly number[] {
    if (this.above.length > 0) return this.firstsAbove(compare);
    if (this.known && (this.known.length > 0 || this.knownScore === -Infinity)) return this.known;
    const hosts = firstsOf(this.best(into), compare);
    this.knownScore = hosts.length === 0 ? -Infinity : this.scores[hosts[0]!]!;
    return (this.known = hosts);
  }

  private firstsAbove(compare: CompareHosts): number[] {
    const { above, scores } = this;
    let most = -Infinity;
    for (let index = 0; index < above.length; index += 1) most = Math.max(most, scores[above[index]!]!);
    return above.length === 1 ? above : firstsOf(above.filter((host) => scores[host] === most), compare);
  }

  private topBelow(block: number, below: number): number {
    let most = -Infinity;
    const end = Math.min(this.scores.length, (block + 1) * BLOCK);
    for (let host = block * BLOCK; host < end; host += 1) if (this.scores[host]! > most && this.scores[host]! < below) most = this.scores[host]!;
    return most;
  }

  private findTop(block: number): void {
    let most = -Infinity;
    const end = Math.min(this.scores.length, (block + 1) * BLOCK);
    for (let host = block * BLOCK; host < end; host += 1) if (this.scores[host]! > most) most = this.scores[host]!;
    this.tops[block] = most;
    this.isStale[block] = 0;
  }

  /** Those that had no room have none by another mix either. */
  private rescoreAll(): void {
    const { scores, isOut, tops } = this;
    this.alike?.learn(this.score);
    if (this.room) this.leaveOutFull(this.room);
    for (let block = 0; block < tops.length; block += 1) {
      const end = Math.min(scores.length, (block + 1) * BLOCK);
      let most = -Infinity;
      for (let host = block * BLOCK; host < end; host += 1) {
        if (isOut[host] === 1) continue;
        const score = this.alike ? this.scoreOfClass(host, this.alike) : this.scoreOf(host);
        scores[host] = score;
        if (score === -Infinity) isOut[host] = 1;
        else if (score > most) most = score;
      }
      tops[block] = most;
    }
    this.isStale.fill(0);
  }

  /** The same as `lacksRoom`, of all hosts at once: nothing in the loop is looked up again for each. */
  private leaveOutFull({ isOpen, cpuMillis, memoryMib, gpuMilli, mostMilli, whole }: HostRoom): void {
    const { isOut, scores, demand } = this;
    const anyway = this.options.isExact ? 0 : 1;
    const wholes = demand.milliPerGpu === 1_000 ? demand.gpus : 0;
    const shareMilli = demand.milliPerGpu === 1_000 ? 0 : demand.milliPerGpu;
    const allMilli = demand.gpus * demand.milliPerGpu;
    const cpu = demand.cpuMillis;
    const memory = this.memoryMib;
    const hasGpus = demand.gpus > 0;
    for (let host = 0; host < isOut.length; host += 1) {
      if (isOut[host] === 1) continue;
      const lacks = isOpen[host]! < anyway || cpuMillis[host]! < cpu || memoryMib[host]! < memory || (hasGpus && (gpuMilli[host]! < allMilli || whole[host]! < wholes || mostMilli[host]! < shareMilli));
      if (!lacks) continue;
      isOut[host] = 1;
      scores[host] = -Infinity;
    }
  }

  private scoreOfClass(host: number, alike: ClassScores): number {
    const number = alike.classes.of(host);
    const known = alike.of(number);
    if (!Number.isNaN(known)) return known;
    const score = this.scoreOf(host);
    alike.keep(number, score);
    return score;
  }

  /** Of one that may have room. */
  private scoreOf(host: number): number {
    if (!this.score.quick || this.view.onlyModel[host] === -2) return this.of(host);
    return this.room ? this.quickWhereRoom(host) : this.quickOf(host);
  }

  private rescoreChanged(host: number): void {
    const before = this.scores[host]!;
    const after = this.lacksRoom(host) ? -Infinity : this.scoreOf(host);
    this.scores[host] = after;
    this.isOut[host] = after === -Infinity ? 1 : 0;
    const block = Math.floor(host / BLOCK);
    if (after >= this.tops[block]!) this.tops[block] = after;
    else if (before === this.tops[block]!) this.isStale[block] = 1;
    if (this.known) this.follow(host, before, after);
  }

  /** Keeps what `firsts` knows true of a host that was scored again. */
  private follow(host: number, before: number, score: number): void {
    const place = before > this.knownScore ? this.above.indexOf(host) : -1;
    if (score > this.knownScore && place < 0) this.above.push(host);
    if (score <= this.knownScore && place >= 0) this.above.splice(place, 1);
    if (score === this.knownScore) this.known!.length = 0;
    else if (before === this.knownScore) takeOut(this.known!, host);
    if (this.above.length <= MOST_ABOVE) return;
    this.above.length = 0;
    this.known = undefined;
  }

  /** Whether it can be seen at once that a host does not fit. */
  private lacksRoom(host: number): boolean {
    const { room, demand } = this;
    if (!room) return false;
    // One that is shut would come first for as long as it is, and then all that score less are looked at. Exact scores are compared over all hosts.
    if (!this.options.isExact && room.isOpen[host] === 0) return true;
    if (room.cpuMillis[host]! < demand.cpuMillis || room.memoryMib[host]! < this.memoryMib) return true;
    return demand.gpus > 0 && (room.gpuMilli[host]! < demand.gpus * demand.milliPerGpu || (demand.milliPerGpu === 1_000 ? room.whole[host]! < demand.gpus : room.mostMilli[host]! < demand.milliPerGpu));
  }

  private of(host: number): number {
    const { gpu } = this.wanted;
    for (const { column, amount } of this.amounts) if (!column || !fits(column, host, amount)) return -Infinity;
    if (!gpu) return this.score.of(this.demand, host, undefined);
    for (const column of gpu.columns) if (devicesFit(column, host, gpu)) return this.score.of(this.demand, host, column);
    return -Infinity;
  }

  /** The same where the host has one model or none, and room for what is asked of CPUs, memory and GPUs: whether it sells it was found for its kind. */
  private quickWhereRoom(host: number): number {
    const { view, others } = this;
    if (this.isSold[view.kinds[host]!] === 0) return -Infinity;
    for (let index = 0; index < others.length; index += 1) {
      const { column, amount } = others[index]!;
      if (!column || !fits(column, host, amount)) return -Infinity;
    }
    return this.score.quick!(this.demand, host, this.wanted.gpu && view.byModel[view.onlyModel[host]!]!);
  }

  /** Whether a host sells what is asked of CPUs and memory, and of GPUs if it has one model or none: of several each is looked at. */
  private sells(host: number): boolean {
    const { gpu } = this.wanted;
    for (const { column, amount } of this.amounts) if (column && roomClasses.includes(column.resourceClass) && !sells(column, host, amount)) return false;
    if (!gpu) return true;
    const model = this.view.onlyModel[host]!;
    if (model === -2) return true;
    return model >= 0 && this.isAllowed[model] === 1 && sells(this.view.byModel[model]!, host, gpu.amount);
  }

  /** The same, where the host has one model or none: no other needs be looked at. */
  private quickOf(host: number): number {
    const { amounts } = this;
    const { gpu } = this.wanted;
    if (gpu) {
      const model = this.view.onlyModel[host]!;
      if (model < 0 || this.isAllowed[model] === 0) return -Infinity;
    }
    for (let index = 0; index < amounts.length; index += 1) {
      const { column, amount } = amounts[index]!;
      if (!column || !fits(column, host, amount)) return -Infinity;
    }
    if (!gpu) return this.score.quick!(this.demand, host, undefined);
    const column = this.view.byModel[this.view.onlyModel[host]!]!;
    return devicesFit(column, host, gpu) ? this.score.quick!(this.demand, host, column) : -Infinity;
  }
}

/** The hosts that come first of some, in any order. */
function firstsOf(hosts: ArrayLike<number>, compare: CompareHosts): number[] {
  const firsts: number[] = [];
  for (let index = 0; index < hosts.length; index += 1) {
    const host = hosts[index]!;
    const order = firsts.length === 0 ? 0 : compare(host, firsts[0]!);
    if (order > 0) continue;
    if (order < 0) firsts.length = 0;
    firsts.push(host);
  }
  return firsts;
}

/** Changes the list in place, and its order. */
function takeOut(hosts: number[], host: number): void {
  const index = hosts.indexOf(host);
  if (index < 0) return;
  hosts[index] = hosts.at(-1)!;
  hosts.pop();
}
