import { sweepNames, routes } from '#apps/worker';
import { CloseStatement, Settlement } from '#libs/billing';
import { relayEvents } from '#libs/database';
import { SetQuota } from '#libs/identity';
import { CordonHost, DrainHost, RecordHeartbeats, UncordonHost } from '#libs/inventory';
import { type ResourceClass } from '#libs/kernel';
import { ChangeLease, CloseLease, type LeaseResources, type LeaseTerms, RequestLease } from '#libs/lease';
import { DepositTokens } from '#libs/ledger';
import { RecordUsage } from '#libs/metering';
import { ClearFault, type FaultKind, InjectFault } from '#libs/runtime';

import { work } from './jobs.js';
import { classTotals, divCeil, HOUR, type ModelLease } from './model.js';
import { type Seen, serving, takenBy } from './seen.js';
import { platform, POOL, setRate, type World } from './world.js';

/** Does something at random, and tells the model. @returns what, for the log. */
type Operation = (world: World, seen: Seen) => Promise<string>;

const HOLD = HOUR;
/** How long the volumes of a lease without funds are kept: paid for beforehand. */
const SUSPENSION = 24 * HOUR;
const DAY = 24 * HOUR;

function randomResources({ dice }: World): LeaseResources {
  const cpuMillis = dice.pick([250, 500, 1_000, 1_000, 2_000, 4_000, 8_000]);
  const gpu = dice.chance(0.7) ? undefined : {
    ...(dice.chance(0.6) ? { count: 1, milliPerGpu: dice.pick([100, 250, 500, 700]) } : { count: dice.between(1, 2) }),
    ...(dice.chance(0.5) ? { models: dice.pick([['l4'], ['a100'], ['l4', 'a100']]) } : {}),
  };
  return {
    cpuMillis: dice.chance(0.02) ? 1_000_000 : cpuMillis, memoryMib: dice.pick([256, 1_024, 4_096, 16_384]),
    ...(gpu ? { gpu } : {}),
    ...(dice.chance(0.3) ? { ephemeralGib: dice.pick([1, 10, 60]) } : {}),
    ...(dice.chance(0.15) ? { volumes: [{ name: 'data', storageClass: 'ssd', gib: dice.pick([10, 100]) }] } : {}),
    ...(dice.chance(0.2) ? { egressMbps: dice.pick([10, 100]) } : {}),
  };
}

function randomTerms(world: World, projects: readonly string[]): LeaseTerms {
  const { dice, model, clock } = world;
  const resources = randomResources(world);
  const replicas = dice.weighted([[5, 1], [3, 2], [2, 3], [1, 4]] as const);
  const maximum = dice.chance(0.15) ? (model.costPerHour(resources, replicas, clock.now()) * BigInt(dice.between(90, 140))) / 100n : undefined;
  return {
    pool: POOL, projectId: dice.pick(projects), replicas, resources, workload: { image: 'registry.example/app:1' },
    constraints: {
      ...(dice.chance(0.2) ? { jurisdictions: dice.pick([['DE'], ['DE', 'FR'], ['CH'], ['US', 'CH'], ['JP']]) } : {}),
      ...(dice.chance(0.3) ? { spread: { over: dice.pick(['operator', 'site', 'host'] as const), maximum: dice.between(1, 2) } } : {}),
    },
    ...(maximum === undefined ? {} : { pricing: { mode: 'on-demand', maximumNanoTokensPerHour: maximum.toString() } }),
    ...(dice.chance(0.3) ? { durationMillis: dice.magnitude(1_000, 6 * HOUR) } : {}),
  };
}

/** What admission must answer: an empty string, or the code of its refusal. The model knows all that it decides by. */
function admissionOf({ model, clock }: World, seen: Seen, tenantId: string, terms: LeaseTerms): string {
  const cost = model.costPerHour(terms.resources, terms.replicas, clock.now());
  const maximum = terms.pricing?.maximumNanoTokensPerHour;
  if (maximum !== undefined && cost > BigInt(maximum)) return 'price_above_maximum';
  if (!model.couldEverFit(terms.resources)) return 'cannot_ever_fit';
  const held = takenBy(serving(seen), (claim, { resourceClass }) => `${claim.projectId}/${resourceClass}`);
  for (const [resourceClass, asked] of classTotals(terms.resources, terms.replicas)) {
    const key = `${terms.projectId}/${resourceClass}`;
    if ((held.get(key) ?? 0) + asked > (model.quotas.get(key) ?? Infinity)) return 'quota_exceeded';
  }
  const wallet = seen.accounts.find((account) => account.ownerId === tenantId && account.kind === 'wallet');
  const hold = divCeil(cost * BigInt(Math.min(terms.durationMillis ?? HOLD, HOLD)), BigInt(HOUR));
  const reserve = divCeil(model.volumesPerHour(terms.resources, terms.replicas, clock.now()) * BigInt(SUSPENSION), BigInt(HOUR));
  return hold + reserve > (wallet ? wallet.balance - wallet.reserved : 0n) ? 'insufficient_funds' : '';
}

const request: Operation = async (world, seen) => {
  const { dice, model, clock } = world;
  const tenant = dice.pick(world.tenants);
  const terms = randomTerms(world, tenant.projects);
  const key = dice.chance(0.4) ? `key-${model.keys.length}` : undefined;
  const expected = admissionOf(world, seen, tenant.id, terms);
  const twice = key !== undefined && dice.chance(0.3);
  const [asked, again] = await Promise.all([0, ...(twice ? [1] : [])].map(() => world.ask(new RequestLease(tenant.actor, terms, key))));
  if ((asked!.refused ?? '') !== expected) {
    throw new Error(`a request was to be answered ${expected || 'with a lease'}: ${asked!.refused ?? 'it was admitted'}; ${JSON.stringify(terms)}`);
  }
  if (asked!.refused !== undefined) return `request of ${tenant.id}: ${asked!.refused}`;
  const { id, version } = asked!.answer;
  if (again && (again.refused !== undefined || again.answer.id !== id)) throw new Error(`one key, two answers: ${id} and ${again.refused ?? again.answer.id}`);
  if (key !== undefined) model.keys.push({ tenantId: tenant.id, key, terms, leaseId: id, at: clock.now() });
  model.leases.set(id, {
    id, tenantId: tenant.id, projectId: terms.projectId!, replicas: terms.replicas, resources: terms.resources, constraints: terms.constraints ?? {},
    maximum: terms.pricing?.maximumNanoTokensPerHour === undefined ? undefined : BigInt(terms.pricing.maximumNanoTokensPerHour), durationMillis: terms.durationMillis,
    createdAt: clock.now(), state: 'requested', version, closedByTenant: false, resized: false,
  });
  return `request of ${tenant.id}: ${id} ${JSON.stringify({ ...terms, workload: undefined, pool: undefined })}`;
};

const repeatRequest: Operation = async (world) => {
  const { dice, model, clock } = world;
  const known = dice.maybe(model.keys.filter((one) => clock.now() - one.at < DAY));
  if (!known) return 'nothing to repeat';
  const { actor } = world.tenants.find((tenant) => tenant.id === known.tenantId)!;
  const other = dice.chance(0.3);
  const again = await world.ask(new RequestLease(actor, other ? { ...known.terms, name: 'other' } : known.terms, known.key));
  const right = other ? again.refused === 'idempotency_key_reused' : again.refused === undefined && again.answer.id === known.leaseId;
  if (!right) throw new Error(`${known.key} made ${known.leaseId} and now ${again.refused ?? again.answer.id}`);
  return `repeat ${known.key}${other ? ' with another request' : ''}`;
};

const change: Operation = async (world) => {
  const { dice, model } = world;
  const lease = dice.maybe(dice.chance(0.9) ? model.open() : [...model.leases.values()]);
  if (!lease) return 'nothing to change';
  const { actor } = ownerOf(world, lease);
  const stale = dice.chance(0.1);
  const wanted = dice.chance(0.7) ? { replicas: dice.between(1, 4) } : { resources: { ...lease.resources, cpuMillis: dice.pick([250, 500, 1_000, 2_000, 4_000]) } };
  const changed = await world.ask(new ChangeLease(actor, lease.id, wanted, stale ? lease.version + 7 : lease.version));
  if (changed.refused !== undefined) {
    const beyond = ['insufficient_funds', 'quota_exceeded', 'price_above_maximum', 'cannot_ever_fit'];
    const expected = stale ? ['stale_version'] : model.open().includes(lease) ? beyond : ['lease_not_open'];
    if (lease.state === 'suspended') expected.push('lease_suspended');
    // Prices are followed first, and may have passed its maximum since the last sweep.
    if (lease.maximum !== undefined && !stale) expected.push('lease_not_open');
    if (!expected.includes(changed.refused)) throw new Error(`a change of ${lease.id} (${lease.state}) was refused: ${changed.refused}`);
    return `change ${lease.id} ${JSON.stringify(wanted)}: ${changed.refused}`;
  }
  if (stale || !model.open().includes(lease)) throw new Error(`${lease.id} (${lease.state}) could be changed${stale ? ' without its version' : ''}`);
  lease.resized ||= 'resources' in wanted;
  Object.assign(lease, wanted, { version: changed.answer.version });
  return `change ${lease.id} ${JSON.stringify(wanted)}`;
};

const close: Operation = async (world) => {
  const { dice, model } = world;
  const lease = dice.maybe(model.open().length > 25 || dice.chance(0.3) ? model.open() : []);
  if (!lease) return 'nothing to close';
  const { answer } = await world.ask(new CloseLease(ownerOf(world, lease).actor, lease.id)) as { answer: { state: string; version: number } };
  if (answer.state !== 'closing' && answer.state !== 'closed') throw new Error(`${lease.id} was closed and is ${answer.state}`);
  Object.assign(lease, { closedByTenant: true, version: answer.version });
  return `close ${lease.id}`;
};

const deposit: Operation = async (world) => {
  const { dice, model } = world;
  const [index, tenant] = dice.pick([...world.tenants.entries()]);
  // The last is poor: its leases run out of funds.
  const amount = BigInt(dice.magnitude(10_000_000, index === 2 ? 2_000_000_000 : 60_000_000_000));
  await world.run(new DepositTokens(platform, tenant.id, amount, `deposit-${tenant.id}-${dice.between(0, 1e9)}`));
  model.deposits.set(tenant.id, model.deposits.get(tenant.id)! + amount);
  return `deposit ${amount} for ${tenant.id}`;
};

const advance: Operation = async ({ dice, clock }) => {
  const [least, most] = dice.weighted([[8, [1, 2_000]], [8, [2_000, 120_000]], [4, [120_000, 1_200_000]], [2, [1_200_000, 3 * HOUR]]] as const);
  const by = dice.magnitude(least, most);
  clock.advance(by);
  return `advance ${by}`;
};

const sweep: Operation = async ({ dice, sweeps }) => {
  const name = dice.pick(sweepNames);
  if (dice.chance(0.1)) await Promise.all([sweeps.run(name), sweeps.run(name)]);
  else await sweeps.run(name);
  return `sweep ${name}`;
};

const round: Operation = async (world) => {
  const { dice } = world;
  if (dice.chance(0.5)) {
    await world.scheduler.stop();
    world.scheduler = world.newScheduler(); // a new one tries blocked leases at once
  }
  const { outcome, applied } = await world.scheduler.round(world.poolId);
  return `round: ${outcome}, ${applied?.made.length ?? 0} claims, ${applied?.refused.map((one) => `${one.leaseId} ${one.reason}`).join(', ') ?? ''}`;
};

/** A scheduler that stalls in its round: its lock ends, and another begins. */
const twoRounds: Operation = async (world) => {
  const stalled = world.scheduler.round(world.poolId);
  world.clock.advance(10_001);
  const other = world.newScheduler();
  const outcomes = await Promise.all([stalled, other.round(world.poolId), ...(world.dice.chance(0.5) ? [world.newScheduler().round(world.poolId)] : [])]);
  await other.stop();
  return `two rounds at once: ${outcomes.map((one) => `${one.outcome} ${one.applied?.made.length ?? ''}`).join(', ')}`;
};

/** Carries events; sometimes is cut off after the jobs were added, so that the events come again. */
const relay: Operation = async ({ dice, database, clock, heap }) => {
  const limit = dice.pick([1, 5, 500]);
  const cutOff = dice.chance(0.1);
  const carry = () => database.transaction((tx) => relayEvents(tx, limit, clock.now(), async (events) => {
    for (const job of routes(events)) await heap.add(job.queue, [job]);
    if (cutOff) throw new Error('cut off');
  }));
  const carried = await carry().catch((error: unknown) => {
    if (cutOff) return 'no';
    throw error;
  });
  return `relay ${carried} events`;
};

/** Does some jobs: any, also before their time, together, or without taking them off the heap. */
const drain: Operation = async ({ app, sweeps, heap, dice }) => {
  const done: string[] = [];
  const times = dice.between(1, 6);
  for (let time = 0; time < times; time += 1) {
    const jobs = [dice.maybe(dice.chance(0.8) ? heap.due() : heap.waiting), dice.chance(0.2) ? dice.maybe(heap.due()) : undefined].filter((job) => job !== undefined);
    for (const job of jobs) if (!dice.chance(0.15)) heap.take(job);
    await Promise.all(jobs.map((job) => work(app, sweeps, heap, job)));
    done.push(jobs.map((job) => `${job.queue} ${Object.values(job.data).join()}`).join(' + '));
  }
  return `work: ${done.join('; ')}`;
};

const settle: Operation = async ({ app, dice, model }) => {
  const lease = dice.maybe([...model.leases.values()]);
  if (!lease) return 'nothing to settle';
  const settlement = app.get(Settlement, { strict: false });
  await Promise.all(dice.chance(0.2) ? [settlement.settle(lease.id), settlement.settle(lease.id)] : [settlement.settle(lease.id)]);
  return `settle ${lease.id}`;
};

const closeStatement: Operation = async (world) => {
  const tenant = world.dice.pick(world.tenants);
  const closed = await world.ask(new CloseStatement(tenant.actor));
  if (closed.refused !== undefined && closed.refused !== 'nothing_to_close') throw new Error(`a statement was refused: ${closed.refused}`);
  return `statement of ${tenant.id}: ${closed.refused ?? closed.answer.id}`;
};

const moveHost: Operation = async (world) => {
  const { dice, model } = world;
  const shut = [...model.hosts.values()].filter((host) => host.state !== 'open');
  const host = dice.maybe(shut.length > 2 || dice.chance(0.4) ? shut : [...model.hosts.values()]);
  if (!host) return 'no host to move';
  const { actor } = world.operators.find((operator) => operator.id === host.operatorId)!;
  const to = host.state === 'open' ? dice.pick(['cordoned', 'cordoned', 'draining'] as const) : 'open';
  if (to === 'open') await world.run(new UncordonHost(actor, host.id));
  else if (to === 'cordoned') await world.run(new CordonHost(actor, host.id));
  else await world.run(new DrainHost(actor, host.id, dice.chance(0.5) ? { drainBy: world.clock.now() + dice.magnitude(1_000, HOUR) } : {}));
  host.state = to;
  return `${host.id} is ${to}`;
};

const inject: Operation = async (world, seen) => {
  const { dice, model, clock } = world;
  if (model.faults.length >= 4) return 'enough faults';
  const operator = dice.pick(world.operators);
  const clusterId = dice.pick(operator.clusters);
  const kind: FaultKind = dice.weighted([[4, 'host_lost'], [4, 'contact_lost'], [2, 'crash_loop'], [1, 'out_of_memory'], [1, 'image_not_found'], [1, 'duplicate_reports'], [1, 'delay_reports']]);
  const host = dice.pick([...model.hosts.values()].filter((one) => one.clusterId === clusterId));
  const claim = dice.maybe(seen.claims.filter((one) => one.hostId === host.id));
  const input = {
    kind,
    ...(kind === 'host_lost' || dice.chance(0.5) ? { hostId: host.id } : {}),
    ...(claim && (kind === 'crash_loop' || kind === 'out_of_memory' || kind === 'image_not_found') ? { leaseId: claim.leaseId } : {}),
    ...(kind === 'delay_reports' ? { delayMillis: dice.magnitude(100, 60_000) } : {}),
    ...(dice.chance(0.4) ? { durationMillis: dice.magnitude(1_000, 600_000) } : {}),
  };
  const fault = await world.run(new InjectFault(operator.actor, clusterId, input));
  if (fault.until === null || fault.until > clock.now()) model.faults.push({ ...input, id: fault.id, clusterId, operatorId: operator.id });
  model.faultsSoFar.add(kind);
  return `inject ${JSON.stringify(input)} in ${clusterId}`;
};

const clear: Operation = async (world) => {
  const fault = world.dice.maybe(world.model.faults);
  return fault ? clearFault(world, fault) : 'no fault to clear';
};

export async function clearFault(world: World, fault: World['model']['faults'][number]): Promise<string> {
  const { actor } = world.operators.find((operator) => operator.id === fault.operatorId)!;
  const cleared = await world.ask(new ClearFault(actor, fault.clusterId, fault.id));
  if (cleared.refused !== undefined && cleared.refused !== 'not_found') throw new Error(`a fault could not be cleared: ${cleared.refused}`); // it may be over
  world.model.faults = world.model.faults.filter((one) => one !== fault);
  return `clear ${fault.kind} in ${fault.clusterId}`;
}

/** Heard from in spite of what its faults say: an agent that runs while its machine's cluster cannot be asked. */
const beat: Operation = async (world) => {
  const operator = world.dice.pick(world.operators);
  const clusterId = world.dice.pick(operator.clusters);
  await world.run(new RecordHeartbeats(operator.actor, { clusterId }));
  return `heartbeats of ${clusterId}`;
};

const recordUsage: Operation = async (world, seen) => {
  const { dice, model, clock } = world;
  const operator = dice.pick(world.operators);
  const events = Array.from({ length: dice.between(1, 4) }, () => {
    const claim = dice.maybe(seen.claims);
    const endsAt = clock.now() + dice.between(-600_000, 60_000);
    const event = {
      specversion: '1.0', type: dice.pick(['weir.usage.egress_bytes.v1', 'weir.usage.stored_bytes.v1']), source: '/agent', id: `sample-${dice.between(1, 300)}`,
      subject: claim?.id ?? `clm_${'0'.repeat(24)}`, data: { bytes: String(dice.magnitude(1, 2 ** 38)), startsAt: endsAt - dice.magnitude(1, HOUR), endsAt },
    };
    return { event, isOwn: claim?.operatorId === operator.id };
  });
  const receipt = await world.run(new RecordUsage(operator.actor, events.map(({ event }) => event)));
  const expected = { accepted: 0, duplicates: 0, rejected: 0 };
  for (const { isOwn, event } of events) {
    const key = `${operator.id} ${event.source} ${event.id}`;
    expected[!isOwn ? 'rejected' : model.samples.has(key) ? 'duplicates' : 'accepted'] += 1;
    if (isOwn) model.samples.add(key);
  }
  const got = { accepted: receipt.accepted, duplicates: receipt.duplicates, rejected: receipt.rejected.length };
  if (JSON.stringify(got) !== JSON.stringify(expected)) throw new Error(`of samples ${JSON.stringify(expected)} was expected: ${JSON.stringify(got)}`);
  return `usage by ${operator.id}: ${JSON.stringify(got)}`;
};

const setQuota: Operation = async (world) => {
  const { dice, model } = world;
  const tenant = dice.pick(world.tenants);
  const projectId = dice.pick(tenant.projects);
  const resourceClass = dice.pick(['CPU_MILLI', 'GPU_MILLI', 'MEMORY_MIB'] satisfies ResourceClass[]);
  const most = { CPU_MILLI: 30_000, GPU_MILLI: 3_000, MEMORY_MIB: 100_000 }[resourceClass];
  const limit = dice.chance(0.5) ? undefined : dice.between(0, most);
  await world.run(new SetQuota(tenant.actor, projectId, resourceClass, limit));
  if (limit === undefined) model.quotas.delete(`${projectId}/${resourceClass}`);
  else model.quotas.set(`${projectId}/${resourceClass}`, limit);
  return `quota of ${projectId}: ${resourceClass} ${limit}`;
};

const moveRate: Operation = async (world) => {
  const key = world.dice.pick([...world.model.rates.keys()]);
  const versions = world.model.rates.get(key)!;
  const [first, last] = [versions[0]!.nanoTokens, versions.at(-1)!.nanoTokens];
  const next = (last * BigInt(world.dice.between(70, 150))) / 100n;
  const rate = next > first * 3n || next * 3n < first ? first : next;
  await setRate(world, key, rate);
  return `rate of ${key}: ${rate}`;
};

function ownerOf(world: World, lease: ModelLease): World['tenants'][number] {
  return world.tenants.find((tenant) => tenant.id === lease.tenantId)!;
}

/** How often each is done. */
export const operations: readonly (readonly [weight: number, operation: Operation])[] = [
  [14, request], [3, repeatRequest], [5, change], [6, close], [5, deposit], [14, advance], [16, sweep], [10, round], [2, twoRounds], [8, relay], [18, drain],
  [4, settle], [2, closeStatement], [3, moveHost], [3, inject], [4, clear], [3, beat], [4, recordUsage], [2, setQuota], [2, moveRate],
];
