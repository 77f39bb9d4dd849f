import { type Reader, rowsOf, sql, sqlJoin, type Transaction } from '#libs/database';
import { assert, type ClaimId, type Millis, newId, type ResourceClass } from '#libs/kernel';
import type { PriceParts } from '#libs/pricing';

import { type HeldClaim, type Lease, type Stream } from './lease.js';
import { EPHEMERAL, isVolume } from './resources.js';

/** A stream that runs, as much of it as deciding needs. */
export interface OpenStream {
  id: string;
  claimId: ClaimId;
  hostId: string;
  operatorId: string;
  resourceClass: ResourceClass;
  variant: string;
  quantity: bigint;
  nanoTokensPerUnitHour: bigint;
  /** What of that is base: the pool's treasury's. */
  baseNanoTokensPerUnitHour: bigint;
  startsAt: Millis;
}

/**
 * The streams of a lease that run, and before when no other of each claim may begin: where its last ended one ended, and where its size
 * last changed. One that ended before a moment of it was served is in nobody's way.
 */
export interface StreamsNow {
  open: OpenStream[];
  lastEnd: ReadonlyMap<ClaimId, Millis>;
  /** Of claims that were resized: what they held before, the latest last. */
  sizes?: ReadonlyMap<ClaimId, readonly ClaimSize[]>;
}

/** What a claim held until it was resized. */
export interface ClaimSize {
  until: Millis;
  resources: HeldClaim['resources'];
}

/** What to write: ends never before starts, by construction. */
export interface StreamChanges {
  ends: { id: string; at: Millis }[];
  /** With an end: what had one before it was seen. */
  starts: (Omit<OpenStream, 'id'> & { endsAt?: Millis })[];
  /** Claims that served no longer than this, though streams of theirs ended later: a price or a size changed before that was known. */
  cuts?: { claimId: ClaimId; at: Millis }[];
}

/**
 * Makes the streams of one ready claim what they should be: one for each class it holds, at the lease's price. Those whose
 * quantity or price changed end at `at` and go on anew. Pure.
 * @param since from when a stream that does not run yet is charged, at the earliest.
 */
export function streamsOfReady(lease: Pick<Lease, 'id' | 'prices'>, claim: HeldClaim, now: StreamsNow, since: Millis, at: Millis): StreamChanges {
  const mine = now.open.filter((stream) => stream.claimId === claim.id);
  const changes: StreamChanges = { ends: [], starts: [] };
  const kept = new Set<string>();
  for (const { resourceClass, variant, amount } of claim.resources) {
    const wanted = { claimId: claim.id, hostId: claim.hostId, operatorId: claim.operatorId, resourceClass, variant, quantity: BigInt(amount), ...partsOf(lease, resourceClass, variant) };
    const running = mine.find((stream) => stream.resourceClass === resourceClass && stream.variant === variant);
    if (!running) {
      // A class that joins ones that run already was added in place: it counts from now, not from when the replica became ready.
      const from = mine.length > 0 ? at : since;
      changes.starts.push(...bySize({ ...wanted, startsAt: Math.max(from, now.lastEnd.get(claim.id) ?? from) }, now.sizes?.get(claim.id) ?? []));
    } else if (running.quantity === wanted.quantity && samePrice(running, wanted)) {
      kept.add(running.id);
    } else {
      changes.starts.push({ ...wanted, startsAt: Math.max(at, running.startsAt) });
    }
  }
  changes.ends = mine.filter((stream) => !kept.has(stream.id)).map((stream) => endOf(stream, at));
  return changes;
}

/** A stream from its start on, as one for each size that its claim had since then of its class. */
function bySize(stream: StreamChanges['starts'][number], sizes: readonly ClaimSize[]): StreamChanges['starts'] {
  const streams: StreamChanges['starts'] = [];
  let { startsAt } = stream;
  const held = [...sizes.filter(({ until }) => until > startsAt).map(({ until, resources }) => ({ until, quantity: amountIn(resources, stream) })), { until: undefined, quantity: stream.quantity }];
  for (const [index, one] of held.entries()) {
    if (held[index + 1]?.quantity === one.quantity) continue;
    if (one.quantity > 0n) streams.push({ ...stream, quantity: one.quantity, startsAt, ...(one.until === undefined ? {} : { endsAt: one.until }) });
    startsAt = one.until ?? startsAt;
  }
  return streams;
}

function amountIn(resources: HeldClaim['resources'], { resourceClass, variant }: Pick<OpenStream, 'resourceClass' | 'variant'>): bigint {
  return BigInt(resources.find((held) => held.resourceClass === resourceClass && held.variant === variant)?.amount ?? 0);
}

/** Has running streams go on at the lease's prices: those whose price changed end at `at` and start anew. Pure. */
export function streamsRepriced(lease: Pick<Lease, 'id' | 'prices'>, open: readonly OpenStream[], at: Millis): StreamChanges {
  const changed = open.filter((stream) => !samePrice(stream, partsOf(lease, stream.resourceClass, stream.variant)));
  return {
    ends: changed.map((stream) => endOf(stream, at)),
    starts: changed.map((stream) => (
      { ...stream, ...partsOf(lease, stream.resourceClass, stream.variant), startsAt: Math.max(at, stream.startsAt) })),
  };
}

/** Whether both cost the same and as much of it is base. */
export function samePrice(a: PriceParts, b: PriceParts): boolean {
  return a.nanoTokensPerUnitHour === b.nanoTokensPerUnitHour && (a.baseNanoTokensPerUnitHour ?? 0n) === (b.baseNanoTokensPerUnitHour ?? 0n);
}

function partsOf(lease: Pick<Lease, 'id' | 'prices'>, resourceClass: ResourceClass, variant: string): Required<PriceParts> {
  const price = lease.prices.find((known) => known.resourceClass === resourceClass && known.variant === variant);
  assert(price !== undefined, `lease ${lease.id} holds ${resourceClass} ${variant} and has no price for it`);
  return { nanoTokensPerUnitHour: price.nanoTokensPerUnitHour, baseNanoTokensPerUnitHour: price.baseNanoTokensPerUnitHour ?? 0n };
}

/** The end of a stream at a time, or at its start when that is later. */
export function endOf(stream: OpenStream, at: Millis): { id: string; at: Millis } {
  return { id: stream.id, at: Math.max(at, stream.startsAt) };
}

/** The lease must be locked: only then does what runs stay what runs. */
export async function streamsNow(tx: Transaction, leaseId: string): Promise<StreamsNow> {
  const rows = await rowsOf<OpenStreamRow>(tx, sql`
    select id, claim_id, host_id, operator_id, resource_class, variant, quantity, nano_tokens_per_unit_hour, base_nano_tokens_per_unit_hour, starts_at, null::bigint as ends_at, null::jsonb as sizes
    from streams where lease_id = ${leaseId} and ends_at is null
    union all
    select '', claim_id, '', '', '', '', 0, 0, 0, 0, greatest(coalesce(max(ends_at) filter (where ends_at > starts_at), 0), max(starts_at) filter (where quantity <> before)), null
    from (select *, lag(quantity) over (partition by claim_id, resource_class, variant order by starts_at, ends_at nulls last) as before from streams where lease_id = ${leaseId}) s
    group by claim_id having count(ends_at) > 0
    union all
    select '', id, '', '', '', '', 0, 0, 0, 0, null, sizes from claims where lease_id = ${leaseId} and state = 'held' and sizes <> '[]'`);
  const lastEnd = new Map(rows.flatMap((row) => (row.ends_at === null ? [] : [[row.claim_id, Number(row.ends_at)] as const])));
  const sizes = new Map(rows.flatMap((row) => (row.sizes === null ? [] : [[row.claim_id, row.sizes] as const])));
  const open = rows.filter((row) => row.ends_at === null && row.sizes === null).map((row) => ({
    id: row.id, claimId: row.claim_id, hostId: row.host_id, operatorId: row.operator_id, resourceClass: row.resource_class, variant: row.variant, quantity: row.quantity,
    nanoTokensPerUnitHour: row.nano_tokens_per_unit_hour, baseNanoTokensPerUnitHour: row.base_nano_tokens_per_unit_hour, startsAt: Number(row.starts_at),
  }));
  return { open, lastEnd, sizes };
}

interface OpenStreamRow {
  id: string;
  claim_id: ClaimId;
  host_id: string;
  operator_id: string;
  resource_class: ResourceClass;
  variant: string;
  quantity: bigint;
  nano_tokens_per_unit_hour: bigint;
  base_nano_tokens_per_unit_hour: bigint;
  starts_at: bigint;
  ends_at: bigint | null;
  sizes: ClaimSize[] | null;
}

/** Ends come first: a class of a claim has one open stream at most. */
export async function writeStreams(tx: Transaction, lease: Lease, { ends, starts, cuts = [] }: StreamChanges): Promise<void> {
  if (ends.length > 0) {
    await tx.$executeRaw(sql`
      update streams s set ends_at = e.at from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e(id text, at bigint)
      where s.id = e.id and s.ends_at is null`);
  }
  for (const { claimId, at } of cuts) await cutStreams(tx, lease.id, at, { claimId });
  if (starts.length === 0) return;
  const rows = starts.map((start) => ({
    id: newId('stream'), claim_id: start.claimId, host_id: start.hostId, operator_id: start.operatorId, resource_class: start.resourceClass,
    variant: start.variant, quantity: start.quantity.toString(), price: start.nanoTokensPerUnitHour.toString(), base: start.baseNanoTokensPerUnitHour.toString(), starts_at: start.startsAt, ends_at: start.endsAt ?? null,
  }));
  await tx.$executeRaw(sql`
    insert into streams (id, lease_id, tenant_id, pool_id, claim_id, host_id, operator_id, resource_class, variant, quantity, nano_tokens_per_unit_hour,
      base_nano_tokens_per_unit_hour, starts_at, ends_at)
    select id, ${lease.id}, ${lease.tenantId}, ${lease.poolId}, claim_id, host_id, operator_id, resource_class, variant, quantity, price, base, starts_at, ends_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(
      id text, claim_id text, host_id text, operator_id text, resource_class text, variant text, quantity bigint, price bigint, base bigint, starts_at bigint, ends_at bigint)`);
}

/** Ends every stream of a lease, or of some of its claims, at a time, or at its own start when that is later. */
export async function endStreams(tx: Transaction, leaseId: string, at: Millis, { claimIds }: { claimIds?: readonly ClaimId[] } = {}): Promise<void> {
  const ofClaims = claimIds ? sql`and claim_id in (select value from jsonb_array_elements_text(${JSON.stringify(claimIds)}::jsonb))` : sql``;
  await tx.$executeRaw(sql`
    update streams set ends_at = greatest(starts_at, ${BigInt(at)}) where lease_id = ${leaseId} and ends_at is null ${ofClaims}`);
}

/**
 * Has nothing of a lease, of one of its claims, or but for its volumes, run beyond a time that has passed: also what ended later, before it was noticed that
 * the time had come, ends then. What was charged beyond is for billing to return.
 */
export async function cutStreams(tx: Transaction, leaseId: string, at: Millis, { claimId, but }: { claimId?: ClaimId; but?: 'volumes' } = {}): Promise<void> {
  const ofClaim = claimId ? sql`and claim_id = ${claimId}` : sql``;
  const butVolumes = but ? sql`and not (resource_class = 'STORAGE_GIB' and variant <> ${EPHEMERAL})` : sql``;
  await tx.$executeRaw(sql`
    update streams set ends_at = greatest(starts_at, ${BigInt(at)})
    where lease_id = ${leaseId} and (ends_at is null or ends_at > greatest(starts_at, ${BigInt(at)})) ${ofClaim} ${butVolumes}`);
}

/**
 * Has a lease stand still as of a time, which may have passed: of what ran at that time only volumes go on, at the prices they had, up to when their claims
 * are given back; what began or changed later did not. @returns what ran at that time.
 */
export async function standStill(tx: Transaction, leaseId: string, at: Millis): Promise<Stream[]> {
  const ran = (await streamsOf(tx, leaseId)).filter(({ startsAt, endsAt }) => startsAt <= at && (endsAt === null || endsAt > at));
  const kept = JSON.stringify(ran.filter((stream) => isVolume(stream)).map(({ id }) => id));
  const isKept = sql`id in (select value from jsonb_array_elements_text(${kept}::jsonb))`;
  await tx.$executeRaw(sql`
    update streams set ends_at = greatest(starts_at, ${BigInt(at)})
    where lease_id = ${leaseId} and (ends_at is null or ends_at > greatest(starts_at, ${BigInt(at)})) and not ${isKept}`);
  await tx.$executeRaw(sql`
    update streams s set ends_at = (select c.released_at from claims c where c.id = s.claim_id) where ${isKept} and ends_at is not null`);
  return ran;
}

/** All streams of a lease, in order of start: what it is charged from. */
export async function streamsOf(reader: Reader, leaseId: string): Promise<Stream[]> {
  const rows = await rowsOf<Omit<Stream, 'startsAt' | 'endsAt'> & { startsAt: bigint; endsAt: bigint | null }>(reader, sql`
    select id, lease_id as "leaseId", tenant_id as "tenantId", pool_id as "poolId", claim_id as "claimId", host_id as "hostId", operator_id as "operatorId",
      resource_class as "resourceClass", variant, quantity, nano_tokens_per_unit_hour as "nanoTokensPerUnitHour", base_nano_tokens_per_unit_hour as "baseNanoTokensPerUnitHour",
      starts_at as "startsAt", ends_at as "endsAt"
    from streams where lease_id = ${leaseId} order by starts_at, id`);
  return rows.map((row) => ({ ...row, startsAt: Number(row.startsAt), endsAt: row.endsAt === null ? null : Number(row.endsAt) }));
}

/** Of replicas that were down: why their volumes are not known to have been kept. */
const NOT_KEPT = ['contact_lost', 'host_lost'] as const;

/**
 * Charges for the volumes of replicas that were down when their lease came to stand still, as for those of all others: nothing runs any more, and what is paid for from
 * then on is that volumes are kept. Up to when their claims are given back; of none that never served, nor where contact was lost at the time. After `standStill` or
 * `cutStreams`; twice is harmless. The lease must be locked, and its prices those of that time.
 */
export async function keepVolumes(tx: Transaction, lease: Lease, at: Millis): Promise<void> {
  const rows = await rowsOf<{ claim_id: ClaimId; host_id: string; operator_id: string; variant: string; resources: HeldClaim['resources']; sizes: ClaimSize[]; released_at: bigint | null; ended_at: bigint }>(tx, sql`
    select c.id as claim_id, c.host_id, c.operator_id, s.variant, c.resources, c.sizes, c.released_at, max(s.ends_at) as ended_at
    from claims c join streams s on s.claim_id = c.id and s.resource_class = 'STORAGE_GIB' and s.variant <> ${EPHEMERAL} and (s.ends_at is null or s.ends_at > s.starts_at)
    where c.lease_id = ${lease.id} and c.part = 'serving' and c.replica < ${lease.replicas} and (c.released_at is null or c.released_at > ${BigInt(at)}) and not exists (
      select 1 from outages o where o.claim_id = c.id and o.reason in (${sqlJoin([...NOT_KEPT])}) and o.starts_at <= ${BigInt(at)} and (o.ends_at is null or o.ends_at > ${BigInt(at)}))
    group by c.id, s.variant having count(*) = count(s.ends_at)`);
  const starts = rows.map((row): StreamChanges['starts'][number] => {
    const startsAt = Math.max(at, Number(row.ended_at));
    const of = { resourceClass: 'STORAGE_GIB' as const, variant: row.variant };
    const held = row.sizes.find(({ until }) => until > startsAt)?.resources ?? row.resources;
    return {
      ...of, ...partsOf(lease, of.resourceClass, of.variant), claimId: row.claim_id, hostId: row.host_id, operatorId: row.operator_id, quantity: amountIn(held, of), startsAt,
      ...(row.released_at === null ? {} : { endsAt: Number(row.released_at) }),
    };
  });
  await writeStreams(tx, lease, { ends: [], starts: starts.filter(({ quantity, startsAt, endsAt }) => quantity > 0n && startsAt < (endsAt ?? Infinity)) });
}
