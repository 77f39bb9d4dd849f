import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { bondRateOf, requiredBond } from './required-bond.js';
import { slashAmount } from './slash-amount.js';
import { absorbLoss, bearDown } from './waterfall.js';

const rates = [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnit: 2_001n }, { resourceClass: 'GPU_MILLI', variant: 't4', nanoTokensPerUnit: 700n }, { resourceClass: 'GPU_MILLI', variant: '', nanoTokensPerUnit: 500n }];
const amount = fc.bigInt(0n, 10n ** 15n);

test('capacity asks for the rate of its variant, else of its class, else for nothing, each rounded up', () => {
  expect([['CPU_MILLI', 'x'], ['GPU_MILLI', 't4'], ['GPU_MILLI', 'a100'], ['MEMORY_MIB', '']].map(([resourceClass, variant]) => bondRateOf(rates, resourceClass!, variant!))).toEqual([2_001n, 700n, 500n, 0n]);
  expect(requiredBond([{ resourceClass: 'CPU_MILLI', variant: '', units: 1_500n }, { resourceClass: 'GPU_MILLI', variant: 't4', units: 1n }, { resourceClass: 'MEMORY_MIB', variant: '', units: 9n }], rates)).toBe(3_002n + 1n);
});

test.each([
  ['its part of what the capacity asks for', 10_000n, 0n, 1_501n],
  ['no more than the cap has left', 10_000n, 2_000n, 1_000n],
  ['no more than the cap, rounded down', 4_999n, 0n, 1_499n],
  ['nothing when the cap is used up', 10_000n, 3_000n, 0n],
  ['nothing when it is more than used up', 10_000n, 5_000n, 0n],
])('a slash is %s', (_, atStake, slashedBefore, expected) => {
  const units = [{ resourceClass: 'CPU_MILLI', variant: '', units: 1_500n }] as const;
  expect(slashAmount({ units, atStake, slashedBefore }, { amountBps: 5_000, capBps: 3_000 }, rates)).toEqual({ base: 3_002n, amount: expected });
});

test('a loss goes down in order, and insurance and treasury bear no more than somebody was harmed by', () => {
  expect(bearDown({ amount: 100n, harm: 60n }, { bond: 20n, stake: 10n, insurance: 5n, treasury: 90n })).toEqual({ bond: 20n, stake: 10n, insurance: 5n, treasury: 25n, deficit: 40n });
  expect(bearDown({ amount: 100n, harm: 10n }, { bond: 20n, stake: 10n, insurance: 5n, treasury: 90n })).toEqual({ bond: 20n, stake: 10n, insurance: 0n, treasury: 0n, deficit: 70n });
  fc.assert(fc.property(amount, amount, fc.record({ bond: amount, stake: amount, insurance: amount, treasury: amount }), (one, other, had) => {
    const [harm, loss] = one < other ? [one, other] : [other, one];
    const borne = bearDown({ amount: loss, harm }, had);
    expect(borne.bond + borne.stake + borne.insurance + borne.treasury + borne.deficit).toBe(loss);
    // Where all of it is harm, it is one waterfall.
    const whole = absorbLoss(loss, Object.entries(had).map(([id, available]) => ({ id, available })));
    expect(bearDown({ amount: loss, harm: loss }, had)).toEqual({ ...Object.fromEntries(whole.borne), deficit: whole.deficit });
  }));
});
