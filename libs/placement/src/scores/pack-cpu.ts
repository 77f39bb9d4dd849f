import { columnKey } from '../snapshot.js';
import { type Score } from '../score.js';

const CPU = columnKey('CPU_MILLI', '');

/** Best fit over CPUs: the host that is fullest afterwards, so that large requests find room elsewhere. */
export const packCpuScore: Score = {
  name: 'pack-cpu',
  of({ ask }, host, { snapshot }) {
    const column = snapshot.columns.get(CPU);
    const capacity = column?.capacity[host] ?? 0;
    if (!column || capacity === 0) return 0;
    return Math.min(1_000, Math.floor(((column.used[host]! + ask.resources.cpuMillis) * 1_000) / capacity));
  },
};
