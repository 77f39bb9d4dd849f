import { fits, rejectUnfit } from '../board.js';
import { type Filter } from '../filter.js';

/** Room for each class but GPUs, in the units that the host sells them in. */
export const resourcesFilter: Filter = {
  name: 'resources',
  reason: 'without enough free CPU, memory, storage, bandwidth or other resources',
  admits(wanted, host) {
    const { plain } = wanted;
    for (let index = 0; index < plain.length; index += 1) {
      const { column, amount } = plain[index]!;
      if (!column || !fits(column, host, amount)) return false;
    }
    return true;
  },
  rejectAll({ plain }, _board, isRejected) {
    for (const { column, amount } of plain) {
      if (column) rejectUnfit(column, amount, isRejected);
      else isRejected.fill(1);
    }
  },
};
