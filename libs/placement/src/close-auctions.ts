import { bidsOf, dueAuctions, endAuction, lockAuction } from '#libs/auction';
import { type Database, type Transaction } from '#libs/database';
import { poolById } from '#libs/inventory';
import { type Millis, type Settings } from '#libs/kernel';
import { award, isWaitOver, letGo, lockForPlacement, quotaUse, toRequest } from '#libs/lease';

import { applyPlan, type Applied, type Fence } from './apply-plan.js';
import { specsFor } from './request-specs.js';
import { judgeBids } from './judge-bids.js';
import { type RecentDemands } from './packing/recent-demands.js';
import { type Seed } from './place.js';
import { poolSnapshot } from './pool-snapshot.js';
import { traceAuction } from './trace-placing.js';

/** Auctions ended in one round; the rest is next. */
const BATCH = 20;

/** The winner's claims could not be made after all: nothing of the end was written, and the next round judges anew. */
class Outrun extends Error {
  override name = 'Outrun';
}

/**
 * Ends the auctions of a pool whose time is over, each in a transaction of its own, under the scheduler's fence: the lease of one that somebody wins is placed with the winner, at its price,
 * others wait for placement as any lease. Whoever comes second finds an auction ended.
 * @returns the claims made. @throws Fenced
 */
export async function closeAuctions(database: Database, fence: Fence, now: Millis, settings: Settings, seed: Seed, recent: RecentDemands): Promise<Applied['made']> {
  const due = await dueAuctions(database, fence.poolId, now, BATCH);
  const made: Applied['made'] = [];
  for (const { id } of due) {
    const claims = await database.transaction((tx) => closeAuction(tx, id, fence, now, settings, seed, recent)).catch((error: unknown) => {
      if (error instanceof Outrun) return undefined;
      throw error;
    });
    made.push(...(claims ?? []));
  }
  return made;
}

/** @returns the claims made; undefined when somebody decides about its lease just now: then the next round ends it. */
async function closeAuction(
  tx: Transaction, id: string, fence: Fence, now: Millis, settings: Settings, seed: Seed, recent: RecentDemands,
): Promise<Applied['made'] | undefined> {
  const auction = await lockAuction(tx, id);
  if (auction?.state !== 'open') return undefined;
  // A lease that is closed has its auction ended with it, and whoever closes it holds its lock.
  const [lease] = await lockForPlacement(tx, [auction.leaseId]);
  if (!lease || isWaitOver(lease, now)) return undefined; // the sweep closes it, and the auction with it
  return traceAuction(tx, auction, now, async () => {
    const bids = await bidsOf(tx, [id]);
    const pool = await poolById(tx, auction.poolId);
    const snapshot = await poolSnapshot(tx, auction.poolId, recent, settings, now);
    const [ask] = await specsFor(tx, [toRequest(lease)], now);
    const { judged, winner } = judgeBids(snapshot, pool, ask!, auction, bids, seed, await quotaUse(tx, [lease.projectId]));
    const outcome = await endAuction(tx, auction, judged, winner?.judged, now);
    const told = { auctionId: id, outcome, bids: judged.length };
    if (!winner) {
      await letGo(tx, lease, told, now);
      return [];
    }
    const { made } = await applyPlan(tx, { leases: [winner.planned] }, fence, settings, now);
    if (made.length !== winner.planned.claims.length) throw new Outrun();
    await award(tx, lease.id, { ...told, operatorId: winner.judged.bid.operatorId, prices: winner.prices }, now);
    return made;
  });
}
