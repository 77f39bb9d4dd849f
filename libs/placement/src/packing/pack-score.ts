import { type Board } from '../board.js';
import { type Column } from '../snapshot.js';
import { type Demand } from './demand.js';
import { type TaskMix } from './task-mix.js';

/**
 * One idea of how to pack, for one pool and one mix of tasks. A pure function of what the hosts have free: the same mix and
 * the same board, the same scores, on any machine.
 */
export interface PackScore {
  /** How well the demand would go on a host where it fits, its GPUs being of that column; more is better, of any size and sign. */
  of(demand: Demand, host: number, column: Column | undefined): number;
  /** The same as `of`, to the last bit, for hosts of one model or none; quicker. */
  quick?(demand: Demand, host: number, column: Column | undefined): number;
  /** Which device a share should take, of those that have so much free; the fullest, where a score does not say. */
  deviceFor?(demand: Demand, host: number, column: Column): number;
}

/** Makes a score for a board, knowing what has been asked for lately. */
export type PackScoreMaker = (board: Board, mix: TaskMix) => PackScore;
