import { type Auction, type Bid, type JudgedBid, keyOf, pricesByBid, ticketOf, winnerOf } from '#libs/auction';
import { type QuotaUse } from '#libs/lease';
import { type NanoTokens } from '#libs/kernel';
import { hourlyCost, type ResourcePrice } from '#libs/pricing';

import { type RequestSpec, type Policy } from './board.js';
import { place, type Seed } from './place.js';
import { type PlannedLease } from './plan.js';
import { type Snapshot } from './snapshot.js';

/** The bid that wins, where its lease would go by it, and what it would pay. */
export interface Winner {
  judged: JudgedBid;
  planned: PlannedLease;
  prices: readonly ResourcePrice[];
}

/**
 * Plans a lease once for each bid, on the bidder's hosts alone and by its prices, as `place` plans any other: what passes every filter fits. Of those that fit the cheapest wins,
 * of equally cheap ones the lot decides. Pure, and in whatever order the bids come the same.
 */
export function judgeBids(
  snapshot: Snapshot, policy: Policy, ask: RequestSpec, auction: Pick<Auction, 'seed'>, bids: readonly Bid[], seed: Seed, quotas: readonly QuotaUse[] = [],
): { judged: JudgedBid[]; winner: Winner | undefined } {
  const found = bids.map((bid): { judged: JudgedBid; fit: Omit<Winner, 'judged'> | undefined } => {
    const fit = fitOf(snapshot, policy, ask, bid, seed, quotas);
    return { judged: { bid, ticket: ticketOf(auction.seed, bid.digest), cost: fit && costOf(fit.planned, fit.prices) }, fit };
  });
  const best = winnerOf(found.map(({ judged }) => judged));
  const won = found.find(({ judged }) => judged.bid === best?.bid);
  return { judged: found.map(({ judged }) => judged), winner: won?.fit && { judged: won.judged, ...won.fit } };
}

function fitOf(snapshot: Snapshot, policy: Policy, ask: RequestSpec, bid: Bid, seed: Seed, quotas: readonly QuotaUse[]): Omit<Winner, 'judged'> | undefined {
  const prices = pricesByBid(bid, ask.prices, policy.operatorBps);
  if (!prices) return undefined;
  const bidFor = new Set(prices.map(keyOf));
  const gpuModels = ask.gpuModels.filter((variant) => bidFor.has(keyOf({ resourceClass: 'GPU_MILLI', variant })));
  const [planned] = place(snapshot, policy, [{ ...ask, fallbacks: [], prices, gpuModels, agreedOperator: bid.operatorId, onlyOperator: bid.operatorId }], seed, quotas).leases;
  return planned && !planned.blocked ? { planned, prices } : undefined;
}

/** What all replicas would cost an hour where they are planned to go. */
function costOf(planned: PlannedLease, prices: readonly ResourcePrice[]): NanoTokens {
  const amounts = new Map<string, { resourceClass: ResourcePrice['resourceClass']; variant: string; amount: bigint }>();
  for (const { resourceClass, variant, amount } of planned.claims.flatMap((claim) => claim.resources)) {
    const known = amounts.get(keyOf({ resourceClass, variant }));
    amounts.set(keyOf({ resourceClass, variant }), { resourceClass, variant, amount: (known?.amount ?? 0n) + BigInt(amount) });
  }
  return hourlyCost([...amounts.values()], prices, 1);
}
