import { type CapacityKind, capacityOf, type HostView, type InventoryInput, type InventoryView, MILLI_PER_DEVICE } from '#libs/inventory';

import type { NodeOffer } from './node-offer.js';

/** What is to be changed about a host so that it is as its node. */
export interface HostChange {
  /** All of them, when they differ. */
  inventories?: InventoryInput[];
  /** Traits and kind, when they differ. */
  terms?: { traits: string[]; capacity: CapacityKind };
  /** Whether claims hold more than the node has left for them. */
  exceeded: boolean;
}

/** Compares a host with what its node offers now. Nothing is taken from under a claim: where they hold more, so much stays. Pure. */
export function change(host: HostView, offer: NodeOffer): HostChange {
  const held = new Map(host.inventories.map((inventory) => [keyOf(inventory), inventory]));
  const wanted = offer.inventories.map((input) => keeping(input, held.get(keyOf(input))));
  const named = new Set(offer.inventories.map(keyOf));
  const left = host.inventories.filter((inventory) => !named.has(keyOf(inventory)) && inventory.used > 0).map((inventory) => keeping({ ...inventory, total: 0, reserved: 0 }, inventory));
  const all = [...wanted, ...left];
  const same = all.length === host.inventories.length && all.every(({ input }) => isAs(input, held.get(keyOf(input))));
  const terms = { traits: offer.traits, capacity: offer.capacity };
  const sameTerms = host.capacity === offer.capacity && host.traits.join(' ') === offer.traits.join(' ');
  return {
    ...(same ? {} : { inventories: all.map(({ input }) => input) }),
    ...(sameTerms ? {} : { terms }),
    exceeded: all.some(({ exceeded }) => exceeded),
  };
}

function keyOf({ resourceClass, variant }: Pick<InventoryInput, 'resourceClass' | 'variant'>): string {
  return `${resourceClass}/${variant ?? ''}`;
}

/** The offer, with no less than what is used. */
function keeping(input: InventoryInput, before: InventoryView | undefined): { input: InventoryInput; exceeded: boolean } {
  const { resourceClass, variant, total, reserved = 0, minUnit, stepSize, expandable } = input;
  const stated = { resourceClass, ...(variant ? { variant } : {}), ...(expandable === false ? { expandable } : {}), ...(minUnit === undefined ? {} : { minUnit }), ...(stepSize === undefined ? {} : { stepSize }) };
  if (!before || before.used === 0) return { input: { ...stated, total, reserved }, exceeded: false };
  // Devices in use stay, whichever they are: those of a GPU inventory are counted from its first.
  const devices = resourceClass === 'GPU_MILLI' ? (before.deviceUsed.findLastIndex((milli) => milli > 0) + 1) * MILLI_PER_DEVICE : 0;
  const kept = Math.max(total, before.used, devices);
  const exceeded = before.used > total - reserved;
  return { input: { ...stated, total: kept, reserved: exceeded ? kept - before.used : reserved + (kept - total) }, exceeded: exceeded || kept > total };
}

function isAs(input: InventoryInput, before: InventoryView | undefined): boolean {
  return before !== undefined && before.total === input.total && before.reserved === (input.reserved ?? 0) && before.minUnit === (input.minUnit ?? 1)
    && before.stepSize === (input.stepSize ?? 1) && before.expandable === (input.expandable ?? true) && capacityOf(before) === before.capacity;
}
