import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type PlacementHost } from '#libs/inventory';
import { type ClaimId, type LeaseId, type ProjectId } from '#libs/kernel';
import { type Domain, type Spread } from '#libs/lease';
import { type StandingAsk } from '#libs/pricing';
import { tiers } from '#libs/rules';

import { staysUntil } from './request-specs.js';
import { type RequestSpec, Board, compile } from './board.js';
import { type PlacedClaim } from './claims.js';
import { allFilters } from './filters.js';
import { type Neighbour, type Place } from './neighbours.js';
import { place } from './place.js';
import { type Plan, type PlannedLease } from './plan.js';
import { takeSnapshot } from './snapshot.js';
import { testSpec, testHost, testInventory } from './test-fleet.js';

const policy = { operatorShareCapBps: 4_000, operatorBps: 10_000, askWeightBps: 5_000 };
const gpu = (count: number, milliPerGpu?: number) => ({ cpuMillis: 1_000, memoryMib: 1_024, gpu: { count, ...(milliPerGpu ? { milliPerGpu } : {}) } });
const once = (hosts: PlacementHost[], ask: RequestSpec, seed = 1) => place(takeSnapshot(hosts), policy, [ask], seed).leases[0]!;

function claimOf(ask: RequestSpec, host: PlacementHost, replica = 0): PlacedClaim {
  return {
    id: `clm_${replica}` as ClaimId, leaseId: ask.leaseId, replica, hostId: host.id, clusterId: host.clusterId, siteId: host.siteId, operatorId: host.operatorId, part: 'serving', madeAt: 0,
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: ask.resources.cpuMillis }, { resourceClass: 'MEMORY_MIB', variant: '', amount: ask.resources.memoryMib }],
  };
}

const placeOf = (host: PlacementHost): Place => ({ host: host.id, site: host.siteId, operator: host.operatorId, jurisdiction: host.jurisdiction, region: host.region });
const neighbour = (changes: Partial<Neighbour> = {}): Neighbour => ({ leaseId: 'lse_other' as LeaseId, place: 'together', over: 'host', strength: 'required', places: [], ...changes });

describe('filters', () => {
  /** One open host of 32 CPUs, so much of it used, in a pool of 64 whose other two operators are shut. */
  const three = (used: number) => {
    const open = testHost('a', { cpus: 32 });
    open.inventories[0]!.used = used;
    return [open, testHost('b', { operatorId: 'opr_b', state: 'cordoned' }), testHost('c', { operatorId: 'opr_c', state: 'cordoned' })];
  };
  /** A host with so many CPUs and a volume, and the lease that has it and wants three CPUs by now. */
  const disk = (cpus: number) => testHost('h', { cpus, inventories: [testInventory('STORAGE_GIB', 'nvme', 10, { used: 10 })] });
  const grown = (): RequestSpec => {
    const ask = testSpec({ state: 'active', resources: { cpuMillis: 3_000, memoryMib: 1_024, volumes: [{ name: 'a', storageClass: 'nvme', gib: 10 }] } });
    const { resources, ...claim } = claimOf({ ...ask, resources: { cpuMillis: 1_000, memoryMib: 1_024 } }, disk(4));
    return { ...ask, held: [{ ...claim, resources: [...resources, { resourceClass: 'STORAGE_GIB', variant: 'nvme', amount: 10, volumes: [{ name: 'a', gib: 10, mountPath: '/volumes/a' }] }] }] };
  };
  const rows: [filter: string, admitted: [PlacementHost[], RequestSpec], rejected: [PlacementHost[], RequestSpec]][] = [
    ['contact', [[testHost('h')], testSpec()], [[testHost('h', { contact: 'stale' })], testSpec()]],
    ['contact', [[testHost('h')], testSpec()], [[testHost('h', { contact: 'never' })], testSpec()]],
    ['state', [[testHost('h', { state: 'open' })], testSpec()], [[testHost('h', { state: 'draining' })], testSpec()]],
    ['maintenance', [[testHost('h')], testSpec()], [[testHost('h', { inMaintenance: true })], testSpec()]],
    ['maintenance-ahead', [[testHost('h', { maintenance: [{ startsAt: 5_000, endsAt: 6_000 }] })], testSpec({ staysUntil: 5_000 })], [[testHost('h', { maintenance: [{ startsAt: 5_000, endsAt: 6_000 }] })], testSpec({ staysUntil: 5_001 })]],
    ['jurisdiction', [[testHost('h')], testSpec({ constraints: { jurisdictions: ['FR', 'DE'] } })], [[testHost('h')], testSpec({ constraints: { jurisdictions: ['FR'] } })]],
    ['region', [[testHost('h')], testSpec({ constraints: { regions: ['europe-west'] } })], [[testHost('h')], testSpec({ constraints: { regions: ['asia-east'] } })]],
    ['traits', [[testHost('h', { traits: ['NVME'] })], testSpec({ constraints: { requiredTraits: ['NVME'] } })], [[testHost('h')], testSpec({ constraints: { requiredTraits: ['NVME'] } })]],
    ['traits', [[testHost('h')], testSpec({ constraints: { forbiddenTraits: ['SHARED'] } })], [[testHost('h', { traits: ['SHARED'] })], testSpec({ constraints: { forbiddenTraits: ['SHARED'] } })]],
    ['resources', [[testHost('h', { cpus: 2 })], testSpec({ resources: { cpuMillis: 2_000, memoryMib: 1 } })], [[testHost('h', { cpus: 2 })], testSpec({ resources: { cpuMillis: 2_001, memoryMib: 1 } })]],
    ['resources', [[testHost('h', { inventories: [testInventory('STORAGE_GIB', 'nvme', 100)] })], testSpec({ resources: { cpuMillis: 1, memoryMib: 1, volumes: [{ name: 'a', storageClass: 'nvme', gib: 60 }, { name: 'b', storageClass: 'nvme', gib: 40 }] } })],
      [[testHost('h', { inventories: [testInventory('STORAGE_GIB', 'nvme', 100)] })], testSpec({ resources: { cpuMillis: 1, memoryMib: 1, volumes: [{ name: 'a', storageClass: 'nvme', gib: 60 }, { name: 'b', storageClass: 'nvme', gib: 41 }] } })]],
    ['resources', [[testHost('h', { inventories: [testInventory('CUSTOM_TPU', '', 8, { stepSize: 4 })] })], testSpec({ resources: { cpuMillis: 1, memoryMib: 1, custom: { CUSTOM_TPU: 4 } } })],
      [[testHost('h', { inventories: [testInventory('CUSTOM_TPU', '', 8, { stepSize: 4 })] })], testSpec({ resources: { cpuMillis: 1, memoryMib: 1, custom: { CUSTOM_TPU: 3 } } })]],
    ['resources', [[testHost('h', { inventories: [testInventory('EGRESS_MBPS', '', 100, { maxUnit: 50 })] })], testSpec({ resources: { cpuMillis: 1, memoryMib: 1, egressMbps: 50 } })],
      [[testHost('h', { inventories: [testInventory('EGRESS_MBPS', '', 100, { maxUnit: 50 })] })], testSpec({ resources: { cpuMillis: 1, memoryMib: 1, egressMbps: 51 } })]],
    ['gpu', [[testHost('h', { gpus: 2 })], testSpec({ resources: gpu(2) })], [[testHost('h', { gpus: 2 })], testSpec({ resources: gpu(3) })]],
    ['gpu', [[testHost('h', { gpus: 1 })], testSpec({ resources: gpu(1) })], [[testHost('h', { gpus: 1, model: 'a100' })], testSpec({ resources: gpu(1) })]],
    ['spread', [[testHost('h')], testSpec({ replicas: 2, constraints: { spread: { over: 'host', maximum: 2 } } })], [[testHost('h')], testSpec({ replicas: 2, constraints: { spread: { over: 'host', maximum: 1 } } })]],
    ['spread', [[testHost('h'), testHost('i', { siteId: 'sit_b' })], testSpec({ replicas: 2, constraints: { spread: { over: 'site', maximum: 1 } } })], [[testHost('h'), testHost('i')], testSpec({ replicas: 2, constraints: { spread: { over: 'site', maximum: 1 } } })]],
    ['spread', [[testHost('h'), testHost('i', { jurisdiction: 'FR' })], testSpec({ replicas: 2, constraints: { spread: { over: 'jurisdiction', maximum: 1 } } })], [[testHost('h'), testHost('i')], testSpec({ replicas: 2, constraints: { spread: { over: 'jurisdiction', maximum: 1 } } })]],
    ['spread', [[testHost('h'), testHost('i', { cpus: 1 })], testSpec({ replicas: 3, constraints: { spread: { over: 'host', maximumSkew: 2 } } })],
      [[testHost('h'), testHost('i', { cpus: 1 })], testSpec({ replicas: 4, constraints: { spread: { over: 'host', maximumSkew: 1 } } })]],
    ['any-of-traits', [[testHost('h', { traits: ['ssd', 'ecc'] })], testSpec({ constraints: { anyOfTraits: [['nvme', 'ssd'], ['ecc']] } })], [[testHost('h', { traits: ['ssd'] })], testSpec({ constraints: { anyOfTraits: [['nvme', 'ssd'], ['ecc']] } })]],
    ['tier', [[testHost('h', { tier: 1 })], testSpec({ constraints: { minimumTier: 'proven' } })], [[testHost('h')], testSpec({ constraints: { minimumTier: 'proven' } })]],
    ['tier', [[testHost('h', { tier: 2, gpus: 1 })], testSpec({ resources: gpu(1), constraints: { minimumTier: 'trusted' } })], [[testHost('h', { tier: 1, gpus: 1 })], testSpec({ resources: gpu(1), constraints: { minimumTier: 'trusted' } })]],
    // Each class by itself; what is not claimed does not matter.
    ['tier', [[testHost('h', { tier: 1, inventories: [testInventory('STORAGE_GIB', 'nvme', 100, { tier: 0 })] })], testSpec({ constraints: { minimumTier: 'proven' } })],
      [[testHost('h', { tier: 1, inventories: [testInventory('STORAGE_GIB', 'nvme', 100, { tier: 0 })] })], testSpec({ constraints: { minimumTier: 'proven' }, resources: { cpuMillis: 1, memoryMib: 1, volumes: [{ name: 'a', storageClass: 'nvme', gib: 1 }] } })]],
    ['affinity', [[testHost('h')], testSpec({ neighbours: [neighbour({ places: [placeOf(testHost('h'))] })] })], [[testHost('h')], testSpec({ neighbours: [neighbour({ places: [placeOf(testHost('i'))] })] })]],
    ['affinity', [[testHost('h')], testSpec({ neighbours: [neighbour({ over: 'region', places: [placeOf(testHost('i'))] })] })], [[testHost('h')], testSpec({ neighbours: [neighbour()] })]],
    ['affinity', [[testHost('h')], testSpec({ neighbours: [neighbour({ place: 'apart', places: [placeOf(testHost('i'))] })] })], [[testHost('h')], testSpec({ neighbours: [neighbour({ place: 'apart', over: 'operator', places: [placeOf(testHost('i'))] })] })]],
    ['operator-share', [three(24_600), testSpec()], [three(24_601), testSpec()]],
    ['volumes', [[disk(4), testHost('i')], grown()], [[disk(2), testHost('i', { inventories: [testInventory('STORAGE_GIB', 'nvme', 10)] })], grown()]],
    ['excluded', [[testHost('h')], testSpec({ excludedHosts: ['i'] })], [[testHost('h')], testSpec({ excludedHosts: ['h'] })]],
  ];
  test.each(rows)('%s', (filter, [goodHosts, goodAsk], [badHosts, badAsk]) => {
    expect(once(goodHosts, goodAsk).blocked).toBeUndefined();
    const { blocked, claims } = once(badHosts, badAsk);
    expect(claims).toEqual([]);
    expect(blocked?.reasons.map((reason) => reason.filter)).toContain(filter);
  });

  test('reasons are coarse counts, and say what the tenant could do without', () => {
    const hosts = [testHost('a', { jurisdiction: 'FR' }), testHost('b', { jurisdiction: 'FR' }), testHost('c', { jurisdiction: 'NL', contact: 'lost' })];
    expect(once(hosts, testSpec({ constraints: { jurisdictions: ['DE'] } })).blocked).toEqual({
      until: 'capacity-added',
      reasons: [
        { filter: 'contact', reason: expect.any(String), hosts: 'some' },
        { filter: 'jurisdiction', reason: expect.any(String), hosts: 'all' },
      ],
      relaxations: ['jurisdictions'],
    });
  });

  test('a pool without hosts says so', () => {
    expect(once([], testSpec()).blocked?.reasons).toEqual([{ filter: 'capacity', reason: expect.any(String), hosts: 'all' }]);
  });
});

describe('tiers', () => {
  const four = [testHost('a', { operatorId: 'opr_a' }), testHost('b', { operatorId: 'opr_b', tier: 1 }), testHost('c', { operatorId: 'opr_c', tier: 2 }), testHost('d', { operatorId: 'opr_d', tier: 2 })];
  test.each([[0, 4], [6_000, 2], [10_000, 1]])('with a weight of %i beside spreading, four replicas use %i operators', (tierWeightBps, operators) => {
    const { claims } = place(takeSnapshot(four), { ...policy, operatorShareCapBps: 10_000, tierWeightBps }, [testSpec({ replicas: 4 })], 1).leases[0]!;
    expect(new Set(claims.map(({ operatorId }) => operatorId)).size).toBe(operators);
  });

  test('the better one is preferred, by what is claimed of it', () => {
    for (let seed = 0; seed < 20; seed += 1) expect(place(takeSnapshot(four.slice(0, 3)), { ...policy, operatorShareCapBps: 10_000, tierWeightBps: 1_000 }, [testSpec()], seed).leases[0]!.claims[0]!.hostId).toBe('c');
  });

  test('whoever runs already stays, is resized, and goes to a better one when it is moved', () => {
    const host = testHost('a');
    const ask = testSpec({ state: 'active', resources: { cpuMillis: 2_000, memoryMib: 1_024 }, constraints: { minimumTier: 'proven' } });
    const held = [claimOf({ ...ask, resources: { cpuMillis: 1_000, memoryMib: 1_024 } }, host)];
    expect(once([host], { ...ask, held })).toMatchObject({ claims: [], resizes: [{ hostId: 'a' }] });
    expect(once([{ ...host, state: 'draining' }, four[1]!, testHost('z')], { ...ask, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, held }).claims).toMatchObject([{ hostId: 'b' }]);
  });
});

describe('GPUs', () => {
  test('a share fills the fullest device that has room, and leaves whole ones whole', () => {
    const host = testHost('h', { gpus: 3 });
    host.inventories[2]!.deviceUsed = [0, 600, 800];
    host.inventories[2]!.used = 1_400;
    expect(once([host], testSpec({ resources: gpu(1, 300) })).claims[0]?.resources.at(-1)).toEqual({ resourceClass: 'GPU_MILLI', variant: 't4', amount: 300, devices: [{ index: 1, milli: 300 }] });
    expect(once([host], testSpec({ resources: gpu(2) })).blocked).toBeDefined();
    expect(once([host], testSpec({ resources: gpu(1) })).claims[0]?.resources.at(-1)?.devices).toEqual([{ index: 0, milli: 1_000 }]);
  });

  test('of several models that are allowed, the one that is there', () => {
    const ask = testSpec({ resources: gpu(1), gpuModels: ['a100', 't4'] });
    expect(once([testHost('h', { gpus: 1 })], ask).claims[0]?.resources.at(-1)?.variant).toBe('t4');
  });

  test('work without GPUs leaves hosts with free GPUs to others', () => {
    const plan = once([testHost('g', { gpus: 4 }), testHost('c')], testSpec());
    expect(plan.claims[0]?.hostId).toBe('c');
  });
});

describe('fall-backs', () => {
  const inDE = (fallbacks: RequestSpec['fallbacks']) => testSpec({ replicas: 2, constraints: { jurisdictions: ['DE'] }, fallbacks });
  const by = (fallback: number, jurisdictions: string[]) => ({ fallback, constraints: { jurisdictions }, resources: testSpec().resources, gpuModels: [] });
  const host = (id: string, jurisdiction: string, cpus = 4) => testHost(id, { jurisdiction, cpus });

  test('are tried in their order, each for all replicas, and only where the one before does not fit', () => {
    const fallbacks = [by(0, ['FR']), by(2, ['FR', 'CH'])];
    expect(once([host('a', 'DE'), host('b', 'FR')], inDE(fallbacks))).toMatchObject({ claims: [{ hostId: 'a' }, { hostId: 'a' }] });
    expect(once([host('a', 'DE', 1), host('b', 'FR')], inDE(fallbacks))).toMatchObject({ fallback: 0, claims: [{ hostId: 'b' }, { hostId: 'b' }] });
    const both = once([host('a', 'DE', 1), host('b', 'FR', 1), host('c', 'CH', 1)], inDE(fallbacks));
    expect([both.fallback, both.claims.map(({ hostId }) => hostId).toSorted()]).toEqual([2, ['b', 'c']]);
  });

  test('leave what does not fit by any as it was, with the reasons of what was asked for first', () => {
    const { claims, fallback, blocked } = once([host('a', 'DE', 1), host('b', 'FR', 1)], inDE([by(0, ['FR'])]));
    expect([claims, fallback]).toEqual([[], undefined]);
    expect(blocked?.reasons).toContainEqual(expect.objectContaining({ filter: 'jurisdiction', hosts: 'some' }));
  });
});

describe('maintenance that is announced', () => {
  test('keeps out what has volumes and a known end, and nothing else', () => {
    const volumes = [{ name: 'a', storageClass: 'nvme', gib: 1 }];
    const asked = (resources: object, endsAt: number | null, durationMillis: number | null) => staysUntil({ resources: { cpuMillis: 1, memoryMib: 1, ...resources }, endsAt, durationMillis }, 100);
    expect(asked({ volumes }, null, 50), 'from now on').toBe(150);
    expect(asked({ volumes }, 120, 50), 'of what runs, as it is').toBe(120);
    expect([asked({ volumes }, null, null), asked({ volumes: [] }, 120, 50), asked({}, 120, 50)]).toEqual([undefined, undefined, undefined]);
  });

  test('is nothing to what is there already, where it is resized, and something to where it moves', () => {
    const [here, there] = [testHost('h', { cpus: 2, maintenance: [{ startsAt: 5, endsAt: 6 }] }), testHost('i', { operatorId: 'opr_b', maintenance: [{ startsAt: 5, endsAt: 6 }] })];
    const ask = testSpec({ state: 'active', staysUntil: 9, resources: { cpuMillis: 2_000, memoryMib: 1_024 } });
    const held = [claimOf(testSpec({ leaseId: ask.leaseId }), here)];
    here.inventories[0]!.used = 1_000;
    expect(once([here, there], { ...ask, held })).toMatchObject({ claims: [], resizes: [{ hostId: 'h' }] });
    expect(once([here, there], { ...ask, held, resources: { cpuMillis: 3_000, memoryMib: 1_024 } })).toMatchObject({ claims: [], resizes: [], blocked: { reasons: expect.arrayContaining([expect.objectContaining({ filter: 'maintenance-ahead', hosts: 'all' })]) } });
  });
});

describe('scores', () => {
  test('pack: the fullest host that still fits', () => {
    const full = testHost('full');
    full.inventories[0]!.used = 12_000;
    expect(once([testHost('empty'), full], testSpec()).claims[0]?.hostId).toBe('full');
  });

  test('replicas go to different operators where they can', () => {
    const hosts = [testHost('a1'), testHost('a2'), testHost('b', { operatorId: 'opr_b' })];
    expect(new Set(once(hosts, testSpec({ replicas: 2 })).claims.map((claim) => claim.operatorId))).toEqual(new Set(['opr_a', 'opr_b']));
  });

  test('near to a neighbour where that is preferred, and anywhere else where there is no room', () => {
    const [a, b] = [testHost('a'), testHost('b', { operatorId: 'opr_b', siteId: 'sit_b' })];
    for (const [place, where] of [['together', 'b'], ['apart', 'a']] as const) {
      const neighbours = [neighbour({ place, over: 'site', strength: 'preferred', places: [placeOf(b)] })];
      for (let seed = 0; seed < 8; seed += 1) expect(once([a, b], testSpec({ neighbours }), seed).claims[0]?.hostId).toBe(where);
      expect(once([a, b].filter(({ id }) => id !== where), testSpec({ neighbours })).blocked).toBeUndefined();
    }
  });

  test('whoever lost a replica gets it again only when nobody else can take it', () => {
    const a = testHost('a');
    const b = testHost('b', { operatorId: 'opr_b' });
    a.inventories[0]!.used = 8_000; // the better fit
    const ask = testSpec({ state: 'degraded', avoidOperators: ['opr_a'] });
    expect(once([a, b], ask).claims[0]?.hostId).toBe('b');
    expect(once([a, { ...b, state: 'cordoned' }], ask).claims[0]?.hostId).toBe('a');
    expect(once([a, { ...b, withheld: true }], ask).claims[0]?.hostId).toBe('a');
  });
});

describe('asks', () => {
  /** A CPU and a GiB, each at 100 an hour; operators get all of it. */
  const paying = (changes: Partial<RequestSpec> = {}): RequestSpec => testSpec({ prices: ['CPU_MILLI', 'MEMORY_MIB'].map((resourceClass) => ({ resourceClass: resourceClass as 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 100n })), ...changes });
  const asking = (operatorId: string, nanoTokensPerUnitHour: bigint, changes: Partial<StandingAsk> = {}): StandingAsk => ({ operatorId, clusterId: '', resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour, ...changes });
  const hosts = [testHost('a'), testHost('b', { operatorId: 'opr_b', clusterId: 'cls_b' })];
  const placed = (asks: StandingAsk[], ask = paying(), rules = policy, of = hosts) => place(takeSnapshot(of, asks), rules, [ask], 1).leases[0]!;

  test('keep a lease out where it would pay less, in the tenant\'s words', () => {
    expect(placed([asking('opr_a', 100n)]).claims).toHaveLength(1);
    expect(placed([asking('opr_a', 101n), asking('opr_b', 101n)])).toMatchObject({ claims: [], blocked: { reasons: [{ filter: 'ask', reason: 'on offer only for more than this lease pays', hosts: 'all' }] } });
    expect(placed([asking('opr_a', 101n)]).claims[0]?.hostId).toBe('b');
  });

  test('are compared with the operator\'s part of the tip, and nothing of the base', () => {
    const base = paying({ prices: ['CPU_MILLI', 'MEMORY_MIB'].map((resourceClass) => ({ resourceClass: resourceClass as 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 1_100n, baseNanoTokensPerUnitHour: 1_000n })) });
    const rules = { ...policy, operatorBps: 8_500 };
    const only = [hosts[0]!];
    expect(placed([asking('opr_a', 85n)], base, rules, only).claims).toHaveLength(1);
    expect(placed([asking('opr_a', 86n)], base, rules, only).claims).toEqual([]);
  });

  test('of a cluster go before the operator\'s, of a variant before the class\'s', () => {
    const book = [asking('opr_b', 500n), asking('opr_b', 1n, { clusterId: 'cls_b' }), asking('opr_a', 500n)];
    expect(placed(book).claims[0]?.hostId).toBe('b');
    const gpus = paying({ resources: gpu(1), gpuModels: ['a100', 't4'], prices: ['CPU_MILLI/', 'MEMORY_MIB/', 'GPU_MILLI/t4', 'GPU_MILLI/a100'].map((key) => ({ resourceClass: key.split('/')[0] as 'CPU_MILLI', variant: key.split('/')[1]!, nanoTokensPerUnitHour: 100n })) });
    const both = testHost('a', { gpus: 1, inventories: [testInventory('GPU_MILLI', 'a100', 1_000, { deviceUsed: [0] })] });
    const ofModels = [asking('opr_a', 500n, { resourceClass: 'GPU_MILLI' }), asking('opr_a', 90n, { resourceClass: 'GPU_MILLI', variant: 't4' })];
    expect(placed(ofModels, gpus, policy, [both]).claims[0]?.resources.at(-1)).toMatchObject({ variant: 't4' });
    both.inventories.find(({ variant }) => variant === 't4')!.deviceUsed = [1_000];
    both.inventories.find(({ variant }) => variant === 't4')!.used = 1_000;
    expect(placed(ofModels, gpus, policy, [both]), 'the one is taken, the other too dear').toMatchObject({ claims: [], blocked: { reasons: [{ filter: 'gpu', hosts: 'all' }] } });
  });

  test('that are cheaper are preferred, as much as the pool says', () => {
    expect(placed([asking('opr_a', 90n), asking('opr_b', 80n)]).claims[0]?.hostId).toBe('b');
    expect(placed([asking('opr_a', 80n), asking('opr_b', 90n)]).claims[0]?.hostId).toBe('a');
    const two = paying({ replicas: 2 });
    const operators = (askWeightBps: number) => placed([asking('opr_b', 90n)], two, { ...policy, askWeightBps }).claims.map((claim) => claim.operatorId);
    expect(operators(0), 'spread, as if nobody asked').toEqual(expect.arrayContaining(['opr_a', 'opr_b']));
    expect(operators(10_000), 'the cheaper for all').toEqual(['opr_a', 'opr_a']);
  });

  test('that rise move nothing that runs, and are met when it grows', () => {
    const ask = paying({ state: 'active', resources: { cpuMillis: 2_000, memoryMib: 1_024 } });
    const held = [claimOf(ask, hosts[0]!)];
    const resized = (cpuMillis: number) => placed([asking('opr_a', 101n)], { ...ask, held, resources: { cpuMillis, memoryMib: 1_024 } });
    expect(resized(2_000)).toMatchObject({ claims: [], resizes: [] });
    expect(resized(1_000)).toMatchObject({ claims: [], resizes: [{ hostId: 'a' }] });
    expect(resized(3_000)).toMatchObject({ claims: [{ hostId: 'b', replaces: 'clm_0' }], resizes: [] });
  });

  test('property: nothing is placed below an ask, and only the dearer hosts keep a lease waiting', () => {
    const offers = fc.array(fc.record({ cpus: fc.integer({ min: 1, max: 8 }), ask: fc.option(fc.bigInt({ min: 1n, max: 200n })), memory: fc.option(fc.bigInt({ min: 1n, max: 200n })) }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(offers, fc.integer({ min: 1, max: 8 }), fc.constantFrom(0, 5_000, 10_000), fc.integer({ min: 1, max: 10_000 }), (specs, cpus, askWeightBps, operatorBps) => {
      const of = specs.map((spec, index) => testHost(`h${index}`, { cpus: spec.cpus, operatorId: `opr_${index}`, clusterId: `cls_${index}` }));
      const asks = specs.flatMap(({ ask, memory }, index) => [
        ...(ask === null ? [] : [asking(`opr_${index}`, ask)]), ...(memory === null ? [] : [asking(`opr_${index}`, memory, { clusterId: `cls_${index}`, resourceClass: 'MEMORY_MIB' })]),
      ]);
      const rules = { operatorShareCapBps: 10_000, operatorBps, askWeightBps };
      const { claims, blocked } = placed(asks, paying({ resources: { cpuMillis: cpus * 1_000, memoryMib: 1_024 } }), rules, of);
      const gets = (100n * BigInt(operatorBps)) / 10_000n;
      const cheapEnough = (spec: (typeof specs)[number]) => (spec.ask ?? 0n) <= gets && (spec.memory ?? 0n) <= gets;
      const able = specs.filter((spec) => spec.cpus >= cpus);
      expect(claims.length, 'placed where somebody can and would').toBe(able.some(cheapEnough) ? 1 : 0);
      const chosen = claims.map((claim) => specs[Number(claim.hostId.slice(1))]!);
      expect(chosen.every(cheapEnough)).toBe(true);
      expect(blocked?.reasons.some(({ filter }) => filter === 'ask') ?? false).toBe(chosen.length === 0 && specs.some((spec) => !cheapEnough(spec)));
      // Where only cheapness counts: a thousandth of what is paid is as fine as asks are told apart.
      const cost = ({ ask, memory }: (typeof specs)[number]) => BigInt(cpus) * (ask ?? 0n) + (memory ?? 0n);
      const dearer = chosen.flatMap((one) => able.filter(cheapEnough).filter((other) => (cost(one) - cost(other)) * 1_000n > gets * BigInt(cpus + 1)));
      expect(askWeightBps === 10_000 ? dearer : []).toEqual([]);
    }), { numRuns: 400 });
  });
});

describe('leases', () => {
  test('a first placement is all or nothing, and leaves room for the next', () => {
    const plan = place(takeSnapshot([testHost('h', { cpus: 3 })]), policy, [testSpec({ replicas: 4 }), testSpec({ replicas: 3 })], 1);
    expect(plan.leases.map((lease) => [lease.claims.length, lease.blocked !== undefined])).toEqual([[0, true], [3, false]]);
  });

  test('who asks for a class that nobody offers keeps nobody else of its size waiting', () => {
    const asks = [1, undefined].map((egressMbps, index) => testSpec({ leaseId: `lse_${index}` as LeaseId, resources: { cpuMillis: 1_000, memoryMib: 1_024, ...(egressMbps === undefined ? {} : { egressMbps }) } }));
    const [first, second] = place(takeSnapshot([testHost('h')]), policy, asks, 1).leases;
    expect([first!.claims.length, first!.blocked?.reasons.map(({ filter }) => filter)]).toEqual([0, ['resources']]);
    expect([second!.claims.length, second!.blocked]).toEqual([1, undefined]);
  });

  test('a running lease gets what fits of what it lacks', () => {
    const host = testHost('h', { cpus: 2 });
    const ask = testSpec({ state: 'degraded', replicas: 4 });
    host.inventories[0]!.used = 1_000;
    const planned = once([host], { ...ask, held: [claimOf(ask, host, 2)] });
    expect(planned.claims.map((claim) => claim.replica)).toEqual([0]);
    expect(planned.blocked).toBeDefined();
  });

  test('what a quota rules out takes no room from others', () => {
    const [first, second] = [testSpec({ projectId: 'prj_1' as ProjectId }), testSpec({ projectId: 'prj_2' as ProjectId })];
    const quotas = [{ projectId: 'prj_1', resourceClass: 'CPU_MILLI', limit: 1_500n, held: 1_000n }] as const;
    const plan = place(takeSnapshot([testHost('h', { cpus: 1 })]), policy, [first, second], 1, quotas);
    expect(plan.leases).toMatchObject([{ claims: [], blocked: { until: 'quota-freed' } }, { claims: [{ leaseId: second.leaseId, hostId: 'h' }] }]);
  });

  test('a claim says which volumes its storage is for, and is changed in place when only those change', () => {
    const volumes = [{ name: 'a', storageClass: 'nvme', gib: 60, mountPath: '/a' }, { name: 'b', storageClass: 'nvme', gib: 40 }];
    const ask = testSpec({ resources: { cpuMillis: 1_000, memoryMib: 1_024, ephemeralGib: 5, volumes } });
    const host = testHost('h', { inventories: [testInventory('STORAGE_GIB', 'nvme', 100), testInventory('STORAGE_GIB', 'ephemeral', 100)] });
    const { resources } = once([host], ask).claims[0]!;
    expect(resources).toContainEqual({
      resourceClass: 'STORAGE_GIB', variant: 'nvme', amount: 100, volumes: [{ name: 'a', gib: 60, mountPath: '/a' }, { name: 'b', gib: 40, mountPath: '/volumes/b' }],
    });
    expect(resources).toContainEqual({ resourceClass: 'STORAGE_GIB', variant: 'ephemeral', amount: 5 });
    const held = [{ ...claimOf(ask, host), resources }];
    const again = (changed: typeof volumes) => once([host], { ...ask, state: 'active', held, resources: { ...ask.resources, volumes: changed } });
    host.inventories.find(({ variant }) => variant === 'nvme')!.used = 100;
    expect(again(volumes)).toMatchObject({ claims: [], resizes: [] });
    expect(again([{ ...volumes[0]!, mountPath: '/elsewhere' }, volumes[1]!])).toMatchObject({ claims: [], resizes: [{ hostId: 'h' }] });
    expect(again([{ ...volumes[0]!, gib: 61 }, volumes[1]!]), 'what it has is kept until there is room').toMatchObject({ claims: [], resizes: [], blocked: {} });
  });

  test('a claim that kept only its volumes over a suspension gets the rest where they are, and waits for room there rather than leave them', () => {
    const ask = testSpec({ resources: { cpuMillis: 1_000, memoryMib: 1_024, volumes: [{ name: 'a', storageClass: 'nvme', gib: 10 }] } });
    const withDisk = (id: string) => testHost(id, { cpus: 1, inventories: [testInventory('STORAGE_GIB', 'nvme', 100)] });
    const host = withDisk('h');
    const { resources } = once([host], ask).claims[0]!;
    const held = [{ ...claimOf(ask, host), resources: resources.filter(({ resourceClass }) => resourceClass === 'STORAGE_GIB') }];
    const resumed = { ...ask, state: 'degraded' as const, held };
    expect(once([host, withDisk('i')], resumed)).toMatchObject({ claims: [], resizes: [{ claimId: 'clm_0', hostId: 'h', to: resources }] });
    for (const full of [{ ...host, contact: 'lost' as const }, { ...host, inventories: host.inventories.map((one) => ({ ...one, used: one.resourceClass === 'CPU_MILLI' ? one.capacity : 0 })) }]) {
      expect(once([full, withDisk('i')], resumed)).toMatchObject({ claims: [], resizes: [], blocked: { until: 'capacity-added' } });
    }
    expect(once([{ ...host, state: 'draining' }, withDisk('i')], resumed)).toMatchObject({ claims: [{ hostId: 'i', replaces: 'clm_0' }] });
  });

  test('a claim is resized in place where its host has room, else moved, else it stays', () => {
    const host = testHost('h', { cpus: 4 });
    host.inventories[0]!.used = 3_000;
    const old = testSpec({ state: 'active' });
    const held = [claimOf(old, host)];
    const bigger = (cpuMillis: number): RequestSpec => ({ ...old, resources: { cpuMillis, memoryMib: 1_024 }, held });
    expect(once([host], bigger(2_000))).toMatchObject({ claims: [], resizes: [{ claimId: 'clm_0', hostId: 'h' }] });
    expect(once([host, testHost('i')], bigger(3_000))).toMatchObject({ claims: [{ replica: 0, hostId: 'i', replaces: 'clm_0' }], resizes: [] });
    expect(once([host], bigger(3_000))).toMatchObject({ claims: [], resizes: [], blocked: { until: 'capacity-added' } });
    // A host that serves nothing is not resized on: the applier would refuse it, round after round.
    for (const away of [{ state: 'cordoned' }, { state: 'draining' }, { contact: 'lost' }, { withheld: true }] as const) {
      const shut = { ...host, ...away };
      expect(once([shut, testHost('i')], bigger(2_000))).toMatchObject({ claims: [{ replica: 0, hostId: 'i', replaces: 'clm_0' }], resizes: [] });
      expect(once([shut], bigger(2_000))).toMatchObject({ claims: [], resizes: [], blocked: { until: 'capacity-added' } });
    }
    expect(once([host], { ...old, held })).toMatchObject({ claims: [], resizes: [] });
  });

  test('a replica on a draining host gets a successor where there is room, one, and waits for nothing where there is none', () => {
    const [draining, free] = [testHost('h', { state: 'draining' }), testHost('i')];
    const ask = testSpec({ state: 'active' });
    const held = [claimOf(ask, draining)];
    expect(once([draining, free], { ...ask, held })).toMatchObject({ claims: [{ replica: 0, hostId: 'i', succeeds: 'clm_0' }], resizes: [] });
    expect(once([draining], { ...ask, held })).toEqual({ leaseId: ask.leaseId, version: 1, claims: [], resizes: [] });
    const successor = { ...claimOf(ask, free), id: 'clm_s' as ClaimId, part: 'successor' as const };
    expect(once([draining, free, testHost('j')], { ...ask, held: [...held, successor] })).toMatchObject({ claims: [] });
    expect(once([draining, free], { ...ask, held, state: 'provisioning' }), 'what never ran is placed anew').toMatchObject({ claims: [] });
    const resized = { ...ask, resources: { cpuMillis: 2_000, memoryMib: 1_024 } };
    expect(once([draining, free], { ...resized, held: [...held, successor] }), 'resized once it serves').toMatchObject({ claims: [], resizes: [] });
    expect(once([draining, free], { ...resized, held }), 'moved at once').toMatchObject({ claims: [{ replaces: 'clm_0' }], resizes: [] });
  });

  test('a successor counts for no quota, and spreads as if what it succeeds were gone', () => {
    const [draining, beside, other] = [testHost('h', { state: 'draining' }), testHost('i'), testHost('j', { operatorId: 'opr_b' })];
    const ask = testSpec({ state: 'active', replicas: 2, constraints: { spread: { over: 'operator', maximum: 1 } } });
    const held = [claimOf(ask, draining, 0), claimOf(ask, other, 1)];
    const quotas = [{ projectId: ask.projectId, resourceClass: 'CPU_MILLI', limit: 2_000n, held: 2_000n }] as const;
    const plan = place(takeSnapshot([draining, beside, other]), policy, [{ ...ask, held }], 1, quotas);
    expect(plan.leases).toMatchObject([{ claims: [{ replica: 0, hostId: 'i', succeeds: 'clm_0' }] }]);
  });
});

/** Fleets and rounds of all kinds, small enough to collide. */
const hostArbitrary = fc.record({
  operator: fc.constantFrom('opr_a', 'opr_b', 'opr_c', 'opr_d'), site: fc.constantFrom('sit_1', 'sit_2', 'sit_3'), cpus: fc.integer({ min: 1, max: 8 }),
  gpus: fc.integer({ min: 0, max: 3 }), model: fc.constantFrom('t4', 'a100'), used: fc.integer({ min: 0, max: 4_000 }), jurisdiction: fc.constantFrom('DE', 'FR', 'FR'), region: fc.constantFrom('europe-west', 'europe-west', 'europe-north'),
  traits: fc.subarray(['nvme', 'ssd', 'ecc']), inMaintenance: fc.constantFrom(false, false, false, true), nvmeGib: fc.constantFrom(0, 50, 100), tier: fc.constantFrom(0, 1, 2, 2),
  state: fc.constantFrom('open' as const, 'open' as const, 'cordoned' as const), contact: fc.constantFrom('live' as const, 'live' as const, 'stale' as const),
  maintenance: fc.array(fc.record({ startsAt: fc.integer({ min: 1, max: 100 }), endsAt: fc.constant(200) }), { maxLength: 2 }),
});
/** Some place of the fleets below, whoever has the host this time. */
const fleetHost = (index: number): PlacementHost => {
  const operatorId = ['opr_a', 'opr_b', 'opr_c', 'opr_d'][index % 4]!;
  return testHost(`hst_${index}`, { operatorId, siteId: `${operatorId}/sit_${1 + (index % 3)}`, jurisdiction: index % 2 === 0 ? 'DE' : 'FR' });
};
const fleet = fc.array(hostArbitrary, { minLength: 1, maxLength: 12 }).map((specs) => specs.map((spec, index) => {
  const host = testHost(`hst_${index}`, { ...spec, operatorId: spec.operator, siteId: `${spec.operator}/${spec.site}` });
  host.inventories[0]!.used = Math.min(spec.used, spec.cpus * 1_000);
  if (spec.nvmeGib > 0) host.inventories.push(testInventory('STORAGE_GIB', 'nvme', spec.nvmeGib, spec.tier > 0 ? { tier: spec.tier } : {}));
  return host;
}));
const askArbitrary = fc.record({
  replicas: fc.integer({ min: 1, max: 4 }), cpuMillis: fc.integer({ min: 1, max: 4_000 }), gpuCount: fc.integer({ min: 0, max: 2 }), share: fc.constantFrom(1_000, 1_000, 250, 700),
  models: fc.constantFrom(['t4'], ['a100'], ['a100', 't4']), jurisdictions: fc.constantFrom([], ['DE'], ['FR', 'DE']),
  spread: fc.constantFrom<Spread | undefined>(
    undefined, { over: 'host', maximum: 1 }, { over: 'operator', maximum: 2 }, { over: 'site', maximum: 1 }, { over: 'jurisdiction', maximum: 2 }, { over: 'jurisdiction', maximumSkew: 1 },
    { over: 'operator', maximumSkew: 1 }, { over: 'host', maximum: 3, maximumSkew: 2 },
  ),
  anyOfTraits: fc.constantFrom([], [['nvme', 'ssd']], [['nvme', 'ssd'], ['ecc']]),
  regions: fc.constantFrom(undefined, undefined, ['europe-north'], ['europe-west', 'europe-north']), requiredTraits: fc.constantFrom(undefined, undefined, ['ssd'], ['nvme', 'ecc']),
  forbiddenTraits: fc.constantFrom(undefined, undefined, ['ecc']), volumeGib: fc.constantFrom(0, 0, 0, 40),
  excluded: fc.option(fc.nat(11), { freq: 4, nil: undefined }), onlyOperator: fc.constantFrom(undefined, undefined, undefined, undefined, 'opr_a', 'opr_b'),
  minimumTier: fc.constantFrom(undefined, undefined, undefined, 'proven' as const, 'trusted' as const),
  staysUntil: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  apartFrom: fc.option(fc.record({ lease: fc.nat(), over: fc.constantFrom<Domain>('host', 'site', 'operator', 'jurisdiction', 'region') })),
  togetherWith: fc.option(fc.record({ at: fc.array(fc.nat(11), { minLength: 1, maxLength: 3 }), over: fc.constantFrom<Domain>('host', 'site', 'operator', 'jurisdiction') }), { freq: 2 }),
});
const round = fc.array(askArbitrary, { minLength: 1, maxLength: 15 }).map((specs) => specs.map((spec, index) => testSpec({
  leaseId: `lse_${index}` as LeaseId, replicas: spec.replicas, gpuModels: spec.models, staysUntil: spec.staysUntil,
  ...(spec.excluded === undefined ? {} : { excludedHosts: [`hst_${spec.excluded}`] }), ...(spec.onlyOperator === undefined ? {} : { onlyOperator: spec.onlyOperator }),
  resources: { cpuMillis: spec.cpuMillis, memoryMib: 64, ...(spec.volumeGib > 0 ? { volumes: [{ name: 'data', storageClass: 'nvme', gib: spec.volumeGib }] } : {}), ...(spec.gpuCount > 0 ? { gpu: spec.share < 1_000 ? { count: 1, milliPerGpu: spec.share } : { count: spec.gpuCount } } : {}) },
  constraints: {
    jurisdictions: spec.jurisdictions, spread: spec.spread, anyOfTraits: spec.anyOfTraits, regions: spec.regions, requiredTraits: spec.requiredTraits, forbiddenTraits: spec.forbiddenTraits, ...(spec.minimumTier ? { minimumTier: spec.minimumTier } : {}),
  },
  neighbours: [
    ...(spec.togetherWith ? [neighbour({ over: spec.togetherWith.over, places: spec.togetherWith.at.map((at) => placeOf(fleetHost(at))) })] : []),
    // Who is to be apart is so for both.
    ...specs.flatMap(({ apartFrom }, other): Neighbour[] => {
      if (apartFrom === null || apartFrom.lease % specs.length === other) return [];
      const named = apartFrom.lease % specs.length;
      const [from, to] = [[other, named], [named, other]].find(([first]) => first === index) ?? [];
      return from === undefined ? [] : [neighbour({ leaseId: `lse_${to}` as LeaseId, place: 'apart', over: apartFrom.over })];
    }),
  ],
})));

/** How far a host's operator is trusted with a class: the same with all its variants. */
function tierOn(host: PlacementHost, resourceClass: string): number {
  return host.inventories.find((one) => one.resourceClass === resourceClass)?.tier ?? 0;
}

/** Whether one domain has more of a lease than its skew allows, compared with all that it may run in. */
function skewed(hosts: readonly PlacementHost[], { constraints, resources, gpuModels }: RequestSpec, { leaseId, claims }: PlannedLease): string[] {
  const { spread, jurisdictions = [], anyOfTraits = [], regions, requiredTraits = [], forbiddenTraits = [], minimumTier = 'unproven' } = constraints;
  if (spread?.maximumSkew === undefined) return [];
  const has = (host: PlacementHost, resourceClass: string, variants: readonly string[], amount: number) => (
    host.inventories.some((one) => one.resourceClass === resourceClass && variants.includes(one.variant) && one.capacity >= amount));
  const domains = new Set(hosts.filter((host) => host.state === 'open' && (jurisdictions.length === 0 || jurisdictions.includes(host.jurisdiction))
    && ['CPU_MILLI', 'MEMORY_MIB', ...(resources.gpu ? ['GPU_MILLI'] : [])].every((one) => tierOn(host, one) >= tiers.indexOf(minimumTier))
    && anyOfTraits.every((group) => group.some((trait) => host.traits.includes(trait))) && (regions ?? [host.region]).includes(host.region)
    && requiredTraits.every((trait) => host.traits.includes(trait)) && !forbiddenTraits.some((trait) => host.traits.includes(trait))
    && has(host, 'CPU_MILLI', [''], resources.cpuMillis) && (resources.volumes ?? []).every(({ storageClass, gib }) => has(host, 'STORAGE_GIB', [storageClass], gib))
    && (!resources.gpu || has(host, 'GPU_MILLI', gpuModels, resources.gpu.count * (resources.gpu.milliPerGpu ?? 1_000)))).map((host) => placeOf(host)[spread.over]));
  const counts = [...domains].map((domain) => claims.filter(({ hostId }) => placeOf(hosts.find(({ id }) => id === hostId)!)[spread.over] === domain).length);
  return Math.max(...counts) - Math.min(...counts) > spread.maximumSkew ? [`${leaseId}: skewed`] : [];
}

/** Checks a plan on plain objects, claim by claim: nothing of placement's own bookkeeping is used. */
function violations(hosts: readonly PlacementHost[], asks: readonly RequestSpec[], plan: Plan): string[] {
  const found: string[] = [];
  const left = new Map(hosts.map((host) => [host.id, structuredClone(host)]));
  const operators = new Map<string, Map<string, number>>();
  for (const host of hosts) for (const one of host.inventories) {
    const of = operators.get(`${one.resourceClass}/${one.variant}`) ?? new Map<string, number>();
    operators.set(`${one.resourceClass}/${one.variant}`, of.set(host.operatorId, (of.get(host.operatorId) ?? 0) + one.used));
  }
  plan.leases.forEach((planned, index) => {
    const ask = asks[index]!;
    if (planned.claims.length !== 0 && planned.claims.length !== ask.replicas) found.push(`${ask.leaseId}: part of its replicas`);
    if (planned.claims.length === 0 && !planned.blocked) found.push(`${ask.leaseId}: neither placed nor blocked`);
    const domains = new Map<string, number>();
    if (planned.claims.length > 0) found.push(...skewed(hosts, ask, planned));
    for (const claim of planned.claims) {
      const host = left.get(claim.hostId)!;
      if (host.state !== 'open' || host.contact !== 'live') found.push(`${claim.hostId}: not open`);
      if (ask.constraints.jurisdictions!.length > 0 && !ask.constraints.jurisdictions!.includes(host.jurisdiction)) found.push(`${claim.hostId}: jurisdiction`);
      if (host.maintenance.some(({ startsAt }) => startsAt < (ask.staysUntil ?? 0))) found.push(`${host.id}: in maintenance before its end`);
      const { spread, anyOfTraits = [], regions, requiredTraits = [], forbiddenTraits = [] } = ask.constraints;
      if (regions && !regions.includes(host.region)) found.push(`${host.id}: region`);
      if (!requiredTraits.every((trait) => host.traits.includes(trait))) found.push(`${host.id}: lacks a trait`);
      if (forbiddenTraits.some((trait) => host.traits.includes(trait))) found.push(`${host.id}: has a trait it must not`);
      if (host.inMaintenance) found.push(`${host.id}: in maintenance`);
      if (ask.excludedHosts?.includes(host.id) || (ask.onlyOperator ?? host.operatorId) !== host.operatorId) found.push(`${host.id}: ruled out`);
      if (spread) {
        const domain = placeOf(host)[spread.over];
        domains.set(domain, (domains.get(domain) ?? 0) + 1);
        if (domains.get(domain)! > (spread.maximum ?? Infinity)) found.push(`${domain}: spread`);
      }
      if (!anyOfTraits.every((group) => group.some((trait) => host.traits.includes(trait)))) found.push(`${host.id}: any of traits`);
      if (claim.resources.some(({ resourceClass }) => tierOn(host, resourceClass) < tiers.indexOf(ask.constraints.minimumTier ?? 'unproven'))) found.push(`${host.id}: tier`);
      for (const { leaseId, place: where, over, places } of ask.neighbours ?? []) {
        const others = plan.leases.find((lease) => lease.leaseId === leaseId)?.claims.map((other) => placeOf(left.get(other.hostId)!)) ?? [];
        const isThere = (known: readonly Place[]) => known.some((one) => one[over] === placeOf(host)[over]);
        if (where === 'together' ? !isThere(places) : isThere([...places, ...others])) found.push(`${host.id}: not ${where}`);
      }
      for (const taken of claim.resources) {
        const inventory = host.inventories.find((one) => one.resourceClass === taken.resourceClass && one.variant === taken.variant);
        if (!inventory) { found.push(`${host.id}: has no ${taken.resourceClass}`); continue; }
        inventory.used += taken.amount;
        for (const { index: device, milli } of taken.devices ?? []) if ((inventory.deviceUsed[device]! += milli) > 1_000) found.push(`${host.id}: device oversold`);
        if (inventory.used > inventory.capacity) found.push(`${host.id}: ${taken.resourceClass} oversold`);
        const key = `${taken.resourceClass}/${taken.variant}`;
        const offering = new Set(hosts.filter((one) => one.inventories.some((other) => `${other.resourceClass}/${other.variant}` === key && other.capacity > 0)).map((one) => one.operatorId));
        const total = hosts.flatMap((one) => one.inventories).filter((one) => `${one.resourceClass}/${one.variant}` === key).reduce((sum, one) => sum + one.capacity, 0);
        const of = operators.get(key)!;
        of.set(host.operatorId, of.get(host.operatorId)! + taken.amount);
        if (offering.size >= 3 && of.get(host.operatorId)! * 10_000 > total * policy.operatorShareCapBps) found.push(`${host.operatorId}: above its share`);
      }
    }
  });
  return found;
}

/** Running leases, their replicas anywhere, some on hosts that drain, some of these with a successor. */
const movingFleet = fc.tuple(fc.array(fc.tuple(hostArbitrary, fc.constantFrom('open' as const, 'open' as const, 'draining' as const)), { minLength: 2, maxLength: 8 }), fc.array(fc.record({
  replicas: fc.integer({ min: 1, max: 4 }), cpuMillis: fc.integer({ min: 1, max: 2_000 }), at: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), succeeded: fc.nat(15), missing: fc.nat(15),
  spread: fc.constantFrom<Spread | undefined>(undefined, { over: 'host', maximum: 1 }, { over: 'operator', maximum: 2 }, { over: 'site', maximum: 1 }, { over: 'jurisdiction', maximum: 2 }),
}), { minLength: 1, maxLength: 8 })).map(([specs, leases]) => {
  const hosts = specs.map(([spec, state], index) => testHost(`hst_${index}`, { ...spec, contact: 'live', operatorId: spec.operator, siteId: `${spec.operator}/${spec.site}`, state }));
  const asks = leases.map(({ replicas, cpuMillis, at, succeeded, missing, spread }, index): RequestSpec => {
    const ask = testSpec({ leaseId: `lse_${index}` as LeaseId, state: 'degraded', replicas, resources: { cpuMillis, memoryMib: 64 }, constraints: { spread } });
    const claim = (replica: number, host: PlacementHost, part: PlacedClaim['part']): PlacedClaim => ({ ...claimOf(ask, host, replica), id: `clm_${index}_${replica}_${part}` as ClaimId, part });
    const held = Array.from({ length: replicas }, (_, replica) => replica).filter((replica) => (missing & (1 << replica)) === 0).flatMap((replica) => [
      claim(replica, hosts[at[replica]! % hosts.length]!, 'serving'),
      ...((succeeded & (1 << replica)) === 0 ? [] : [claim(replica, hosts[at[4 + replica]! % hosts.length]!, 'successor')]),
    ]);
    for (const one of held) for (const taken of one.resources) {
      const inventory = hosts.find((host) => host.id === one.hostId)!.inventories.find((offered) => offered.resourceClass === taken.resourceClass)!;
      inventory.used += taken.amount;
      inventory.capacity = Math.max(inventory.capacity, inventory.used);
    }
    return { ...ask, held };
  });
  return { hosts, asks };
});

describe('a plan', () => {
  test('gives each replica on a draining host one successor at most, oversells nothing and keeps the spread', () => {
    let successors = 0;
    fc.assert(fc.property(movingFleet, fc.nat(), ({ hosts, asks }, seed) => {
      const plan = place(takeSnapshot(hosts), policy, asks, seed);
      const state = new Map(hosts.map((host) => [host.id, host.state]));
      plan.leases.forEach(({ claims, resizes }, index) => {
        const { held, constraints } = asks[index]!;
        expect(resizes).toEqual([]);
        expect(new Set(claims.map((claim) => claim.replica)).size).toBe(claims.length);
        for (const claim of claims) {
          expect(state.get(claim.hostId)).toBe('open');
          const [serving, successor] = (['serving', 'successor'] as const).map((part) => held.find((one) => one.replica === claim.replica && one.part === part));
          expect([claim.succeeds, successor]).toEqual([serving?.id, undefined]);
          expect(serving === undefined || state.get(serving.hostId) === 'draining').toBe(true);
          successors += serving ? 1 : 0;
          const { spread } = constraints;
          if (!spread) continue;
          const domain = ({ hostId }: { hostId: string }) => placeOf(hosts.find(({ id }) => id === hostId)!)[spread.over];
          const together = [...held, ...claims].filter((one) => domain(one) === domain(claim));
          expect(new Set(together.map((one) => one.replica)).size).toBeLessThanOrEqual(spread.maximum ?? Infinity);
        }
      });
      for (const { id, inventories } of hosts) for (const { resourceClass, capacity, used } of inventories) {
        const taken = plan.leases.flatMap((lease) => lease.claims).filter((claim) => claim.hostId === id).flatMap((claim) => claim.resources);
        const more = taken.filter((one) => one.resourceClass === resourceClass).reduce((sum, one) => sum + one.amount, 0);
        expect(used + more).toBeLessThanOrEqual(capacity);
      }
    }), { numRuns: 400 });
    expect(successors).toBeGreaterThan(100);
  });

  test('breaks no constraint and oversells nothing', () => {
    fc.assert(fc.property(fleet, round, fc.nat(), (hosts, asks, seed) => {
      expect(violations(hosts, asks, place(takeSnapshot(hosts), { ...policy, tierWeightBps: seed % 10_001 }, asks, seed))).toEqual([]);
    }), { numRuns: 400 });
  });

  test('blocks only what no host admits', () => {
    fc.assert(fc.property(fleet, askArbitrary, (hosts, spec) => {
      const ask = testSpec({ replicas: 1, resources: { cpuMillis: spec.cpuMillis, memoryMib: 64 }, constraints: { jurisdictions: spec.jurisdictions } });
      const snapshot = takeSnapshot(hosts);
      const board = new Board(snapshot, policy);
      const wanted = compile(ask, snapshot, policy);
      const some = hosts.some((_, host) => allFilters.every((filter) => filter.admits(wanted, host, board)));
      expect(place(snapshot, policy, [ask], 1).leases[0]!.blocked === undefined).toBe(some);
    }), { numRuns: 200 });
  });

  test('is the same for the same input, in whatever order hosts come, and leaves the snapshot as it was', () => {
    fc.assert(fc.property(fleet, round, fc.nat(), fc.infiniteStream(fc.nat()), (hosts, asks, seed, shuffle) => {
      const snapshot = takeSnapshot(hosts);
      const plan = place(snapshot, policy, asks, seed);
      expect(place(snapshot, policy, asks, seed)).toEqual(plan);
      const keys = new Map(hosts.map((host) => [host.id, shuffle.next().value]));
      const shuffled = hosts.toSorted((a, b) => keys.get(a.id)! - keys.get(b.id)!);
      expect(place(takeSnapshot(shuffled), policy, asks, seed)).toEqual(plan);
    }), { numRuns: 200 });
  });

  test('goes by what hosts are, not by what they are called: renamed, as many of each kind are used', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), fc.nat(), (leases, seed, otherNames) => {
      const kinds = [{ cpus: 4 }, { cpus: 4 }, { cpus: 8 }, { cpus: 8, gpus: 2 }, { cpus: 16 }];
      const asks = Array.from({ length: leases }, (_, index) => testSpec({ leaseId: `lse_${index}` as LeaseId, resources: index % 3 === 0 ? gpu(1, 500) : { cpuMillis: 1_500, memoryMib: 64 } }));
      const outcome = (prefix: string) => {
        const hosts = kinds.map((kind, index) => testHost(`${prefix}${index}`, kind));
        const used = new Map<string, number>();
        for (const claim of place(takeSnapshot(hosts), policy, asks, seed).leases.flatMap((lease) => lease.claims)) {
          const kind = JSON.stringify(kinds[Number(claim.hostId.slice(prefix.length))]);
          used.set(kind, (used.get(kind) ?? 0) + 1);
        }
        return used;
      };
      expect(outcome(`x${otherNames}_`)).toEqual(outcome('hst_'));
    }), { numRuns: 100 });
  });
});
