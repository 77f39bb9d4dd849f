import { type Board, type Wanted } from '../board.js';
import { type Filter } from '../filter.js';
import { type Column } from '../snapshot.js';

/** Operators of a class from which on one's share of it is capped: with fewer there is nobody to share with. Those that belong together count as one. */
export const CAPPED_FROM = 3;
const BPS = 10_000;

/**
 * Keeps a pool from leaning on one operator: its claims take at most the cap's part of the pool's capacity of each class.
 * Of the capacity, not of what is claimed: the first claim in an empty pool would be all of what is claimed.
 */
export const operatorShareFilter: Filter = {
  name: 'operator-share',
  reason: 'of operators that carry as much of this pool as one may',
  concerns: ({ plain, gpu }) => plain.some(({ column }) => column && column.groups >= CAPPED_FROM) || (gpu?.columns ?? []).some(({ groups }) => groups >= CAPPED_FROM),
  admits(wanted, host, board) {
    for (const { column, amount } of wanted.plain) if (column && isOver(board, column, host, amount)) return false;
    return !wanted.gpu || mayTakeGpus(wanted.gpu, host, board);
  },
};

/** Whether some allowed model that the host has stays within the cap. */
function mayTakeGpus(gpu: NonNullable<Wanted['gpu']>, host: number, board: Board): boolean {
  let has = false;
  for (const column of gpu.columns) {
    if (column.capacity[host] === 0) continue;
    has = true;
    if (!isOver(board, column, host, gpu.amount)) return true;
  }
  return !has; // a host without them fails by another filter
}

export function isOver({ snapshot, policy }: Board, column: Column, host: number, amount: number): boolean {
  if (column.groups < CAPPED_FROM) return false;
  const group = snapshot.groupIndexOf[host]!;
  return (column.groupUsed[group]! + amount) * BPS > column.poolCapacity * policy.operatorShareCapBps;
}
