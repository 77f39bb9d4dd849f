import { type Column, type Snapshot } from './snapshot.js';

/** Below 0 when the first host comes before the second, 0 when nothing but their names tells them apart. */
export type CompareHosts = (one: number, other: number) => number;

/** Between hosts that score alike: the one with less free, then the smaller, class by class. So neither names nor order of registration decide between hosts that differ. */
export function comparerOf({ columns }: Snapshot): CompareHosts {
  const ordered: Column[] = [...columns].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, column]) => column);
  // Of thousands of hosts that score alike each is compared: by index, which is several times as quick as to take columns apart.
  const capacities = ordered.map(({ capacity }) => capacity);
  const uses = ordered.map(({ used }) => used);
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
