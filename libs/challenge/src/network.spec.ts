import * as fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

import { allowedForStream } from '#libs/economics';
import { type PlacementInventory } from '#libs/inventory';
import { type ClosedReason, closedReasons } from '#libs/lease';
import { initialRules } from '#libs/rules';
import { MIB, type Received } from '#libs/runtime';

import { judgeNetwork, transferAt, transferEnd } from './network.js';
import { type TransferOutcome } from './network.store.js';
import { bandwidthsOn, streamsFor } from './sizes.js';

const { challenge: { network: rules } } = initialRules;
const SEED = '5e'.repeat(32);
const free = (resourceClass: 'CPU_MILLI' | 'MEMORY_MIB' | 'EGRESS_MBPS', capacity: number, used = 0, more: Partial<PlacementInventory> = {}): PlacementInventory => ({
  minUnit: 1, maxUnit: 1_000_000, stepSize: 1, deviceUsed: [], resourceClass, variant: '', capacity, used, ...more,
});

describe('what is claimed', () => {
  test('fits what is free, by its terms of sale and the rules, with a vCPU and a GiB', () => {
    const terms = fc.record({ minUnit: fc.integer({ min: 1, max: 200 }), maxUnit: fc.integer({ min: 10, max: 20_000 }), stepSize: fc.constantFrom(1, 5, 10, 50, 100) });
    fc.assert(fc.property(fc.nat(20_000), fc.nat(20_000), terms, fc.integer({ min: 10, max: 10_000 }), (capacity, used, of, mostMbps) => {
      const inventories = [free('CPU_MILLI', 4_000), free('MEMORY_MIB', 8_192), free('EGRESS_MBPS', capacity, used, of)];
      const sizes = bandwidthsOn({ inventories }, { mostMbps });
      for (const { cpuMillis, memoryMib, egressMbps } of sizes) {
        expect([cpuMillis, memoryMib]).toEqual([1_000, 1_024]);
        expect(egressMbps! + used <= capacity && egressMbps! >= of.minUnit && egressMbps! <= Math.min(of.maxUnit, mostMbps) && egressMbps! % of.stepSize === 0).toBe(true);
      }
      expect(new Set(sizes.map(({ egressMbps }) => egressMbps)).size).toBe(sizes.length);
      expect(bandwidthsOn({ inventories: [...inventories.slice(0, 2), free('EGRESS_MBPS', capacity, used)] }, { mostMbps }).length > 0).toBe(capacity - used >= 10);
    }));
    const most = (mostMbps: number) => bandwidthsOn({ inventories: [free('CPU_MILLI', 1_000), free('MEMORY_MIB', 1_024), free('EGRESS_MBPS', 10_000)] }, { mostMbps }).map(({ egressMbps }) => egressMbps);
    expect([most(10), most(200), most(999)]).toEqual([[10], [10, 20, 50, 100, 200], [10, 20, 50, 100, 200, 500]]);
    for (const missing of [0, 1, 2]) expect(bandwidthsOn({ inventories: [free('CPU_MILLI', 1_000), free('MEMORY_MIB', 1_024), free('EGRESS_MBPS', 10_000)].filter((_, index) => index !== missing) }, rules)).toEqual([]);
  });

  test('is asked for as much as it sends in the time that the rules say, and may take longer by the part that it need not be as fast, and the grace', () => {
    const some = fc.record({ transferMillis: fc.integer({ min: 1, max: 5_000 }), transfers: fc.integer({ min: 1, max: 16 }), leastBps: fc.integer({ min: 2_000, max: 10_000 }), graceMillis: fc.nat(10_000) });
    fc.assert(fc.property(fc.integer({ min: 10, max: 10_000 }), some, (mbps, of) => {
      const work = streamsFor(mbps, SEED, of);
      expect(work).toMatchObject({ seed: SEED, mbps, transfers: of.transfers });
      const claimedMillis = (work.mib * MIB) / (mbps * 125);
      expect(claimedMillis >= of.transferMillis && claimedMillis < of.transferMillis + MIB / (mbps * 125)).toBe(true);
      const allowed = allowedForStream(work, of);
      // Whoever sends as fast as is promised, or faster, is never late.
      expect(allowed - of.graceMillis).toBe(Math.ceil((claimedMillis * 10_000) / of.leastBps));
      expect(allowed).toBeGreaterThanOrEqual(claimedMillis);
    }));
  });

  test('is as much, and due, as docs/proof-of-capacity.md says', async () => {
    const millis = (count: number) => `${count.toLocaleString('en')} ms`;
    const rows = [10, 100, 200].map((mbps) => {
      const [work, bytesPerMilli] = [streamsFor(mbps, SEED, rules), mbps * 125];
      const due = allowedForStream(work, rules);
      return `| ${mbps} | ${work.mib} | ${millis(Math.ceil((work.mib * MIB) / bytesPerMilli))} | ${millis(due)} | ${((work.mib * MIB) / 125 / due).toFixed(1)} |`;
    });
    const page = await readFile('docs/proof-of-capacity.md', 'utf8');
    expect(page).toContain(rows.join('\n'));
    expect(page).toContain(`${rules.transfers * streamsFor(100, SEED, rules).mib} MiB at 100 Mbit/s`);
  });

  test('is asked for at times that follow from the seed, one in each part, in order', () => {
    fc.assert(fc.property(fc.stringMatching(/^[0-9a-f]{64}$/), fc.nat(15), fc.integer({ min: 1_000, max: 600_000 }), fc.nat(10 ** 9), (seed, number, everyMillis, readyAt) => {
      const at = transferAt({ seed }, number, { everyMillis }, readyAt);
      expect(at >= readyAt + number * everyMillis && at < readyAt + (number + 1) * everyMillis).toBe(true);
      expect(transferAt({ seed }, number, { everyMillis }, readyAt)).toBe(at);
    }));
    // Over two thousand seeds: each tenth of the time is met by a tenth of them, give or take seven standard deviations.
    const times = Array.from({ length: 10 }, () => 0);
    for (let seed = 0; seed < 2_000; seed += 1) times[Math.floor(transferAt({ seed: seed.toString(16).padStart(64, '0') }, 0, { everyMillis: 100_000 }, 0) / 10_000)]! += 1;
    for (const count of times) expect(Math.abs(count - 200)).toBeLessThan(94);
  });
});

describe('a stream', () => {
  const work = { mib: 10 };
  const of = (over: Partial<Received>): Received => ({ how: 'arrived', bytes: 10 * MIB, millis: 1_000, busyPercent: 10, ...over });
  const outcome = (over: Partial<Received>) => transferEnd(of(over), work, 1_000).outcome;

  test('is fast when all of it was there in time, and slow when it was not, unless the platform was busy', () => {
    expect([outcome({}), outcome({ busyPercent: 100 }), outcome({ millis: 1_001 }), outcome({ how: 'late', bytes: 5, millis: 1_001, busyPercent: 50 }), outcome({ how: 'late', bytes: 5, millis: 1_001, busyPercent: 51 })])
      .toEqual(['fast', 'fast', 'slow', 'slow', 'void']);
  });

  test('says nothing when it broke off, was not answered, or its cluster could not be reached; and enough when it was another', () => {
    expect([outcome({ how: 'broken', bytes: 5 }), transferEnd(undefined, work, 1_000).outcome, transferEnd('unread', work, 1_000).outcome, outcome({ how: 'wrong', busyPercent: 100 })]).toEqual(['void', 'void', 'void', 'wrong']);
  });

  test('is held against its host only where it was another, or came late to who waited for nothing else', () => {
    const any = fc.record({ how: fc.constantFrom('arrived', 'late', 'wrong', 'broken'), bytes: fc.nat(10 * MIB), millis: fc.nat(5_000), busyPercent: fc.nat(100) }) as fc.Arbitrary<Received>;
    fc.assert(fc.property(any, (received) => {
      const end = transferEnd(received, work, 1_000);
      expect(end.outcome === 'fast').toBe(received.how === 'arrived' && received.bytes === 10 * MIB && received.millis <= 1_000);
      expect(end.outcome !== 'slow' || (received.how !== 'broken' && received.busyPercent <= 50)).toBe(true);
      expect(end.outcome === 'wrong').toBe(received.how === 'wrong');
      expect(end.measured).toEqual({ bytes: received.bytes, millis: received.millis, busyPercent: received.busyPercent });
    }));
  });
});

describe('a challenge of a network', () => {
  const seen = { begunAt: 0, readyAt: 1_000, ends: null, isThere: true, trouble: null };
  const many = (...outcomes: TransferOutcome[]) => outcomes.map((outcome) => ({ outcome }));
  const verdict = (outcomes: TransferOutcome[], over: object = {}, isWitnessed = true, now = 2_000) => judgeNetwork({ ...seen, ...over }, many(...outcomes), isWitnessed, rules, now)?.outcome;

  test('passes with the first stream that is fast, and fails with the first that is another', () => {
    expect([verdict([]), verdict(['slow']), verdict(['slow', 'slow']), verdict(['fast']), verdict(['slow', 'slow', 'fast']), verdict(['wrong']), verdict(['fast', 'wrong'])]).toEqual([undefined, undefined, undefined, 'passed', 'passed', 'failed', 'failed']);
  });

  test('fails when it was slow in more than half of all, where another host was as fast; else it is void', () => {
    expect([verdict(['slow', 'slow', 'slow']), verdict(['slow', 'void', 'slow']), verdict(['slow', 'void', 'void']), verdict(['void', 'void', 'void'])]).toEqual(['failed', 'failed', 'void', 'void']);
    expect([verdict(['slow', 'slow', 'slow'], {}, false), verdict(['slow', 'slow', 'open'])]).toEqual(['void', undefined]);
  });

  test('is void where it was not started, not asked, or its lease or host went away', () => {
    expect([verdict([], { ends: 'capacity_reclaimed' }), verdict(['slow', 'slow', 'slow'], { isThere: false })]).toEqual(['void', 'void']);
    expect([verdict([], { readyAt: null }, true, 600_000), verdict([], { readyAt: null }, true, 600_001)]).toEqual([undefined, 'void']);
    const end = 1_000 + rules.transfers * rules.everyMillis + 600_000;
    expect([verdict(['slow'], {}, true, end), verdict(['slow', 'slow', 'open'], {}, true, end + 1)]).toEqual([undefined, 'void']);
  });

  test('whatever is seen of it: passes only by a fast stream, fails only by another or by most that were slow and a witness, and ends in time', () => {
    const outcomes = fc.array(fc.constantFrom<TransferOutcome>('fast', 'slow', 'wrong', 'void', 'open'), { maxLength: rules.transfers });
    const anything = fc.record({
      begunAt: fc.nat(10 ** 6), readyAt: fc.option(fc.nat(10 ** 6)), ends: fc.option(fc.constantFrom(...(Object.keys(closedReasons) as ClosedReason[]), 'gone' as const)), isThere: fc.boolean(), trouble: fc.constant(null),
    });
    fc.assert(fc.property(anything, outcomes, fc.boolean(), fc.nat(10 ** 7), (of, all, isWitnessed, now) => {
      const found = judgeNetwork(of, many(...all), isWitnessed, rules, now)?.outcome;
      const count = (outcome: TransferOutcome) => all.filter((one) => one === outcome).length;
      expect(found !== 'passed' || (count('fast') > 0 && count('wrong') === 0)).toBe(true);
      expect(found !== 'failed' || count('wrong') > 0 || (count('fast') === 0 && isWitnessed && 2 * count('slow') > rules.transfers && of.isThere && of.ends === null)).toBe(true);
      expect(judgeNetwork(of, many(...all), isWitnessed, rules, Math.max(of.begunAt, of.readyAt ?? 0) + rules.transfers * rules.everyMillis + 600_001)).toBeDefined();
    }), { numRuns: 1_000 });
  });
});
