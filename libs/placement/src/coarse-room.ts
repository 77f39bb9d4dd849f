import { type PlacementHost, type PlacementInventory } from '#libs/inventory';
import { type ResourceClass } from '#libs/kernel';

import { type RequestSpec, Board, type Wanted } from './board.js';
import { columnKey, type Column, type Snapshot } from './snapshot.js';

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

function coarse({ resourceClass, capacity, used, deviceUsed }: PlacementInventory): Pick<PlacementInventory, 'capacity' | 'used' | 'deviceUsed'> {
  if (resourceClass === 'GPU_MILLI') {
    const devices = [...deviceUsed];
    return { capacity, used: coarseDevices(deviceUsed, devices), deviceUsed: devices };
  }
  const most = coarseCapacity(resourceClass, capacity);
  return { capacity: most, used: coarseUse(resourceClass, capacity - used, most), deviceUsed };
}

function coarseCapacity(resourceClass: ResourceClass, capacity: number): number {
  return resourceClass === 'GPU_MILLI' ? capacity : stepBelow(capacity, units[resourceClass] ?? 1);
}

/** What is used of a capacity in steps where so much is free. */
function coarseUse(resourceClass: ResourceClass, free: number, most: number): number {
  return most - stepBelow(Math.min(free, most), units[resourceClass] ?? 1);
}

/**
 * Of the devices that are free as a whole so many as a step has; the others have room for shares alone.
 * @param into has a place for what is used of each device.
 * @returns what is used of all of them.
 */
function coarseDevices(deviceUsed: ArrayLike<number>, into: Record<number, number>): number {
  let free = 0;
  for (let index = 0; index < deviceUsed.length; index += 1) if (deviceUsed[index] === 0) free += 1;
  let whole = stepBelow(free, 1, COUNT_STEPS);
  let sum = 0;
  for (let index = 0; index < deviceUsed.length; index += 1) {
    const left = 1_000 - deviceUsed[index]!;
    into[index] = left < 1_000 ? 1_000 - (left - (left % GPU_STEP)) : whole > 0 ? 0 : GPU_STEP;
    if (left === 1_000) whole -= 1;
    sum += into[index]!;
  }
  return sum;
}

/** A board beside another one, with its room in steps: what the reasons of a refusal are counted on. */
export class CoarseBoard {
  private readonly board: Board;
  /** Its columns but GPUs', each after the one that it follows. */
  private readonly pairs: readonly (readonly [exact: Column, coarser: Column])[];
  private seen: number;

  constructor(private readonly exact: Board) {
    const { snapshot, policy, touched } = exact;
    const columns = new Map([...snapshot.columns].map(([key, column]) => [key, inSteps(column, snapshot)]));
    const coarser = new Map([...snapshot.columns].map(([key, column]) => [column, columns.get(key)!]));
    const inIt = (column: Column) => coarser.get(column)!;
    const gpuColumns = snapshot.gpuColumns.map(inIt);
    this.board = new Board({ ...snapshot, columns, gpuColumns, gpuColumnOf: new Map(gpuColumns.map((column) => [column.variant, column])), gpuColumnsOn: snapshot.gpuColumnsOn.map((of) => of.map(inIt)) }, policy);
    this.pairs = [...coarser].filter(([{ resourceClass }]) => resourceClass !== 'GPU_MILLI');
    this.seen = touched.length;
    for (let host = 0; host < snapshot.hosts.length; host += 1) this.followHost(host);
  }

  /** As the other is now: only hosts that were touched since are looked at. */
  now(): Board {
    const { touched, lastTouched } = this.exact;
    for (; this.seen < touched.length; this.seen += 1) {
      const host = touched[this.seen]!;
      if (lastTouched[host] === this.seen) this.followHost(host);
    }
    return this.board;
  }

  private followHost(host: number): void {
    for (const [column, coarser] of this.pairs) this.follow(column, coarser, host);
    const gpus = this.exact.snapshot.gpuColumnsOn[host]!;
    for (let index = 0; index < gpus.length; index += 1) this.follow(gpus[index]!, this.board.snapshot.gpuColumnsOn[host]![index]!, host);
  }

  private follow(column: Column, coarser: Column, host: number): void {
    const { resourceClass } = column;
    const devices = column.devices[host];
    if (!devices && column.capacity[host] === 0 && coarser.used[host] === 0) return;
    const used = devices ? coarseDevices(devices, coarser.devices[host]!) : coarseUse(resourceClass, column.capacity[host]! - column.used[host]!, coarser.capacity[host]!);
    coarser.groupUsed[this.board.snapshot.groupIndexOf[host]!]! += used - coarser.used[host]!;
    coarser.used[host] = used;
  }
}

/** A column with its capacity in steps, nothing of it used. */
function inSteps(column: Column, { groupIndexOf }: Snapshot): Column {
  const capacity = column.capacity.map((amount) => coarseCapacity(column.resourceClass, amount));
  const groupCapacity = new Float64Array(column.groupCapacity.length);
  capacity.forEach((amount, host) => {
    groupCapacity[groupIndexOf[host]!]! += amount;
  });
  return {
    ...column, capacity, used: new Float64Array(capacity.length), devices: column.devices.map((used) => used && new Int32Array(used.length)),
    poolCapacity: groupCapacity.reduce((sum, amount) => sum + amount, 0), groupCapacity, groupUsed: new Float64Array(groupCapacity.length), groups: groupCapacity.reduce((groups, amount) => groups + (amount > 0 ? 1 : 0), 0),
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
