import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';

import { type Bid, digestOf } from '#libs/auction';
import { type ResourceClass } from '#libs/kernel';
import { type StandingAsk } from '#libs/pricing';

import { judgeBids } from './judge-bids.js';
import { takeSnapshot } from './snapshot.js';
import { testSpec, testHost } from './test-fleet.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 8_500, askWeightBps: 5_000 };
const seed = 'ab'.repeat(32);
/** Two replicas of so many CPUs and a GiB each, at 1000 and 100 an hour. */
const wanted = (cpus: number) => testSpec({
  replicas: 2, resources: { cpuMillis: cpus * 1_000, memoryMib: 1_024 },
  prices: [['CPU_MILLI', 1_000n], ['MEMORY_MIB', 100n]].map(([resourceClass, price]) => ({ resourceClass: resourceClass as ResourceClass, variant: '', nanoTokensPerUnitHour: price as bigint })),
});

function bidOf(operatorId: string, cpu: bigint, memory: bigint): Bid {
  const prices = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: cpu }, { resourceClass: 'MEMORY_MIB', variant: '', nanoTokensPerUnitHour: memory }] as const;
  const nonce = createHash('md5').update(operatorId).digest('hex');
  return { id: `bid_${operatorId}`, auctionId: 'auc_1', operatorId, prices, nonce, digest: digestOf({ auctionId: 'auc_1', nonce, prices }), madeAt: 0 };
}

const bidders = fc.array(fc.record({
  cpus: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }), isOpen: fc.boolean(), jurisdiction: fc.constantFrom('DE', 'FR'),
  cpu: fc.bigInt({ min: 0n, max: 900n }), memory: fc.bigInt({ min: 0n, max: 90n }), ask: fc.option(fc.bigInt({ min: 1n, max: 2_000n })),
}), { minLength: 1, maxLength: 6 });

test('property: the cheapest bid that passes every filter wins, all of it goes to its bidder, and asks do not matter', () => {
  fc.assert(fc.property(bidders, fc.integer({ min: 1, max: 8 }), fc.boolean(), (specs, cpus, german) => {
    const hosts = specs.flatMap((spec, operator) => spec.cpus.map((count, host) => testHost(`h${operator}_${host}`, {
      operatorId: `opr_${operator}`, clusterId: `cls_${operator}`, siteId: `sit_${operator}`, cpus: count, jurisdiction: spec.jurisdiction, state: spec.isOpen ? 'open' : 'cordoned',
    })));
    const asks = specs.flatMap(({ ask }, operator): StandingAsk[] => (ask === null ? [] : [{ operatorId: `opr_${operator}`, clusterId: '', resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: ask }]));
    const bids = specs.map((spec, operator) => bidOf(`opr_${operator}`, spec.cpu, spec.memory));
    const ask = { ...wanted(cpus), constraints: german ? { jurisdictions: ['DE'] } : {} };
    const { judged, winner } = judgeBids(takeSnapshot(hosts, asks), policy, ask, { seed }, bids, 7);

    // The same by hand: 85 of 100 go to the operator, and two replicas fit where hosts have room for both.
    const fits = specs.map((spec) => spec.isOpen && (!german || spec.jurisdiction === 'DE') && spec.cpu <= 850n && spec.memory <= 85n
      && spec.cpus.reduce((sum, count) => sum + Math.floor(count / cpus), 0) >= 2);
    const tip = (wants: bigint) => (wants * 10_000n + 8_499n) / 8_500n;
    const costs = specs.map((spec) => 2n * BigInt(cpus) * tip(spec.cpu) + 2n * tip(spec.memory));
    expect(judged.map(({ cost }) => cost)).toEqual(fits.map((fit, operator) => (fit ? costs[operator] : undefined)));
    const best = specs.map((_, operator) => operator).filter((operator) => fits[operator])
      .toSorted((a, b) => Number(costs[a]! - costs[b]!) || (lot(bids[a]!) < lot(bids[b]!) ? -1 : 1))[0];
    expect(winner?.judged.bid.operatorId).toBe(best === undefined ? undefined : `opr_${best}`);
    expect(winner?.planned.claims.map((claim) => claim.operatorId) ?? []).toEqual(best === undefined ? [] : [`opr_${best}`, `opr_${best}`]);
    const again = judgeBids(takeSnapshot(hosts.toReversed(), asks), policy, ask, { seed }, bids.toReversed(), 7);
    expect(again.winner?.judged).toEqual(winner?.judged);
  }), { numRuns: 500 });
});

const lot = ({ digest }: Bid): string => createHash('sha256').update(`${seed}:${digest}`).digest('hex');
