import { type Wanted } from '../board.js';
import { type Filter } from '../filter.js';

/** Keeps work with operators that are trusted so far, at the least, with each class that it claims. */
export const tierFilter: Filter = {
  name: 'tier',
  reason: 'of a lower tier than the one asked for',
  relaxes: 'minimumTier',
  concerns: ({ minimumTier }) => minimumTier > 0,
  admits(wanted, host) {
    return wanted.minimumTier === 0 || tierOf(wanted, host) >= wanted.minimumTier;
  },
};

/** The lowest tier that a host's operator has of all classes that are claimed, by its place among tiers. What the host does not have is for other filters. */
export function tierOf({ plain, gpu }: Wanted, host: number): number {
  let least = Infinity;
  for (const { column } of plain) if (column && column.capacity[host]! > 0) least = Math.min(least, column.tiers[host]!);
  for (const column of gpu?.columns ?? []) if (column.capacity[host]! > 0) least = Math.min(least, column.tiers[host]!);
  return least === Infinity ? 0 : least;
}
