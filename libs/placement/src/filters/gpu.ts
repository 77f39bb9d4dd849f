import { asksMore, type Board, devicesFit, type Wanted } from '../board.js';
import { type Filter } from '../filter.js';
import { type Column } from '../snapshot.js';
import { concentrates } from './concentration.js';
import { isOver } from './operator-share.js';

/** GPUs of a model that is allowed: so many whole free ones, or a share of one, on this one host. */
export const gpuFilter: Filter = {
  name: 'gpu',
  reason: 'without the free GPUs asked for',
  concerns: ({ gpu }) => gpu !== undefined,
  admits({ gpu }, host, { snapshot }) {
    if (!gpu) return true;
    const has = snapshot.gpuColumnsOn[host]!;
    for (let index = 0; index < has.length; index += 1) if (devicesFit(has[index]!, host, gpu) && gpu.pays.has(has[index]!)) return true;
    return false;
  },
  rejectAll({ gpu }, _board, isRejected) {
    if (!gpu) return;
    isRejected.fill(1);
    for (const column of gpu.columns) {
      const { capacity, used } = column;
      // Most have none of a model, or not enough: that is seen without a look at their devices.
      for (let host = 0; host < isRejected.length; host += 1) if (used[host]! + gpu.amount <= capacity[host]! && devicesFit(column, host, gpu)) isRejected[host] = 0;
    }
  },
};

/** The first model allowed of which the host has enough free, for what is paid, within its operator's share and the pool's concentration. */
export function gpuColumnOn(wanted: Wanted, host: number, board: Board): Column | undefined {
  const { gpu } = wanted;
  if (!gpu) return undefined;
  for (let index = 0; index < gpu.columns.length; index += 1) {
    const column = gpu.columns[index]!;
    if (devicesFit(column, host, gpu) && !isOver(board, column, host, gpu.amount) && !concentrates(board, column, host, gpu.amount)
      && !asksMore(wanted, column, host, gpu.pays.get(column)!, board.snapshot)) return column;
  }
  return undefined;
}
