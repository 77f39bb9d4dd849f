import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  absorbLoss, addBond, atStake, bondFor, checkDealDuration, clientLocks, type Deal, faultFee, FILECOIN, leastProviderCollateral, NO_BOND, release, settleDeal, slash, terminationFee, unbond, unitsBonded,
} from '#libs/economics';

import { byName, everyVector, refusalOf } from '../../../../test/support/vectors.js';

const amount = (max = 10n ** 18n) => fc.bigInt({ min: 0n, max });
const sum = (amounts: Iterable<bigint>) => [...amounts].reduce((total, amount) => total + amount, 0n);

describe('deals', () => {
  const EPOCHS_A_DAY = 2_880n;
  const deals = fc.record({ pricePerUnit: amount(10n ** 9n), startsAt: amount(10n ** 6n), length: amount(10n ** 6n), clientCollateral: amount(), providerCollateral: amount() })
    .map(({ length, ...deal }): Deal => ({ ...deal, endsAt: deal.startsAt + length }));
  const always = (check: (deal: Deal) => void) => () => fc.assert(fc.property(deals, (deal) => { check(deal); }));
  const nothing = { paid: 0n, slashed: 0n, clientReturned: 0n, providerReturned: 0n, over: false };

  everyVector<{ name: string; expected: { dealDurationDays: number[]; faultMaxAgeDays: number; continuedFaultFactor: string; terminationLifetimeCapDays: number } }>('filecoin_deal_rules', 6, byName({
    'client must lock': always((deal) => expect(clientLocks(deal)).toBe(deal.clientCollateral + deal.pricePerUnit * (deal.endsAt - deal.startsAt))),
    'incremental settle 100 epochs after start': always((deal) => {
      const long = { ...deal, endsAt: deal.endsAt + 101n };
      const first = settleDeal(long, { activated: true, settledAt: 0n, now: long.startsAt + 100n });
      expect(first).toEqual({ ...nothing, paid: 100n * deal.pricePerUnit });
      const rest = settleDeal(long, { activated: true, settledAt: long.startsAt + 100n, now: long.endsAt });
      expect(rest.paid + first.paid).toBe(deal.pricePerUnit * (long.endsAt - long.startsAt));
      expect(rest).toMatchObject({ over: true, clientReturned: deal.clientCollateral, providerReturned: deal.providerCollateral });
      expect(settleDeal(long, { activated: true, settledAt: long.endsAt, now: long.endsAt + 7n }).paid).toBe(0n);
    }),
    'deal not activated by start': always((deal) => expect(settleDeal(deal, { activated: false, settledAt: 0n, now: deal.startsAt })).toEqual({ ...nothing, slashed: deal.providerCollateral, clientReturned: clientLocks(deal), over: true })),
    'settle before activation/start': always((deal) => {
      for (const activated of [true, false]) expect(settleDeal({ ...deal, startsAt: deal.startsAt + 1n, endsAt: deal.endsAt + 1n }, { activated, settledAt: 0n, now: deal.startsAt })).toEqual(nothing);
    }),
    'provider collateral minimum': () => fc.assert(fc.property(fc.bigInt(1n, 10n ** 12n), amount(10n ** 15n), amount(10n ** 15n), amount(10n ** 27n), (z, n, b, c) => {
      const most = [z, n, b].reduce((one, other) => (one > other ? one : other));
      expect(leastProviderCollateral(z, n, b, c)).toBe((c * z) / (100n * most));
    })),
    constants: ({ expected }) => {
      expect([FILECOIN.minDealDays, FILECOIN.maxDealDays]).toEqual(expected.dealDurationDays);
      expect([FILECOIN.faultMaxAgeDays, Number(FILECOIN.terminationCapDays)]).toEqual([expected.faultMaxAgeDays, expected.terminationLifetimeCapDays]);
      expect(`${Number(faultFee(100n)) / 100} days of reward`).toBe(expected.continuedFaultFactor);
    },
  }));

  test('last from 180 to 1,278 days', () => {
    const deal = (days: bigint, more = 0n): Deal => ({ pricePerUnit: 1n, startsAt: 5n, endsAt: 5n + days * EPOCHS_A_DAY + more, clientCollateral: 0n, providerCollateral: 0n });
    expect(refusalOf(() => checkDealDuration(deal(180n, -1n), EPOCHS_A_DAY))).toBe('deal_duration');
    expect(refusalOf(() => checkDealDuration(deal(1_278n, 1n), EPOCHS_A_DAY))).toBe('deal_duration');
    for (const days of [180n, 1_278n]) expect(refusalOf(() => checkDealDuration(deal(days), EPOCHS_A_DAY))).toBeUndefined();
  });

  test('what ends before it starts, or has no size, is a bug', () => {
    const deal: Deal = { pricePerUnit: 1n, startsAt: 5n, endsAt: 5n, clientCollateral: 3n, providerCollateral: 4n };
    expect(clientLocks(deal)).toBe(3n);
    for (const broken of [{ endsAt: 4n }, { clientCollateral: -1n }, { pricePerUnit: -1n }]) expect(() => clientLocks({ ...deal, ...broken })).toThrow('ends after it starts');
    expect(() => settleDeal(deal, { activated: true, settledAt: 6n, now: 5n })).toThrow('time does not go back');
    for (const [size, network, baseline] of [[0n, 1n, 1n], [1n, -1n, 1n], [1n, 1n, -1n]] as const) expect(() => leastProviderCollateral(size, network, baseline, 1n)).toThrow('has a size');
  });

  interface Fee { input: { initialPledge: number; ageDays: number; faultFee: number }; expected: number }
  everyVector<Fee>('filecoin_termination_fee', 4, ({ input, expected }) => {
    expect(terminationFee(BigInt(input.initialPledge), BigInt(input.ageDays) * EPOCHS_A_DAY, EPOCHS_A_DAY, BigInt(input.faultFee))).toBe(BigInt(expected));
  });

  test('ending later never costs less, nor more than 8.5 % or the fault fee\'s part', () => {
    fc.assert(fc.property(amount(), amount(10n ** 6n), amount(10n ** 5n), amount(10n ** 16n), (pledge, age, more, fault) => {
      const fee = terminationFee(pledge, age, EPOCHS_A_DAY, fault);
      expect(terminationFee(pledge, age + more, EPOCHS_A_DAY, fault) >= fee).toBe(true);
      const [most, byFault] = [(pledge * 85n) / 1_000n, (fault * 105n) / 100n];
      expect(fee <= (most > byFault ? most : byFault) && fee >= (pledge * 20n) / 1_000n && fee >= byFault).toBe(true);
    }));
    for (const [pledge, age, day, fault] of [[-1n, 0n, 1n, 0n], [0n, -1n, 1n, 0n], [0n, 0n, 0n, 0n], [0n, 0n, 1n, -1n]] as const) expect(() => terminationFee(pledge, age, day, fault)).toThrow('no negative terms');
    expect(faultFee(1_000n)).toBe(3_510n);
  });
});

describe('a loss', () => {
  const layers = fc.array(fc.record({ available: amount(10n ** 6n), limit: fc.option(amount(10n ** 6n), { nil: undefined }) }), { maxLength: 5 }).map((layers) => layers.map((layer, place) => ({ id: String(place), ...layer })));

  test('goes down through its layers: each bears all it can before the next is touched, and the rest is recorded', () => {
    fc.assert(fc.property(amount(10n ** 7n), layers, (loss, layers) => {
      const { borne, deficit } = absorbLoss(loss, layers);
      expect(sum(borne.values()) + deficit).toBe(loss);
      let full = true;
      for (const { id, available, limit = available } of layers) {
        const most = available < limit ? available : limit;
        const part = borne.get(id)!;
        expect(part >= 0n && part <= most && (full || part === 0n)).toBe(true);
        full &&= part === most;
      }
      expect(deficit === 0n || full).toBe(true);
    }));
  });

  test('falls on the operator first', () => {
    const { borne, deficit } = absorbLoss(100n, [{ id: 'bond', available: 30n }, { id: 'stake', available: 50n }, { id: 'insurance', available: 50n, limit: 15n }, { id: 'treasury', available: 2n }]);
    expect([Object.fromEntries(borne), deficit]).toEqual([{ bond: 30n, stake: 50n, insurance: 15n, treasury: 2n }, 3n]);
    expect(() => absorbLoss(-1n, [])).toThrow('not negative');
    for (const layer of [{ id: 'a', available: -1n }, { id: 'a', available: 1n, limit: -1n }]) expect(() => absorbLoss(1n, [layer])).toThrow('named once');
    expect(() => absorbLoss(1n, [{ id: 'a', available: 1n }, { id: 'a', available: 1n }])).toThrow('named once');
  });
});

describe('a bond', () => {
  const steps = fc.array(fc.record({ op: fc.constantFrom('add', 'unbond', 'release', 'slash'), value: fc.bigInt(1n, 1_000n), after: fc.integer({ min: 0, max: 50 }) }), { maxLength: 30 });

  test('loses nothing: what came in is at stake, released or slashed, and what waits is at stake until its time', () => {
    fc.assert(fc.property(steps, (history) => {
      let [bond, now, added, released, slashed] = [NO_BOND, 0, 0n, 0n, 0n];
      for (const { op, value, after } of history) {
        now += after;
        if (op === 'add') { bond = addBond(bond, value); added += value; }
        else if (op === 'unbond') refusalOf(() => { bond = unbond(bond, value, now, 60); });
        else if (op === 'release') { const result = release(bond, now); bond = result.bond; released += result.released; }
        else {
          const before = atStake(bond);
          const result = slash(bond, value);
          expect(result.slashed).toBe(before < value ? before : value);
          expect(result.slashed + result.unmet).toBe(value);
          bond = result.bond;
          slashed += result.slashed;
        }
        expect(added).toBe(atStake(bond) + released + slashed);
        expect(bond.unbonding.every(({ releasesAt }) => releasesAt > now - 60 || op !== 'release')).toBe(true);
      }
    }), { numRuns: 300 });
  });

  test('a slash reaches what is on its way out, the last asked for first', () => {
    const bond = unbond(unbond(addBond(NO_BOND, 100n), 30n, 0, 10), 40n, 5, 10);
    expect(bond).toEqual({ bonded: 30n, unbonding: [{ amount: 30n, releasesAt: 10 }, { amount: 40n, releasesAt: 15 }] });
    expect(slash(bond, 50n)).toEqual({ bond: { bonded: 0n, unbonding: [{ amount: 30n, releasesAt: 10 }, { amount: 20n, releasesAt: 15 }] }, slashed: 50n, unmet: 0n });
    expect(slash(bond, 80n).bond).toEqual({ bonded: 0n, unbonding: [{ amount: 20n, releasesAt: 10 }] });
    expect(release(bond, 10)).toEqual({ bond: { bonded: 30n, unbonding: [{ amount: 40n, releasesAt: 15 }] }, released: 30n });
    expect(release(bond, 9).released).toBe(0n);
    expect(refusalOf(() => unbond(bond, 31n, 0, 1))).toBe('exceeds_bond');
    expect(unbond(bond, 30n, 0, 0).bonded).toBe(0n);
    expect(() => unbond(bond, 0n, 0, 1)).toThrow('something is unbonded');
    expect(() => unbond(bond, 1n, 0, -1)).toThrow('something is unbonded');
    expect(() => addBond(bond, -1n)).toThrow('not negative');
    expect(() => slash(bond, -1n)).toThrow('not negative');
  });

  test('is enough for the units that it is rounded up for, and for none more than it covers', () => {
    fc.assert(fc.property(amount(10n ** 9n), fc.bigInt(1n, 10n ** 6n), fc.constantFrom(1n, 1_000n), (units, perUnit, priced) => {
      const bonded = bondFor(units, perUnit, priced);
      expect(unitsBonded({ bonded, unbonding: [] }, perUnit, priced)! >= units).toBe(true);
      if (bonded > 0n) expect(unitsBonded({ bonded: bonded - 1n, unbonding: [] }, perUnit, priced)! < units).toBe(true);
    }));
    expect(unitsBonded(NO_BOND, 0n, 1n)).toBeUndefined();
    expect(() => unitsBonded(NO_BOND, -1n, 1n)).toThrow('for units');
    expect(() => unitsBonded(NO_BOND, 1n, 0n)).toThrow('for units');
  });
});
