import { type Board, type Wanted } from './board.js';

/** One idea of where work may not go. */
export interface Filter {
  name: string;
  /** Why not, as a tenant reads it after "hosts are": coarse, and true of each host it rejects. */
  reason: string;
  /** The constraint of the request that it stands for: the tenant could do without. */
  relaxes?: string;
  /** Whether it may reject some host; where it does not say, it may. What is of no concern to a request is not asked of each host. */
  concerns?(wanted: Wanted, board: Board): boolean;
  admits(wanted: Wanted, host: number, board: Board): boolean;
  /** Sets 1 for each host that `admits` does not: the same, quicker where all are asked. */
  rejectAll?(wanted: Wanted, board: Board, isRejected: Uint8Array): void;
}
