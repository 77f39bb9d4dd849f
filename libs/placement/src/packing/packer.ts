import { type PackScoreName } from '#libs/inventory';

import { type Board, type Wanted } from '../board.js';
import { type Column } from '../snapshot.js';
import { ClassScores } from './class-scores.js';
import { type Demand, Demands } from './demand.js';
import { HostClasses } from './host-classes.js';
import { HostRoom } from './host-room.js';
import { type PackScore } from './pack-score.js';
import { packScores } from './pack-scores.js';
import { Ranking } from './ranking.js';
import { TaskMix } from './task-mix.js';

/** Scores kept at once, of all shapes together: 64 MiB. */
const MOST_SCORES = 2 ** 23;
/** Shapes whose scores are kept however many hosts there are. */
const LEAST_SHAPES = 16;
/** Hosts up to which requests for the same CPUs and GPUs, but other memory, are ranked apart: then hosts that lack memory are passed over at once. With more, it costs more to score all of them for each. */
const MOST_HOSTS_BY_MEMORY = 4_096;
/** Rankings that are made before it pays to know which hosts are alike. */
const CLASSLESS = 8;
/** New arrivals after which the mix is learnt anew: twice as many each time, from so few to so many, or to one for each host: then every host is scored anew. */
const FIRST_ARRIVALS = 10;
const MOST_ARRIVALS = 500;

/** Ranks a board's hosts for what is asked, by one idea of packing, and learns from what is asked as it comes. */
export class Packer {
  private readonly mix: TaskMix;
  /** By what is asked, written out: of CPUs and GPUs, and of memory where that is ranked apart, or where exact of all. */
  private readonly rankings = new Map<string, Ranking>();
  /** The same by demands that were seen, so that nothing is written out for each request. */
  private readonly byDemand = new Map<Demand, Ranking>();
  private score: PackScore | undefined;
  /** Whether the mix is to be learnt anew when hosts are looked at next. */
  private isDue = false;
  private classes: HostClasses | undefined;
  /** By what is asked of CPUs and GPUs, and of memory that some host does not sell, written out. */
  private readonly alike = new Map<string, ClassScores>();
  private room: HostRoom | undefined;
  private readonly demands = new Demands();
  private made = 0;
  /** At rankings. */
  private looks = 0;
  private arrivals = 0;
  private learnAt: number;
  private readonly mostArrivals: number;

  /** Unless `isExact` a host may count as fitting that lacks anything but CPUs and GPUs, or in a pool that is not large memory: requests that are alike in those share what is found out. */
  constructor(private readonly board: Board, private readonly name: PackScoreName, private readonly isExact: boolean) {
    this.mix = new TaskMix(board.snapshot.recent, this.demands);
    this.mostArrivals = Math.max(MOST_ARRIVALS, board.snapshot.hosts.length);
    this.learnAt = Math.min(this.mostArrivals, Math.max(FIRST_ARRIVALS, this.mix.size));
  }

  /** Takes note of a request that is new, of so many replicas. */
  arrived(demand: Demand, replicas: number): void {
    if (this.board.snapshot.recent.length >= FIRST_ARRIVALS) this.currentScore();
    this.mix.add(demand, replicas);
    this.arrivals += 1;
    if (this.arrivals < this.learnAt) return;
    this.learnAt = this.arrivals + Math.min(this.mostArrivals, this.arrivals);
    this.isDue = true;
  }

  /** By host: more is better; -Infinity where it does not fit. Valid until the board changes. */
  rank(wanted: Wanted): Ranking {
    const score = this.currentScore();
    if (this.room) this.room.refresh();
    else this.room = new HostRoom(this.board, wanted);
    let ranking = this.byDemand.get(wanted.demand);
    if (!ranking) this.byDemand.set(wanted.demand, (ranking = this.rankingFor(wanted, score, this.room)));
    ranking.usedAt = this.looks += 1;
    if (this.classes && !this.isExact) ranking.alike ??= this.alikeFor(wanted, ranking, this.classes);
    ranking.refresh();
    return ranking;
  }

  private alikeFor({ ask: { gpuModels }, demand: { cpuMillis, memoryMib, gpus, milliPerGpu } }: Wanted, { isMemoryAlike }: Ranking, classes: HostClasses): ClassScores {
    const key = JSON.stringify([cpuMillis, !isMemoryAlike && memoryMib, gpus, milliPerGpu, gpuModels]);
    const known = this.alike.get(key) ?? new ClassScores(classes);
    this.alike.set(key, known);
    return known;
  }

  private rankingFor(wanted: Wanted, score: PackScore, room: HostRoom): Ranking {
    const { ask: { resources, gpuModels }, demand: { cpuMillis, memoryMib, gpus, milliPerGpu } } = wanted;
    const byMemory = this.board.snapshot.hosts.length <= MOST_HOSTS_BY_MEMORY;
    const key = JSON.stringify(this.isExact ? [resources, gpuModels] : [cpuMillis, byMemory && memoryMib, gpus, milliPerGpu, gpuModels]);
    const known = this.rankings.get(key);
    if (known) return known;
    if (this.rankings.size >= Math.max(LEAST_SHAPES, MOST_SCORES / Math.max(1, this.board.snapshot.hosts.length))) this.forgetLongestUnused();
    const ranking = new Ranking(this.board, score, wanted, { isExact: this.isExact, byMemory, room });
    this.rankings.set(key, ranking);
    this.made += 1;
    if (this.made > CLASSLESS) this.classes ??= new HostClasses(this.board);
    return ranking;
  }

  /** The same for whoever keeps nothing of any host from one decision to the next: room is looked for on every one, and each that has some is scored anew, as it is and as it would be. `learns`: whether the mix is learnt first if that is due. */
  scan(wanted: Wanted, learns: boolean): Float64Array {
    this.board.forget();
    const score = !learns && this.score ? this.score : this.currentScore();
    const plain = new Ranking(this.board, score, wanted);
    plain.refresh();
    return plain.scores;
  }

  /** Which device a share should take; undefined: the fullest. */
  deviceFor(demand: Demand, host: number, column: Column): number | undefined {
    return this.currentScore().deviceFor?.(demand, host, column);
  }

  private forgetLongestUnused(): void {
    let [first] = this.rankings;
    for (const one of this.rankings) if (one[1].usedAt < first![1].usedAt) first = one;
    this.rankings.delete(first![0]);
    this.alike.clear();
    this.byDemand.clear();
  }

  private currentScore(): PackScore {
    if (!this.score || this.isDue) this.score = this.learn();
    this.isDue = false;
    return this.score;
  }

  private learn(): PackScore {
    const score = packScores[this.name](this.board, this.mix);
    for (const ranking of this.rankings.values()) ranking.learn(score);
    return score;
  }
}
