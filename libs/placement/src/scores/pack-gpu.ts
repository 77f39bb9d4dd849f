import { type Score } from '../score.js';

/** Thousandths of a GPU that count alike: sixteen GPUs of difference can be told apart. */
const STEP = 16;

/** Best fit over GPUs: where the fewest stay free. Work without GPUs goes, by the same measure, where it strands none. */
export const packGpuScore: Score = {
  name: 'pack-gpu',
  of({ gpu }, host, { snapshot }) {
    let free = 0;
    for (const column of snapshot.gpuColumns) free += column.capacity[host]! - column.used[host]!;
    return 1_000 - Math.min(1_000, Math.floor(Math.max(0, free - (gpu?.amount ?? 0)) / STEP));
  },
};
