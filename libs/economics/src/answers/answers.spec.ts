import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { agreedAnswer, type Backend, backendsToStart, broadcastOutcome, componentsToIssue, componentsToRedeem, DEFAULT_STALL_MILLIS, medianOf, quorumOf, streamingFee, WAD } from '#libs/economics';

import { byName, everyVector, refusalOf } from '../../../../test/support/vectors.js';

describe('ethers\' fallback provider', () => {
  interface Reply { ms: number; err?: string; ok?: boolean }
  interface Case { name: string; input: Reply[] & { backends: { stallTimeout: number; priority: number; weight: number }[]; quorum: number }; expected: { error?: string } & string }
  const broadcast = ({ input, expected }: Case) => {
    const replies = input.map(({ ms, err }) => ({ at: ms, weight: 1n, error: err }));
    const outcome = broadcastOutcome(replies, quorumOf(replies.map(({ weight }) => weight)), new Set(['INSUFFICIENT_FUNDS']));
    expect(outcome.outcome === 'error' ? { error: outcome.error } : outcome.outcome).toEqual(expected);
    // The order in which they are told makes no difference.
    expect(broadcastOutcome(replies.toReversed(), 2n, new Set(['INSUFFICIENT_FUNDS']))).toEqual(outcome);
  };
  everyVector<Case>('rpc_pool_quorum_ethers', 4, byName<Case>({
    'broadcast: late success beats earlier errors': broadcast, 'broadcast: quorum of red-herring errors does not stop a later success': broadcast, 'broadcast: quorum of fatal error short-circuits': broadcast,
    'weights counted against in-flight': ({ input }) => {
      const backends = input.backends.map(({ weight, priority }, place): Backend => ({ id: String(place), weight: BigInt(weight), priority }));
      const quorum = quorumOf(backends.map(({ weight }) => weight), BigInt(input.quorum));
      const first = backendsToStart(backends, new Set(), new Set(), quorum);
      expect(first).toHaveLength(1);
      expect(backendsToStart(backends, new Set(first), new Set(), quorum)).toEqual([]);
      expect(backendsToStart(backends, new Set(first), new Set(first), quorum)).toEqual(['1']);
    },
  }));

  test('starts by priority until the quorum is in flight', () => {
    const backends: Backend[] = [{ id: 'c', weight: 1n, priority: 2 }, { id: 'a', weight: 1n, priority: 1 }, { id: 'b', weight: 2n, priority: 1 }];
    expect(backendsToStart(backends, new Set(), new Set(), 2n)).toEqual(['a', 'b']);
    expect(backendsToStart(backends, new Set(), new Set(), 4n)).toEqual(['a', 'b', 'c']);
    expect(backendsToStart(backends, new Set(['b']), new Set(), 3n)).toEqual(['a']);
    expect(DEFAULT_STALL_MILLIS).toBe(400);
  });

  test('a quorum is half, rounded up, and never more than all', () => {
    expect([quorumOf([1n, 1n, 1n]), quorumOf([1n, 1n]), quorumOf([]), quorumOf([1n], 1n)]).toEqual([2n, 1n, 0n, 1n]);
    expect(refusalOf(() => quorumOf([1n, 1n], 3n))).toBe('quorum_exceeds_weights');
  });

  test('what agrees weighs the quorum, and nothing that differs weighs more', () => {
    const answers = fc.array(fc.record({ value: fc.constantFrom('a', 'b', 'c'), weight: fc.bigInt(0n, 5n) }), { maxLength: 10 });
    fc.assert(fc.property(answers, fc.bigInt(1n, 20n), (answers, quorum) => {
      const weightOf = (value: string) => answers.filter((answer) => answer.value === value).reduce((sum, { weight }) => sum + weight, 0n);
      const agreed = agreedAnswer(answers, quorum);
      const heaviest = ['a', 'b', 'c'].map(weightOf).reduce((most, weight) => (weight > most ? weight : most));
      if (agreed === undefined) expect(heaviest < quorum).toBe(true);
      else expect(weightOf(agreed) === heaviest && heaviest >= quorum).toBe(true);
    }));
    expect(agreedAnswer([{ value: 'b', weight: 1n }, { value: 'a', weight: 1n }], 1n)).toBe('b');
  });

  test('the middle, or of two middles the mean, rounded up', () => {
    expect([medianOf([5n]), medianOf([3n, 1n, 2n]), medianOf([1n, 4n]), medianOf([10n, 9n, 1n, 2n]), medianOf([2n, 2n, 9n])]).toEqual([5n, 2n, 3n, 6n, 2n]);
    expect(() => medianOf([])).toThrow('of something');
  });

  test('without a success the heaviest error is told', () => {
    expect(broadcastOutcome([{ at: 1, weight: 1n, error: 'x' }, { at: 2, weight: 2n, error: 'y' }], 3n, new Set())).toEqual({ outcome: 'error', error: 'y', at: 2 });
    expect(broadcastOutcome([{ at: 1, weight: 1n, error: 'x' }, { at: 2, weight: 2n }], 1n, new Set(['y']))).toEqual({ outcome: 'success', at: 2 });
    expect(broadcastOutcome([{ at: 1, weight: 2n, error: 'x' }, { at: 2, weight: 2n }], 2n, new Set(['x']))).toEqual({ outcome: 'error', error: 'x', at: 1 });
    expect(() => broadcastOutcome([], 1n, new Set())).toThrow('somebody replied');
  });
});

describe('Set\'s baskets', () => {
  interface Case { input: { units?: Record<string, string>; issue?: string; redeem?: string }; expected: { deposited?: Record<string, string>; withdrawn?: Record<string, string>; error?: string } }
  const whole = { WETH: 10n ** 18n, WBTC: 200_000_000n };
  everyVector<Case>('set_issuance', 6, ({ input, expected }) => {
    const units = input.units ?? Object.fromEntries(Object.entries(whole).map(([id, unit]) => [id, String(unit)]));
    const components = Object.entries(units).map(([name, unit]) => ({ id: name.split('(')[0]!, unit: BigInt(unit) }));
    const quantity = BigInt((input.issue ?? input.redeem)!.match(/^\d+e18/) ? 4n * WAD : (input.issue ?? input.redeem)!);
    const run = () => (input.issue ? componentsToIssue(components, quantity) : componentsToRedeem(components, quantity, WAD));
    if (expected.error) return expect(refusalOf(run)).toBe(expected.error.startsWith('burn') ? 'exceeds_shares' : 'nothing_asked');
    return expect(Object.fromEntries([...run()].map(([id, amount]) => [id, String(amount)]))).toMatchObject((expected.deposited ?? expected.withdrawn)!);
  });

  test('a round trip never gains, and a fee owns just its part', () => {
    const components = fc.array(fc.bigInt(0n, 10n ** 20n), { maxLength: 5 }).map((units) => units.map((unit, place) => ({ id: String(place), unit })));
    fc.assert(fc.property(components, fc.bigInt(1n, 10n ** 20n), (components, quantity) => {
      const [issued, redeemed] = [componentsToIssue(components, quantity), componentsToRedeem(components, quantity, quantity)];
      for (const { id } of components) expect(issued.get(id)! - redeemed.get(id)! <= 1n && issued.get(id)! >= redeemed.get(id)!).toBe(true);
    }));
    fc.assert(fc.property(fc.bigInt(0n, 10n ** 24n), fc.bigInt(0n, WAD - 1n), fc.bigInt(0n, WAD), (supply, fee, protocolPart) => {
      const { manager, protocol } = streamingFee(supply, fee, protocolPart);
      const minted = manager + protocol;
      expect(minted * WAD <= fee * (supply + minted) && (minted + 1n) * WAD > fee * (supply + minted + 1n)).toBe(true);
      expect(protocol).toBe((minted * protocolPart) / WAD);
    }));
    for (const [fee, part] of [[-1n, 0n], [WAD, 0n], [0n, -1n], [0n, WAD + 1n]] as const) expect(() => streamingFee(1n, fee, part)).toThrow('a fee is a part');
  });
});
