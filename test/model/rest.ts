import { routes, sweepNames } from '#apps/worker';
import { relayEvents, sql } from '#libs/database';
import { defaultSettings } from '#libs/kernel';

import { audit } from '../../bench/audit.js';
import { isAsWanted, roomFor, withinQuota } from './fit.js';
import { work } from './jobs.js';
import { HOUR, type ModelLease, unitsOf } from './model.js';
import { clearFault } from './operations.js';
import { look, type Seen, serving } from './seen.js';
import type { World } from './world.js';

const STEP_MILLIS = 15_000;
const MOST_STEPS = 60;
const MOST_ROUNDS = 50;

/** Ends all faults and lets everything run its course. @throws when something does not come to rest. */
export async function bringToRest(world: World): Promise<void> {
  for (const fault of world.model.faults) await clearFault(world, fault);
  // Faults that end by themselves do so within ten minutes.
  world.clock.advance(600_000);
  let quiet = 0;
  for (let step = 0; step < MOST_STEPS && quiet < 3; step += 1) {
    const placed = await oneOfEverything(world);
    quiet = placed === 0 && (await moving(world)).length === 0 ? quiet + 1 : 0;
    world.clock.advance(STEP_MILLIS);
  }
  if (quiet < 3) throw new Error(`not at rest: ${JSON.stringify(await moving(world))}, jobs ${JSON.stringify(world.heap.waiting)}`);
}

/** What is on its way somewhere. */
async function moving({ database, clock }: World): Promise<{ id: string; state: string; closed_reason: string | null; why: string }[]> {
  return database.query(sql`
    select l.id, l.state, l.closed_reason, 'state' as why from leases l
      where l.state in ('requested', 'placed', 'closing') or (l.state in ('provisioning', 'degraded') and not l.unplaced)
    union all
    select l.id, l.state, l.closed_reason, 'price' from leases l where l.price_locked_until <= ${BigInt(clock.now())} and l.state not in ('suspended', 'closing', 'closed', 'failed')
    union all
    select l.id, l.state, l.closed_reason, 'held' from leases l join claims c on c.lease_id = l.id and c.state = 'held'
      where l.state in ('closed', 'failed') or c.replica >= l.replicas or c.part <> 'serving'
    union all
    select l.id, l.state, l.closed_reason, 'escrow' from leases l join accounts a on a.owner_id = l.id
      where l.state in ('closed', 'failed') and (a.balance <> 0 or a.reserved <> 0)
    union all
    select l.id, l.state, l.closed_reason, 'runs unclaimed' from leases l join simulated_workloads w on w.lease_id = l.id
      where not exists (select 1 from claims c where c.id = w.claim_id and c.state = 'held')
    union all
    select l.id, l.state, l.closed_reason, 'not ready' from leases l join workloads w on w.lease_id = l.id where w.state <> 'ready'`);
}

/** Scheduling comes after what may have freed room. @returns how many claims were made. */
async function oneOfEverything(world: World): Promise<number> {
  for (const name of sweepNames) await world.sweeps.run(name);
  await doAllJobs(world);
  await world.scheduler.stop();
  const scheduler = world.newScheduler();
  for (let round = 0; (await scheduler.round(world.poolId)).more; round += 1) if (round === MOST_ROUNDS) throw new Error('the scheduler finds more to do in every round');
  await scheduler.stop();
  await doAllJobs(world);
  return scheduler.counters.claims;
}

async function doAllJobs({ app, database, clock, heap, sweeps, dice }: World): Promise<void> {
  for (;;) {
    await database.transaction((tx) => relayEvents(tx, 5_000, clock.now(), async (events) => {
      for (const job of routes(events)) await heap.add(job.queue, [job]);
    }));
    const job = dice.maybe(heap.due());
    if (!job) return;
    heap.take(job);
    await work(app, sweeps, heap, job);
  }
}

/** What must hold of a world at rest. @returns what does not. */
export async function wrongAtRest(world: World): Promise<string[]> {
  const seen = await look(world.database, [], '0');
  const { findings } = await audit(world.databaseUrl);
  // Claims are resized in place and keep no history: their levels in the past cannot be told, and were checked after each step.
  // What is not charged to its end, since its host was not heard of, is looked at below.
  const audited = findings.filter((finding) => !/^a (host was oversold|GPU was promised|stream of an ended lease)/.test(finding));
  return [...audited, ...wrongOutcomes(world, seen), ...(await wrongCharges(world)), ...wrongLocks(world, seen), ...(await wrongUsage(world)), ...(await wrongRunning(world))];
}

/** A lease that waits must be one that has to wait. */
function wrongOutcomes({ model }: World, seen: Seen): string[] {
  const wrong: string[] = [];
  for (const lease of model.open()) {
    const is = seen.leases.get(lease.id);
    if (!is) {
      wrong.push(`${lease.id} was open and is gone`);
      continue;
    }
    const claims = serving(seen).filter((claim) => claim.leaseId === lease.id && claim.replica < lease.replicas);
    const missing = lease.replicas - claims.length;
    const told = JSON.stringify({ ...is, resources: lease.resources, constraints: lease.constraints });
    if (is.state === 'active' && missing > 0) wrong.push(`${lease.id} is active without ${missing} of its claims`);
    if (!['active', 'blocked', 'degraded', 'provisioning', 'suspended', 'closed', 'failed'].includes(is.state)) wrong.push(`${lease.id} never came to rest: ${told}`);
    if (is.state === 'closed' || is.state === 'failed' || is.state === 'suspended') continue;
    if (is.state === 'blocked' && claims.length > 0) wrong.push(`${lease.id} is blocked and holds claims`);
    if (is.state === 'active' && is.endsAt !== null && lease.durationMillis === undefined) wrong.push(`${lease.id} has an end that it did not ask for`);
    const waits = missing > 0 || claims.some((claim) => !isAsWanted(claim, lease));
    if (waits !== is.unplaced || (waits && is.blocked === null)) wrong.push(`${lease.id} ${waits ? 'waits and does not say so' : 'waits for nothing'}: ${told}`);
    if (missing > 0 && couldBePlaced(lease, is.state === 'blocked' ? missing : 1, missing, seen, model)) {
      wrong.push(`${lease.id} could be placed on ${roomFor(lease, model, seen).join()}: ${told}`);
    }
    // What a quota rules out it rules out together, so that changes which fit one by one may all have to wait.
    const others: Seen = { ...seen, claims: seen.claims.filter((one) => one.leaseId !== lease.id) };
    if (!withinQuota(lease, lease.replicas, model, others)) continue;
    for (const claim of claims.filter((one) => !isAsWanted(one, lease))) {
      if (roomFor(lease, model, seen, claim).length === 0) continue;
      wrong.push(`replica ${claim.replica} of ${lease.id} could be given what it wants: ${told}`);
    }
  }
  return wrong;
}

/** Where sweeps have run, prices are up to date. */
function wrongLocks({ clock }: World, seen: Seen): string[] {
  const late = [...seen.leases.values()].filter((lease) => lease.closedReason === null && lease.state !== 'suspended' && lease.priceLockedUntil <= clock.now() - 60_000);
  return late.map((lease) => `${lease.id} was not priced anew at ${lease.priceLockedUntil}`);
}

/** All or nothing at first; of one that runs, as many as fit are asked for together. */
function couldBePlaced(lease: ModelLease, atLeast: number, missing: number, seen: Seen, model: World['model']): boolean {
  const room = Math.min(missing, roomFor(lease, model, seen).length);
  return room >= atLeast && withinQuota(lease, room, model, seen);
}

/**
 * Charges of each stream against quantity × rate × time, worked out anew, and what of them is for the base; none for a lease that is not billed. What has ended is
 * charged to its end, or to when its host was last heard of before it fell silent.
 */
async function wrongCharges({ database, clock, model }: World): Promise<string[]> {
  const rows = await database.query<{ lease_id: string; host_id: string; resource_class: string; quantity: bigint; rate: bigint; base_rate: bigint; starts_at: bigint; ends_at: bigint | null;
    state: string; reason: string | null; charged: bigint; waived: bigint; base: bigint; settled_to: bigint }>(sql`
    select s.lease_id, s.host_id, s.resource_class, s.quantity, s.nano_tokens_per_unit_hour as rate, s.base_nano_tokens_per_unit_hour as base_rate, s.starts_at, s.ends_at, l.state,
      l.closed_reason as reason, coalesce(c.charged, 0)::bigint as charged, coalesce(c.waived, 0)::bigint as waived, coalesce(c.base, 0)::bigint as base, coalesce(p.settled_to, s.starts_at) as settled_to
    from streams s join leases l on l.id = s.lease_id left join stream_settlements p on p.stream_id = s.id
    left join (select stream_id, sum(amount + waived) as charged, sum(waived) as waived, sum(base_amount) as base from charges group by 1) c on c.stream_id = s.id`);
  return rows.filter((row) => {
    const owed = (to: bigint) => (row.quantity * row.rate * (to - row.starts_at)) / (unitsOf(row.resource_class) * BigInt(HOUR));
    const paid = row.charged - row.waived;
    // The tip is rounded down, the treasury has the rest.
    if (row.waived === 0n && row.base !== (row.rate === 0n ? 0n : paid - (paid * (row.rate - row.base_rate)) / row.rate)) return true;
    if (['image_not_found', 'crash_loop', 'out_of_memory', 'start_timed_out'].includes(row.reason ?? '')) return row.charged !== 0n;
    const [end, settledTo] = [row.ends_at ?? BigInt(clock.now()), row.settled_to];
    if (settledTo > end || row.charged !== owed(settledTo)) return true;
    if (row.state !== 'closed' || settledTo === end) return row.state === 'closed' && row.ends_at === null;
    const stopped = Number(settledTo);
    const latest = (from: number) => Math.max(from + defaultSettings.hostStaleAfterMillis, Number(row.starts_at));
    return !model.silences.some(({ hostId, from, until }) => hostId === row.host_id && from <= stopped && stopped < until && stopped <= latest(from));
  }).map((row) => `a stream of ${row.lease_id} (${row.state}) was charged wrongly: ${JSON.stringify(row, withBigints)}`);
}

/** What was accepted of usage was recorded once, and stands charged once at its rate. */
async function wrongUsage({ database, model, operators }: World): Promise<string[]> {
  const rows = await database.query<{
    reporter: string; source: string; id: string; quantity: string; parts: string | null; billed: bigint | null; meter: string; rate: bigint | null;
  }>(sql`
    select u.reporter_id as reporter, u.source, u.id, u.quantity::text as quantity, c.parts::text as parts, c.billed, u.meter, c.rate
    from usage_records u left join (
      select usage_reporter_id, usage_source, usage_id, sum(quantity) as parts, sum(amount + waived)::bigint as billed, max(nano_tokens_per_unit_hour) as rate
      from charges b where kind = 'usage' and not exists (select 1 from charges r where r.reverses_charge_id = b.id) group by 1, 2, 3) c on c.usage_reporter_id = u.reporter_id and c.usage_source = u.source and c.usage_id = u.id`);
  const reporters = new Set(operators.map((operator) => operator.id));
  const recorded = new Set(rows.filter((row) => reporters.has(row.reporter)).map((row) => `${row.reporter} ${row.source} ${row.id}`));
  const isWhole = recorded.size === model.samples.size && [...model.samples].every((key) => recorded.has(key));
  const wrong = isWhole ? [] : [`${recorded.size} samples are recorded, ${model.samples.size} were accepted`];
  for (const row of rows.filter((one) => one.parts !== null)) {
    const per = row.meter === 'egress_bytes' ? 1n << 30n : (1n << 30n) * BigInt(HOUR);
    const owed = (BigInt(row.parts!) * row.rate!) / per;
    if (BigInt(row.parts!) <= BigInt(row.quantity) && owed === row.billed) continue;
    wrong.push(`sample ${row.id} of ${row.reporter}: ${row.parts} of ${row.quantity} was billed ${row.billed}, not ${owed}`);
  }
  return wrong.slice(0, 5);
}

/**
 * Every claim of a lease that was activated has its workload, and a stream for each thing it holds. One that holds no more than volumes, since its lease was suspended and
 * waits for room beside them, has no workload; nor streams, where its replica never served before that, or contact with it was lost then.
 */
async function wrongRunning({ database }: World): Promise<string[]> {
  const rows = await database.query<{ id: string; lease_id: string; streams: number; resources: number; runs: boolean; should: boolean; unplaced: boolean }>(sql`
    select c.id, c.lease_id, l.unplaced, jsonb_array_length(c.resources) as resources, exists (select 1 from simulated_workloads w where w.claim_id = c.id) as runs,
      jsonb_path_exists(c.resources, '$[*] ? (@.resourceClass != "STORAGE_GIB" || @.variant == "ephemeral")') as should,
      (select count(*)::int from streams s join jsonb_to_recordset(c.resources) r("resourceClass" text, variant text, amount bigint)
        on r."resourceClass" = s.resource_class and coalesce(r.variant, '') = s.variant and r.amount = s.quantity where s.claim_id = c.id and s.ends_at is null) as streams
    from claims c join leases l on l.id = c.lease_id where c.state = 'held' and l.activated_at is not null and l.state <> 'suspended'`);
  const isRight = (row: (typeof rows)[number]) => row.runs === row.should && (row.streams === row.resources || (!row.should && row.streams === 0)) && (row.should || row.unplaced);
  return rows.filter((row) => !isRight(row)).map((row) => (
    `${row.id} of ${row.lease_id} ${row.runs ? 'runs' : 'does not run'}, ${row.unplaced ? 'waits' : 'does not wait'} and has ${row.streams} streams for ${row.resources} resources`));
}

function withBigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
