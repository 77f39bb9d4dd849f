import { z } from 'zod';

import { absorbLoss, bearDown, bondFor, faultFee, leastProviderCollateral, release, settleDeal, slash, slashAmount, terminationFee, unbond, unitsBonded } from '#libs/economics';

import { calculator, calculatorsOf } from './calculator.js';
import { amount, amountsById, amountView, bps, duration, id, list, moment, oneAmount, resourceClass, result, variant } from './schemas.js';

const bond = z.strictObject({ bonded: amount, unbonding: list(z.strictObject({ amount, releasesAt: moment })) });
const bondView = result({ bonded: amountView, unbonding: z.array(result({ amount: amountView, releasesAt: z.int() })) });
const deal = z.strictObject({ pricePerUnit: amount, startsAt: amount, endsAt: amount, clientCollateral: amount, providerCollateral: amount });

export const bondCalculators = calculatorsOf('bond',
  calculator({
    operation: 'absorb-loss', summary: 'A loss, down through its layers', input: z.strictObject({ loss: amount, layers: list(z.strictObject({ id, available: amount, limit: amount.optional() })) }),
    example: { loss: '100', layers: [{ id: 'bond', available: '30' }, { id: 'stake-pool', available: '50' }, { id: 'insurance', available: '50', limit: '15' }, { id: 'treasury', available: '2' }] },
    output: result({ borne: amountsById, deficit: amountView }), run: ({ loss, layers }) => absorbLoss(loss, layers),
  }),
  calculator({
    operation: 'slash', summary: 'What a slash takes of a bond, what is on its way out included', input: z.strictObject({ bond, amount }), example: { bond: { bonded: '30', unbonding: [{ amount: '40', releasesAt: 86_400_000 }] }, amount: '50' },
    output: result({ bond: bondView, slashed: amountView, unmet: amountView }), run: ({ bond, amount }) => slash(bond, amount),
  }),
  calculator({
    operation: 'required', summary: 'The bond that capacity needs, rounded up', input: z.strictObject({ units: amount, perUnit: amount, unitsPerPriced: amount }), example: { units: '1500', perUnit: '1000000000', unitsPerPriced: '1000' }, output: oneAmount,
    run: ({ units, perUnit, unitsPerPriced }) => ({ amount: bondFor(units, perUnit, unitsPerPriced) }),
  }),
  calculator({
    operation: 'covered', summary: 'The units that a bond is enough for; any number where none is asked for', input: z.strictObject({ bonded: amount, perUnit: amount, unitsPerPriced: amount }), example: { bonded: '1500000000', perUnit: '1000000000', unitsPerPriced: '1000' }, output: result({ units: amountView.nullable() }),
    run: ({ bonded, perUnit, unitsPerPriced }) => ({ units: unitsBonded({ bonded, unbonding: [] }, perUnit, unitsPerPriced) ?? null }),
  }),
  calculator({
    operation: 'unbond', summary: 'A bond of which some begins to leave', input: z.strictObject({ bond, amount, now: moment, unbondingMillis: duration }), example: { bond: { bonded: '70', unbonding: [] }, amount: '40', now: 0, unbondingMillis: 86_400_000 }, output: bondView,
    run: ({ bond, amount, now, unbondingMillis }) => unbond(bond, amount, now, unbondingMillis),
  }),
  calculator({
    operation: 'release', summary: 'A bond without what has waited long enough', input: z.strictObject({ bond, now: moment }), example: { bond: { bonded: '30', unbonding: [{ amount: '40', releasesAt: 86_400_000 }] }, now: 86_400_000 },
    output: result({ bond: bondView, released: amountView }), run: ({ bond, now }) => release(bond, now),
  }),
  calculator({
    operation: 'fault-cost', summary: 'What a fault costs: a part of the bond that the capacity in question asks for, and no more than the cap has left',
    input: z.strictObject({ units: list(z.strictObject({ resourceClass, variant, units: amount })), rates: list(z.strictObject({ resourceClass, variant, nanoTokensPerUnit: amount })), amountBps: bps, capBps: bps, atStake: amount, slashedBefore: amount }),
    example: { units: [{ resourceClass: 'CPU_MILLI', units: '4000' }], rates: [{ resourceClass: 'CPU_MILLI', nanoTokensPerUnit: '2000000000' }], amountBps: 5_000, capBps: 5_000, atStake: '8000000000', slashedBefore: '0' },
    output: result({ base: amountView, amount: amountView }), run: ({ rates, amountBps, capBps, ...terms }) => slashAmount(terms, { amountBps, capBps }, rates),
  }),
  calculator({
    operation: 'waterfall', summary: "An operator's loss, borne by its bond and its stake pool, and as far as somebody was harmed by insurance and the treasury", input: z.strictObject({ amount, harm: amount, bond: amount, stake: amount, insurance: amount, treasury: amount }),
    example: { amount: '100', harm: '90', bond: '30', stake: '40', insurance: '15', treasury: '2' }, output: result({ bond: amountView, stake: amountView, insurance: amountView, treasury: amountView, deficit: amountView }),
    run: ({ amount, harm, ...bearers }) => bearDown({ amount, harm }, bearers),
  }),
  calculator({
    operation: 'fault-fee', summary: 'What a day in fault costs', input: z.strictObject({ rewardPerDay: amount }), example: { rewardPerDay: '1000' }, output: oneAmount, run: ({ rewardPerDay }) => ({ amount: faultFee(rewardPerDay) }),
  }),
  calculator({
    operation: 'termination-fee', summary: 'What ending a promise early costs', input: z.strictObject({ pledge: amount, age: amount, unitsPerDay: amount, faultFee: amount }), example: { pledge: '1024', age: '70', unitsPerDay: '1', faultFee: '0' }, output: oneAmount,
    run: ({ pledge, age, unitsPerDay, faultFee }) => ({ amount: terminationFee(pledge, age, unitsPerDay, faultFee) }),
  }),
  calculator({
    operation: 'least-collateral', summary: 'What who keeps a deal locks at the least', input: z.strictObject({ size: amount, network: amount, baseline: amount, supply: amount }), example: { size: '10', network: '1000', baseline: '500', supply: '1000000' }, output: oneAmount,
    run: ({ size, network, baseline, supply }) => ({ amount: leastProviderCollateral(size, network, baseline, supply) }),
  }),
  calculator({
    operation: 'settle-deal', summary: 'What is due of a deal between two times', input: z.strictObject({ deal, activated: z.boolean(), settledAt: amount, now: amount }),
    example: { deal: { pricePerUnit: '2', startsAt: '100', endsAt: '1100', clientCollateral: '50', providerCollateral: '70' }, activated: true, settledAt: '100', now: '200' },
    output: result({ paid: amountView, slashed: amountView, clientReturned: amountView, providerReturned: amountView, over: z.boolean() }), run: ({ deal, ...at }) => settleDeal(deal, at),
  }),
);
