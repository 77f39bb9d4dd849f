import { type Millis, type ResourceClass } from '#libs/kernel';

import { hostRemarks, inWindow } from './host.js';
import { type HostView, type InventoryView } from './host.store.js';

/** Why capacity is not on offer, and what an operator can do about it. The codes are stable. */
export const offerReasons = {
  never_heard: 'No heartbeat of this host was ever received: start its agent, or send heartbeats for its cluster.',
  contact_stale: 'The last heartbeat is too old: no work is placed here until the next.',
  contact_lost: 'Contact is lost: no work is placed here, and what ran here is placed elsewhere after a grace period.',
  cordoned: 'The host is cordoned: uncordon it to offer it again.',
  draining: 'The host is draining: uncordon it to offer it again.',
  maintenance: 'A maintenance window is open.',
  maintenance_planned: 'A maintenance window is planned: only work that ends before it is placed here.',
  no_inventory: 'The host has no inventory: declare what it offers.',
  nothing_declared: 'The total is zero.',
  reserved: 'Reserved for the operator.',
  allocation_ratio: 'The allocation ratio is below one.',
  below_minimum: 'Less is free than the smallest amount a claim may take here.',
  step_remainder: 'What is free beyond whole steps cannot be claimed.',
  node_not_ready: 'Its node is not ready.',
  node_unschedulable: 'Its node is cordoned in the cluster: uncordon it there.',
  node_tainted: 'Its node has a taint that keeps pods off.',
  node_platform: 'Its node runs another operating system or architecture than you offer.',
  node_gone: 'Its node is not in the cluster any more; the host goes when no claim holds it.',
  nothing_left: "Others' pods and your own share leave no processor or no memory.",
  outside_idle_hours: 'Its idle capacity is on offer at other hours.',
  egress_undeclared: 'Nothing says how much bandwidth the node has: leases that ask for some are not placed here. Label it weir.dev/egress-mbps, or set it for all.',
  storage_undeclared: 'The cluster has storage classes of which you offer nothing.',
  gpu_unknown: 'The node has GPUs, and no label says of which model.',
  gpu_partitioned: 'The node has partitions of GPUs, which are not offered.',
  claims_exceed: 'Claims hold more than is left for them now; nothing is taken from them.',
  unbonded: 'Your bond does not cover it: bond more (weir operator bond add).',
  no_rate: 'The pool has no rate for this class and variant: nobody can be charged for it, so nobody can lease it.',
} as const;

export type OfferReason = keyof typeof offerReasons;

/** One reason, and how much it alone keeps off offer. Several reasons may keep back the same units. */
export interface Withheld {
  code: OfferReason;
  amount: number;
  detail: string;
}

/** One class on one host. `capacity` = `used` + `offered` + `notOffered`. */
export interface ClassDiagnosis {
  resourceClass: ResourceClass;
  variant: string;
  total: number;
  /** Reservation and ratio applied. */
  capacity: number;
  used: number;
  /** Free, and may be claimed now. */
  offered: number;
  /** Free, and may not be claimed now. */
  notOffered: number;
  reasons: Withheld[];
}

export interface HostDiagnosis {
  hostId: string;
  name: string;
  clusterId: string;
  /** What is wrong with the host as a whole, with no amount of its own. */
  reasons: { code: OfferReason; detail: string }[];
  classes: ClassDiagnosis[];
}

/** Whether a pool has a rate for a class and variant; unknown counts as yes. */
export type IsRated = (poolId: string, resourceClass: ResourceClass, variant: string) => boolean;

/** How much of an inventory's capacity its operator's bond covers; unknown counts as all. */
export type WithinBond = (inventory: InventoryView) => number;

/** Which of a host's capacity is not on offer now, and why. Pure: `host` says all there is to know, `isRated` what pricing knows, `withinBond` what is bonded. */
export function diagnose(host: HostView, now: Millis, isRated: IsRated = () => true, withinBond: WithinBond = ({ capacity }) => capacity): HostDiagnosis {
  const whole = hostReasons(host, now);
  const blocking = whole.filter((code) => code !== 'maintenance_planned' && !(hostRemarks as readonly string[]).includes(code));
  const classes = host.inventories.map((inventory) => diagnoseClass(inventory, { blocking, rated: isRated(host.poolId, inventory.resourceClass, inventory.variant), bonded: withinBond(inventory) }));
  return { hostId: host.id, name: host.name, clusterId: host.clusterId, reasons: whole.map((code) => ({ code, detail: offerReasons[code] })), classes };
}

function hostReasons(host: HostView, now: Millis): OfferReason[] {
  const reasons: OfferReason[] = [];
  if (host.contact === 'never') reasons.push('never_heard');
  if (host.contact === 'stale') reasons.push('contact_stale');
  if (host.contact === 'lost') reasons.push('contact_lost');
  if (host.state === 'cordoned') reasons.push('cordoned');
  if (host.state === 'draining') reasons.push('draining');
  if (inWindow(host.maintenance, now)) reasons.push('maintenance');
  else if (host.maintenance.length > 0) reasons.push('maintenance_planned');
  if (host.inventories.length === 0) reasons.push('no_inventory');
  return [...reasons, ...host.withheld, ...host.remarks];
}

function diagnoseClass(inventory: InventoryView, { blocking, rated, bonded }: { blocking: readonly OfferReason[]; rated: boolean; bonded: number }): ClassDiagnosis {
  const { resourceClass, variant, total, reserved, capacity, used, minUnit, stepSize } = inventory;
  const free = capacity - used;
  const reasons: Withheld[] = [];
  const withhold = (code: OfferReason, amount: number) => reasons.push({ code, amount, detail: offerReasons[code] });

  if (total === 0) withhold('nothing_declared', 0);
  if (reserved > 0) withhold('reserved', reserved);
  if (capacity < total - reserved) withhold('allocation_ratio', total - reserved - capacity);
  for (const code of blocking) withhold(code, free);
  if (!rated) withhold('no_rate', free);
  const covered = Math.max(0, Math.min(free, bonded - used));
  if (covered < free) withhold('unbonded', free - covered);
  const whole = Math.floor(covered / stepSize) * stepSize;
  const claimable = whole < minUnit ? 0 : whole;
  if (claimable === 0 && covered > 0) withhold('below_minimum', covered);
  else if (claimable < covered) withhold('step_remainder', covered - claimable);

  const offered = blocking.length > 0 || !rated ? 0 : claimable;
  return { resourceClass, variant, total, capacity, used, offered, notOffered: free - offered, reasons };
}

export type ClassTotal = Omit<ClassDiagnosis, 'reasons'> & { hosts: number; reasons: (Withheld & { hosts: number })[] };

/** The same over many hosts, class by class in order of name. */
export function totalsOf(diagnoses: readonly HostDiagnosis[]): ClassTotal[] {
  const totals = new Map<string, ClassTotal>();
  for (const found of diagnoses.flatMap((diagnosis) => diagnosis.classes)) {
    const { resourceClass, variant } = found;
    const key = `${resourceClass}/${variant}`;
    const sum = totals.get(key) ?? { resourceClass, variant, hosts: 0, total: 0, capacity: 0, used: 0, offered: 0, notOffered: 0, reasons: [] };
    totals.set(key, sum);
    sum.hosts += 1;
    for (const field of ['total', 'capacity', 'used', 'offered', 'notOffered'] as const) sum[field] += found[field];
    for (const reason of found.reasons) addReason(sum, reason);
  }
  return [...totals.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function addReason(sum: ClassTotal, reason: Withheld): void {
  const known = sum.reasons.find(({ code }) => code === reason.code);
  if (known) {
    known.amount += reason.amount;
    known.hosts += 1;
  } else {
    sum.reasons.push({ ...reason, hosts: 1 });
  }
}
