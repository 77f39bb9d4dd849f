import type { V1Node } from '@kubernetes/client-node';

import { type HostRemark, type InventoryInput, MILLI_PER_DEVICE } from '#libs/inventory';

import { WHOLE_SHARE_BPS } from './discovery-settings.js';
import { unitsOf } from './quantity.js';

/** What vendors' device plugins call whole GPUs, and the labels that tell the model. */
const vendors = [
  { resource: 'nvidia.com/gpu', labels: ['nvidia.com/gpu.product'] },
  { resource: 'amd.com/gpu', labels: ['amd.com/gpu.product-name', 'beta.amd.com/gpu.product-name', 'amd.com/gpu.device-id'] },
] as const;
const partitionPattern = /^(nvidia\.com\/mig-|nvidia\.com\/gpu\.shared$)/;
const variantPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MAX_DEVICES = 1_024;

/** Whole GPUs of a node that others leave, times the share: partitions and shared ones are not offered, since what one tenant gets of them another may see. */
export function gpusOf(
  node: V1Node, left: (resource: string) => { total: bigint; taken: bigint }, shareBps: bigint, models: Readonly<Record<string, string>>,
): { inventories: InventoryInput[]; remarks: HostRemark[] } {
  const labels = node.metadata?.labels ?? {};
  const remarks: HostRemark[] = [];
  const inventories: InventoryInput[] = [];
  for (const { resource, labels: names } of vendors) {
    const { total, taken } = left(resource);
    const devices = Math.min(MAX_DEVICES, Number(unitsOf(total)));
    if (devices === 0) continue;
    const product = names.map((name) => labels[name]).find((value) => value !== undefined && value !== '');
    const variant = product === undefined ? undefined : (models[product] ?? modelOf(product));
    if (variant === undefined || !variantPattern.test(variant)) {
      remarks.push('gpu_unknown');
      continue;
    }
    const free = Math.max(0, devices - Number(unitsOf(taken)));
    const offered = Math.floor((free * Number(shareBps)) / WHOLE_SHARE_BPS);
    inventories.push({
      resourceClass: 'GPU_MILLI', variant, total: devices * MILLI_PER_DEVICE, reserved: (devices - offered) * MILLI_PER_DEVICE, minUnit: MILLI_PER_DEVICE, stepSize: MILLI_PER_DEVICE,
    });
  }
  if (Object.keys(node.status?.allocatable ?? {}).some((name) => partitionPattern.test(name) && node.status?.allocatable?.[name] !== '0')) remarks.push('gpu_partitioned');
  return { inventories: merged(inventories), remarks };
}

/** The short name that a model goes by: `a100` of `NVIDIA-A100-SXM4-40GB`, `rtx-4090` of `NVIDIA-GeForce-RTX-4090`, `mi300x` of `AMD_Instinct_MI300X_OAM`. */
export function modelOf(product: string): string {
  const words = product.toLowerCase().split(/[^a-z0-9.]+/).filter(Boolean);
  const at = words.findIndex((word) => /\d/.test(word));
  if (at < 0) return words.join('-').slice(0, 64);
  return /^\d/.test(words[at]!) && at > 0 ? `${words[at - 1]}-${words[at]}` : words[at]!;
}

/** Two vendors' GPUs of one name would be one inventory twice: the first stays. */
function merged(inventories: readonly InventoryInput[]): InventoryInput[] {
  return inventories.filter((each, index) => inventories.findIndex(({ variant }) => variant === each.variant) === index);
}
