import { BPS } from '#libs/economics';

import { type Board, type Wanted } from '../board.js';
import { concentrationOf } from '../concentration.js';
import { type Filter } from '../filter.js';
import { type Column } from '../snapshot.js';
import { CAPPED_FROM } from './operator-share.js';

/**
 * Keeps what is claimed of a pool divided over its operators: no claim is made by which the concentration of a class, by its
 * capacity, would be more than the pool allows.
 */
export const concentrationFilter: Filter = {
  name: 'concentration',
  reason: 'of operators that would carry so much of this pool that it would hang on few',
  concerns: (_wanted, board) => isBounded(board),
  admits(wanted, host, board) {
    if (!isBounded(board)) return true;
    for (const { column, amount } of wanted.plain) if (column && concentrates(board, column, host, amount)) return false;
    return !wanted.gpu || mayTakeGpus(wanted.gpu, host, board);
  },
};

/** Whether some allowed model that the host has stays within the bound. */
function mayTakeGpus(gpu: NonNullable<Wanted['gpu']>, host: number, board: Board): boolean {
  const has = gpu.columns.filter((column) => column.capacity[host]! > 0);
  return has.length === 0 || has.some((column) => !concentrates(board, column, host, gpu.amount)); // a host without them fails by another filter
}

export function concentrates(board: Board, column: Column, host: number, amount: number): boolean {
  if (!isBounded(board) || column.groups < CAPPED_FROM) return false;
  const used = column.groupUsed.slice();
  used[board.snapshot.groupIndexOf[host]!]! += amount;
  return concentrationOf(used, column.poolCapacity) > board.policy.concentrationCapBps!;
}

function isBounded({ policy }: Board): boolean {
  return policy.concentrationCapBps !== undefined && policy.concentrationCapBps < Number(BPS);
}
