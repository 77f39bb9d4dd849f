import { type HostClasses } from './host-classes.js';
import { type PackScore } from './pack-score.js';

/** Classes whose scores are kept: half a megabyte for each demand. */
const MOST_CLASSES = 65_536;

/** What hosts score for one demand by one mix, by the number of their class: found once for all hosts that are alike, and for all requests that differ in memory alone. */
export class ClassScores {
  private scores: Float64Array;
  private by: PackScore | undefined;

  constructor(readonly classes: HostClasses) {
    this.scores = new Float64Array(roomFor(classes.size)).fill(NaN);
  }

  /** Has scores be by this mix; what was found by another is forgotten. */
  learn(score: PackScore): void {
    if (this.by !== score) this.scores.fill(NaN);
    this.by = score;
  }

  /** NaN where it is not known. */
  of(number: number): number {
    return number < this.scores.length ? this.scores[number]! : NaN;
  }

  keep(number: number, score: number): void {
    if (number >= MOST_CLASSES) return;
    if (number >= this.scores.length) {
      const before = this.scores;
      this.scores = new Float64Array(roomFor(number + 1)).fill(NaN, before.length);
      this.scores.set(before);
    }
    this.scores[number] = score;
  }
}

/** So many that it is seldom too few. */
function roomFor(classes: number): number {
  return Math.min(MOST_CLASSES, classes * 2 + 256);
}
