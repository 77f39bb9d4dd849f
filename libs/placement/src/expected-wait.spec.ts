import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type PlacementHost } from '#libs/inventory';
import { type ClaimedResource } from '#libs/kernel';

import { type RequestSpec } from './board.js';
import { expectedWait, type Outlook, type Passing } from './expected-wait.js';
import { alternativesTo } from './relax.js';
import { takeSnapshot } from './snapshot.js';
import { testSpec, testHost } from './test-fleet.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 10_000, askWeightBps: 0 };
const MINUTE = 60_000;
const now = 1_000_000;
const cpus = (count: number): ClaimedResource[] => [{ resourceClass: 'CPU_MILLI', variant: '', amount: count * 1_000 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: count * 64 }];
const asking = (count: number, changes: Partial<RequestSpec> = {}) => testSpec({ resources: { cpuMillis: count * 1_000, memoryMib: count * 64 }, ...changes });
const full = (id: string, changes: Parameters<typeof testHost>[1] = {}): PlacementHost => {
  const host = testHost(id, { cpus: 4, ...changes });
  host.inventories[0]!.used = 4_000;
  return host;
};
const ending = (minutes: number, hostId = 'a', count = 2): Passing => ({ at: now + minutes * MINUTE, hostId, resources: cpus(count) });
const released = (times: number, hostId = 'a', count = 2): Passing[] => Array.from({ length: times }, (_, index) => ({ at: now - index * MINUTE, hostId, resources: cpus(count) }));
const waits = (hosts: PlacementHost[], ask: RequestSpec, outlook: Partial<Outlook>) => {
  const snapshot = takeSnapshot(hosts);
  const found = expectedWait(snapshot, policy, ask, { now, ending: [], released: [], ...outlook });
  expect(snapshot).toEqual(takeSnapshot(hosts));
  return [found.waitBasis, found.expectedWaitMillis === null ? null : found.expectedWaitMillis / MINUTE];
};

describe('what waits', () => {
  const window = (startsAt: number, endsAt: number) => ({ maintenance: [{ startsAt: now + startsAt * MINUTE, endsAt: now + endsAt * MINUTE }] });
  const rows: [about: string, hosts: PlacementHost[], ask: RequestSpec, outlook: Partial<Outlook>, expected: [string, number | null]][] = [
    ['does so until enough leases end', [full('a')], asking(3), { ending: [ending(3), ending(17)] }, ['known-ends', 20]],
    ['the next step is said', [full('a')], asking(2), { ending: [ending(31)] }, ['known-ends', 60]],
    ['at the step itself it is that', [full('a')], asking(2), { ending: [ending(10)] }, ['known-ends', 10]],
    ['what ends elsewhere does not help', [full('a'), full('b', { jurisdiction: 'FR' })], asking(2, { constraints: { jurisdictions: ['FR'] } }), { ending: [ending(3)] }, ['unknown', null]],
    ['all replicas have to fit', [full('a'), full('b')], asking(2, { replicas: 3 }), { ending: [ending(3), ending(25, 'b', 4)] }, ['known-ends', 30]],
    ['maintenance ends', [testHost('a', { inMaintenance: true, ...window(-5, 45) })], asking(2), {}, ['known-ends', 60]],
    ['or begins before there is room', [full('a', window(5, 100))], asking(2), { ending: [ending(7)] }, ['known-ends', 120]],
    ['by how often there was room on hosts it may run on', [full('a')], asking(2), { released: released(24) }, ['rate', 60]],
    ['for each replica', [full('a')], asking(2, { replicas: 2 }), { released: released(24) }, ['rate', 120]],
    ['too little of it is no room', [full('a')], asking(3), { released: released(24) }, ['unknown', null]],
    ['nor is it elsewhere', [full('a'), full('b', { jurisdiction: 'FR' })], asking(2, { constraints: { jurisdictions: ['FR'] } }), { released: released(24) }, ['unknown', null]],
    ['twice is no rate', [full('a')], asking(2), { released: released(2) }, ['unknown', null]],
  ];
  test.each(rows)('%s', (_, hosts, ask, outlook, expected) => {
    expect(waits(hosts, ask, outlook)).toEqual(expected);
  });
});

test('what would fit later is told with its wait, where that is known, behind nothing that is less of a change', () => {
  const hosts = [full('a'), testHost('b', { jurisdiction: 'CH', cpus: 4 })];
  const ask = asking(2, { replicas: 4, constraints: { jurisdictions: ['DE'] }, prices: [{ resourceClass: 'CPU_MILLI', variant: '', nanoTokensPerUnitHour: 1_000n }, { resourceClass: 'MEMORY_MIB', variant: '', nanoTokensPerUnitHour: 0n }] });
  const outlook = { now, ending: [ending(18), ending(19)], released: [] };
  const found = alternativesTo(takeSnapshot(hosts), policy, ask, ask.prices, outlook);
  expect(found.map(({ about, expectedWaitMillis, waitBasis }) => [about, expectedWaitMillis, waitBasis])).toEqual([['allow CH', 20 * MINUTE, 'known-ends'], ['2 replicas', 20 * MINUTE, 'known-ends']]);
  expect(alternativesTo(takeSnapshot(hosts), policy, ask, ask.prices)).toEqual([]);
});

test('a later end makes no wait shorter, and asking for less makes none longer', () => {
  const claims = fc.array(fc.record({ minutes: fc.integer({ min: 1, max: 3_000 }), host: fc.constantFrom('a', 'b'), count: fc.integer({ min: 1, max: 2 }) }), { maxLength: 4 });
  fc.assert(fc.property(claims, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3_000 }), (ends, count, more) => {
    // No host gives back more than it has.
    const kept = ends.filter(({ host }, index) => ends.slice(0, index + 1).filter((one) => one.host === host).reduce((sum, one) => sum + one.count, 0) <= 4);
    const outlook = (later: number) => ({ ending: kept.map(({ minutes, host, count: of }) => ending(minutes + later, host, of)).toSorted((x, y) => x.at - y.at) });
    const wait = (of: number, later: number) => waits([full('a'), full('b')], asking(of), outlook(later))[1] as number | null ?? Infinity;
    expect(wait(count, more)).toBeGreaterThanOrEqual(wait(count, 0));
    expect(wait(Math.max(1, count - 1), 0)).toBeLessThanOrEqual(wait(count, 0));
  }), { numRuns: 60 });
});
