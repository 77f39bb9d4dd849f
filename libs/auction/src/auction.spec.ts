import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';

import { type ResourceClass } from '#libs/kernel';
import { operatorPart, type ResourcePrice } from '#libs/pricing';

import { type Auction, type AuctionState, type BidPrice, digestOf, drawSeed, pricesByBid, ticketOf, winnerOf } from './auction.js';
import { type KeptBid } from './auction.store.js';
import { auctionView, operatorAuctionView } from './auction.view.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
const classes = ['CPU_MILLI', 'MEMORY_MIB'] as const satisfies ResourceClass[];

function auctionIn(state: AuctionState, winnerId: string | null = null): Auction {
  return {
    id: 'auc_1', poolId: 'pol_1', leaseId: 'lse_1', ...drawSeed(), state, opensAt: 0, closesAt: 60_000, closedAt: state === 'open' ? null : 60_000, winnerId,
    lot: { replicas: 2, resources: {}, constraints: {}, durationMillis: null, prices: classes.map((resourceClass) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: '1000' })) },
  };
}

/** Bids of as many operators, each with figures of its own. */
const bids = fc.uniqueArray(fc.record({ nonce: hex, cpu: fc.bigInt({ min: 10n ** 9n, max: 10n ** 10n }) }), { minLength: 2, maxLength: 8, selector: ({ nonce }) => nonce })
  .map((specs) => specs.map(({ nonce, cpu }, index): KeptBid => {
    const prices: BidPrice[] = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: cpu * 10n + BigInt(index) }];
    return {
      id: `bid_${index}`, auctionId: 'auc_1', operatorId: `opr_${index}`, prices, nonce, digest: digestOf({ auctionId: 'auc_1', nonce, prices }), madeAt: index, endedAt: null,
      nanoTokensPerHour: null, passed: null, ticket: null,
    };
  }));

test('a seed is what its hash says, and drawn anew each time', () => {
  const [one, two] = [drawSeed(), drawSeed()];
  expect(sha256(one.seed)).toBe(one.seedHash);
  expect(one.seed).not.toBe(two.seed);
});

test('a digest is of what anyone can write down, in whatever order the prices came', () => {
  const prices: BidPrice[] = [{ resourceClass: 'MEMORY_MIB', variant: '', nanoTokensPerUnitHour: 7n }, { resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 30n }];
  const text = '{"auctionId":"auc_1","nonce":"00ff","prices":[{"nanoTokensPerUnitHour":"30","resourceClass":"CPU_MILLI","variant":""},{"nanoTokensPerUnitHour":"7","resourceClass":"MEMORY_MIB","variant":""}]}';
  expect(digestOf({ auctionId: 'auc_1', nonce: '00ff', prices })).toBe(sha256(text));
  expect(digestOf({ auctionId: 'auc_1', nonce: '00ff', prices: prices.toReversed() })).toBe(sha256(text));
});

test('property: the cheapest that fits wins, ties go by a lot that anyone can draw again, in whatever order they come', () => {
  const costs = fc.array(fc.option(fc.bigInt({ min: 0n, max: 3n }), { nil: undefined }), { minLength: 8, maxLength: 8 });
  fc.assert(fc.property(bids, costs, hex, fc.infiniteStream(fc.nat()), (all, costOf, seed, order) => {
    const judged = all.map((bid, index) => ({ bid, cost: costOf[index], ticket: ticketOf(seed, bid.digest) }));
    const shuffled = judged.map((one) => ({ one, at: order.next().value as number })).toSorted((a, b) => a.at - b.at).map(({ one }) => one);
    const fitting = judged.filter(({ cost }) => cost !== undefined);
    const least = fitting.map(({ cost }) => cost!).reduce<bigint | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);
    const [drawn] = fitting.filter(({ cost }) => cost === least).map(({ bid }) => ({ id: bid.id, lot: sha256(`${seed}:${bid.digest}`) })).toSorted((a, b) => (a.lot < b.lot ? -1 : 1));
    expect(winnerOf(shuffled)?.bid.id).toBe(drawn?.id);
  }), { numRuns: 1_000 });
});

test('property: what is paid by a bid gives its operator what it wants, never more than the pool asks, and no token less would do', () => {
  fc.assert(fc.property(amount, amount, amount, fc.integer({ min: 0, max: 10_000 }), (tip, base, wants, operatorBps) => {
    const price: ResourcePrice = { resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: tip + base, baseNanoTokensPerUnitHour: base };
    const [paid] = pricesByBid({ prices: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: wants }] }, [price], operatorBps) ?? [];
    const cheaper = paid && { ...paid, nanoTokensPerUnitHour: paid.nanoTokensPerUnitHour - 1n };
    expect(paid === undefined).toBe(wants > operatorPart(price, operatorBps));
    expect((paid?.nanoTokensPerUnitHour ?? 0n) <= tip + base).toBe(true);
    expect(paid === undefined || operatorPart(paid, operatorBps) >= wants).toBe(true);
    expect(cheaper === undefined || operatorBps === 0 || wants === 0n || operatorPart(cheaper, operatorBps) < wants).toBe(true);
  }), { numRuns: 1_000 });
});

test('property: before an auction is over no operator sees a bid but its own, nor how many there are', () => {
  fc.assert(fc.property(bids, fc.nat(), fc.constantFrom<AuctionState>('open', 'void'), (all, viewer, state) => {
    const auction = auctionIn(state);
    const operatorId = `opr_${viewer % (all.length + 1)}`; // one of them, or one without a bid
    const seen = JSON.stringify(operatorAuctionView(auction, all, { operatorId, operatorBps: 10_000 }));
    const others = all.filter((bid) => bid.operatorId !== operatorId);
    for (const bid of others) for (const word of [bid.id, bid.operatorId, bid.nonce, bid.digest, String(bid.prices[0]!.nanoTokensPerUnitHour)]) expect(seen).not.toContain(word);
    expect(seen).not.toContain(auction.seed);
    expect(seen, 'the same as if the others had not bid').toBe(JSON.stringify(operatorAuctionView(auction, all.filter((bid) => bid.operatorId === operatorId), { operatorId, operatorBps: 10_000 })));
  }), { numRuns: 500 });
});

test('property: a tenant reads no operator and no nonce, before nor after, and after all that the outcome follows from', () => {
  fc.assert(fc.property(bids, fc.constantFrom<AuctionState>('open', 'awarded', 'no_bids', 'no_fitting_bid', 'void'), (all, state) => {
    const auction = auctionIn(state, state === 'awarded' ? 'bid_0' : null);
    const view = auctionView(auction, all.map((bid) => ({ ...bid, ticket: ticketOf(auction.seed, bid.digest), nanoTokensPerHour: 5n, passed: true })));
    for (const bid of all) for (const word of [bid.operatorId, bid.id, bid.nonce]) expect(JSON.stringify(view)).not.toContain(word);
    const isTold = state !== 'open' && state !== 'void';
    expect(view.seed).toBe(isTold ? auction.seed : null);
    expect(view.bids?.map(({ digest, ticket }) => ticket === sha256(`${view.seed}:${digest}`)) ?? null).toEqual(isTold ? all.map(() => true) : null);
  }), { numRuns: 500 });
});
