import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

import { evasionWad, leavesFor, WAD } from '#libs/economics';
import { type ClosedReason, closedReasons } from '#libs/lease';
import { initialRules, type PossessionRules } from '#libs/rules';
import { dataFrom, leafProof, type StoredData } from '#libs/runtime';
import { dataKeyOf } from '#libs/verify';

import { areProofsRight, closingOf, firstPeriod, judgePossession, leavesAsked, periodAfter } from './possession.js';
import { type Keeping, type Period } from './possession.store.js';

const { challenge: { possession: rules } } = initialRules;
const digits = fc.stringMatching(/^[0-9a-f]{64}$/);
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const period = (over: Partial<Period>): Period => ({ number: 0, deadlineAt: 1_000_000, asksAt: 900_000, seed: null, triedAt: null, tried: null, outcome: 'open', answeredAt: null, ...over });

describe('what is asked', () => {
  test('are leaves of the data, which follow from the seed, and others for another period', () => {
    fc.assert(fc.property(digits, fc.nat(1_000), fc.integer({ min: 1, max: 65_536 }), (seed, number, leaves) => {
      const asked = leavesAsked(seed, number, { leaves }, 5);
      expect(asked).toHaveLength(5);
      for (const leaf of asked) expect(Number.isInteger(leaf) && leaf >= 0 && leaf < leaves).toBe(true);
      expect(leavesAsked(seed, number, { leaves }, 5)).toEqual(asked);
    }));
    expect(leavesAsked(digest('a'), 1, { leaves: 65_536 }, 5)).not.toEqual(leavesAsked(digest('a'), 2, { leaves: 65_536 }, 5));
  });

  test('is answered by who has each leaf, and by nobody else: whichever leaves are lost, it is found where one of them is asked for', () => {
    fc.assert(fc.property(digits, digits, fc.uniqueArray(fc.nat(31)), (key, seed, lost) => {
      const data: StoredData = { key, leaves: 32 };
      const asked = leavesAsked(seed, 0, data, 5);
      const proofs = asked.map((leaf) => leafProof(seed, lost.includes(leaf) ? Buffer.alloc(4_096) : dataFrom(data, leaf, 1)));
      expect(areProofsRight(data, seed, asked, proofs)).toBe(!asked.some((leaf) => lost.includes(leaf)));
      expect(areProofsRight(data, seed, asked, proofs.slice(1))).toBe(false);
      // What was answered to another question answers nothing.
      expect(areProofsRight(data, digest(seed), asked, asked.map((leaf) => leafProof(seed, dataFrom(data, leaf, 1))))).toBe(false);
    }), { numRuns: 200 });
  });

  // 4,000 seeds, the same each time: within four standard deviations of what is expected.
  test.each([100, 20, 10, 2])('finds who lost one leaf of %s as often as docs/proof-of-capacity.md says', (oneOf) => {
    const leaves = 65_536;
    const asksALost = (seed: number) => leavesAsked(digest(`seed ${seed}`), 0, { leaves }, rules.leaves).some((leaf) => leaf % oneOf === 0);
    const times = 4_000;
    const found = Array.from({ length: times }, (_, seed) => asksALost(seed)).filter(Boolean).length / times;
    const expected = Number(WAD - evasionWad((BigInt(Math.ceil(leaves / oneOf)) * WAD) / BigInt(leaves), rules.leaves)) / 1e18;
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / times));
  });
});

test('how often who lost a part is found is what docs/proof-of-capacity.md says', async () => {
  expect([leavesFor(1, rules), rules.leaves, rules.periods]).toEqual([65_536, 5, 24]);
  const percent = (lost: bigint, challenges: number) => `${(Number(WAD - evasionWad(lost, challenges)) / 1e16).toFixed(2)} %`;
  const rows = ([['1 of 100', WAD / 100n], ['1 of 20', WAD / 20n], ['1 of 10', WAD / 10n], ['half', WAD / 2n]] as const).map(([part, lost]) => `| ${part} | ${percent(lost, rules.leaves)} | ${percent(lost, rules.leaves * rules.periods)} |`);
  expect(await readFile('docs/proof-of-capacity.md', 'utf8')).toContain(rows.join('\n'));
});

describe('periods', () => {
  const someRules = fc.record({ periodMillis: fc.integer({ min: 600_000, max: 604_800_000 }), part: fc.integer({ min: 1, max: 100 }) })
    .map(({ periodMillis, part }): PossessionRules => ({ ...rules, periodMillis, windowMillis: Math.max(120_000, Math.floor((periodMillis * part) / 100)) }));
  test('end one after the other, and are asked in the first half of their windows; what nobody looked at is passed over', () => {
    fc.assert(fc.property(someRules, digits, fc.nat(10 ** 9), fc.array(fc.integer({ min: 1, max: 10 ** 10 }), { maxLength: 10 }), (of, secret, begun, later) => {
      let [last, now] = [period(firstPeriod(secret, of, begun)), begun];
      for (const millis of later) {
        now = Math.max(now, last.deadlineAt) + millis;
        const next = period(periodAfter(secret, last, of, now));
        expect(next.deadlineAt).toBe(begun + (next.number + 1) * of.periodMillis);
        expect(next.number > last.number && now <= next.deadlineAt && now > next.deadlineAt - of.periodMillis).toBe(true);
        expect(next.asksAt >= next.deadlineAt - of.windowMillis && next.asksAt <= next.deadlineAt - Math.floor(of.windowMillis / 2)).toBe(true);
        last = next;
      }
    }));
  });

  test('are missed where they were asked again towards the end and there was no answer, and say nothing where they were not, or could not be', () => {
    const late = 1_000_000 - rules.windowMillis / 4;
    expect([closingOf(period({ tried: 'silent', triedAt: late }), rules), closingOf(period({ tried: 'silent', triedAt: late - 1 }), rules), closingOf(period({ tried: 'unread', triedAt: late }), rules), closingOf(period({}), rules)].map(({ outcome }) => outcome))
      .toEqual(['missed', 'void', 'void', 'void']);
  });
});

describe('a challenge of possession', () => {
  const seen = { begunAt: 0, readyAt: 1_000, ends: null, isThere: true, trouble: null };
  const many = (...outcomes: Period['outcome'][]): Omit<Keeping, 'secret'> => ({ leaves: 10, noRoom: false, periods: outcomes.map((outcome, number) => period({ number, outcome })) });
  const three = { ...rules, periods: 3 };
  const outcome = (keeping: Partial<Keeping>, over: object = {}, now = 2_000) => judgePossession({ ...seen, ...over }, { ...many(), ...keeping }, { leaves: 10 }, three, now)?.outcome;

  test('passes when it was proven in most of its periods, and missed in none', () => {
    expect([outcome(many('proven', 'proven')), outcome(many('proven', 'proven', 'open')), outcome(many('proven', 'proven', 'proven')), outcome(many('proven', 'void', 'proven')), outcome(many('proven', 'void', 'void'))])
      .toEqual([undefined, undefined, 'passed', 'passed', 'void']);
    expect(outcome({ periods: [period({ number: 0, outcome: 'proven' }), period({ number: 2, outcome: 'proven' })] })).toBe('passed'); // nobody looked at the one between
  });

  test('fails when it missed any, by the end or sooner', () => {
    expect([outcome(many('missed')), outcome(many('missed', 'missed')), outcome(many('proven', 'proven', 'missed')), outcome(many('missed', 'proven'), { ends: 'capacity_reclaimed' }), outcome(many('missed'), { isThere: false })])
      .toEqual([undefined, 'failed', 'failed', 'failed', 'failed']);
  });

  test('fails for want of room, and is void where it was not started, not filled, or its lease or host went away', () => {
    expect([outcome({ noRoom: true, leaves: 3 }), outcome({}, { ends: 'capacity_reclaimed' }), outcome({}, { isThere: false })]).toEqual(['failed', 'void', 'void']);
    expect([outcome({ leaves: 0 }, { readyAt: null }, 600_000), outcome({ leaves: 0 }, { readyAt: null }, 600_001)]).toEqual([undefined, 'void']);
    expect([outcome({ leaves: 9 }, {}, 1_000 + rules.storeMillis), outcome({ leaves: 9 }, {}, 1_001 + rules.storeMillis)]).toEqual([undefined, 'void']);
  });

  test('whatever is seen of it: passes only where nothing was missed and most was proven, fails only for what was missed or for want of room', () => {
    const outcomes = fc.array(fc.constantFrom<Period['outcome']>('proven', 'missed', 'void'), { maxLength: 6 });
    const anything = fc.record({
      begunAt: fc.nat(10 ** 6), readyAt: fc.option(fc.nat(10 ** 6)), ends: fc.option(fc.constantFrom(...(Object.keys(closedReasons) as ClosedReason[]), 'gone' as const)), isThere: fc.boolean(), trouble: fc.constant(null),
    });
    fc.assert(fc.property(anything, outcomes, fc.boolean(), fc.nat(10), fc.nat(10 ** 7), (of, all, noRoom, leaves, now) => {
      const verdict = judgePossession(of, { ...many(...all), noRoom, leaves }, { leaves: 10 }, three, now);
      const missed = all.filter((one) => one === 'missed').length;
      expect(verdict?.outcome !== 'failed' || missed > 0 || noRoom).toBe(true);
      expect(verdict?.outcome !== 'passed' || (missed === 0 && 2 * all.filter((one) => one === 'proven').length > all.length && of.isThere && of.ends === null)).toBe(true);
      expect(all.length < 3 || leaves < 10 || verdict !== undefined || of.readyAt === null).toBe(true);
    }), { numRuns: 1_000 });
  });

  test('has a key of its own, which is not its secret', () => {
    expect(dataKeyOf('00'.repeat(32))).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set([dataKeyOf('00'.repeat(32)), dataKeyOf('01'.repeat(32)), '00'.repeat(32)]).size).toBe(3);
  });
});
