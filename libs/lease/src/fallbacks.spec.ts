import fc from 'fast-check';
import { expect, test } from 'vitest';

import { type ResourcePrice } from '#libs/pricing';

import { choicesOf, type ChoiceTerms, dearestChoice, resourcesOfChoices } from './fallbacks.js';
import { type LeaseConstraints, type LeaseFallback, type LeasePricing } from './lease.js';
import { dearestCost } from './resources.js';

const price = (resourceClass: ResourcePrice['resourceClass'], nanoTokensPerUnitHour: bigint, variant = ''): ResourcePrice => ({ resourceClass, variant, nanoTokensPerUnitHour });
const prices = [price('CPU_MILLI', 1_000n), price('MEMORY_MIB', 0n), price('GPU_MILLI', 9_000n, 't4'), price('GPU_MILLI', 11_000n, 'a10'), price('GPU_MILLI', 29_000n, 'a100')];
const onDemand: LeasePricing = { mode: 'on-demand' };
const affinity: LeaseConstraints['affinity'] = [{ leaseId: 'lse_1', place: 'apart', over: 'host', strength: 'required' }];
/** One GPU of a T4 costs 10,000 with its CPU; of an A10 12,000, of an A100 30,000. */
const asking = (fallbacks: LeaseFallback[], constraints: LeaseConstraints = {}): ChoiceTerms => ({ replicas: 1, resources: { cpuMillis: 1_000, memoryMib: 64, gpu: { count: 1, models: ['t4'] } }, constraints, fallbacks });
const tried = (terms: ChoiceTerms, pricing: LeasePricing = onDemand) => choicesOf(terms, pricing, prices).map(({ fallback }) => fallback);

const rows: [about: string, fallbacks: LeaseFallback[], pricing: LeasePricing, tried: (number | null)[]][] = [
  ['nothing', [], onDemand, [null]],
  ['other places, in their order', [{ constraints: { jurisdictions: ['CH'] } }, { constraints: {} }], onDemand, [null, 0, 1]],
  ['another model, as dear as it may be', [{ gpuModels: ['a10'], maximumDearerBps: 2_000 }], onDemand, [null, 0]],
  ['and dearer', [{ gpuModels: ['a10'], maximumDearerBps: 1_999 }], onDemand, [null]],
  ['above the maximum of the lease', [{ gpuModels: ['a100'] }, { gpuModels: ['a10'] }], { mode: 'on-demand', maximumNanoTokensPerHour: '29999' }, [null, 1]],
  ['a model without a price', [{ gpuModels: ['h100'] }, { gpuModels: ['h100', 'a10'] }], onDemand, [null, 1]],
  ['any model: the dearest counts', [{ gpuModels: [], maximumDearerBps: 19_999 }, { gpuModels: [], maximumDearerBps: 20_000 }], onDemand, [null, 1]],
];
test.each(rows)('%s', (_, fallbacks, pricing, expected) => {
  expect(tried(asking(fallbacks), pricing)).toEqual(expected);
});

test('a fall-back takes the place of where it was to run, and keeps what was said of other leases', () => {
  const terms = asking([{ constraints: { jurisdictions: ['CH'] } }, { constraints: {} }, { gpuModels: ['a10'] }], { regions: ['north'], affinity });
  expect(choicesOf(terms, onDemand, prices).map(({ constraints, resources }) => [constraints, resources.gpu?.models])).toEqual([
    [{ regions: ['north'], affinity }, ['t4']], [{ jurisdictions: ['CH'], affinity }, ['t4']], [{ affinity }, ['t4']], [{ regions: ['north'], affinity }, ['a10']],
  ]);
});

test('prices are found for the models of all choices, and for any where one allows any', () => {
  expect(resourcesOfChoices(asking([{ constraints: {} }]))).toEqual(asking([]).resources);
  expect(resourcesOfChoices(asking([{ gpuModels: ['a10'] }, { gpuModels: ['t4', 'a100'] }])).gpu).toEqual({ count: 1, models: ['t4', 'a10', 'a100'] });
  expect(resourcesOfChoices(asking([{ gpuModels: [] }])).gpu).toEqual({ count: 1 });
});

test('what is held covers every choice, and no choice is dearer than its limit or the maximum', () => {
  const fallback = fc.record({ gpuModels: fc.subarray(['t4', 'a10', 'a100', 'h100']), maximumDearerBps: fc.integer({ min: 0, max: 30_000 }) }, { requiredKeys: ['gpuModels'] });
  fc.assert(fc.property(fc.array(fallback, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), fc.option(fc.integer({ min: 90_000, max: 300_000 }), { nil: undefined }), (fallbacks, replicas, maximum) => {
    const terms = { ...asking(fallbacks), replicas };
    const pricing: LeasePricing = { mode: 'on-demand', ...(maximum === undefined ? {} : { maximumNanoTokensPerHour: maximum.toString() }) };
    const first = dearestCost(terms.resources, prices, replicas);
    const held = dearestChoice(terms, pricing, prices);
    const numbers = choicesOf(terms, pricing, prices).map(({ fallback: number, resources }) => {
      const cost = dearestCost(resources, prices, replicas);
      expect(cost).toBeLessThanOrEqual(held);
      if (number === null) return -1;
      expect(cost).toBeLessThanOrEqual(maximum === undefined ? cost : BigInt(maximum));
      expect(Number(cost) * 10_000).toBeLessThanOrEqual(Number(first) * (10_000 + (fallbacks[number]!.maximumDearerBps ?? 1e9)));
      return number;
    });
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers[0]).toBe(-1);
  }), { numRuns: 100 });
});
