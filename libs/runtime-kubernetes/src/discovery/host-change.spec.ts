import { describe, expect, test } from 'vitest';

import { capacityOf, type HostView, type InventoryView } from '#libs/inventory';

import { change } from './host-change.js';
import type { NodeOffer } from './node-offer.js';

const inventory = (changes: Partial<InventoryView>): InventoryView => {
  const spec = { resourceClass: 'CPU_MILLI' as const, variant: '', total: 8_000, reserved: 0, minUnit: 1, maxUnit: 8_000, stepSize: 1, allocationRatioBps: 10_000, expandable: true, used: 0, deviceUsed: [], ...changes };
  return { ...spec, capacity: capacityOf(spec) };
};
const host = (inventories: InventoryView[], changes: Partial<HostView> = {}): HostView => ({
  id: 'hst_1', operatorId: 'o', siteId: 's', clusterId: 'c', poolId: 'p', name: 'node-1', jurisdiction: 'DE', region: 'r', state: 'open', capacity: 'dedicated', traits: [], generation: 1,
  contact: 'live', lastHeartbeatAt: 0, lostAt: null, drainBy: null, withheld: [], remarks: [], createdAt: 0, inventories, maintenance: [], ...changes,
});
const offer = (inventories: NodeOffer['inventories'], changes: Partial<NodeOffer> = {}): NodeOffer => (
  { name: 'node-1', capacity: 'dedicated', traits: [], inventories, withheld: [], remarks: [], ...changes });

describe('a host follows its node', () => {
  test('not at all when nothing is different', () => {
    expect(change(host([inventory({ reserved: 1_000 })]), offer([{ resourceClass: 'CPU_MILLI', total: 8_000, reserved: 1_000 }]))).toEqual({ exceeded: false });
  });

  test('up, down, and in what it has', () => {
    expect(change(host([inventory({})]), offer([{ resourceClass: 'CPU_MILLI', total: 8_000, reserved: 2_000 }, { resourceClass: 'MEMORY_MIB', total: 64 }])).inventories)
      .toEqual([{ resourceClass: 'CPU_MILLI', total: 8_000, reserved: 2_000 }, { resourceClass: 'MEMORY_MIB', total: 64, reserved: 0 }]);
    expect(change(host([inventory({}), inventory({ resourceClass: 'MEMORY_MIB' })]), offer([{ resourceClass: 'CPU_MILLI', total: 8_000 }])).inventories).toHaveLength(1);
  });

  test('traits and kind apart from what it offers', () => {
    const found = change(host([inventory({})]), offer([{ resourceClass: 'CPU_MILLI', total: 8_000 }], { traits: ['nvme'], capacity: 'idle' }));
    expect(found).toEqual({ terms: { traits: ['nvme'], capacity: 'idle' }, exceeded: false });
  });
});

describe('nothing is taken from under a claim', () => {
  test('what is used stays, and nothing more is free', () => {
    const found = change(host([inventory({ used: 6_000 })]), offer([{ resourceClass: 'CPU_MILLI', total: 8_000, reserved: 4_000 }]));
    expect(found).toEqual({ inventories: [{ resourceClass: 'CPU_MILLI', total: 8_000, reserved: 2_000 }], exceeded: true });
  });

  test('a smaller node keeps as much as is used', () => {
    expect(change(host([inventory({ used: 6_000 })]), offer([{ resourceClass: 'CPU_MILLI', total: 4_000 }])).inventories).toEqual([{ resourceClass: 'CPU_MILLI', total: 6_000, reserved: 0 }]);
  });

  test('what vanished stays while it is used', () => {
    const gpu = inventory({ resourceClass: 'GPU_MILLI', variant: 'a100', total: 4_000, used: 1_000, deviceUsed: [0, 0, 1_000, 0], minUnit: 1_000, stepSize: 1_000 });
    expect(change(host([gpu]), offer([])).inventories).toEqual([{ resourceClass: 'GPU_MILLI', variant: 'a100', total: 3_000, reserved: 2_000, minUnit: 1_000, stepSize: 1_000 }]);
  });
});
