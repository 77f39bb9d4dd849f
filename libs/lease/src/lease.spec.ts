import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type ClaimId, isFinal, type LeaseId, mayMove } from '#libs/kernel';

import { chargeableUntil, dueEnding, closedReasons, type HeldClaim, isOpen, type Lease, leaseMoves, type LeaseState } from './lease.js';
import { decideReadiness } from './readiness.js';
import { amountsWith, dearestCost, firstFunds } from './resources.js';
import { type OpenStream, type StreamsNow, streamsRepriced } from './streams.js';

const states = Object.keys(leaseMoves) as LeaseState[];

describe('the state table', () => {
  test('is what the product promises', () => {
    const reachable = (from: LeaseState): Set<LeaseState> => {
      const seen = new Set<LeaseState>([from]);
      for (const state of seen) for (const next of leaseMoves[state]) seen.add(next);
      return seen;
    };
    expect(reachable('requested')).toEqual(new Set(states));
    expect(states.filter((state) => isFinal(leaseMoves, state))).toEqual(['closed', 'failed']);
    for (const state of states.filter((one) => !isFinal(leaseMoves, one))) expect(reachable(state).has('closed')).toBe(true);
    expect(mayMove(leaseMoves, 'closing', 'active')).toBe(false);
    expect(mayMove(leaseMoves, 'blocked', 'active')).toBe(false);
  });

  test('lets every open lease, and no other, begin closing', () => {
    expect(states.filter((state) => mayMove(leaseMoves, state, 'closing'))).toEqual(states.filter(isOpen));
  });

  test('closes for reasons with one fault each', () => {
    for (const reason of Object.values(closedReasons)) expect(['tenant', 'operator', 'platform', 'none']).toContain(reason.fault);
  });
});

const prices = [
  { resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 7n },
  { resourceClass: 'MEMORY_MIB', variant: '', nanoTokensPerUnitHour: 3n },
  { resourceClass: 'GPU_MILLI', variant: 't4', nanoTokensPerUnitHour: 100n },
  { resourceClass: 'GPU_MILLI', variant: 'a100', nanoTokensPerUnitHour: 900n },
] as const;

function leaseOf(changes: Partial<Lease> = {}): Lease {
  return {
    id: 'lse_1' as LeaseId, state: 'provisioning', replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 1_024 }, prices, priceLockedUntil: 10_000, readiness: [],
    activatedAt: null, endsAt: null, durationMillis: null, pricing: { mode: 'on-demand' }, ...changes,
  } as Lease;
}

function claimOf(replica: number, changes: Partial<HeldClaim> = {}): HeldClaim {
  return {
    id: `clm_${replica}` as ClaimId, leaseId: 'lse_1' as LeaseId, replica, hostId: 'hst_1', clusterId: 'cls_1', siteId: 'sit_1', operatorId: 'opr_1', madeAt: 100,
    resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 1_000 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 1_024 }], ...changes,
  };
}

const nothing: StreamsNow = { open: [], lastEnd: new Map() };

describe('readiness', () => {
  test('of all replicas activates, at the moment the last of them was ready', () => {
    const reports = [{ claim: claimOf(0), ready: true, readySince: 500 }, { claim: claimOf(1), ready: true, readySince: 700 }];
    const decision = decideReadiness(leaseOf(), nothing, reports, 1_000);
    expect(decision.activatedAt).toBe(700);
    expect(decision.streams.starts.map((start) => [start.claimId, start.resourceClass, start.nanoTokensPerUnitHour, start.startsAt])).toEqual([
      ['clm_0', 'CPU_MILLI', 7n, 700], ['clm_0', 'MEMORY_MIB', 3n, 700], ['clm_1', 'CPU_MILLI', 7n, 700], ['clm_1', 'MEMORY_MIB', 3n, 700],
    ]);
  });

  test('of some does not, and nothing is charged', () => {
    const decision = decideReadiness(leaseOf(), nothing, [{ claim: claimOf(0), ready: true }, { claim: claimOf(1), ready: false, reason: 'image_not_found' }], 1_000);
    expect(decision).toMatchObject({ activatedAt: null, streams: { ends: [], starts: [] }, readiness: [{ ready: true }, { ready: false, reason: 'image_not_found' }] });
  });

  test('is never from before the claim, nor from the future', () => {
    const early = decideReadiness(leaseOf({ replicas: 1 }), nothing, [{ claim: claimOf(0), ready: true, readySince: 5 }], 1_000);
    const late = decideReadiness(leaseOf({ replicas: 1 }), nothing, [{ claim: claimOf(0), ready: true, readySince: 5_000 }], 1_000);
    expect([early.activatedAt, late.activatedAt]).toEqual([100, 1_000]);
  });

  test('of replicas beyond those wanted counts for nothing', () => {
    const decision = decideReadiness(leaseOf({ replicas: 1, activatedAt: 100 }), nothing, [{ claim: claimOf(0), ready: true }, { claim: claimOf(1), ready: true }], 1_000);
    expect(decision.readiness.map((entry) => entry.replica)).toEqual([0]);
    expect(new Set(decision.streams.starts.map((start) => start.claimId))).toEqual(new Set(['clm_0']));
  });

  test('reported twice changes nothing', () => {
    const lease = leaseOf({ replicas: 1, activatedAt: 200, readiness: [{ replica: 0, claimId: 'clm_0' as ClaimId, ready: true, since: 200 }] });
    const first = decideReadiness(lease, nothing, [{ claim: claimOf(0), ready: true, readySince: 200 }], 1_000);
    const open = first.streams.starts.map((start, index): OpenStream => ({ id: `str_${index}`, ...start }));
    const second = decideReadiness({ ...lease, readiness: first.readiness }, { open, lastEnd: new Map() }, [{ claim: claimOf(0), ready: true, readySince: 200 }], 2_000);
    expect(second.streams).toEqual({ ends: [], starts: [] });
    expect(second.readiness).toEqual(first.readiness);
  });

  test('of a claim that was resized in place goes on with what it holds now', () => {
    const lease = leaseOf({ replicas: 1, activatedAt: 200 });
    const open: OpenStream[] = [
      { id: 'str_cpu', claimId: 'clm_0' as ClaimId, hostId: 'hst_1', operatorId: 'opr_1', resourceClass: 'CPU_MILLI', variant: '', quantity: 500n, nanoTokensPerUnitHour: 7n, baseNanoTokensPerUnitHour: 0n, startsAt: 200 },
      { id: 'str_mem', claimId: 'clm_0' as ClaimId, hostId: 'hst_1', operatorId: 'opr_1', resourceClass: 'MEMORY_MIB', variant: '', quantity: 1_024n, nanoTokensPerUnitHour: 3n, baseNanoTokensPerUnitHour: 0n, startsAt: 200 },
    ];
    const { streams } = decideReadiness(lease, { open, lastEnd: new Map() }, [{ claim: claimOf(0), ready: true, readySince: 200 }], 900);
    expect(streams.ends).toEqual([{ id: 'str_cpu', at: 900 }]);
    expect(streams.starts).toMatchObject([{ resourceClass: 'CPU_MILLI', quantity: 1_000n, startsAt: 900 }]);
  });

  test('that ended before a price or a size changed cuts what was charged since, also of a replica that is wanted no more', () => {
    const lease = leaseOf({ replicas: 1, activatedAt: 200 });
    const reports = [{ claim: claimOf(0), ready: false, unreadySince: 500 }, { claim: claimOf(1), ready: false, unreadySince: 600 }];
    const lastEnd = new Map([['clm_0', 700], ['clm_1', 600]] as [ClaimId, number][]);
    expect(decideReadiness(lease, { open: [], lastEnd }, reports, 900).streams).toEqual({ ends: [], starts: [], cuts: [{ claimId: 'clm_0', at: 500 }] });
    lastEnd.set('clm_1' as ClaimId, 601);
    expect(decideReadiness(lease, { open: [], lastEnd }, reports, 900).streams.cuts).toContainEqual({ claimId: 'clm_1', at: 600 });
  });

  test('whatever is reported: streams of a claim never overlap nor run backwards, and only ready replicas are charged', () => {
    const report = fc.record({ replica: fc.integer({ min: 0, max: 2 }), generation: fc.integer({ min: 0, max: 1 }), ready: fc.boolean(), since: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }) });
    const step = fc.record({ at: fc.integer({ min: 100, max: 2_000 }), reports: fc.uniqueArray(report, { selector: (one) => one.replica, maxLength: 3 }) });
    fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let lease = leaseOf({ replicas: 2 });
      const all: (OpenStream & { endsAt: number | null })[] = [];
      for (const { at, reports } of steps) {
        const lastEnd = new Map<ClaimId, number>();
        for (const stream of all) if (stream.endsAt !== null) lastEnd.set(stream.claimId, Math.max(stream.endsAt, lastEnd.get(stream.claimId) ?? 0));
        const given = reports.map(({ replica, generation, ready, since }) => ({ claim: claimOf(replica, { id: `clm_${replica}_${generation}` as ClaimId }), ready, readySince: since, unreadySince: since }));
        const { readiness, activatedAt, streams } = decideReadiness(lease, { open: all.filter((stream) => stream.endsAt === null), lastEnd }, given, at);
        for (const { id, at: endsAt } of streams.ends) all.find((stream) => stream.id === id)!.endsAt ??= endsAt;
        for (const start of streams.starts) all.push({ id: `str_${all.length}`, ...start, endsAt: null });
        expect(lease.activatedAt ?? activatedAt).toBe(activatedAt);
        lease = { ...lease, readiness, activatedAt };
        const ready = new Set(readiness.filter((entry) => entry.ready).map((entry) => entry.claimId));
        for (const stream of all.filter((one) => one.endsAt === null)) expect(ready).toContain(stream.claimId);
      }
      for (const stream of all) {
        expect(stream.endsAt ?? Infinity).toBeGreaterThanOrEqual(stream.startsAt);
        expect(stream.startsAt).toBeGreaterThanOrEqual(lease.activatedAt!);
        for (const other of all) {
          if (other === stream || other.claimId !== stream.claimId || other.resourceClass !== stream.resourceClass) continue;
          expect(Math.max(stream.startsAt, other.startsAt)).toBeGreaterThanOrEqual(Math.min(stream.endsAt ?? Infinity, other.endsAt ?? Infinity));
        }
      }
    }), { numRuns: 300 });
  });
});

test('a new price ends what runs at the old one, at that instant and never before its start', () => {
  const open = [100, 900].map((startsAt, index): OpenStream => (
    { id: `str_${index}`, claimId: 'clm_0' as ClaimId, hostId: 'hst_1', operatorId: 'opr_1', resourceClass: 'CPU_MILLI', variant: '', quantity: 5n, nanoTokensPerUnitHour: 6n, baseNanoTokensPerUnitHour: 0n, startsAt }));
  const { ends, starts } = streamsRepriced(leaseOf(), open, 500);
  expect(ends).toEqual([{ id: 'str_0', at: 500 }, { id: 'str_1', at: 900 }]);
  expect(starts).toMatchObject([{ nanoTokensPerUnitHour: 7n, startsAt: 500 }, { nanoTokensPerUnitHour: 7n, startsAt: 900 }]);
});

test('charging stops where a sweep is yet to decide', () => {
  const onDemand = { state: 'active', endsAt: null, priceLockedUntil: 7_000, pricing: { mode: 'on-demand' }, reclaim: null, suspension: null } as const;
  const spot = { ...onDemand, pricing: { mode: 'spot', maximumNanoTokensPerHour: '1', noticeMillis: 60_000 } } as const;
  const reclaim = { reason: 'capacity_reclaimed', noticedAt: 0, at: 8_000 } as const;
  expect(chargeableUntil({ ...onDemand, endsAt: 5_000 }, 9_000)).toBe(5_000);
  expect(chargeableUntil(onDemand, 9_000)).toBe(7_000);
  expect(chargeableUntil({ ...onDemand, state: 'closed', endsAt: 5_000 }, 9_000)).toBe(9_000);
  expect(chargeableUntil(spot, 9_000)).toBe(9_000);
  expect(chargeableUntil({ ...spot, reclaim }, 9_000)).toBe(8_000);
});

test('of two ends that were agreed the earlier one is due, and none before its time', () => {
  const reclaim = { reason: 'capacity_reclaimed', noticedAt: 0, at: 8_000 } as const;
  const runs = { state: 'active', waitUntil: 100 } as const;
  expect(dueEnding({ ...runs, endsAt: 9_000, reclaim, suspension: null }, 7_999)).toBeUndefined();
  expect(dueEnding({ ...runs, endsAt: 9_000, reclaim, suspension: null }, 99_000)).toEqual({ reason: 'capacity_reclaimed', at: 8_000 });
  expect(dueEnding({ ...runs, endsAt: 8_000, reclaim, suspension: null }, 8_000)).toEqual({ reason: 'duration_over', at: 8_000 });
  expect(dueEnding({ ...runs, endsAt: null, reclaim: null, suspension: null }, 99_000)).toBeUndefined();
  const suspension = { reason: 'funds_ended', at: 0, until: 7_000 } as const;
  expect(dueEnding({ ...runs, endsAt: 9_000, reclaim, suspension }, 99_000)).toEqual({ reason: 'suspension_over', at: 7_000 });
  expect(dueEnding({ ...runs, endsAt: 7_000, reclaim, suspension }, 99_000)).toEqual({ reason: 'duration_over', at: 7_000 });
  expect(dueEnding({ ...runs, endsAt: null, reclaim: null, suspension: { ...suspension, until: null } }, 99_000)).toBeUndefined();
});

test('a lease waits until it is placed, or for as long as it may', () => {
  const waits = { waitUntil: 5_000, endsAt: null, reclaim: null, suspension: null };
  for (const state of ['requested', 'blocked'] as const) {
    expect(dueEnding({ ...waits, state }, 4_999)).toBeUndefined();
    expect(dueEnding({ ...waits, state }, 5_000)).toEqual({ reason: 'wait_over', at: 5_000 });
    expect(dueEnding({ ...waits, state, waitUntil: null }, 99_000)).toBeUndefined();
  }
  for (const state of ['placed', 'provisioning', 'active', 'degraded'] as const) expect(dueEnding({ ...waits, state }, 99_000)).toBeUndefined();
});

test('property: what is due ends at the earliest of the times that were agreed, none before it, and a wait is over only for what was never placed', () => {
  const time = fc.option(fc.integer({ min: 1, max: 20 }));
  fc.assert(fc.property(fc.constantFrom('requested' as const, 'blocked' as const, 'placed' as const, 'provisioning' as const, 'active' as const, 'degraded' as const), time, time, time, time, fc.integer({ min: 0, max: 21 }), (state, waitUntil, endsAt, noticed, kept, by) => {
    const due = dueEnding({
      state, waitUntil, endsAt, reclaim: noticed === null ? null : { reason: 'capacity_reclaimed', noticedAt: 0, at: noticed }, suspension: kept === null ? null : { reason: 'funds_ended', at: 0, until: kept },
    }, by);
    const agreed = { wait_over: state === 'requested' || state === 'blocked' ? waitUntil : null, duration_over: endsAt, capacity_reclaimed: noticed, suspension_over: kept };
    const earliest = Math.min(...Object.values(agreed).map((at) => at ?? Infinity));
    expect(due?.at).toBe(earliest <= by ? earliest : undefined);
    expect(due && agreed[due.reason as keyof typeof agreed]).toBe(due?.at);
  }), { numRuns: 500 });
});

test('admission prices at the dearest model that is allowed', () => {
  const resources = { cpuMillis: 1_000, memoryMib: 1_024, gpu: { count: 2 } };
  expect(dearestCost(resources, prices, 3)).toBe(3n * (7n + 3n + 1_800n));
  expect(dearestCost({ ...resources, gpu: { count: 2, models: ['t4'] } }, prices, 3)).toBe(3n * (7n + 3n + 200n));
  expect(firstFunds(10n, 360_000, 3_600_000)).toBe(1n);
  expect(firstFunds(10n, null, 3_600_000)).toBe(10n);
});

test('amounts of one class and variant are one, and zeros are none', () => {
  const volumes = [{ name: 'a', storageClass: 'nvme', gib: 5 }, { name: 'b', storageClass: 'nvme', gib: 7 }, { name: 'c', storageClass: 'hdd', gib: 1 }];
  expect(amountsWith({ cpuMillis: 0, memoryMib: 64, gpu: { count: 1, milliPerGpu: 250 }, volumes, ephemeralGib: 2 }, 't4')).toEqual([
    { resourceClass: 'MEMORY_MIB', variant: '', amount: 64 }, { resourceClass: 'STORAGE_GIB', variant: 'ephemeral', amount: 2 },
    { resourceClass: 'STORAGE_GIB', variant: 'nvme', amount: 12 }, { resourceClass: 'STORAGE_GIB', variant: 'hdd', amount: 1 },
    { resourceClass: 'GPU_MILLI', variant: 't4', amount: 250 },
  ]);
});
