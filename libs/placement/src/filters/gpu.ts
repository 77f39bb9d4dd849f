import { devicesFit } from '../board.js';
import { type Filter } from '../filter.js';

/** GPUs of a model that is allowed: so many whole free ones, or a share of one, on this one host. */
export const gpuFilter: Filter = {
  name: 'gpu',
  reason: 'without the free GPUs asked for',
  admits(wanted, host) {
    if (!wanted.gpu) return true;
    for (const column of wanted.gpu.columns) if (devicesFit(column, host, wanted.gpu)) return true;
    return false;
  },
};
