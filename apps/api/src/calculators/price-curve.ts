import { z } from 'zod';

import {
  amountsIn, amountsOut, compoundedInterest, coverCapacity, coverPayment, jumpRate, kinkedRate, linearInterest, lossBeyondCredit, nextBaseFee, priceCover, protocolShares, provide, quotePair, supplyRate, swap, takeOut,
} from '#libs/economics';

import { calculator, calculatorsOf } from './calculator.js';
import { amount, amountView, bps, duration, list, oneAmount, result } from './schemas.js';

const utilisation = z.strictObject({ used: amount, total: amount });
const HALF = { used: '50', total: '100' };
const reserves = z.strictObject({ reserveIn: amount, reserveOut: amount });
const RESERVES = { reserveIn: '5000', reserveOut: '10000' };
const pair = z.strictObject({ reserve0: amount, reserve1: amount, supply: amount });
const pairView = result({ reserve0: amountView, reserve1: amountView, supply: amountView });
const PAIR = { reserve0: '5000', reserve1: '10000', supply: '7071' };
const both = z.strictObject({ amount0: amount, amount1: amount });
const amounts = result({ amounts: z.array(amountView) });
const COVER = { targetBps: '200', decayBpsPerDay: '200', bumpBps: '500', unit: '10000000000000000' };

export const priceCurveCalculators = calculatorsOf('price-curve',
  calculator({
    operation: 'kinked', summary: 'A kinked rate at a utilisation', input: z.strictObject({ curve: z.strictObject({ base: amount, slope1: amount, slope2: amount, kinkBps: bps }), utilisation }),
    example: { curve: { base: '1000', slope1: '500', slope2: '5000', kinkBps: 8_000 }, utilisation: HALF }, output: oneAmount, run: ({ curve, utilisation }) => ({ amount: kinkedRate(curve, utilisation) }),
  }),
  calculator({
    operation: 'jump-rate', summary: 'The same, with slopes for a whole of utilisation (Compound)', input: z.strictObject({ rate: z.strictObject({ base: amount, multiplier: amount, jumpMultiplier: amount, kinkBps: bps }), utilisation }),
    example: { rate: { base: '1000', multiplier: '2000', jumpMultiplier: '10000', kinkBps: 9_000 }, utilisation: HALF }, output: oneAmount, run: ({ rate, utilisation }) => ({ amount: jumpRate(rate, utilisation) }),
  }),
  calculator({
    operation: 'supply-rate', summary: 'What lenders get of what borrowers pay', input: z.strictObject({ borrowRate: amount, utilisation, reserveBps: bps }), example: { borrowRate: '5000', utilisation: HALF, reserveBps: 1_000 },
    output: oneAmount, run: ({ borrowRate, utilisation, reserveBps }) => ({ amount: supplyRate(borrowRate, utilisation, reserveBps) }),
  }),
  calculator({
    operation: 'interest', summary: 'What one unit grows to, times 10^27, without and with interest on interest', input: z.strictObject({ rateRayPerYear: amount, elapsedMillis: duration }),
    example: { rateRayPerYear: '50000000000000000000000000', elapsedMillis: 31_536_000_000 }, output: result({ linear: amountView, compounded: amountView }),
    run: ({ rateRayPerYear, elapsedMillis }) => ({ linear: linearInterest(rateRayPerYear, elapsedMillis), compounded: compoundedInterest(rateRayPerYear, elapsedMillis) }),
  }),
  calculator({
    operation: 'base-fee', summary: 'The base fee of the next epoch', input: z.strictObject({ rule: z.strictObject({ targetBps: bps, denominator: z.int().min(2).max(1_000_000), floor: amount, ceiling: amount }), base: amount, utilisation }),
    example: { rule: { targetBps: 5_000, denominator: 8, floor: '1000', ceiling: '1000000000000' }, base: '1000000000', utilisation: { used: '100', total: '100' } }, output: oneAmount,
    run: ({ rule, base, utilisation }) => ({ amount: nextBaseFee(rule, base, utilisation) }),
  }),
  calculator({
    operation: 'quote', summary: 'An amount at a pair\'s price, without fee', input: z.strictObject({ amount, reserves }), example: { amount: '100', reserves: RESERVES }, output: oneAmount,
    run: ({ amount, reserves }) => ({ amount: quotePair(amount, reserves) }),
  }),
  calculator({
    operation: 'amounts-out', summary: 'What comes out over a way of pairs', input: z.strictObject({ amount, way: list(reserves) }), example: { amount: '100', way: [RESERVES] }, output: amounts,
    run: ({ amount, way }) => ({ amounts: amountsOut(amount, way) }),
  }),
  calculator({
    operation: 'amounts-in', summary: 'What must go in for what is to come out', input: z.strictObject({ amount, way: list(reserves) }), example: { amount: '100', way: [RESERVES] }, output: amounts,
    run: ({ amount, way }) => ({ amounts: amountsIn(amount, way) }),
  }),
  calculator({
    operation: 'provide', summary: 'Shares of a pair for both amounts', input: z.strictObject({ pair, amounts: both }), example: { pair: PAIR, amounts: { amount0: '500', amount1: '1000' } }, output: result({ pair: pairView, shares: amountView }),
    run: ({ pair, amounts }) => provide(pair, amounts),
  }),
  calculator({
    operation: 'take-out', summary: 'Both amounts for shares of a pair', input: z.strictObject({ pair, shares: amount }), example: { pair: PAIR, shares: '700' }, output: result({ pair: pairView, amount0: amountView, amount1: amountView }),
    run: ({ pair, shares }) => takeOut(pair, shares),
  }),
  calculator({
    operation: 'swap', summary: 'A swap, if the product allows it', input: z.strictObject({ pair, into: both, out: both }), example: { pair: PAIR, into: { amount0: '100', amount1: '0' }, out: { amount0: '0', amount1: '195' } }, output: pairView,
    run: ({ pair, into, out }) => swap(pair, into, out),
  }),
  calculator({
    operation: 'protocol-shares', summary: 'Shares for a sixth of a pair\'s growth', input: z.strictObject({ pair, lastProduct: amount }), example: { pair: PAIR, lastProduct: '49000000' }, output: oneAmount,
    run: ({ pair, lastProduct }) => ({ amount: protocolShares(pair, lastProduct) }),
  }),
  calculator({
    operation: 'cover', summary: 'The premium of a cover, and the price it leaves',
    input: z.strictObject({ rule: z.strictObject({ targetBps: amount, decayBpsPerDay: amount, bumpBps: amount, unit: amount }), request: z.strictObject({ amount, periodMillis: duration, bumpedBps: amount, elapsedMillis: duration, capacity: amount, used: amount }) }),
    example: { rule: COVER, request: { amount: '2400000000000000000000', periodMillis: 31_536_000_000, bumpedBps: '200', elapsedMillis: 0, capacity: '50000000000000000000000', used: '0' } },
    output: result({ baseBps: amountView, premium: amountView, bumpedBps: amountView, usedBps: amountView }), run: ({ rule, request }) => priceCover(rule, request),
  }),
  calculator({
    operation: 'cover-loss', summary: 'What outages cost beyond the service credit, and what of that a cover pays',
    input: z.strictObject({ perHour: amount, downMillis: amount, credit: z.strictObject({ amount, downMillis: amount }).optional(), left: amount, assets: amount }),
    example: { perHour: '1000', downMillis: '5400000', credit: { amount: '300', downMillis: '10800000' }, left: '2000', assets: '1000000' }, output: result({ loss: amountView, credited: amountView, beyond: amountView, paid: amountView }),
    run: ({ perHour, downMillis, credit, left, assets }) => {
      const of = lossBeyondCredit(perHour, downMillis, credit);
      return { ...of, paid: coverPayment(of.beyond, left, { assets, shares: assets, virtualShares: 1n }) };
    },
  }),
  calculator({
    operation: 'cover-capacity', summary: 'All that capital may cover', input: z.strictObject({ gearingBps: amount, assets: amount, leaving: amount }), example: { gearingBps: '30000', assets: '1000002', leaving: '200000' }, output: oneAmount,
    run: ({ gearingBps, ...capital }) => ({ amount: coverCapacity(gearingBps, capital) }),
  }),
);
