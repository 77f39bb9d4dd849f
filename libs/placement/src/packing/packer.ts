import { type PackScoreName } from '#libs/inventory';

import { type RequestSpec, type Board, type Wanted } from '../board.js';
import { type Column } from '../snapshot.js';
import { demandOf, demandsOf } from './demand.js';
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
/** Rankings that are made before it pays to know which hosts are alike. */
const CLASSLESS = 8;
/** New arrivals after which the mix is learnt anew: twice as many each time, from so few to so many, or to one for each host: then every host is scored anew. */
const FIRST_ARRIVALS = 10;
const MOST_ARRIVALS = 500;

/** Ranks a board's hosts for what is asked, by one idea of packing, and learns from what is asked as it comes. */
export class Packer {
  private readonly mix: TaskMix;
  private readonly rankings = new Map<string, Ranking>();
  private score: PackScore | undefined;
  private classes: HostClasses | undefined;
  private room: HostRoom | undefined;
  private made = 0;
  private arrivals = 0;
  private learnAt: number;
  private readonly mostArrivals: number;

  constructor(private readonly board: Board, private readonly name: PackScoreName, private readonly rescoreAll = false) {
    this.mix = new TaskMix(board.snapshot.recent);
    this.mostArrivals = Math.max(MOST_ARRIVALS, board.snapshot.hosts.length);
    this.learnAt = Math.min(this.mostArrivals, Math.max(FIRST_ARRIVALS, this.mix.size));
  }

  /** Takes note of a request that is new. */
  arrived(ask: RequestSpec): void {
    if (this.board.snapshot.recent.length >= FIRST_ARRIVALS) this.score ??= this.learn();
    for (const demand of demandsOf(ask)) this.mix.add(demand);
    this.arrivals += 1;
    if (this.arrivals < this.learnAt) return;
    this.learnAt = this.arrivals + Math.min(this.mostArrivals, this.arrivals);
    this.score = undefined;
  }

  /**
   * By host: more is better; -Infinity where it does not fit. Valid until the board changes. Unless `isExact` a host may
   * count as fitting that lacks anything but CPU and GPUs: requests that are alike in those share what is found out.
   */
  rank(wanted: Wanted, isExact: boolean): Ranking {
    const score = this.currentScore();
    const { resources, gpuModels } = wanted.ask;
    if (this.rescoreAll) {
      const plain = new Ranking(this.board, score, wanted, { isExact: true, isPlain: true });
      plain.refresh();
      return plain;
    }
    const key = isExact ? JSON.stringify([resources, gpuModels]) : `${resources.cpuMillis}/${resources.gpu?.count ?? 0}/${resources.gpu?.milliPerGpu ?? 1_000}/${JSON.stringify(gpuModels)}`;
    if (this.room) this.room.refresh();
    else this.room = new HostRoom(this.board);
    let ranking = this.rankings.get(key);
    if (ranking) this.rankings.delete(key);
    else {
      ranking = new Ranking(this.board, score, wanted, { isExact, isPlain: false }, this.room);
      this.made += 1;
      if (this.made > CLASSLESS) this.classes ??= new HostClasses(this.board);
    }
    this.rankings.set(key, ranking); // behind all others: the first is the one not used for longest
    if (this.rankings.size > Math.max(LEAST_SHAPES, MOST_SCORES / Math.max(1, ranking.scores.length))) this.rankings.delete(this.rankings.keys().next().value!);
    ranking.refresh(this.classes);
    return ranking;
  }

  /** Which device a share should take; undefined: the fullest. */
  deviceFor(ask: RequestSpec, host: number, column: Column): number | undefined {
    return this.currentScore().deviceFor?.(demandOf(ask), host, column);
  }

  private currentScore(): PackScore {
    return (this.score ??= this.learn());
  }

  private learn(): PackScore {
    this.rankings.clear();
    return packScores[this.name](this.board, this.mix);
  }
}
