import { type Board, type Wanted, type WantedSpread } from '../board.js';
import { domainOf } from '../domains.js';
import { type Filter } from '../filter.js';
import { anyOfTraitsFilter } from './any-of-traits.js';
import { jurisdictionFilter } from './jurisdiction.js';
import { regionFilter } from './region.js';
import { stateFilter } from './state.js';
import { tierFilter } from './tier.js';
import { traitsFilter } from './traits.js';

/** By what a lease asks for, and whether they are open at all. A host that is merely full or away for a while counts: else the rest would fill up. */
const runsOn: readonly Filter[] = [stateFilter, jurisdictionFilter, regionFilter, traitsFilter, anyOfTraitsFilter, tierFilter];

/** At most so many of a lease's replicas on one host, site or operator or in one jurisdiction, or so many more than on another. */
export const spreadFilter: Filter = {
  name: 'spread',
  reason: 'with as many of its replicas already as its spread allows',
  relaxes: 'spread',
  concerns: ({ spread }) => spread !== undefined,
  admits(wanted, host, board) {
    if (!wanted.spread) return true;
    const { over, maximum = Infinity, maximumSkew, counts } = wanted.spread;
    const here = counts.get(domainOf(board.snapshot.hosts[host]!, over)) ?? 0;
    return here < maximum && (maximumSkew === undefined || here < leastOf(wanted, wanted.spread, board) + maximumSkew);
  },
};

/** How many of its replicas are where, of all that it may run in, there are fewest. */
function leastOf(wanted: Wanted, spread: WantedSpread, board: Board): number {
  spread.domains ??= domainsFor(wanted, spread, board);
  return (spread.least ??= spread.domains.reduce((least, domain) => Math.min(least, spread.counts.get(domain) ?? 0), Infinity));
}

function domainsFor(wanted: Wanted, { over }: WantedSpread, board: Board): string[] {
  const { hosts } = board.snapshot;
  const offering = hosts.filter((_, host) => offers(wanted, host) && runsOn.every((filter) => filter.admits(wanted, host, board)));
  return [...new Set(offering.map((host) => domainOf(host, over)))];
}

/** Whether an empty host would have what a replica takes. */
function offers(wanted: Wanted, host: number): boolean {
  return wanted.plain.every(({ column, amount }) => column !== undefined && column.capacity[host]! >= amount)
    && (!wanted.gpu || wanted.gpu.columns.some((column) => column.capacity[host]! >= wanted.gpu!.amount));
}
