export { distinctTakes, giveCapacity, poolUtilisation, takeCapacity, type Take, type TakenRow } from './capacity.js';
export {
  capacityOf, type CapacityKind, type Contact, contactOf, type ContactSettings, type HostState, inWindow, type InventorySpec, MILLI_PER_DEVICE, type Window,
} from './host.js';
export { inventoryProblems } from './inventory.errors.js';
export { poolById, poolByName, type PoolView } from './pool.js';
export { hostsForPlacement, type PlacementHost, type PlacementInventory } from './snapshot.js';
