import { HostView } from './packing/host-view.js';
import { type Column, type Snapshot } from './snapshot.js';

/** Below 0 when the first host comes before the second, 0 when nothing but their names tells them apart. */
export type CompareHosts = (one: number, other: number) => number;

/** Between hosts that score alike: the one with less free, then the smaller, class by class. So neither names nor order of registration decide between hosts that differ. */
export function comparerOf(snapshot: Snapshot): CompareHosts {
  const { onlyModel, byModel } = HostView.of(snapshot);
  const ordered: Column[] = [...snapshot.columns].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, column]) => column);
  const all = comparerBy(ordered);
  // Of thousands of hosts that score alike each is compared, most with one of the same model: neither has anything of another.
  const without = comparerBy(ordered.filter(({ resourceClass }) => resourceClass !== 'GPU_MILLI'));
  const ofModel = byModel.map((model) => comparerBy(ordered.filter((column) => column.resourceClass !== 'GPU_MILLI' || column === model)));
  return (one, other) => {
    const model = onlyModel[one]!;
    if (model === -2 || model !== onlyModel[other]) return all(one, other);
    return (model === -1 ? without : ofModel[model]!)(one, other);
  };
}

/** By index, which is several times as quick as to take columns apart. */
function comparerBy(columns: readonly Column[]): CompareHosts {
  const capacities = columns.map(({ capacity }) => capacity);
  const uses = columns.map(({ used }) => used);
  return (one, other) => {
    for (let index = 0; index < capacities.length; index += 1) {
      const capacity = capacities[index]!;
      const used = uses[index]!;
      const less = capacity[one]! - used[one]! - (capacity[other]! - used[other]!);
      if (less !== 0) return less;
    }
    for (let index = 0; index < capacities.length; index += 1) {
      const less = capacities[index]![one]! - capacities[index]![other]!;
      if (less !== 0) return less;
    }
    return 0;
  };
}
