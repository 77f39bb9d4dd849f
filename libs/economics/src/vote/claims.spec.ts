import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { assess, beginAssessment, desiredCapital, freeCapital, lose, moveRequiredCapital, NEXUS_ASSESSMENT, NEXUS_CAPITAL } from '#libs/economics';

import { everyVector, noRule, refusalOf } from '../../../../test/support/vectors.js';

const DAY = 86_400_000;
const claim = { ...beginAssessment(NEXUS_ASSESSMENT, NEXUS_ASSESSMENT.deposit, 0) };
const ends = claim.votingEndsAt;
const decided = ends + NEXUS_ASSESSMENT.cooldownMillis;

describe('Nexus Mutual\'s claims', () => {
  interface Case { name?: string; input: Record<string, unknown> & { now?: string; stored?: string; desired?: string; elapsedSec?: number }; expected: Record<string, string> & string }
  const named: Record<string, (vector: Case) => void> = {
    'claim deposit': () => {
      for (const wrong of [-1n, 1n]) expect(refusalOf(() => beginAssessment(NEXUS_ASSESSMENT, NEXUS_ASSESSMENT.deposit + wrong, 0))).toBe('deposit_not_exact');
      expect(NEXUS_ASSESSMENT.deposit * 20n).toBe(10n ** 18n);
    },
    'voting period': ({ expected }) => expect(`${ends / DAY} days`).toBe(expected),
    'burn whole stake': () => fc.assert(fc.property(fc.bigInt(1n, 10n ** 20n), fc.bigInt(0n, 10n ** 20n), (stake, more) => {
      expect(lose({ assets: stake, shares: stake, virtualShares: 0n }, stake + more)).toMatchObject({ pool: { assets: 1n }, halted: true, lost: stake - 1n });
    })),
    'required capital move, desired lower, 1 day': (vector) => capital(vector), 'required capital move, desired higher by 1e9': (vector) => capital(vector),
  };
  const capital = ({ input, expected }: Case) =>
    expect(moveRequiredCapital(NEXUS_CAPITAL, BigInt(input.stored!), BigInt(input.desired!), input.elapsedSec! * 1_000).toString()).toBe(expected.mcr);
  const tallies: [key: string, accept: bigint, deny: bigint][] = [['accept>deny', 2n, 1n], ['accept<deny', 1n, 2n], ['accept==deny', 2n, 2n]];
  const deposits: Record<string, string> = { returned: 'refunded retrievable', kept: 'kept' };

  everyVector<Case>('nexus_claims_lifecycle', 10, (vector) => {
    const { name, input, expected } = vector;
    if (name) return (named[name] ?? noRule)(vector);
    const times: Record<string, number[]> = { '< votingEnd': [0, ends - 1], 'votingEnd <= now <= votingEnd+cooldown': [ends, decided], '> votingEnd+cooldown': [decided + 1, decided + DAY] };
    const [, accept, deny] = tallies.find(([key]) => input[key]) ?? ['', 3n, 1n];
    for (const now of times[input.now!] ?? noRule(vector)) {
      const result = assess(NEXUS_ASSESSMENT, { ...claim, accept, deny }, now);
      expect(result.outcome.toUpperCase()).toBe(expected.outcome);
      if (expected.status) expect(result.status.toUpperCase()).toBe(expected.status);
      if (expected.deposit) expect(deposits[result.deposit]).toContain(expected.deposit);
      expect(result.payable).toBe(expected.payout?.startsWith('paid') ?? false);
    }
    return undefined;
  });

  test('what was accepted is paid inside its time only', () => {
    const accepted = { ...claim, accept: 1n };
    const until = decided + NEXUS_ASSESSMENT.redemptionMillis;
    expect([decided, decided + 1, until, until + 1].map((now) => assess(NEXUS_ASSESSMENT, accepted, now).payable)).toEqual([false, true, true, false]);
    for (const broken of [{ accept: -1n }, { deny: -1n }]) expect(() => assess(NEXUS_ASSESSMENT, { ...claim, ...broken }, 0)).toThrow('not negative');
  });
});

describe('required capital', () => {
  test('moves towards what is desired, never beyond it, by no more than a part of itself', () => {
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 24n), fc.bigInt(0n, 10n ** 24n), fc.integer({ min: 0, max: 10 * DAY }), (stored, desired, elapsed) => {
      const moved = moveRequiredCapital(NEXUS_CAPITAL, stored, desired, elapsed);
      const [least, most] = stored < desired ? [stored, desired] : [desired, stored];
      expect(moved >= least && moved <= most).toBe(true);
      const step = moved > stored ? moved - stored : stored - moved;
      expect(step * 100n <= stored + 100n).toBe(true);
    }));
    // Under a fifth of a day the part of 5 % counts, above it the 1 %.
    expect(moveRequiredCapital(NEXUS_CAPITAL, 10_000n, 0n, DAY / 10)).toBe(9_950n);
    expect(moveRequiredCapital(NEXUS_CAPITAL, 10_000n, 20_000n, DAY / 10)).toBe(10_050n);
    expect(moveRequiredCapital(NEXUS_CAPITAL, 10_000n, 20_000n, DAY)).toBe(10_100n);
    expect(moveRequiredCapital(NEXUS_CAPITAL, 10_000n, 20_000n, 0)).toBe(10_000n);
    expect(() => moveRequiredCapital(NEXUS_CAPITAL, 1n, 1n, -1)).toThrow('does not go back');
    expect(() => moveRequiredCapital(NEXUS_CAPITAL, 1n, -1n, 1)).toThrow('does not go back');
  });
  test('leaves free only what is above both', () => {
    expect(desiredCapital(NEXUS_CAPITAL, 48n)).toBe(10n);
    expect([freeCapital(100n, 60n, 40n), freeCapital(100n, 40n, 60n), freeCapital(100n, 100n, 1n), freeCapital(50n, 60n, 1n)]).toEqual([40n, 40n, 0n, 0n]);
  });
});
