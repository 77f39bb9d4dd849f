import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type PlacementHost } from '#libs/inventory';
import { type ClaimedResource, type ClaimId, type LeaseId, type ProjectId } from '#libs/kernel';
import { type Domain, type QuotaUse } from '#libs/lease';

import { type RequestSpec } from './board.js';
import { type PlacedClaim } from './claims.js';
import { type Neighbour, type Place } from './neighbours.js';
import { place } from './place.js';
import { type Plan, type PlannedLease } from './plan.js';
import { takeSnapshot } from './snapshot.js';
import { testHost, testInventory, testSpec } from './test-fleet.js';

/** No operator is capped, and what a pool learns does not matter: how much fits does not depend on which host is taken first. */
const policy = { operatorShareCapBps: 10_000, operatorBps: 10_000, askWeightBps: 0, packScore: 'best-fit' } as const;
const idOf = (index: number) => `lse_${index}` as LeaseId;
const hostOf = (hosts: readonly PlacementHost[], id: string) => hosts.find((host) => host.id === id)!;
const inventoryOf = (host: PlacementHost, resourceClass: string, variant = '') => host.inventories.find((one) => one.resourceClass === resourceClass && one.variant === variant);
const amountOf = (resources: readonly ClaimedResource[], resourceClass: string) => resources.reduce((sum, one) => sum + (one.resourceClass === resourceClass ? one.amount : 0), 0);

/** Hosts that serve, and some that do not. */
const hostArbitrary = fc.record({
  operatorId: fc.constantFrom('opr_a', 'opr_b', 'opr_c'), siteId: fc.constantFrom('sit_1', 'sit_2'), cpus: fc.integer({ min: 1, max: 6 }), jurisdiction: fc.constantFrom('DE', 'FR', 'CH'),
  traits: fc.subarray(['nvme', 'ecc']), state: fc.constantFrom('open' as const, 'open' as const, 'open' as const, 'cordoned' as const), contact: fc.constantFrom('live' as const, 'live' as const, 'live' as const, 'stale' as const),
});
const fleetOf = (most: number) => fc.array(hostArbitrary, { minLength: 1, maxLength: most }).map((specs) => specs.map((spec, index) => testHost(`hst_${index}`, spec)));
const serves = ({ state, contact }: PlacementHost) => state === 'open' && contact === 'live';

/** How many replicas of so much CPU find room on these hosts, beside what a plan's leases took there before. */
function roomFor(hosts: readonly PlacementHost[], cpuMillis: number, before: readonly PlannedLease[]): number {
  return hosts.filter(serves).reduce((sum, host) => sum + Math.floor((inventoryOf(host, 'CPU_MILLI')!.capacity - takenOn(host.id, before)) / cpuMillis), 0);
}

function takenOn(hostId: string, leases: readonly PlannedLease[]): number {
  return leases.flatMap(({ claims }) => claims).filter((claim) => claim.hostId === hostId).reduce((sum, { resources }) => sum + amountOf(resources, 'CPU_MILLI'), 0);
}

describe('fall-backs', () => {
  const choice = fc.record({ cpuMillis: fc.integer({ min: 300, max: 3_000 }), jurisdictions: fc.subarray(['DE', 'FR', 'CH'], { minLength: 1 }), requiredTraits: fc.constantFrom<string[] | undefined>(undefined, ['nvme']) });
  const wish = fc.record({ replicas: fc.integer({ min: 1, max: 5 }), choices: fc.array(choice, { minLength: 1, maxLength: 4 }) });
  const termsOf = ({ cpuMillis, ...constraints }: { cpuMillis: number; jurisdictions: string[]; requiredTraits: string[] | undefined }) => ({ resources: { cpuMillis, memoryMib: 1 }, constraints, gpuModels: [] });

  test('property: all replicas are by one choice, the first for which there was room for all; whoever waits had room for none', () => {
    let fellBack = 0;
    fc.assert(fc.property(fleetOf(6), fc.array(wish, { minLength: 1, maxLength: 6 }), fc.nat(), (hosts, wishes, seed) => {
      const asks = wishes.map(({ replicas, choices: [first, ...others] }, index) => testSpec({
        leaseId: idOf(index), replicas, ...termsOf(first!), fallbacks: others.map((one, fallback) => ({ fallback, ...termsOf(one) })),
      }));
      const { leases } = place(takeSnapshot(hosts), policy, asks, seed);
      leases.forEach(({ claims, fallback, blocked }, index) => {
        const { replicas, choices } = wishes[index]!;
        const chosen = blocked ? undefined : (fallback ?? -1) + 1;
        const admits = ({ jurisdictions, requiredTraits = [] }: (typeof choices)[number], host: PlacementHost) => jurisdictions.includes(host.jurisdiction) && requiredTraits.every((trait) => host.traits.includes(trait));
        const hasRoom = choices.map((one) => roomFor(hosts.filter((host) => admits(one, host)), one.cpuMillis, leases.slice(0, index)) >= replicas);
        expect(hasRoom.indexOf(true)).toBe(chosen ?? -1);
        expect(claims.map(({ replica }) => replica)).toEqual(chosen === undefined ? [] : Array.from({ length: replicas }, (_, replica) => replica));
        for (const { hostId, resources } of claims) {
          expect([admits(choices[chosen!]!, hostOf(hosts, hostId)), amountOf(resources, 'CPU_MILLI')]).toEqual([true, choices[chosen!]!.cpuMillis]);
        }
        if (fallback !== undefined) fellBack += 1;
      });
    }), { numRuns: 300 });
    expect(fellBack).toBeGreaterThan(100);
  });
});

describe('quotas', () => {
  const wish = fc.record({ project: fc.nat(2), replicas: fc.integer({ min: 1, max: 3 }), cpuMillis: fc.integer({ min: 200, max: 2_500 }), gib: fc.constantFrom(0, 0, 5), runsWith: fc.option(fc.integer({ min: 200, max: 1_500 })), at: fc.nat() });
  const limit = fc.record({ project: fc.nat(2), resourceClass: fc.constantFrom('CPU_MILLI' as const, 'MEMORY_MIB' as const, 'STORAGE_GIB' as const), limit: fc.bigInt({ min: 0n, max: 4_000n }), held: fc.bigInt({ min: 0n, max: 2_000n }) });

  /** How much more of a class a plan's leases hold than before. */
  const increase = (asks: readonly RequestSpec[], leases: readonly PlannedLease[], projectId: string, resourceClass: string) => leases.reduce((sum, { claims, resizes }, index) => {
    if (asks[index]!.projectId !== projectId) return sum;
    const replaced = claims.flatMap(({ replaces }) => asks[index]!.held.filter(({ id }) => id === replaces));
    const of = (holdings: readonly { resources: readonly ClaimedResource[] }[]) => holdings.reduce((all, { resources }) => all + amountOf(resources, resourceClass), 0);
    return sum + BigInt(of(claims) - of(replaced) + of(resizes.map(({ to }) => ({ resources: to }))) - of(resizes.map(({ from }) => ({ resources: from }))));
  }, 0n);

  test('property: no project ends above its quota, but by what it held before, and what a quota rules out takes no room from others', () => {
    let ruledOut = 0;
    fc.assert(fc.property(fleetOf(5), fc.array(wish, { minLength: 1, maxLength: 10 }), fc.uniqueArray(limit, { minLength: 1, maxLength: 5, selector: ({ project, resourceClass }) => `${project}/${resourceClass}` }), fc.nat(), (fleet, wishes, limits, seed) => {
      const hosts = structuredClone(fleet);
      for (const { inventories } of hosts) inventories.push(testInventory('STORAGE_GIB', 'nvme', 20));
      const quotas = limits.map(({ project, ...use }): QuotaUse => ({ projectId: `prj_${project}` as ProjectId, ...use }));
      const asks = wishes.map(({ project, replicas, cpuMillis, gib, runsWith, at }, index) => {
        const ask = testSpec({ leaseId: idOf(index), projectId: `prj_${project}` as ProjectId, replicas, resources: { cpuMillis, memoryMib: 64, ...(gib > 0 ? { volumes: [{ name: 'a', storageClass: 'nvme', gib }] } : {}) } });
        return runsWith === null ? ask : { ...ask, state: 'degraded' as const, held: [held(ask, hosts[at % hosts.length]!, runsWith)] };
      });
      const plan = place(takeSnapshot(hosts), policy, asks, seed, quotas);
      // One after the other: what somebody gives back counts from then on, and what was above its quota before may stay there.
      plan.leases.forEach((_, index) => quotas.forEach(({ projectId, resourceClass, limit: most, held: before }) => {
        const [until, after] = [index, index + 1].map((end) => before + increase(asks, plan.leases.slice(0, end), projectId, resourceClass)) as [bigint, bigint];
        expect(after <= until || after <= most).toBe(true);
      }));
      const isOut = ({ blocked }: PlannedLease) => blocked?.until === 'quota-freed';
      for (const { claims, resizes } of plan.leases.filter(isOut)) expect([claims, resizes]).toEqual([[], []]);
      ruledOut += plan.leases.filter(isOut).length;
      const others: Plan = { leases: plan.leases.filter((lease) => !isOut(lease)) };
      expect(place(takeSnapshot(hosts), policy, asks.filter((_, index) => !isOut(plan.leases[index]!)), seed)).toEqual(others);
    }), { numRuns: 300 });
    expect(ruledOut).toBeGreaterThan(100);
  });

  /** A claim with so much CPU, counted on its host, which has room for what it holds. */
  function held(ask: RequestSpec, host: PlacementHost, cpuMillis: number): PlacedClaim {
    const resources: ClaimedResource[] = [{ resourceClass: 'CPU_MILLI', variant: '', amount: cpuMillis }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 64 }];
    return onHost(ask, host, resources);
  }
});

/** A claim of the first replica that is held on a host, and counted there; the host is made large enough for it. */
function onHost(ask: RequestSpec, host: PlacementHost, resources: readonly ClaimedResource[]): PlacedClaim {
  for (const { resourceClass, variant, amount } of resources) {
    const inventory = inventoryOf(host, resourceClass, variant)!;
    inventory.used += amount;
    inventory.capacity = Math.max(inventory.capacity, inventory.used);
    inventory.maxUnit = inventory.capacity;
  }
  return {
    id: `clm_${ask.leaseId}` as ClaimId, leaseId: ask.leaseId, replica: 0, hostId: host.id, clusterId: host.clusterId, siteId: host.siteId, operatorId: host.operatorId, part: 'serving', madeAt: 0, resources,
  };
}

describe('volumes', () => {
  const running = fc.record({
    at: fc.nat(), had: fc.integer({ min: 200, max: 1_500 }), cpuMillis: fc.integer({ min: 200, max: 3_000 }), hadGib: fc.integer({ min: 1, max: 10 }), grows: fc.constantFrom(0, 0, 5), isSuspended: fc.boolean(),
    spread: fc.constantFrom(undefined, { over: 'host' as const, maximum: 1 }),
  });
  const away = fc.constantFrom({}, {}, {}, { state: 'draining' as const }, { state: 'cordoned' as const }, { contact: 'lost' as const });
  const fleet = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), away), { minLength: 2, maxLength: 5 }).map((specs) => (
    specs.map(([cpus, changes], index) => testHost(`hst_${index}`, { cpus, ...changes, inventories: [testInventory('STORAGE_GIB', 'nvme', 30)] }))));

  test('property: what has some changes where they lie, where there is room beside them, or waits and says so; only from a host that drains it goes', () => {
    const counts = { changed: 0, waits: 0, leaves: 0 };
    fc.assert(fc.property(fleet, fc.array(running, { minLength: 1, maxLength: 6 }), fc.nat(), (pool, leases, seed) => {
      const hosts = structuredClone(pool);
      const volume = (gib: number): ClaimedResource => ({ resourceClass: 'STORAGE_GIB', variant: 'nvme', amount: gib, volumes: [{ name: 'a', gib, mountPath: '/volumes/a' }] });
      const asks = leases.map(({ at, had, cpuMillis, hadGib, grows, isSuspended, spread }, index): RequestSpec => {
        const resources = { cpuMillis, memoryMib: 64, volumes: [{ name: 'a', storageClass: 'nvme', gib: hadGib + grows }] };
        const ask = testSpec({ leaseId: idOf(index), state: 'degraded', resources, constraints: spread ? { spread } : {} });
        const rest: ClaimedResource[] = isSuspended ? [] : [{ resourceClass: 'CPU_MILLI', variant: '', amount: had }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 64 }];
        return { ...ask, held: [onHost(ask, hosts[at % hosts.length]!, [...rest, volume(hadGib)])] };
      });
      const plan = place(takeSnapshot(hosts), policy, asks, seed);
      plan.leases.forEach(({ claims, resizes, blocked }, index) => {
        const { resources, held: [claim] } = asks[index]!;
        const { id, state, contact, inventories } = hostOf(hosts, claim!.hostId);
        const isSame = amountOf(claim!.resources, 'CPU_MILLI') === resources.cpuMillis && amountOf(claim!.resources, 'STORAGE_GIB') === resources.volumes![0]!.gib;
        const isLeaving = ({ hostId, replaces, succeeds }: PlannedLease['claims'][number]) => state === 'draining' && serves(hostOf(hosts, hostId)) && (replaces ?? succeeds) === claim!.id;
        expect(claims.filter((made) => !isLeaving(made))).toEqual([]);
        if (state === 'draining') {
          counts.leaves += claims.length;
          return;
        }
        expect(resizes.filter(({ hostId }) => hostId !== id)).toEqual([]);
        // What the leases before it did there counts, and nobody else's is moved there but by a drain.
        const usedHere = (resourceClass: 'CPU_MILLI' | 'STORAGE_GIB') => inventories.find((one) => one.resourceClass === resourceClass)!.used + plan.leases.slice(0, index).reduce((sum, before) => (
          sum + before.resizes.filter(({ hostId }) => hostId === id).reduce((more, { from, to }) => more + amountOf(to, resourceClass) - amountOf(from, resourceClass), 0)
            + before.claims.filter(({ hostId }) => hostId === id).reduce((more, made) => more + amountOf(made.resources, resourceClass), 0)), 0);
        const fits = (resourceClass: 'CPU_MILLI' | 'STORAGE_GIB', wanted: number) => usedHere(resourceClass) - amountOf(claim!.resources, resourceClass) + wanted <= inventories.find((one) => one.resourceClass === resourceClass)!.capacity;
        const hasRoom = state === 'open' && contact !== 'lost' && fits('CPU_MILLI', resources.cpuMillis) && fits('STORAGE_GIB', resources.volumes![0]!.gib);
        expect([resizes.length, blocked !== undefined]).toEqual(isSame ? [0, false] : [hasRoom ? 1 : 0, !hasRoom]);
        expect(blocked?.reasons.some(({ filter }) => filter === 'volumes') ?? false).toBe(blocked !== undefined);
        counts.changed += resizes.length;
        counts.waits += blocked ? 1 : 0;
      });
    }), { numRuns: 300 });
    expect(Object.values(counts).every((count) => count > 50), JSON.stringify(counts)).toBe(true);
  });
});

describe('bandwidth', () => {
  const offer = fc.record({ mbps: fc.integer({ min: 0, max: 100 }), used: fc.integer({ min: 0, max: 60 }), minUnit: fc.constantFrom(1, 1, 10), maxUnit: fc.constantFrom(100, 100, 40), stepSize: fc.constantFrom(1, 1, 5) });
  const wish = fc.record({ replicas: fc.integer({ min: 1, max: 3 }), mbps: fc.integer({ min: 0, max: 60 }) });

  test('property: what is claimed of a host\'s is within what it offers and as it sells it, and nobody waits for whom there is some', () => {
    let waits = 0;
    fc.assert(fc.property(fc.array(fc.tuple(hostArbitrary, offer), { minLength: 1, maxLength: 5 }), fc.array(wish, { minLength: 1, maxLength: 10 }), fc.nat(), (specs, wishes, seed) => {
      // CPU is never short: bandwidth alone decides.
      const hosts = specs.map(([spec, { mbps, used, ...terms }], index) => testHost(`hst_${index}`, {
        ...spec, cpus: 64, inventories: mbps === 0 ? [] : [testInventory('EGRESS_MBPS', '', mbps, { used: Math.min(used, mbps), ...terms })],
      }));
      const { leases } = place(takeSnapshot(hosts), policy, wishes.map(({ replicas, mbps }, index) => testSpec({ leaseId: idOf(index), replicas, resources: { cpuMillis: 1, memoryMib: 1, egressMbps: mbps } })), seed);
      const claimed = (hostId: string, before: number) => leases.slice(0, before).flatMap(({ claims }) => claims).filter((claim) => claim.hostId === hostId).reduce((sum, { resources }) => sum + amountOf(resources, 'EGRESS_MBPS'), 0);
      for (const host of hosts) {
        const { capacity, used } = inventoryOf(host, 'EGRESS_MBPS') ?? { capacity: 0, used: 0 };
        expect(used + claimed(host.id, leases.length)).toBeLessThanOrEqual(capacity);
      }
      leases.forEach(({ claims, blocked }, index) => {
        const { replicas, mbps } = wishes[index]!;
        const sells = ({ minUnit, maxUnit, stepSize }: { minUnit: number; maxUnit: number; stepSize: number }) => mbps >= minUnit && mbps <= maxUnit && mbps % stepSize === 0;
        const room = hosts.filter(serves).reduce((sum, host) => {
          const offered = inventoryOf(host, 'EGRESS_MBPS');
          if (mbps === 0) return sum + replicas;
          return offered && sells(offered) ? sum + Math.floor((offered.capacity - offered.used - claimed(host.id, index)) / mbps) : sum;
        }, 0);
        expect([claims.length, blocked !== undefined]).toEqual(room >= replicas ? [replicas, false] : [0, true]);
        for (const { hostId, resources } of claims) expect([amountOf(resources, 'EGRESS_MBPS'), mbps === 0 || sells(inventoryOf(hostOf(hosts, hostId), 'EGRESS_MBPS')!)]).toEqual([mbps, true]);
        waits += blocked ? 1 : 0;
      });
    }), { numRuns: 300 });
    expect(waits).toBeGreaterThan(100);
  });
});

describe('preferred neighbours', () => {
  const placeOf = (host: PlacementHost): Place => ({ host: host.id, site: host.siteId, operator: host.operatorId, jurisdiction: host.jurisdiction, region: host.region });
  const term = fc.record({ place: fc.constantFrom('together' as const, 'apart' as const), over: fc.constantFrom<Domain>('host', 'site', 'operator', 'jurisdiction'), at: fc.array(fc.nat(), { maxLength: 3 }) });
  const wish = fc.record({ replicas: fc.integer({ min: 1, max: 3 }), cpuMillis: fc.integer({ min: 300, max: 3_000 }), preferred: fc.array(term, { minLength: 1, maxLength: 3 }), required: fc.option(term, { freq: 2 }) });

  test('property: they turn no host away: whoever prefers has room where there is some by what it requires, and goes where it prefers to where that has any', () => {
    const counts = { near: 0, elsewhere: 0, waits: 0, requires: 0 };
    fc.assert(fc.property(fleetOf(6), fc.array(wish, { minLength: 1, maxLength: 6 }), fc.nat(), (hosts, wishes, seed) => {
      const domainsOf = ({ at, over }: { at: number[]; over: Domain }) => at.map((one) => placeOf(hosts[one % hosts.length]!)[over]);
      const isMet = (terms: { place: 'together' | 'apart'; over: Domain; at: number[] }, host: PlacementHost) => domainsOf(terms).includes(placeOf(host)[terms.over]) === (terms.place === 'together');
      const asked = ({ at, ...terms }: { place: 'together' | 'apart'; over: Domain; at: number[] }, strength: Neighbour['strength']): Neighbour => (
        { leaseId: 'lse_other' as LeaseId, strength, ...terms, places: at.map((one) => placeOf(hosts[one % hosts.length]!)) });
      const { leases } = place(takeSnapshot(hosts), policy, wishes.map(({ replicas, cpuMillis, preferred, required }, index) => testSpec({
        leaseId: idOf(index), replicas, resources: { cpuMillis, memoryMib: 1 }, neighbours: [...preferred.map((one) => asked(one, 'preferred')), ...(required ? [asked(required, 'required')] : [])],
      })), seed);
      leases.forEach(({ claims, blocked }, index) => {
        const { replicas, cpuMillis, preferred, required } = wishes[index]!;
        const allowed = hosts.filter((host) => required === null || isMet(required, host));
        const before = leases.slice(0, index);
        expect([claims.length, blocked !== undefined]).toEqual(roomFor(allowed, cpuMillis, before) >= replicas ? [replicas, false] : [0, true]);
        counts.waits += blocked ? 1 : 0;
        counts.requires += claims.length > 0 && required ? 1 : 0;
        if (claims.length !== 1 || preferred.length !== 1) return;
        const couldBe = roomFor(allowed.filter((host) => isMet(preferred[0]!, host)), cpuMillis, before) > 0;
        expect(isMet(preferred[0]!, hostOf(hosts, claims[0]!.hostId))).toBe(couldBe);
        counts.near += couldBe ? 1 : 0;
        counts.elsewhere += couldBe ? 0 : 1;
      });
    }), { numRuns: 400 });
    expect(Object.values(counts).every((count) => count > 20), JSON.stringify(counts)).toBe(true);
  });
});
