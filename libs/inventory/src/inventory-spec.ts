import { assert, type ResourceClass, resourceClassPattern } from '#libs/kernel';

import { type InventorySpec, MILLI_PER_DEVICE, WHOLE_RATIO_BPS } from './host.js';
import { inventoryProblems } from './inventory.errors.js';

/** An inventory as an operator states it; what is left out offers everything, one unit at a time, once. */
export interface InventoryInput {
  resourceClass: ResourceClass;
  variant?: string;
  total: number;
  reserved?: number;
  minUnit?: number;
  maxUnit?: number;
  stepSize?: number;
  allocationRatioBps?: number;
  expandable?: boolean;
}

/** Per host; a host with more kinds of capacity than this is a mistake. */
export const MAX_INVENTORIES_PER_HOST = 64;
/** Of any class, in its own unit: products with a ratio stay within 64 bits, and sums within what JSON carries exactly. */
export const MAX_TOTAL = 1_000_000_000_000;
export const MAX_RATIO_BPS = 1_000_000;
/** GPUs of one model in one host. */
const MAX_DEVICES = 1_024;

/** Classes whose kinds cannot stand in for each other: they need a variant. The standard others have none. */
const withVariant: ReadonlySet<string> = new Set(['GPU_MILLI', 'STORAGE_GIB']);

/** What an operator stated, complete and checked. @throws Problem `invalid_inventory` naming the field, below `pointer`. */
export function completeInventories(inputs: readonly InventoryInput[], pointer: string): InventorySpec[] {
  const seen = new Set<string>();
  return inputs.map((input, index) => {
    const at = `${pointer}/${index}`;
    const spec = completed(input);
    checkVariant(spec, at);
    checkAmounts(spec, at);
    const key = `${spec.resourceClass}/${spec.variant}`;
    if (seen.has(key)) throw inventoryProblems.invalid_inventory('A host has one inventory of a class and variant; this is the second.', { pointer: at });
    seen.add(key);
    return spec;
  });
}

function completed(input: InventoryInput): InventorySpec {
  assert(resourceClassPattern.test(input.resourceClass), 'a resource class is checked where it comes in');
  return {
    resourceClass: input.resourceClass,
    variant: input.variant ?? '',
    total: input.total,
    reserved: input.reserved ?? 0,
    minUnit: input.minUnit ?? 1,
    maxUnit: input.maxUnit ?? Math.max(input.total, input.minUnit ?? 1, input.stepSize ?? 1),
    stepSize: input.stepSize ?? 1,
    allocationRatioBps: input.allocationRatioBps ?? WHOLE_RATIO_BPS,
    expandable: input.expandable ?? true,
  };
}

function checkVariant({ resourceClass, variant }: InventorySpec, at: string): void {
  const refuse = (detail: string) => inventoryProblems.invalid_inventory(detail, { pointer: `${at}/variant` });
  if (withVariant.has(resourceClass) && variant === '') throw refuse(`${resourceClass} needs a variant: a GPU's model, or a storage class.`);
  if (!withVariant.has(resourceClass) && !resourceClass.startsWith('CUSTOM_') && variant !== '') throw refuse(`${resourceClass} has no variants.`);
}

function checkAmounts(spec: InventorySpec, at: string): void {
  const refuse = (field: keyof InventorySpec, detail: string) => inventoryProblems.invalid_inventory(detail, { pointer: `${at}/${field}` });
  if (spec.reserved > spec.total) throw refuse('reserved', 'No more can be reserved than there is.');
  if (spec.minUnit > spec.maxUnit) throw refuse('minUnit', 'The minimum is above the maximum.');
  const smallest = Math.ceil(spec.minUnit / spec.stepSize) * spec.stepSize;
  if (smallest > spec.maxUnit) throw refuse('stepSize', 'No multiple of the step lies between the minimum and the maximum, so nothing could ever be claimed.');
  if (!spec.expandable && spec.resourceClass !== 'STORAGE_GIB') throw refuse('expandable', 'Only volumes of STORAGE_GIB can lack the way to grow.');
  if (spec.resourceClass !== 'GPU_MILLI') return;
  if (spec.total % MILLI_PER_DEVICE !== 0 || spec.total > MAX_DEVICES * MILLI_PER_DEVICE) {
    throw refuse('total', `GPUs are counted in thousandths: a total is 1000 for each device, at most ${MAX_DEVICES} devices.`);
  }
  if (spec.allocationRatioBps > WHOLE_RATIO_BPS) throw refuse('allocationRatioBps', 'A GPU cannot be promised twice: its ratio is at most 10000.');
}
