import { joinProblems } from '../join/join.errors.js';
import { readIdleHours } from './idle-hours.js';

/** What of a cluster's nodes its operator offers, and under which names. */
export interface DiscoverySettings {
  /** How much of what others leave of each node is offered, in basis points. A node's own annotation goes before it: `weir.dev/share: 80%`. */
  shareBps: number;
  /** When it is on offer, as idle capacity: `Mon-Fri 20:00-06:00 Europe/Berlin`. Without any, always, and dedicated. */
  idleHours: readonly string[];
  /** Nodes of others are not offered. */
  architectures: readonly string[];
  /** Which labels are traits. Without a value, whatever the label's value is. Besides, `trait.weir.dev/<name>: "true"` is one. */
  traits: readonly { label: string; value?: string; trait: string }[];
  /** Names for GPU models, by the label that the device's vendor puts on the node; others get a short name made from theirs. */
  gpuModels: Readonly<Record<string, string>>;
  /** How much of which StorageClass is offered on each node, and what tenants call it. */
  storageClasses: readonly { storageClass: string; variant: string; gibPerHost: number }[];
  /** For nodes that do not say by `weir.dev/egress-mbps`, a label or an annotation. */
  egressMbpsPerHost: number | null;
}

export const WHOLE_SHARE_BPS = 10_000;
export const MAX_IDLE_HOURS = 20;
export const MAX_MAPPINGS = 100;

export const defaultDiscovery: DiscoverySettings = {
  shareBps: WHOLE_SHARE_BPS, idleHours: [], architectures: ['amd64'], traits: [], gpuModels: {}, storageClasses: [], egressMbpsPerHost: null,
};

/** Checks what shape alone does not tell. @throws Problem `invalid_discovery` naming the field, below `pointer`. */
export function checkDiscovery(settings: DiscoverySettings, pointer: string): void {
  for (const [index, hours] of settings.idleHours.entries()) {
    if (readIdleHours(hours)) continue;
    throw joinProblems.invalid_discovery(
      'Hours are written as days, times and a time zone: `Mon-Fri 20:00-06:00 Europe/Berlin`, `Sat,Sun 00:00-24:00 UTC`, `daily 01:00-05:00 Asia/Tokyo`.',
      { pointer: `${pointer}/idleHours/${index}` });
  }
  const variants = settings.storageClasses.map(({ variant }) => variant);
  for (const [index, variant] of variants.entries()) {
    if (variant !== 'ephemeral' && variants.indexOf(variant) === index) continue;
    throw joinProblems.invalid_discovery(
      variant === 'ephemeral' ? "`ephemeral` is the nodes' own disks." : 'Two storage classes cannot have one name.', { pointer: `${pointer}/storageClasses/${index}/variant` });
  }
}
