import type { V1Node, V1Pod } from '@kubernetes/client-node';

import { type CapacityKind, type HostRemark, type InventoryInput, type WithheldReason } from '#libs/inventory';
import type { Millis } from '#libs/kernel';

import { type DiscoverySettings, WHOLE_SHARE_BPS } from './discovery-settings.js';
import { gpusOf } from './gpus.js';
import { isWithin, readIdleHours } from './idle-hours.js';
import { type Amounts, amounts, requestsOf, sum } from './pod-requests.js';
import { millisOf, unitsOf } from './quantity.js';

/** What a node is as a host. */
export interface NodeOffer {
  name: string;
  capacity: CapacityKind;
  traits: string[];
  inventories: InventoryInput[];
  /** Why it is off offer; on offer when there are none. */
  withheld: WithheldReason[];
  remarks: HostRemark[];
}

/** Small changes of what others request move nothing: offers go in such steps. */
const CPU_STEP_MILLIS = 100n;
const MEMORY_STEP_MIB = 64n;
const BYTES_PER_MIB = 1_048_576n;
const BYTES_PER_GIB = 1_073_741_824n;
const MAX_TOTAL = 1_000_000_000_000n;
const MAX_TRAITS = 64;

const EGRESS = 'weir.dev/egress-mbps';
const SHARE = 'weir.dev/share';
const TRAIT_PREFIX = 'trait.weir.dev/';
const traitPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/**
 * What a node offers: what may be allocated of it, less what others' pods request, in whole steps, times the share; what is
 * kept back by that is reserved, so that it is seen. `others` are the pods on it that are not ours, `storageClasses` those
 * that the cluster has, and whether their volumes can grow. Pure.
 */
export function offerOf(node: V1Node, others: readonly V1Pod[], storageClasses: ReadonlyMap<string, boolean>, settings: DiscoverySettings, now: Millis): NodeOffer {
  const allocatable = amounts(node.status?.allocatable);
  const taken = others.reduce<Amounts>((total, pod) => sum(total, requestsOf(pod)), new Map());
  const shareBps = BigInt(shareOf(node) ?? settings.shareBps);
  const left = (name: string) => ({ total: allocatable.get(name) ?? 0n, taken: taken.get(name) ?? 0n });
  const gpus = gpusOf(node, left, shareBps, settings.gpuModels);
  const egress = egressOf(node) ?? settings.egressMbpsPerHost;
  const storage = settings.storageClasses.filter(({ storageClass, gibPerHost }) => storageClasses.has(storageClass) && gibPerHost > 0);
  const inventories: InventoryInput[] = [
    shared('CPU_MILLI', '', left('cpu'), millisOf, CPU_STEP_MILLIS, shareBps),
    shared('MEMORY_MIB', '', left('memory'), (nanos) => unitsOf(nanos) / BYTES_PER_MIB, MEMORY_STEP_MIB, shareBps),
    shared('STORAGE_GIB', 'ephemeral', left('ephemeral-storage'), (nanos) => unitsOf(nanos) / BYTES_PER_GIB, 1n, shareBps),
    ...gpus.inventories,
    ...storage.map(({ storageClass, variant, gibPerHost }): InventoryInput => (
      { resourceClass: 'STORAGE_GIB', variant, total: gibPerHost, ...(storageClasses.get(storageClass) ? {} : { expandable: false }) })),
    ...(egress === null ? [] : [{ resourceClass: 'EGRESS_MBPS' as const, total: egress }]),
  ].filter(({ total }) => total > 0);
  const remarks: HostRemark[] = [
    ...gpus.remarks,
    ...(egress === null ? ['egress_undeclared' as const] : []),
    ...([...storageClasses.keys()].some((name) => !storage.some(({ storageClass }) => storageClass === name)) ? ['storage_undeclared' as const] : []),
  ];
  return {
    name: node.metadata?.name ?? '', capacity: settings.idleHours.length > 0 ? 'idle' : 'dedicated', traits: traitsOf(node, settings), inventories,
    withheld: withheldBy(node, inventories, settings, now), remarks,
  };
}

/** Whether its kubelet says that the node works. */
export function isReady(node: V1Node): boolean {
  return (node.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}

function withheldBy(node: V1Node, inventories: readonly InventoryInput[], settings: DiscoverySettings, now: Millis): WithheldReason[] {
  const { spec, status } = node;
  const taints = (spec?.taints ?? []).filter(({ effect, key }) => effect !== 'PreferNoSchedule' && !key.startsWith('node.kubernetes.io/'));
  const offered = (resourceClass: string) => inventories.some((each) => each.resourceClass === resourceClass && each.total > (each.reserved ?? 0));
  const { operatingSystem, architecture } = status?.nodeInfo ?? {};
  const idle = settings.idleHours.length === 0 || settings.idleHours.some((text) => {
    const hours = readIdleHours(text);
    return hours !== undefined && isWithin(hours, now);
  });
  const reasons: [WithheldReason, boolean][] = [
    ['node_not_ready', !isReady(node)],
    ['node_unschedulable', spec?.unschedulable === true],
    ['node_tainted', taints.length > 0],
    ['node_platform', operatingSystem !== 'linux' || !settings.architectures.includes(architecture ?? '')],
    ['nothing_left', !offered('CPU_MILLI') || !offered('MEMORY_MIB')],
    ['outside_idle_hours', !idle],
  ];
  return reasons.filter(([, applies]) => applies).map(([reason]) => reason);
}

/** An inventory of everything, of which what others take and what is not shared is reserved. */
function shared(
  resourceClass: 'CPU_MILLI' | 'MEMORY_MIB' | 'STORAGE_GIB', variant: string, { total, taken }: { total: bigint; taken: bigint },
  inUnits: (nanos: bigint) => bigint, step: bigint, shareBps: bigint,
): InventoryInput {
  const all = least(inUnits(total), MAX_TOTAL);
  const free = taken >= total ? 0n : least(inUnits(total - taken), all);
  const offered = ((free * shareBps) / BigInt(WHOLE_SHARE_BPS) / step) * step;
  return { resourceClass, ...(variant === '' ? {} : { variant }), total: Number(all), reserved: Number(all - offered) };
}

function traitsOf({ metadata }: V1Node, settings: DiscoverySettings): string[] {
  const labels = metadata?.labels ?? {};
  const mapped = settings.traits.filter(({ label, value }) => label in labels && (value === undefined || labels[label] === value)).map(({ trait }) => trait);
  const named = Object.entries(labels).filter(([label, value]) => label.startsWith(TRAIT_PREFIX) && value === 'true').map(([label]) => label.slice(TRAIT_PREFIX.length));
  return [...new Set([...mapped, ...named])].filter((trait) => traitPattern.test(trait)).toSorted().slice(0, MAX_TRAITS);
}

/** In Mbit/s; null when the node does not say, or not in whole numbers. */
function egressOf({ metadata }: V1Node): number | null {
  const text = metadata?.labels?.[EGRESS] ?? metadata?.annotations?.[EGRESS];
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** In basis points; undefined when the node does not say. */
function shareOf({ metadata }: V1Node): number | undefined {
  const [, percent] = /^(\d{1,3})\s*%?$/.exec(metadata?.annotations?.[SHARE] ?? '') ?? [];
  return percent === undefined ? undefined : Math.min(WHOLE_SHARE_BPS, Number(percent) * 100);
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
