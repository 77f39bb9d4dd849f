import { asksMore, type Wanted } from '../board.js';
import { type Filter } from '../filter.js';
import { type Snapshot } from '../snapshot.js';

/** Nothing goes where its operator would get less than it asks, for any of the classes that are claimed. */
export const askFilter: Filter = {
  name: 'ask',
  reason: 'on offer only for more than this lease pays',
  concerns: (_wanted, { snapshot }) => snapshot.hasAsks,
  admits(wanted, host, { snapshot }) {
    if (!snapshot.hasAsks) return true;
    for (const { column, pays } of wanted.plain) if (asksMore(wanted, column, host, pays, snapshot)) return false;
    return !wanted.gpu || paysForGpus(wanted, wanted.gpu, host, snapshot);
  },
};

/** Whether what is paid is enough for some allowed model that the host has. */
function paysForGpus(wanted: Wanted, gpu: NonNullable<Wanted['gpu']>, host: number, snapshot: Snapshot): boolean {
  let has = false;
  for (const column of gpu.columns) {
    if (column.capacity[host] === 0) continue;
    has = true;
    if (!asksMore(wanted, column, host, gpu.pays.get(column)!, snapshot)) return true;
  }
  return !has; // a host without them fails by another filter
}
