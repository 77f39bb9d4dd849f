import { fits } from '../board.js';
import { type Filter } from '../filter.js';

/** Room for each class but GPUs, in the units that the host sells them in. */
export const resourcesFilter: Filter = {
  name: 'resources',
  reason: 'without enough free CPU, memory, storage, bandwidth or other resources',
  admits(wanted, host) {
    for (const { column, amount } of wanted.plain) if (!column || !fits(column, host, amount)) return false;
    return true;
  },
};
