import { type Board, type Wanted } from './board.js';

/** One idea of where work may not go. */
export interface Filter {
  name: string;
  /** Why not, as a tenant reads it after "hosts are": coarse, and true of each host it rejects. */
  reason: string;
  /** The constraint of the request that it stands for: the tenant could do without. */
  relaxes?: string;
  admits(wanted: Wanted, host: number, board: Board): boolean;
}
