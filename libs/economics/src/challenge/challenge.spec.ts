import * as fc from 'fast-check';
import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { challengedLeaf, CHALLENGES_PER_PROOF, challengesOf, checkChallengeTime, evasionWad, faultsAt, findLeaf, leavesUnder, nextPeriod, PDP_RULE, prove, type Proving, startProving, sumTreeOf, WAD } from '#libs/economics';

import { byName, everyVector, refusalOf } from '../../../../test/support/vectors.js';

describe('leaves of pieces', () => {
  interface Case { input: { pieceLeafCounts: number[]; remove?: number[]; challengedLeaf?: number }; expected: { leafCount?: number; 'fenwick[7]'?: number; fenwick?: number[]; piece?: number; offset?: number } }
  everyVector<Case>('pdp_challenge_index', 22, ({ input, expected }) => {
    const tree = sumTreeOf(input.pieceLeafCounts.map((count, piece) => (input.remove?.includes(piece) ? 0n : BigInt(count))));
    if (expected.piece !== undefined) expect(findLeaf(tree, BigInt(input.challengedLeaf!))).toEqual({ piece: expected.piece, offset: BigInt(expected.offset!) });
    else if (expected.fenwick) expect(tree.map(Number)).toEqual(expected.fenwick);
    else expect([Number(leavesUnder(tree)), Number(tree[7])]).toEqual([expected.leafCount, expected['fenwick[7]']]);
  });

  const counts = fc.array(fc.bigInt(0n, 50n), { minLength: 1, maxLength: 40 });
  test('each leaf is where counting one piece after the other finds it', () => {
    fc.assert(fc.property(counts, (counts) => {
      const tree = sumTreeOf(counts);
      const leaves = counts.flatMap((count, piece) => Array.from({ length: Number(count) }, (_, offset) => ({ piece, offset: BigInt(offset) })));
      expect(leavesUnder(tree)).toBe(BigInt(leaves.length));
      for (const [leaf, place] of leaves.entries()) expect(findLeaf(tree, BigInt(leaf))).toEqual(place);
      for (const outside of [-1n, BigInt(leaves.length)]) expect(refusalOf(() => findLeaf(tree, outside))).toBe('leaf_out_of_range');
    }));
    expect(() => sumTreeOf([1n, -1n])).toThrow('no fewer than no leaves');
    expect(refusalOf(() => findLeaf([], 0n))).toBe('leaf_out_of_range');
  });
});

describe('challenges', () => {
  const seed = new Uint8Array(32).fill(7);
  test('ask for the leaf that the hash of seed, set and index names', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.bigInt(0n, 2n ** 64n), fc.nat(100), fc.bigInt(1n, 10n ** 9n), (seed, set, index, leafCount) => {
      const input = Buffer.concat([seed, Buffer.from(set.toString(16).padStart(64, '0'), 'hex'), Buffer.from(index.toString(16).padStart(64, '0'), 'hex')]);
      expect(challengedLeaf(seed, set, index, leafCount)).toBe(BigInt(`0x${hash('sha256', input, 'hex')}`) % leafCount);
    }));
  });
  test('of a period are five, each in the tree, and others for another seed', () => {
    const tree = sumTreeOf([1_000_000n, 0n, 5_000_000n]);
    const challenges = challengesOf(seed, 3n, tree);
    expect(challenges).toHaveLength(CHALLENGES_PER_PROOF);
    for (const { piece, offset } of challenges) expect((piece === 0 && offset < 1_000_000n) || (piece === 2 && offset < 5_000_000n)).toBe(true);
    for (const other of [challengesOf(new Uint8Array(32), 3n, tree), challengesOf(seed, 4n, tree)]) expect(other).not.toEqual(challenges);
    expect(new Set(challenges.map(({ offset }) => offset)).size).toBe(5);
    expect(challengesOf(seed, 3n, tree, 7).slice(0, 5)).toEqual(challenges);
  });
  test('need leaves and a seed', () => {
    expect(refusalOf(() => challengedLeaf(seed, 0n, 0, 0n))).toBe('no_leaves');
    expect(challengedLeaf(seed, 0n, 0, 1n)).toBe(0n);
    expect(() => challengedLeaf(seed.slice(1), 0n, 0, 1n)).toThrow('32 bytes');
    expect(() => challengedLeaf(seed, -1n, 0, 1n)).toThrow('32 bytes');
    expect(() => challengedLeaf(seed, 0n, -1, 1n)).toThrow('32 bytes');
  });
  test('find who lost one in a hundred: 4.9 % a day, 77.85 % in thirty days', () => {
    expect(Number(WAD - evasionWad(WAD / 100n, 5)) / 1e18).toBeCloseTo(0.049, 4);
    expect(Number(WAD - evasionWad(WAD / 100n, 150)) / 1e18).toBeCloseTo(0.7785, 4);
    expect([evasionWad(0n, 1_000), evasionWad(WAD, 1), evasionWad(WAD, 0), evasionWad(WAD / 2n, 2)]).toEqual([WAD, 0n, WAD, WAD / 4n]);
    fc.assert(fc.property(fc.bigInt(0n, WAD), fc.nat(500), fc.nat(500), (lost, one, other) => {
      const product = (evasionWad(lost, one) * evasionWad(lost, other)) / WAD;
      const together = evasionWad(lost, one + other);
      expect(together - product <= 10_000n && product - together <= 10_000n).toBe(true);
    }));
    for (const [lost, challenges] of [[-1n, 1], [WAD + 1n, 1], [1n, -1]] as const) expect(() => evasionWad(lost, challenges)).toThrow('a part is lost');
  });
});

describe('the schedule of proofs', () => {
  interface Case { name: string; input: { blocksSinceStart: number; provenCurrentPeriod: boolean; deadlineAt: number; maxProvingPeriod: number; challengeWindow: number; challengesPerProof: number }; expected: { faultPeriods: number } & string }
  const faults = ({ input, expected }: Case) => {
    const proving: Proving = { deadline: BigInt(input.deadlineAt), proven: input.provenCurrentPeriod };
    expect(faultsAt(PDP_RULE, proving, BigInt(input.blocksSinceStart))).toBe(BigInt(expected.faultPeriods));
    expect(nextPeriod(PDP_RULE, proving, BigInt(input.blocksSinceStart)).faults).toBe(BigInt(expected.faultPeriods));
  };
  const start = 1_000n;
  const begun = startProving(PDP_RULE, start);
  const at = (now: bigint, rule: string | undefined, challenges = 5, proving = begun) => ({ input }: Case) => {
    expect(PDP_RULE).toEqual({ period: BigInt(input.maxProvingPeriod), window: BigInt(input.challengeWindow), challenges: input.challengesPerProof });
    expect(refusalOf(() => prove(PDP_RULE, proving, challenges, start + now))).toBe(rule);
  };

  everyVector<Case>('pdp_proving_schedule', 16, byName<Case>({
    'unproven, period still open (P-100)': faults, 'unproven, 1 block past deadline': faults, '3P+1 after start, unproven': faults, '3P-100 after start, unproven (2 periods)': faults,
    'proved first period, then 3P+1 later': faults, 'closing the set at 3P+1 unproven': faults, 'closing the set exactly at deadline, unproven': faults,
    'proof when deadline passed': at(2_881n, 'period_passed'), 'proof with 4 challenges': at(2_850n, 'too_few_challenges', 4), 'proof before window opens (deadline-60)': at(2_819n, 'too_early'),
    'second proof in same period': at(2_860n, 'already_proven', 5, { ...begun, proven: true }),
    'second nextProvingPeriod in same period': () => {
      const { proving } = nextPeriod(PDP_RULE, begun, start + 2_830n);
      expect(refusalOf(() => nextPeriod(PDP_RULE, proving, start + 2_880n))).toBe('period_already_set');
    },
    'challenge epoch outside [deadline-60, deadline]': () => {
      for (const outside of [2_819n, 2_881n]) expect(refusalOf(() => checkChallengeTime(PDP_RULE, begun, start + outside))).toBe('challenge_outside_window');
    },
    'challenge epoch exactly at deadline': () => {
      for (const inside of [2_820n, 2_880n]) expect(refusalOf(() => checkChallengeTime(PDP_RULE, begun, start + inside))).toBeUndefined();
    },
    'proof at first block of the window (start+2880-60)': at(2_820n, undefined), 'proof at last block (start+2880)': at(2_880n, undefined),
  }));

  test('a period goes by without a proof or with one: every one is counted once', () => {
    fc.assert(fc.property(fc.array(fc.record({ after: fc.bigInt(1n, 9_000n), proves: fc.boolean() }), { maxLength: 20 }), (visits) => {
      let [proving, now, proofs, faults] = [startProving(PDP_RULE, 0n), 0n, 0n, 0n];
      for (const { after, proves } of visits) {
        now += after;
        if (proves) refusalOf(() => { proving = prove(PDP_RULE, proving, 5, now); proofs += 1n; });
        refusalOf(() => { const next = nextPeriod(PDP_RULE, proving, now); proving = next.proving; faults += next.faults; });
        expect(now <= proving.deadline && proving.deadline % PDP_RULE.period === 0n).toBe(true);
        expect(proofs + faults).toBe(proving.deadline / PDP_RULE.period - 1n + (proving.proven ? 1n : 0n));
      }
    }));
    expect(prove(PDP_RULE, begun, 6, start + 2_880n)).toEqual({ deadline: start + 2_880n, proven: true });
    expect(() => faultsAt({ ...PDP_RULE, period: 0n }, begun, 0n)).toThrow('a length');
  });
});
