import { classOf, classTotals, gpuMilli, type Key, type Model, type ModelHost, type ModelLease, modelsOf, plain } from './model.js';
import { type Seen, type SeenClaim, serving } from './seen.js';

/**
 * Hosts on which replicas of a lease would still fit, a replica each: tried on every host, one after the other. Replicas of a lease are alike, so that no
 * order of hosts fits more. Contact is not asked about: this is for a fleet that is at rest, where all hosts are heard of.
 * @param without a claim whose replica is to have what its lease wants: it counts as given back. One that holds volumes waits where they are, unless that is to be emptied.
 */
export function roomFor(lease: ModelLease, model: Model, seen: Seen, without?: SeenClaim): string[] {
  const claims = seen.claims.filter((claim) => claim !== without);
  const used = new Map<string, number>();
  const byOperator = new Map<string, number>();
  const devices = new Map(seen.inventories.filter(({ key }) => classOf(key) === 'GPU_MILLI').map(({ hostId, key, devices: taken }) => [`${hostId} ${key}`, [...taken]]));
  const take = (host: ModelHost, key: Key, amount: number) => {
    used.set(`${host.id} ${key}`, (used.get(`${host.id} ${key}`) ?? 0) + amount);
    byOperator.set(`${host.operatorId} ${key}`, (byOperator.get(`${host.operatorId} ${key}`) ?? 0) + amount);
  };
  for (const claim of claims) for (const { resourceClass, variant, amount } of claim.resources) take(model.hosts.get(claim.hostId)!, `${resourceClass}/${variant}`, amount);
  for (const { index, milli, key } of devicesOf(without)) devices.get(key)![index]! -= milli;
  const domains = new Map<string, number>();
  const { jurisdictions, spread } = lease.constraints;
  const domain = (host: ModelHost) => (spread ? { operator: host.operatorId, site: host.siteId, host: host.id, jurisdiction: host.jurisdiction }[spread.over] : '');
  const count = (host: ModelHost) => domains.set(domain(host), (domains.get(domain(host)) ?? 0) + 1);
  for (const claim of claims) if (claim.leaseId === lease.id && claim.replica < lease.replicas) count(model.hosts.get(claim.hostId)!);

  const has = (host: ModelHost, key: Key, amount: number) => (
    (used.get(`${host.id} ${key}`) ?? 0) + amount <= (host.capacity.get(key) ?? 0) && withinCap(model, host, key, amount, byOperator));
  const chosen = (host: ModelHost, key: Key): number[] => {
    const taken = devices.get(`${host.id} ${key}`) ?? [];
    const { count: wanted, milliPerGpu = 1_000 } = lease.resources.gpu!;
    if (!has(host, key, gpuMilli(lease.resources))) return [];
    const free = taken.flatMap((milli, index) => (milli + milliPerGpu <= 1_000 ? [index] : [])).slice(0, wanted);
    return free.length === wanted ? free : [];
  };
  const room: string[] = [];
  const isBound = without !== undefined && hasVolumes(without) && model.hosts.get(without.hostId)!.state !== 'draining';
  for (const host of isBound ? [model.hosts.get(without.hostId)!] : model.hosts.values()) {
    while (host.state === 'open' && (!jurisdictions || jurisdictions.includes(host.jurisdiction)) && (!spread || (domains.get(domain(host)) ?? 0) < (spread.maximum ?? Infinity))
      && [...plain(lease.resources)].every(([key, amount]) => has(host, key, amount))) {
      const key = modelsOf(lease.resources, model).map((name) => `GPU_MILLI/${name}`).find((one) => chosen(host, one).length > 0);
      if (lease.resources.gpu && key === undefined) break;
      if (key !== undefined) {
        for (const index of chosen(host, key)) devices.get(`${host.id} ${key}`)![index]! += lease.resources.gpu!.milliPerGpu ?? 1_000;
        take(host, key, gpuMilli(lease.resources));
      }
      for (const [one, amount] of plain(lease.resources)) take(host, one, amount);
      count(host);
      room.push(host.id);
      if (room.length >= 4) return room;
    }
  }
  return room;
}

function devicesOf(claim: SeenClaim | undefined): { index: number; milli: number; key: string }[] {
  return claim?.resources.flatMap(({ variant, devices = [] }) => devices.map((one) => ({ ...one, key: `${claim.hostId} GPU_MILLI/${variant}` }))) ?? [];
}

/** Three operators that have some of a class, or more, share it: none carries more than the cap of it. */
function withinCap(model: Model, host: ModelHost, key: Key, amount: number, byOperator: ReadonlyMap<string, number>): boolean {
  const having = [...model.hosts.values()].filter((one) => one.capacity.has(key));
  if (new Set(having.map((one) => one.operatorId)).size < 3) return true;
  const total = having.reduce((sum, one) => sum + one.capacity.get(key)!, 0);
  return ((byOperator.get(`${host.operatorId} ${key}`) ?? 0) + amount) * 10_000 <= total * model.capBps;
}

/** Whether the project's quota has room for so many more replicas of a lease. */
export function withinQuota(lease: ModelLease, replicas: number, model: Model, seen: Seen): boolean {
  const held = new Map<string, number>();
  for (const claim of serving(seen)) {
    for (const { resourceClass, amount } of claim.resources) {
      const key = `${claim.projectId}/${resourceClass}`;
      held.set(key, (held.get(key) ?? 0) + amount);
    }
  }
  return [...classTotals(lease.resources, replicas)].every(([resourceClass, amount]) => {
    const key = `${lease.projectId}/${resourceClass}`;
    return (held.get(key) ?? 0) + amount <= (model.quotas.get(key) ?? Infinity);
  });
}

function hasVolumes({ resources }: SeenClaim): boolean {
  return resources.some(({ resourceClass, variant }) => resourceClass === 'STORAGE_GIB' && variant !== 'ephemeral');
}

/** Whether a claim holds what its lease wants of a replica. */
export function isAsWanted(claim: SeenClaim, lease: ModelLease): boolean {
  const wanted = plain(lease.resources);
  const gpus = claim.resources.filter((one) => one.resourceClass === 'GPU_MILLI');
  const others = claim.resources.filter((one) => one.resourceClass !== 'GPU_MILLI');
  return others.length === wanted.size && others.every((one) => wanted.get(`${one.resourceClass}/${one.variant}`) === one.amount)
    && gpus.reduce((sum, one) => sum + one.amount, 0) === gpuMilli(lease.resources);
}
