import { type PlacementHost, type PlacementInventory } from '#libs/inventory';

import { type RequestSpec, Board, type Wanted } from './board.js';
import { columnKey, type Column, type Snapshot, takeSnapshot } from './snapshot.js';

/** Steps of amounts from one power of two to the next: 4, 5, 6, 7, 8, 10, 12, 14, 16, 20 … of a unit, and the same below one. */
const STEPS = 4;
/** Steps of counts: 1, 2, 3, 4, 6, 8, 12, 16 … */
const COUNT_STEPS = 2;
/** Shares of a GPU go by eighths. */
const GPU_STEP = 125;
/** What amounts of a class are usually said in, where that is not its own unit. */
const units: Readonly<Partial<Record<PlacementInventory['resourceClass'], number>>> = { CPU_MILLI: 1_000 };

/**
 * The largest published step that is no more than an amount, and 0 below an eighth of the unit. Whatever a tenant is told of room that it does not hold is found by
 * room in these steps, so that who asks again and again finds the step that a host is at and nothing within.
 */
export function stepBelow(amount: number, unit: number, steps = STEPS): number {
  if (amount * 8 < unit || amount <= 0) return 0;
  let base = unit;
  while (base > amount) base /= 2;
  while (base * 2 <= amount) base *= 2;
  return Math.floor((Math.floor((amount * steps) / base) * base) / steps);
}

/** A request as it is tried when its tenant only asks: its replicas rounded up to a step, so that they count no hosts. */
export function coarseAsk<A extends Pick<RequestSpec, 'replicas'>>(ask: A): A {
  let replicas = ask.replicas;
  while (stepBelow(replicas, 1, COUNT_STEPS) < replicas) replicas += 1;
  return { ...ask, replicas };
}

/** A claim's amounts, as its end makes room for whoever only asks. */
export function coarseClaim<R extends { resourceClass: PlacementInventory['resourceClass']; amount: number; devices?: readonly { index: number; milli: number }[] }>(resource: R): R {
  if (!resource.devices) return { ...resource, amount: stepBelow(resource.amount, units[resource.resourceClass] ?? 1) };
  const devices = resource.devices.map(({ index, milli }) => ({ index, milli: milli - (milli % GPU_STEP) }));
  return { ...resource, devices, amount: devices.reduce((sum, { milli }) => sum + milli, 0) };
}

/** A host with its capacity and its room in steps. */
export function coarseHost(host: PlacementHost): PlacementHost {
  return { ...host, inventories: host.inventories.map((inventory) => ({ ...inventory, ...coarse(inventory) })) };
}

type Room = Pick<PlacementInventory, 'capacity' | 'used' | 'deviceUsed'>;

function coarse({ resourceClass, capacity, used, deviceUsed }: Pick<PlacementInventory, 'resourceClass'> & Room): Room {
  if (resourceClass === 'GPU_MILLI') {
    const devices = coarseDevices(deviceUsed);
    return { capacity, used: devices.reduce((sum, one) => sum + one, 0), deviceUsed: devices };
  }
  const unit = units[resourceClass] ?? 1;
  const most = stepBelow(capacity, unit);
  return { capacity: most, used: most - stepBelow(Math.min(capacity - used, most), unit), deviceUsed };
}

/** Of the devices that are free as a whole so many as a step has; the others have room for shares alone. */
function coarseDevices(deviceUsed: readonly number[]): number[] {
  let whole = stepBelow(deviceUsed.filter((used) => used === 0).length, 1, COUNT_STEPS);
  return deviceUsed.map((used) => {
    if (used === 0) return (whole -= 1) >= 0 ? 0 : GPU_STEP;
    return 1_000 - (1_000 - used - ((1_000 - used) % GPU_STEP));
  });
}

/** A board beside another one, with its room in steps: what the reasons of a refusal are counted on. */
export class CoarseBoard {
  private readonly board: Board;
  private seen: number;

  constructor(private readonly exact: Board) {
    const { snapshot, policy, touched } = exact;
    const columns = [...snapshot.columns.values()];
    const hosts = snapshot.hosts.map((host, index) => coarseHost({ ...host, inventories: columns.flatMap((column) => (column.maxUnit[index]! > 0 ? [inventoryOf(column, index)] : [])) }));
    this.board = new Board({ ...takeSnapshot(hosts), hasAsks: snapshot.hasAsks }, policy);
    for (const [key, column] of this.board.snapshot.columns) column.asks = snapshot.columns.get(key)!.asks;
    this.seen = touched.length;
  }

  /** As the other is now: only hosts that were touched since are looked at. */
  now(): Board {
    const { touched, lastTouched, snapshot } = this.exact;
    for (; this.seen < touched.length; this.seen += 1) {
      const host = touched[this.seen]!;
      if (lastTouched[host] !== this.seen) continue;
      for (const column of snapshot.columns.values()) if (column.maxUnit[host]! > 0) this.follow(column, host);
    }
    return this.board;
  }

  private follow(exact: Column, host: number): void {
    const column = this.board.snapshot.columns.get(columnKey(exact.resourceClass, exact.variant))!;
    const { used, deviceUsed } = coarse(inventoryOf(exact, host));
    column.groupUsed[this.board.snapshot.groupIndexOf[host]!]! += used - column.used[host]!;
    column.used[host] = used;
    column.devices[host]?.set(deviceUsed);
  }
}

function inventoryOf(column: Column, host: number): PlacementInventory {
  const { resourceClass, variant } = column;
  return {
    resourceClass, variant, capacity: column.capacity[host]!, used: column.used[host]!, minUnit: column.minUnit[host]!, maxUnit: column.maxUnit[host]!, stepSize: column.stepSize[host]!,
    deviceUsed: [...(column.devices[host] ?? [])], ...(column.tiers[host] === 0 ? {} : { tier: column.tiers[host]! }),
  };
}

/** The same request, for the columns of another snapshot of the same hosts. */
export function wantedOf(wanted: Wanted, snapshot: Snapshot): Wanted {
  const inIt = (column: Column) => snapshot.columns.get(columnKey(column.resourceClass, column.variant))!;
  const { spread, gpu } = wanted;
  const anew = (counted: NonNullable<Wanted['spread']>): Wanted['spread'] => {
    const { domains: _, ...rest } = counted;
    return { ...rest, least: undefined };
  };
  return {
    ...wanted, snapshot, spread: spread && anew(spread),
    plain: wanted.plain.map((each) => ({ ...each, column: each.column && inIt(each.column) })),
    gpu: gpu && { ...gpu, columns: gpu.columns.map(inIt), pays: new Map([...gpu.pays].map(([column, paid]) => [inIt(column), paid])) },
  };
}
