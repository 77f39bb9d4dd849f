import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type PlacementHost } from '#libs/inventory';
import { dearestCost, pricedModels } from '#libs/lease';
import { type LeaseId } from '#libs/kernel';
import { type ResourcePrice } from '#libs/pricing';

import { type RequestSpec } from './board.js';
import { place } from './place.js';
import { alternativesTo } from './relax.js';
import { takeSnapshot } from './snapshot.js';
import { testSpec, testHost } from './test-fleet.js';

const policy = { operatorShareCapBps: 4_000, operatorBps: 10_000, askWeightBps: 5_000 };
const price = (resourceClass: ResourcePrice['resourceClass'], nanoTokensPerUnitHour: bigint, variant = ''): ResourcePrice => ({ resourceClass, variant, nanoTokensPerUnitHour });
const prices = [price('CPU_MILLI', 1_000n), price('MEMORY_MIB', 0n), price('GPU_MILLI', 8_000n, 't4'), price('GPU_MILLI', 9_000n, 'a100')];
const plain = prices.filter(({ resourceClass }) => resourceClass !== 'GPU_MILLI');
const gpu = (count: number, models: string[], milliPerGpu?: number) => ({ cpuMillis: 1_000, memoryMib: 64, gpu: { count, models, ...(milliPerGpu ? { milliPerGpu } : {}) } });
const asking = (changes: Partial<RequestSpec>): RequestSpec => {
  const ask = testSpec({ prices: plain, ...changes });
  return ask.resources.gpu ? { ...ask, prices: prices.filter(({ resourceClass, variant }) => resourceClass !== 'GPU_MILLI' || ask.resources.gpu!.models!.includes(variant)), gpuModels: pricedModels(ask.resources, prices) } : ask;
};
const alternatives = (hosts: PlacementHost[], ask: RequestSpec) => alternativesTo(takeSnapshot(hosts), policy, ask, ask.resources.gpu ? prices : plain);

describe('what would fit instead', () => {
  const rows: [about: string, hosts: PlacementHost[], ask: RequestSpec, change: object, differenceBps: number][] = [
    ['drop trait nvme', [testHost('h')], asking({ constraints: { requiredTraits: ['nvme'] } }), { constraints: { requiredTraits: [] } }, 0],
    ['accept trait shared', [testHost('h', { traits: ['shared'] })], asking({ constraints: { forbiddenTraits: ['shared'] } }), { constraints: { forbiddenTraits: [] } }, 0],
    ['do without any of a, b', [testHost('h')], asking({ constraints: { anyOfTraits: [['a', 'b']] } }), { constraints: { anyOfTraits: [] } }, 0],
    ['accept the tier proven', [testHost('h', { tier: 1 })], asking({ constraints: { minimumTier: 'trusted' } }), { constraints: { minimumTier: 'proven' } }, 0],
    ['accept any tier', [testHost('h')], asking({ constraints: { minimumTier: 'proven' } }), { constraints: {} }, 0],
    ['allow CH', [testHost('h', { jurisdiction: 'CH' })], asking({ constraints: { jurisdictions: ['DE'] } }), { constraints: { jurisdictions: ['DE', 'CH'] } }, 0],
    ['allow region asia-east', [testHost('h', { region: 'asia-east' })], asking({ constraints: { regions: ['europe-west'] } }), { constraints: { regions: ['europe-west', 'asia-east'] } }, 0],
    ['a spread half as strict over hosts', [testHost('h'), testHost('i')], asking({ replicas: 4, constraints: { spread: { over: 'host', maximum: 1 } } }), { constraints: { spread: { over: 'host', maximum: 2 } } }, 0],
    ['no spread over hosts', [testHost('h')], asking({ replicas: 4, constraints: { spread: { over: 'host', maximum: 1 } } }), { constraints: {} }, 0],
    ['half as many GPUs', [testHost('h', { gpus: 2 })], asking({ resources: gpu(4, ['t4']) }), { resources: gpu(2, ['t4']) }, -4_848],
    ['half the GPU share', [testHost('h', { gpus: 0 }), gpuHalfFree()], asking({ resources: gpu(1, ['t4']) }), { resources: gpu(1, ['t4'], 500) }, -4_444],
    ['GPUs of model a100', [testHost('h', { gpus: 1, model: 'a100' })], asking({ resources: gpu(1, ['t4']) }), { resources: gpu(1, ['a100']) }, 1_111],
    ['2 replicas', [testHost('h', { cpus: 2 })], asking({ replicas: 4 }), { replicas: 2 }, -5_000],
  ];
  test.each(rows)('%s', (about, hosts, ask, change, differenceBps) => {
    expect(place(takeSnapshot(hosts), policy, [ask], 0).leases[0]!.blocked).toBeDefined();
    expect(alternatives(hosts, ask)).toContainEqual(expect.objectContaining({ about, change: expect.objectContaining(change), differenceBps }));
  });

  test('what is required of another lease can be preferred', () => {
    const affinity = [{ leaseId: 'lse_b', place: 'apart', over: 'host', strength: 'required' }] as const;
    const places = [{ host: 'h', site: 'sit_a', operator: 'opr_a', jurisdiction: 'DE', region: 'europe-west' }];
    const ask = asking({ constraints: { affinity }, neighbours: [{ ...affinity[0], leaseId: 'lse_b' as LeaseId, places }] });
    expect(alternatives([testHost('h')], ask)).toMatchObject([{ change: { constraints: { affinity: [{ strength: 'preferred' }] } } }]);
  });

  test('nothing where nothing would do', () => {
    expect(alternatives([], asking({ replicas: 4, constraints: { requiredTraits: ['nvme'] } }))).toEqual([]);
    expect(alternatives([testHost('h', { state: 'cordoned' })], asking({ replicas: 4 }))).toEqual([]);
  });

  /** A host whose one GPU is half taken. */
  function gpuHalfFree(): PlacementHost {
    const host = testHost('g', { gpus: 1 });
    const devices = host.inventories.find(({ resourceClass }) => resourceClass === 'GPU_MILLI')!;
    devices.used = 500;
    devices.deviceUsed = [500];
    return host;
  }
});

const hostArbitrary = fc.record({
  operatorId: fc.constantFrom('opr_a', 'opr_b', 'opr_c'), cpus: fc.integer({ min: 1, max: 8 }), gpus: fc.integer({ min: 0, max: 2 }), model: fc.constantFrom('t4', 'a100'),
  jurisdiction: fc.constantFrom('DE', 'FR', 'CH'), region: fc.constantFrom('north', 'south'), traits: fc.subarray(['nvme', 'ssd']),
});
const askArbitrary = fc.record({
  replicas: fc.integer({ min: 1, max: 8 }), cpuMillis: fc.integer({ min: 500, max: 4_000 }), gpus: fc.integer({ min: 0, max: 4 }), jurisdictions: fc.constantFrom([], ['DE'], ['FR']), regions: fc.constantFrom([], ['north']),
  requiredTraits: fc.subarray(['nvme']), forbiddenTraits: fc.subarray(['ssd']), spread: fc.constantFrom(undefined, { over: 'host' as const, maximum: 1 }, { over: 'jurisdiction' as const, maximumSkew: 1 }),
});

test('each would be placed if it were asked for, at the price it says, and tells nothing that asking for it would not; the snapshot stays as it was', () => {
  let told = 0;
  fc.assert(fc.property(fc.array(hostArbitrary, { minLength: 1, maxLength: 6 }), askArbitrary, (specs, { replicas, cpuMillis, gpus, spread, ...constraints }) => {
    const hosts = specs.map((spec, index) => testHost(`hst_${index}`, spec));
    const resources = gpus > 0 ? { ...gpu(gpus, ['t4']), cpuMillis } : { cpuMillis, memoryMib: 64 };
    const ask = asking({ replicas, resources, constraints: { ...constraints, ...(spread ? { spread } : {}) } });
    const snapshot = takeSnapshot(hosts);
    const all = ask.resources.gpu ? prices : plain;
    const asked = dearestCost(ask.resources, ask.prices, ask.replicas);
    const found = alternativesTo(snapshot, policy, ask, all);
    expect(snapshot).toEqual(takeSnapshot(hosts));
    expect(found.length).toBeLessThanOrEqual(8);
    for (const { about, change, nanoTokensPerHour, differenceNanoTokensPerHour } of found) {
      expect(about).not.toMatch(/(hst|opr|sit|cls)_/);
      const changed = { ...ask, ...change, prices: all };
      expect(place(snapshot, policy, [{ ...changed, gpuModels: pricedModels(changed.resources, all) }], 7).leases[0]!.blocked).toBeUndefined();
      const cost = dearestCost(changed.resources, all, changed.replicas);
      expect([nanoTokensPerHour, differenceNanoTokensPerHour]).toEqual([cost.toString(), (cost - asked).toString()]);
      told += 1;
    }
  }), { numRuns: 300 });
  expect(told).toBeGreaterThan(50);
});
