import { describe, expect, test } from 'vitest';

import { type PlacementHost } from '#libs/inventory';
import { type ResourceClass, type TenantId } from '#libs/kernel';
import { type StandingAsk } from '#libs/pricing';

import { type RequestSpec } from './board.js';
import { explainHost } from './explain-host.js';
import { takeSnapshot } from './snapshot.js';
import { testSpec, testHost } from './test-fleet.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 10_000, askWeightBps: 5_000 };
const prices = (['CPU_MILLI', 'MEMORY_MIB'] as ResourceClass[]).map((resourceClass) => ({ resourceClass, variant: '', nanoTokensPerUnitHour: 100n }));
const asking = (count: number, changes: Partial<RequestSpec> = {}) => Array.from({ length: count }, (_, index) => testSpec({ tenantId: `ten_${index % 3}` as TenantId, prices, ...changes }));
const explained = (hosts: PlacementHost[], requests: RequestSpec[], asks: StandingAsk[] = []) => {
  const snapshot = takeSnapshot(hosts, asks);
  const found = explainHost(snapshot, policy, 0, requests);
  expect(snapshot).toEqual(takeSnapshot(hosts, asks));
  return found;
};
const dear: StandingAsk = { operatorId: 'opr_a', clusterId: '', resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 50n };

describe('why a host is chosen or not', () => {
  test('by filter: how many of the requests each keeps out, and those whom nothing does', () => {
    const requests = [...asking(8, { constraints: { jurisdictions: ['FR'] } }), ...asking(3, { resources: { cpuMillis: 99_000, memoryMib: 1 } }), ...asking(2)];
    expect(explained([testHost('h')], requests)).toEqual({
      isSampled: true, admitted: 'some', outranked: [], preferred: 'some',
      filters: [{ filter: 'jurisdiction', reason: expect.any(String), requests: 'most' }, { filter: 'resources', reason: expect.any(String), requests: 'some' }],
    });
  });

  test('by score: cheaper asks, or packing', () => {
    const fuller = testHost('i', { operatorId: 'opr_b', cpus: 4 });
    expect(explained([testHost('h'), fuller], asking(12))).toMatchObject({ admitted: 'all', outranked: [{ score: 'packing', requests: 'all' }], preferred: 'none' });
    expect(explained([testHost('h', { cpus: 4 }), testHost('i', { operatorId: 'opr_b' })], asking(12))).toMatchObject({ outranked: [], preferred: 'all' });
    expect(explained([testHost('h', { cpus: 4 }), testHost('i', { operatorId: 'opr_b' })], asking(12), [dear])).toMatchObject({ outranked: [{ score: 'asks', requests: 'all' }] });
  });

  test('a better host that is out of the question draws nobody', () => {
    expect(explained([testHost('h'), testHost('i', { cpus: 4, state: 'cordoned' })], asking(12))).toMatchObject({ outranked: [], preferred: 'all' });
  });

  test('of few requests, or few tenants, only what keeps out everything is told', () => {
    const nothing = { isSampled: false, filters: [], admitted: 'none', outranked: [], preferred: 'none' };
    const elsewhere = { constraints: { jurisdictions: ['FR'] } };
    expect(explained([testHost('h')], asking(9, elsewhere))).toEqual(nothing);
    expect(explained([testHost('h')], asking(30, { ...elsewhere, tenantId: 'ten_1' as TenantId }))).toEqual(nothing);
    expect(explained([testHost('h', { state: 'cordoned' })], asking(1, elsewhere))).toEqual({ ...nothing, filters: [{ filter: 'state', reason: expect.any(String), requests: 'all' }] });
    expect(explained([testHost('h')], [])).toEqual(nothing);
  });
});
