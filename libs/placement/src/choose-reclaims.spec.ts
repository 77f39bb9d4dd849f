import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { PlacementHost } from '#libs/inventory';
import type { ClaimId } from '#libs/kernel';

import type { RequestSpec } from './board.js';
import { chooseReclaims, type SpotLease } from './choose-reclaims.js';
import { place } from './place.js';
import { takeSnapshot } from './snapshot.js';
import { testSpec, testHost } from './test-fleet.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 8_500, askWeightBps: 0 };
const cpus = (count: number, constraints: RequestSpec['constraints'] = {}) => testSpec({ resources: { cpuMillis: count * 1_000, memoryMib: 1 }, constraints });

let made = 0;
/** A spot lease on hosts, whose inventories say what it takes. */
function spotOn(hosts: readonly PlacementHost[], count: number, noticed = false): SpotLease {
  const ask = cpus(count);
  const claims = hosts.map((host, replica) => {
    host.inventories[0]!.used += count * 1_000;
    host.inventories[1]!.used += 1;
    return {
      id: `clm_${(made += 1)}` as ClaimId, leaseId: ask.leaseId, replica, hostId: host.id, clusterId: host.clusterId, siteId: host.siteId, operatorId: host.operatorId, part: 'serving' as const,
      madeAt: 0, resources: [{ resourceClass: 'CPU_MILLI' as const, variant: '', amount: count * 1_000 }, { resourceClass: 'MEMORY_MIB' as const, variant: '', amount: 1 }],
    };
  });
  return { leaseId: ask.leaseId, noticed, claims };
}
const choose = (hosts: readonly PlacementHost[], short: readonly RequestSpec[], spots: readonly SpotLease[]) => chooseReclaims(takeSnapshot(hosts), policy, [], short, spots, 1);

describe('spot leases make room', () => {
  test('one that is enough, of those the one that came last, and its host is kept for what needs it', () => {
    const [a, b] = [testHost('a', { cpus: 4 }), testHost('b', { cpus: 4 })];
    const [last, middle, first] = [spotOn([a], 1), spotOn([b], 4), spotOn([a], 3)];
    const { leaseIds, awaitedHosts } = choose([a, b], [cpus(3)], [last, middle, first]);
    expect(leaseIds).toEqual([middle.leaseId]);
    expect([...awaitedHosts]).toEqual(['b']);
  });

  test('none more when those that were told already are enough; one more for each that they are not', () => {
    const [a, b] = [testHost('a', { cpus: 4 }), testHost('b', { cpus: 4 })];
    const [told, other] = [spotOn([a], 4, true), spotOn([b], 4)];
    expect(choose([a, b], [cpus(4)], [other, told])).toMatchObject({ leaseIds: [], awaitedHosts: new Set(['a']) });
    expect(choose([a, b], [cpus(4), cpus(4)], [other, told]).leaseIds).toEqual([other.leaseId]);
    expect(choose([a, b], [cpus(4), cpus(4), cpus(1)], [other, told]).leaseIds).toEqual([other.leaseId]);
  });

  test('none for what no room would help', () => {
    const a = testHost('a', { cpus: 4 });
    expect(choose([a], [cpus(5), cpus(1, { jurisdictions: ['JP'] })], [spotOn([a], 4)])).toEqual({ leaseIds: [], awaitedHosts: new Set() });
  });

  test('what the round places counts as taken', () => {
    const [a, b] = [testHost('a', { cpus: 4 }), testHost('b', { cpus: 4 })];
    const spot = spotOn([b], 4);
    const snapshot = takeSnapshot([a, b]);
    const { leases } = place(snapshot, policy, [cpus(4)], 1);
    expect(chooseReclaims(snapshot, policy, leases, [cpus(2)], [spot], 1).leaseIds).toEqual([spot.leaseId]);
  });

  test('whatever the fleet: what is chosen makes the room, without any one of them it does not, and the snapshot stays', () => {
    const fleet = fc.record({
      hosts: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 }),
      spots: fc.array(fc.record({ host: fc.nat(4), cpus: fc.integer({ min: 1, max: 4 }), noticed: fc.boolean() }), { maxLength: 10 }),
      wanted: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(fc.property(fleet, (given) => {
      const hosts = given.hosts.map((size, index) => testHost(`h${index}`, { cpus: size }));
      const spots = given.spots.flatMap(({ host, cpus: count, noticed }) => {
        const on = hosts[host % hosts.length]!;
        const free = on.inventories[0]!.capacity - on.inventories[0]!.used;
        return free < count * 1_000 ? [] : [spotOn([on], count, noticed)];
      });
      const asks = [cpus(given.wanted)];
      const snapshot = takeSnapshot(hosts);
      const before = JSON.stringify([...snapshot.columns.values()].map((column) => [...column.used]));
      const { leaseIds } = chooseReclaims(snapshot, policy, [], asks, spots, 1);
      expect(JSON.stringify([...snapshot.columns.values()].map((column) => [...column.used]))).toBe(before);
      const chosen = spots.filter((spot) => leaseIds.includes(spot.leaseId));
      expect(chosen.some(({ noticed }) => noticed)).toBe(false);
      const fitsWithout = (gone: readonly SpotLease[]) => {
        const left = given.hosts.map((size, index) => testHost(`h${index}`, { cpus: size }));
        for (const spot of spots.filter((one) => !one.noticed && !gone.includes(one))) {
          for (const { hostId, resources } of spot.claims) left.find(({ id }) => id === hostId)!.inventories[0]!.used += resources[0]!.amount;
        }
        return place(takeSnapshot(left), policy, asks, 1).leases.filter(({ blocked }) => !blocked).length;
      };
      expect(fitsWithout(chosen)).toBe(fitsWithout(spots));
      for (const spot of chosen) expect(fitsWithout(chosen.filter((other) => other !== spot))).toBe(0);
    }), { numRuns: 1_000 });
  });
});
