import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { diagnose, type HostDiagnosis, totalsOf } from './doctor.js';
import { capacityOf } from './host.js';
import { type HostView, type InventoryView } from './host.store.js';

const now = 1_000_000;

const inventory = (changes: Partial<InventoryView> = {}): InventoryView => {
  const spec = { resourceClass: 'CPU_MILLI' as const, variant: '', total: 100, reserved: 0, minUnit: 1, maxUnit: 100, stepSize: 1, allocationRatioBps: 10_000, expandable: true, used: 0, deviceUsed: [], ...changes };
  return { ...spec, capacity: capacityOf(spec) };
};

const host = (changes: Partial<HostView> = {}): HostView => ({
  id: 'hst_1', operatorId: 'opr_1', siteId: 'sit_1', clusterId: 'cls_1', poolId: 'pol_1', name: 'host', jurisdiction: 'DE', region: 'r', state: 'open',
  capacity: 'dedicated', traits: [], generation: 1, contact: 'live', withheld: [], remarks: [], lastHeartbeatAt: now, lostAt: null, drainBy: null, createdAt: 0, inventories: [inventory()],
  maintenance: [], ...changes,
});

const window = (startsAt: number, endsAt: number) => [{ id: 'mnt_1', startsAt, endsAt, reason: 'x' }];

const summary = (found: HostDiagnosis) => {
  const [first] = found.classes;
  return { host: found.reasons.map(({ code }) => code), offered: first?.offered, notOffered: first?.notOffered, reasons: first?.reasons.map(({ code, amount }) => [code, amount]) };
};

describe('the inventory doctor', () => {
  test.each<[string, HostView, object]>([
    ['a healthy host', host(), { host: [], offered: 100, notOffered: 0, reasons: [] }],
    ['a host never heard of', host({ contact: 'never' }), { host: ['never_heard'], offered: 0, notOffered: 100, reasons: [['never_heard', 100]] }],
    ['a stale host', host({ contact: 'stale' }), { host: ['contact_stale'], offered: 0, notOffered: 100, reasons: [['contact_stale', 100]] }],
    ['a lost, cordoned host', host({ contact: 'lost', state: 'cordoned' }),
      { host: ['contact_lost', 'cordoned'], offered: 0, notOffered: 100, reasons: [['contact_lost', 100], ['cordoned', 100]] }],
    ['a draining host', host({ state: 'draining' }), { host: ['draining'], offered: 0, notOffered: 100, reasons: [['draining', 100]] }],
    ['a host in a window', host({ maintenance: window(now, now + 1) }), { host: ['maintenance'], offered: 0, notOffered: 100, reasons: [['maintenance', 100]] }],
    ['a host before a window', host({ maintenance: window(now + 1, now + 2) }), { host: ['maintenance_planned'], offered: 100, notOffered: 0, reasons: [] }],
    ['a host without inventory', host({ inventories: [] }), { host: ['no_inventory'], offered: undefined, notOffered: undefined, reasons: undefined }],
    ['a class with nothing', host({ inventories: [inventory({ total: 0 })] }), { host: [], offered: 0, notOffered: 0, reasons: [['nothing_declared', 0]] }],
    ['a reservation and use', host({ inventories: [inventory({ reserved: 30, used: 50 })] }), { host: [], offered: 20, notOffered: 0, reasons: [['reserved', 30]] }],
    ['a ratio below one', host({ inventories: [inventory({ allocationRatioBps: 5_000 })] }), { host: [], offered: 50, notOffered: 0, reasons: [['allocation_ratio', 50]] }],
    ['a ratio above one', host({ inventories: [inventory({ allocationRatioBps: 20_000 })] }), { host: [], offered: 200, notOffered: 0, reasons: [] }],
    ['less free than the minimum', host({ inventories: [inventory({ used: 95, minUnit: 10 })] }), { host: [], offered: 0, notOffered: 5, reasons: [['below_minimum', 5]] }],
    ['a remainder of steps', host({ inventories: [inventory({ used: 1, stepSize: 10 })] }), { host: [], offered: 90, notOffered: 9, reasons: [['step_remainder', 9]] }],
  ])('%s', (_name, subject, expected) => {
    expect(summary(diagnose(subject, now))).toEqual(expected);
  });

  test('a class that nobody can be charged for', () => {
    const found = diagnose(host(), now, (poolId, resourceClass, variant) => !(poolId === 'pol_1' && resourceClass === 'CPU_MILLI' && variant === ''));
    expect(summary(found)).toEqual({ host: [], offered: 0, notOffered: 100, reasons: [['no_rate', 100]] });
  });

  test('totals add up by class and reason', () => {
    const totals = totalsOf([diagnose(host(), now), diagnose(host({ state: 'cordoned', inventories: [inventory({ reserved: 10 })] }), now)]);
    expect(totals).toMatchObject([{
      resourceClass: 'CPU_MILLI', hosts: 2, total: 200, capacity: 190, used: 0, offered: 100, notOffered: 90,
      reasons: [{ code: 'reserved', amount: 10, hosts: 1 }, { code: 'cordoned', amount: 90, hosts: 1 }],
    }]);
  });

  test('accounts for every unit, and gives a reason for each that is not on offer', () => {
    const anyInventory = fc.record({
      total: fc.nat(1_000), reservedPart: fc.nat(100), usedPart: fc.nat(100), minUnit: fc.integer({ min: 1, max: 50 }), stepSize: fc.integer({ min: 1, max: 50 }),
      allocationRatioBps: fc.integer({ min: 1, max: 30_000 }),
    }).map(({ total, reservedPart, usedPart, ...rest }) => {
      const spec = { total, reserved: Math.floor((total * reservedPart) / 100), ...rest };
      return inventory({ ...spec, used: Math.floor((capacityOf(spec) * usedPart) / 100) });
    });
    const anyHost = fc.record({
      inventories: fc.array(anyInventory, { maxLength: 3 }), contact: fc.constantFrom('live' as const, 'stale' as const, 'lost' as const, 'never' as const),
      state: fc.constantFrom('open' as const, 'cordoned' as const, 'draining' as const),
    }).map((changes) => host(changes));
    fc.assert(fc.property(anyHost, fc.boolean(), (subject, rated) => {
      for (const found of diagnose(subject, now, () => rated).classes) {
        expect(found.used + found.offered + found.notOffered).toBe(found.capacity);
        expect(found.offered).toBeGreaterThanOrEqual(0);
        expect(found.notOffered).toBeGreaterThanOrEqual(0);
        expect(found.notOffered > 0 && found.reasons.length === 0).toBe(false);
      }
    }));
  });
});
