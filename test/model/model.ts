import type { Millis } from '#libs/kernel';
import type { LeaseConstraints, LeaseResources, LeaseState, LeaseTerms } from '#libs/lease';

export const HOUR = 3_600_000;

/** A class and variant, as `CPU_MILLI/` or `GPU_MILLI/l4`. */
export type Key = string;

export interface ModelHost {
  id: string;
  operatorId: string;
  siteId: string;
  clusterId: string;
  jurisdiction: string;
  state: 'open' | 'cordoned' | 'draining';
  capacity: ReadonlyMap<Key, number>;
}

export interface ModelLease {
  id: string;
  tenantId: string;
  projectId: string;
  replicas: number;
  resources: LeaseResources;
  constraints: LeaseConstraints;
  /** Nano-tokens an hour. */
  maximum: bigint | undefined;
  durationMillis: Millis | undefined;
  createdAt: Millis;
  /** As last seen. */
  state: LeaseState;
  version: number;
  closedByTenant: boolean;
  resized: boolean;
}

export interface ModelFault {
  id: string;
  kind: string;
  clusterId: string;
  operatorId: string;
  leaseId?: string;
  hostId?: string;
}

/** What was asked of the product, and what it should come to. Claims and balances are as last seen: between steps nothing moves. */
export class Model {
  readonly hosts = new Map<string, ModelHost>();
  readonly leases = new Map<string, ModelLease>();
  readonly deposits = new Map<string, bigint>();
  /** By project and class. */
  readonly quotas = new Map<string, number>();
  /** By key, oldest first. */
  readonly rates = new Map<Key, { from: Millis; nanoTokens: bigint }[]>();
  /** The last event of moved prices that these took in. */
  followedTo = 0n;
  moves = 0;
  readonly keys: { tenantId: string; key: string; terms: LeaseTerms; leaseId: string; at: Millis }[] = [];
  faults: ModelFault[] = [];
  /** Kinds of fault that there ever were. */
  readonly faultsSoFar = new Set<string>();
  /** When which hosts were last heard of before they were not heard of for a while. */
  readonly silences: { hostId: string; from: Millis; until: Millis }[] = [];
  /** Usage samples that were accepted, by reporter, source and id. */
  readonly samples = new Set<string>();
  /** By account id: the sum of its entries. */
  readonly balances = new Map<string, bigint>();

  constructor(readonly capBps: number) {}

  open(): ModelLease[] {
    return [...this.leases.values()].filter((lease) => !['closing', 'closed', 'failed'].includes(lease.state));
  }

  rateAt(key: Key, at: Millis): bigint {
    const [resourceClass] = key.split('/');
    const versions = this.rates.get(key) ?? this.rates.get(`${resourceClass}/`) ?? [];
    return versions.findLast((version) => version.from <= at)?.nanoTokens ?? 0n;
  }

  /** Every rate that was in force at an instant, which may be the very one at which others were set. */
  ratesAt(key: Key, at: Millis): bigint[] {
    const set = (this.rates.get(key) ?? this.rates.get(`${key.split('/')[0]}/`) ?? []).filter((version) => version.from === at);
    return [this.rateAt(key, at - 1), ...set.map((version) => version.nanoTokens)];
  }

  /** What a lease costs an hour with the dearest GPUs it may be given. */
  costPerHour(resources: LeaseResources, replicas: number, at: Millis): bigint {
    const cost = (key: Key, amount: number) => divCeil(BigInt(amount) * BigInt(replicas) * this.rateAt(key, at), unitsOf(key));
    const gpus = modelsOf(resources, this).map((model) => cost(`GPU_MILLI/${model}`, gpuMilli(resources)));
    const dearest = gpus.reduce((most, one) => (one > most ? one : most), 0n);
    return [...plain(resources)].reduce((sum, [key, amount]) => sum + cost(key, amount), dearest);
  }

  /** What its volumes cost an hour, which alone go on when a lease is suspended. */
  volumesPerHour(resources: LeaseResources, replicas: number, at: Millis): bigint {
    const volumes = [...plain(resources)].filter(([key]) => key.startsWith('STORAGE_GIB/') && key !== 'STORAGE_GIB/ephemeral');
    return volumes.reduce((sum, [key, amount]) => sum + divCeil(BigInt(amount) * BigInt(replicas) * this.rateAt(key, at), unitsOf(key)), 0n);
  }

  /** Whether some host, were it empty, had room for a replica. */
  couldEverFit(resources: LeaseResources): boolean {
    const has = (host: ModelHost, key: Key, amount: number) => (host.capacity.get(key) ?? 0) >= amount;
    return [...this.hosts.values()].some((host) => [...plain(resources)].every(([key, amount]) => has(host, key, amount))
      && (!resources.gpu || modelsOf(resources, this).some((model) => has(host, `GPU_MILLI/${model}`, gpuMilli(resources)))));
  }
}

/** What a replica takes besides GPUs. */
export function plain(resources: LeaseResources): Map<Key, number> {
  const amounts = new Map<Key, number>();
  const add = (key: Key, amount: number | undefined) => amount && amounts.set(key, (amounts.get(key) ?? 0) + amount);
  add('CPU_MILLI/', resources.cpuMillis);
  add('MEMORY_MIB/', resources.memoryMib);
  add('STORAGE_GIB/ephemeral', resources.ephemeralGib);
  for (const volume of resources.volumes ?? []) add(`STORAGE_GIB/${volume.storageClass}`, volume.gib);
  add('EGRESS_MBPS/', resources.egressMbps);
  return amounts;
}

export function gpuMilli({ gpu }: LeaseResources): number {
  return gpu ? gpu.count * (gpu.milliPerGpu ?? 1_000) : 0;
}

/** GPU models that a replica may be given, in order of name where none is named. */
export function modelsOf({ gpu }: LeaseResources, model: Model): string[] {
  if (!gpu) return [];
  const all = new Set([...model.hosts.values()].flatMap((host) => [...host.capacity.keys()].filter((key) => key.startsWith('GPU_MILLI/')).map((key) => key.slice(10))));
  return gpu.models?.length ? [...gpu.models] : [...all].toSorted();
}

/** All that replicas take of a class, variants together. */
export function classTotals(resources: LeaseResources, replicas: number): Map<string, number> {
  const totals = new Map<string, number>(resources.gpu ? [['GPU_MILLI', gpuMilli(resources) * replicas]] : []);
  for (const [key, amount] of plain(resources)) totals.set(classOf(key), (totals.get(classOf(key)) ?? 0) + amount * replicas);
  return totals;
}

export function classOf(key: Key): string {
  return key.split('/')[0]!;
}

/** Units that a rate is for. */
export function unitsOf(key: Key): bigint {
  return { CPU_MILLI: 1_000n, GPU_MILLI: 1_000n, MEMORY_MIB: 1_024n }[classOf(key)] ?? 1n;
}

export function divCeil(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}
