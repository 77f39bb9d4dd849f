import { type Reader } from '#libs/database';
import { type Millis } from '#libs/kernel';
import { recentRequests } from '#libs/lease';

import { type Demand, demandsOf } from './demand.js';
import { MIX_ARRIVALS } from './task-mix.js';

/** What a pool is usually asked for is looked up again this often: it changes slowly. */
const LEARN_EVERY_MILLIS = 60_000;
/** Pools remembered at once. */
const MOST_POOLS = 1_000;

/** What has been asked for lately in each pool, as whoever places there learns it: the scheduler, quotes and auctions alike. */
export class RecentDemands {
  private readonly known = new Map<string, { demands: readonly Demand[]; learntAt: Millis }>();

  /** Oldest first; at most a minute old, and looked up each time while there are few. */
  async of(reader: Reader, poolId: string, now: Millis): Promise<readonly Demand[]> {
    const known = this.known.get(poolId);
    if (known && now - known.learntAt < LEARN_EVERY_MILLIS && known.demands.length >= MIX_ARRIVALS / 10) return known.demands;
    const demands = (await recentRequests(reader, poolId, MIX_ARRIVALS)).flatMap(demandsOf).slice(-MIX_ARRIVALS);
    if (this.known.size >= MOST_POOLS) this.known.clear();
    this.known.set(poolId, { demands, learntAt: now });
    return demands;
  }
}
