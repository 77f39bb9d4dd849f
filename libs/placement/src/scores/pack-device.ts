import { bestDevice } from '../board.js';
import { type Score } from '../score.js';

/** A share of a GPU goes where it fills a device best: whole devices are kept for those who need them. */
export const packDeviceScore: Score = {
  name: 'pack-device',
  of({ gpu }, host) {
    if (!gpu || gpu.milliEach === 1_000) return 0;
    let best = 0;
    for (const column of gpu.columns) {
      const used = column.devices[host];
      const device = used ? bestDevice(used, gpu.milliEach) : -1;
      if (device >= 0) best = Math.max(best, used![device]! + gpu.milliEach);
    }
    return best;
  },
};
