import { sql } from '#libs/database';
import { defaultSettings, mayMove } from '#libs/kernel';
import { leaseMoves, type LeaseState } from '#libs/lease';

import { classOf, HOUR, type Key, type Model, type ModelLease } from './model.js';
import { type Seen, type SeenLease, serving, takenBy } from './seen.js';
import type { World } from './world.js';

/** What must hold after every step, of what is seen, of how it differs from what was seen before, and of the model. @returns what does not. */
export function wrongAfterStep(world: World, before: Seen, now: Seen): string[] {
  noteSilences(world, before, now);
  return [...wrongCapacity(world, before, now), ...wrongClaims(world, before, now), ...wrongLeases(world, now), ...wrongMoney(world, now)];
}

function noteSilences({ model }: World, before: Seen, now: Seen): void {
  for (const [hostId, heard] of now.heard) {
    const from = before.heard.get(hostId)!;
    if (heard - from > defaultSettings.hostStaleAfterMillis) model.silences.push({ hostId, from, until: heard });
  }
}

function wrongCapacity({ model }: World, before: Seen, now: Seen): string[] {
  const wrong: string[] = [];
  const taken = takenBy(now.claims, (claim, { resourceClass, variant }) => `${claim.hostId} ${resourceClass}/${variant}`);
  for (const { hostId, key, used, devices } of now.inventories) {
    const capacity = model.hosts.get(hostId)!.capacity.get(key) ?? 0;
    const held = taken.get(`${hostId} ${key}`) ?? 0;
    taken.delete(`${hostId} ${key}`);
    if (used !== held || used > capacity) wrong.push(`${key} of ${hostId}: ${used} used, ${held} in claims, ${capacity} there`);
    if (classOf(key) !== 'GPU_MILLI') continue;
    const byDevice = devices.map(() => 0);
    const of = now.claims.filter((claim) => claim.hostId === hostId).flatMap((claim) => claim.resources).filter((one) => `GPU_MILLI/${one.variant}` === key);
    for (const { index, milli } of of.flatMap((one) => one.devices ?? [])) byDevice[index]! += milli;
    if (byDevice.some((milli, index) => milli !== devices[index] || milli > 1_000)) wrong.push(`devices of ${hostId}: ${devices.join()} taken, ${byDevice.join()} in claims`);
  }
  if (taken.size > 0) wrong.push(`claims on what hosts do not have: ${[...taken.keys()].join()}`);
  return [...wrong, ...wrongShares(model, before, now)];
}

/** Operators' shares may be above the cap only where nothing was added. */
function wrongShares(model: Model, before: Seen, now: Seen): string[] {
  const byOperator = (seen: Seen) => takenBy(seen.claims, (claim, { resourceClass, variant }) => `${claim.operatorId} ${resourceClass}/${variant}`);
  const [was, is] = [byOperator(before), byOperator(now)];
  return [...is].filter(([at, amount]) => {
    const key = at.split(' ')[1]!;
    const having = [...model.hosts.values()].filter((host) => host.capacity.has(key));
    const total = having.reduce((sum, host) => sum + host.capacity.get(key)!, 0);
    return new Set(having.map((host) => host.operatorId)).size >= 3 && amount > (was.get(at) ?? 0) && amount * 10_000 > total * model.capBps;
  }).map(([at, amount]) => `above the cap: ${at} has ${amount}`);
}

function wrongClaims({ model }: World, before: Seen, now: Seen): string[] {
  const wrong: string[] = [];
  const known = new Set(before.claims.map((claim) => claim.id));
  const replicas = new Set<string>();
  for (const claim of now.claims) {
    const lease = model.leases.get(claim.leaseId);
    const host = model.hosts.get(claim.hostId)!;
    if (!lease || lease.state === 'closed') wrong.push(`${claim.id} is held for ${claim.leaseId}, ${lease?.state}`);
    const unique = claim.part === 'succeeded' ? claim.id : `${claim.leaseId} ${claim.replica} ${claim.part}`;
    if (replicas.size === replicas.add(unique).size) wrong.push(`replica ${claim.replica} of ${claim.leaseId} has two claims`);
    if (known.has(claim.id) || !lease) continue;
    if (host.state !== 'open' || (now.lost.has(host.id) && before.lost.has(host.id))) wrong.push(`${claim.id} was made on a host that is ${host.state}`);
    const { jurisdictions, spread } = lease.constraints;
    if (jurisdictions && !jurisdictions.includes(host.jurisdiction)) wrong.push(`${claim.id} is in ${host.jurisdiction}, not in ${jurisdictions.join()}`);
    if (!spread) continue;
    const domain = (hostId: string) => ({ operator: model.hosts.get(hostId)!.operatorId, site: model.hosts.get(hostId)!.siteId, host: hostId, jurisdiction: model.hosts.get(hostId)!.jurisdiction })[spread.over];
    const together = now.claims.filter((one) => one.leaseId === lease.id && one.replica < lease.replicas && domain(one.hostId) === domain(claim.hostId));
    const count = new Set(together.map((one) => one.replica)).size; // a successor may be beside what it succeeds
    if (count > (spread.maximum ?? Infinity)) wrong.push(`${count} replicas of ${lease.id} on one ${spread.over}, not ${spread.maximum}`);
  }
  const byProject = (seen: Seen) => takenBy(serving(seen), (claim, { resourceClass }) => `${claim.projectId}/${resourceClass}`);
  const held = byProject(before);
  for (const [key, amount] of byProject(now)) {
    const limit = model.quotas.get(key) ?? Infinity;
    if (amount > limit && amount > (held.get(key) ?? 0)) wrong.push(`quota ${key}: ${amount} of ${limit}`);
  }
  return wrong;
}

/** Every state that a lease may have come to. */
function reachable(from: LeaseState): Set<LeaseState> {
  const seen = new Set<LeaseState>([from]);
  for (const state of seen) for (const next of Object.keys(leaseMoves) as LeaseState[]) if (mayMove(leaseMoves, state, next)) seen.add(next);
  return seen;
}

const reachableFrom = new Map((Object.keys(leaseMoves) as LeaseState[]).map((state) => [state, reachable(state)]));

/** Also brings the model's states up to date. */
function wrongLeases({ model, clock }: World, now: Seen): string[] {
  const wrong: string[] = [];
  for (const id of now.leases.keys()) if (!model.leases.has(id)) wrong.push(`nobody asked for ${id}`);
  for (const lease of model.leases.values()) {
    const seen = now.leases.get(lease.id);
    if (!seen) {
      if (lease.state !== 'closed' && lease.state !== 'failed') wrong.push(`${lease.id} is gone`);
      continue;
    }
    if (!reachableFrom.get(lease.state)!.has(seen.state)) wrong.push(`${lease.id} went from ${lease.state} to ${seen.state}`);
    if (seen.replicas !== lease.replicas || seen.version !== lease.version) {
      wrong.push(`${lease.id} is at version ${seen.version} with ${seen.replicas} replicas, not ${lease.version} with ${lease.replicas}`);
    }
    lease.state = seen.state;
    if (seen.closedReason !== null) wrong.push(...wrongEnd(lease, seen, model.faultsSoFar, clock.now()));
  }
  return wrong;
}

/** A lease ends for a reason that there was. */
function wrongEnd(lease: ModelLease, seen: SeenLease, faults: ReadonlySet<string>, now: number): string[] {
  const { closedReason: reason, closingAt, activatedAt } = seen;
  const allowed: Record<string, boolean> = {
    tenant_closed: lease.closedByTenant,
    duration_over: lease.durationMillis !== undefined && activatedAt !== null && closingAt === activatedAt + lease.durationMillis,
    suspension_over: activatedAt !== null && closingAt! >= activatedAt + defaultSettings.suspensionMillis,
    funds_ended: activatedAt !== null && closingAt! >= activatedAt,
    price_above_maximum: lease.maximum !== undefined,
    image_not_found: faults.has('image_not_found') && activatedAt === null,
    crash_loop: faults.has('crash_loop') && activatedAt === null,
    out_of_memory: faults.has('out_of_memory') && activatedAt === null,
    start_timed_out: faults.size > 0 && activatedAt === null,
  };
  const wrong = allowed[reason!] ? [] : [`${lease.id} ended (${seen.state}) for ${reason}: ${JSON.stringify({ ...seen, blocked: undefined })}`];
  if (closingAt === null || closingAt > now || closingAt < lease.createdAt) wrong.push(`${lease.id} ended at ${closingAt}, and it is ${now}`);
  return wrong;
}

/** Entries sum to zero, balances are their sums, none is below zero, and what tenants put in is what they have and were charged. */
function wrongMoney({ model, tenants }: World, now: Seen): string[] {
  const wrong: string[] = [];
  let sum = 0n;
  for (const { accountId, amount } of now.entries) {
    sum += amount;
    model.balances.set(accountId, (model.balances.get(accountId) ?? 0n) + amount);
  }
  if (sum !== 0n) wrong.push(`entries sum to ${sum}`);
  const balances = new Map(now.accounts.map((account) => [account.id, account]));
  for (const [id, amount] of model.balances) {
    if (amount !== (balances.get(id)?.balance ?? 0n)) wrong.push(`account ${id} holds ${balances.get(id)?.balance}, its entries ${amount}`);
  }
  for (const { id, kind, balance, reserved } of now.accounts) {
    if (kind !== 'issuance' && (balance - reserved < 0n || reserved < 0n)) wrong.push(`account ${id} (${kind}) has ${balance} and ${reserved} reserved`);
  }
  const issued = now.accounts.find((account) => account.kind === 'issuance')?.balance ?? 0n;
  const deposited = [...model.deposits.values()].reduce((total, amount) => total + amount, 0n);
  if (issued !== -deposited || tenants.length !== model.deposits.size) wrong.push(`${-issued} were issued, ${deposited} deposited`);
  return wrong;
}

/** What must hold of streams, charges and tenants' books at any time; dearer to look at. @returns what does not. */
export async function wrongBooks(world: World): Promise<string[]> {
  const { database, model, clock } = world;
  const books = await database.query<{ id: string; held: bigint; charged: bigint }>(sql`
    select t.id,
      (select coalesce(sum(a.balance), 0) from accounts a where a.owner_id = t.id and a.kind = 'wallet')::bigint
        + (select coalesce(sum(a.balance), 0) from accounts a join leases l on l.id = a.owner_id where l.tenant_id = t.id and a.kind = 'escrow')::bigint as held,
      (select coalesce(sum(amount), 0) from charges c where c.tenant_id = t.id)::bigint as charged
    from tenants t`);
  const wrong = books.filter(({ id, held, charged }) => held + charged !== model.deposits.get(id)).map((row) => (
    `${row.id} put in ${model.deposits.get(row.id)}, has ${row.held} and was charged ${row.charged}`));
  const streams = await database.query<{ why: string; id: string }>(sql`
    select 'runs outside its claim' as why, s.id from streams s join claims c on c.id = s.claim_id
      where s.ends_at is distinct from s.starts_at
        and (s.starts_at < c.made_at or coalesce(s.ends_at, ${BigInt(clock.now())}) > coalesce(c.released_at, ${BigInt(clock.now())}))
    union all
    select 'runs beyond its lease', s.id from streams s join leases l on l.id = s.lease_id
      where l.closed_reason <> 'funds_ended' and s.ends_at is distinct from s.starts_at and coalesce(s.ends_at, ${BigInt(clock.now())}) > l.closing_at
    union all
    select 'overlaps another', a.id from streams a join streams b on a.claim_id = b.claim_id and a.resource_class = b.resource_class and a.variant = b.variant and a.id < b.id
      and a.starts_at < coalesce(b.ends_at, ${BigInt(clock.now())}) and b.starts_at < coalesce(a.ends_at, ${BigInt(clock.now())})
      -- What began after its lease should have stood still, noticed late, ran for no time at all.
      and a.starts_at is distinct from a.ends_at and b.starts_at is distinct from b.ends_at
    union all
    select 'is charged beside another of its replica', a.id from streams a join claims c on c.id = a.claim_id
      join claims d on d.lease_id = c.lease_id and d.replica = c.replica and d.id > c.id join streams b on b.claim_id = d.id and a.resource_class = b.resource_class
      and a.starts_at < coalesce(b.ends_at, ${BigInt(clock.now())}) and b.starts_at < coalesce(a.ends_at, ${BigInt(clock.now())}) where a.starts_at is distinct from a.ends_at
      and b.starts_at is distinct from b.ends_at
    union all
    select 'is charged into the future', s.id from streams s join stream_settlements p on p.stream_id = s.id where p.settled_to > ${BigInt(clock.now())}
    union all
    select 'has a quantity that its claim never had', s.id from streams s join claims c on c.id = s.claim_id join leases l on l.id = s.lease_id
      where s.ends_at is null and not exists (select 1 from jsonb_to_recordset(c.resources) r("resourceClass" text, variant text, amount bigint)
        where r."resourceClass" = s.resource_class and coalesce(r.variant, '') = s.variant and r.amount = s.quantity) and l.version = 1`);
  return [...wrong, ...(await wrongPrices(world)), ...streams.map((row) => `stream ${row.id} ${row.why}`)];
}

/** What runs pays the rate that was in force when the hour began for which its lease's price is locked. One that was resumed keeps its price until then, whenever that was locked. */
async function wrongPrices({ database, model }: World): Promise<string[]> {
  const rows = await database.query<{ lease_id: string; key: Key; rate: bigint; locked_until: bigint }>(sql`
    select s.lease_id, s.resource_class || '/' || s.variant as key, s.nano_tokens_per_unit_hour as rate, l.price_locked_until as locked_until
    from streams s join leases l on l.id = s.lease_id where s.ends_at is null and l.state <> 'suspended'
      and not exists (select 1 from lease_events e where e.lease_id = l.id and e.type = 'lease.resumed' and e.at = l.price_locked_until)`);
  return rows.filter(({ lease_id: leaseId, key, rate, locked_until: until }) => {
    const from = Number(until) - HOUR;
    // A class that a change added has a price of its own for the first hour.
    return !model.leases.get(leaseId)!.resized && !model.ratesAt(key, from).includes(rate);
  }).map((row) => `${row.lease_id} pays ${row.rate} for ${row.key} in the hour up to ${row.locked_until}`);
}
