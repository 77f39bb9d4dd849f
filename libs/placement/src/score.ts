import { type Board, type Wanted } from './board.js';

/** One idea of where work goes best. */
export interface Score {
  name: string;
  /** From 0 to 1000, an integer; more is better. Only asked of hosts that pass every filter. */
  of(wanted: Wanted, host: number, board: Board): number;
}
