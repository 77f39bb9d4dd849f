import { type Column, type Snapshot } from './snapshot.js';

/** Below 0 when the first host comes before the second, 0 when nothing but their names tells them apart. */
export type CompareHosts = (one: number, other: number) => number;

/** Between hosts that score alike: the one with less free, then the smaller, class by class. So neither names nor order of registration decide between hosts that differ. */
export function comparerOf({ columns }: Snapshot): CompareHosts {
  const ordered: Column[] = [...columns].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, column]) => column);
  return (one, other) => {
    for (const { capacity, used } of ordered) {
      const less = capacity[one]! - used[one]! - (capacity[other]! - used[other]!);
      if (less !== 0) return less;
    }
    for (const { capacity } of ordered) if (capacity[one] !== capacity[other]) return capacity[one]! - capacity[other]!;
    return 0;
  };
}
