import { type Reader, rowsOf, signal, signalChannels, type Sql, sql, type Transaction } from '#libs/database';
import { assert, canonicalJson, mayMove } from '#libs/kernel';
import { priceOf, type StoredPrice } from '#libs/pricing';

import { isOpen, type Lease, leaseMoves } from './lease.js';
import { SharedJson } from './shared-json.js';

/** A lease as it comes from its table: times are bigints there, and what many leases have alike is read as text. */
type LeaseRow = { [K in Exclude<keyof Lease, SharedField>]: NonNullable<Lease[K]> extends number ? number | bigint | Extract<Lease[K], null> : Lease[K] } & Record<SharedField, string>;

const shared = {
  resources: new SharedJson((json: Lease['resources']) => json),
  constraints: new SharedJson((json: Lease['constraints']) => json),
  fallbacks: new SharedJson((json: Lease['fallbacks']) => json),
  pricing: new SharedJson((json: Lease['pricing']) => json),
  prices: new SharedJson((json: readonly StoredPrice[]): Lease['prices'] => json.map(priceOf)),
};
type SharedField = keyof typeof shared;

const columns = sql`id, tenant_id as "tenantId", project_id as "projectId", pool_id as "poolId", name, state, replicas, resources::text as resources, workload, constraints::text as constraints,
  fallbacks::text as fallbacks, fallback, pricing::text as pricing, prices::text as prices, price_locked_until as "priceLockedUntil", duration_millis as "durationMillis", wait_until as "waitUntil", version, unplaced, readiness, addresses, blocked, reclaim, closed_reason as "closedReason", agreed,
  hold_key as "holdKey", created_at as "createdAt", placed_at as "placedAt", activated_at as "activatedAt", ends_at as "endsAt", warned_at as "warnedAt",
  grace_at as "graceAt", suspension,
  closing_at as "closingAt", closed_at as "closedAt"`;

/** Leases that a condition picks. `rest` is SQL from `where` on: nothing in it may come from outside unbound. */
export async function selectLeases(reader: Reader, rest: Sql): Promise<Lease[]> {
  return (await rowsOf<LeaseRow>(reader, sql`select ${columns} from leases ${rest}`)).map(toLease);
}

/** A lease as it was read, and which version of its row that was: PostgreSQL's `xmin`, which every write changes and a lock does not. */
export interface ReadLease {
  lease: Lease;
  row: string;
}

/** As `selectLeases`, with the version of each row. */
export async function readLeases(reader: Reader, rest: Sql): Promise<ReadLease[]> {
  const rows = await rowsOf<LeaseRow & { row: string }>(reader, sql`select ${columns}, xmin::text as "row" from leases ${rest}`);
  return rows.map(({ row, ...lease }) => ({ lease: toLease(lease as LeaseRow), row }));
}

/** The lease, as last committed, or undefined. */
export async function leaseById(reader: Reader, id: string): Promise<Lease | undefined> {
  return (await selectLeases(reader, sql`where id = ${id}`))[0];
}

/** Which of `leases` are open: by when they began to close, which indexes go by, and by their state. */
export const openSql = sql`closing_at is null and state not in ('closing', 'closed', 'failed')`;

/** The lease, locked until the transaction ends: everything that decides about a lease does so under this lock. */
export async function lockLease(tx: Transaction, id: string): Promise<Lease | undefined> {
  return (await selectLeases(tx, sql`where id = ${id} for no key update`))[0];
}

/** Leases locked in order of id. `skipLocked` leaves out those that somebody is deciding about, rather than wait. */
export async function lockLeases(tx: Transaction, ids: readonly string[], options: { skipLocked?: boolean } = {}): Promise<Lease[]> {
  if (ids.length === 0) return [];
  const skip = options.skipLocked ? sql`skip locked` : sql``;
  return selectLeases(tx, sql`where id = any(${[...new Set(ids)]}) order by id collate "C" for no key update ${skip}`);
}

/**
 * As `lockLeases`, without waiting for those that somebody is deciding about, and reading only what was written since it was read: of a thousand leases that were just read
 * for a round, mostly none.
 */
export async function lockRead(tx: Transaction, ids: readonly string[], known: ReadonlyMap<string, ReadLease>): Promise<Lease[]> {
  if (ids.length === 0) return [];
  const locked = await rowsOf<{ id: string; row: string }>(tx, sql`
    select id, xmin::text as "row" from leases where id = any(${[...new Set(ids)]}) order by id collate "C" for no key update skip locked`);
  const changed = locked.filter(({ id, row }) => known.get(id)?.row !== row).map(({ id }) => id);
  const anew = new Map((changed.length === 0 ? [] : await selectLeases(tx, sql`where id = any(${changed})`)).map((lease) => [lease.id as string, lease]));
  return locked.map(({ id }) => anew.get(id) ?? known.get(id)!.lease);
}

export async function insertLease(tx: Transaction, lease: Lease): Promise<void> {
  await tx.$executeRaw(sql`
    insert into leases (id, tenant_id, project_id, pool_id, name, state, replicas, resources, workload, constraints, fallbacks, pricing, prices, price_locked_until,
      duration_millis, wait_until, addresses, hold_key, created_at)
    values (${lease.id}, ${lease.tenantId}, ${lease.projectId}, ${lease.poolId}, ${lease.name}, ${lease.state}, ${lease.replicas}, ${json(lease.resources)},
      ${json(lease.workload)}, ${json(lease.constraints)}, ${json(lease.fallbacks)}, ${json(lease.pricing)}, ${json(lease.prices)}, ${BigInt(lease.priceLockedUntil)},
      ${bigOrNull(lease.durationMillis)}, ${bigOrNull(lease.waitUntil)}, ${json(lease.addresses)}, ${lease.holdKey}, ${BigInt(lease.createdAt)})`);
}

/** What may change in a lease's life. */
export type LeaseChanges = Partial<Omit<Lease, 'id' | 'tenantId' | 'projectId' | 'poolId' | 'workload' | 'addresses' | 'constraints' | 'fallbacks' | 'fallback' | 'durationMillis' | 'waitUntil' | 'createdAt'>>;

/**
 * Writes changes to a lease that the caller has locked, and gives the lease as it is then. The only writer of `state`:
 * @throws AssertionFailed for a move that `leaseMoves` does not have.
 */
export async function updateLease(tx: Transaction, lease: Lease, changes: LeaseChanges): Promise<Lease> {
  const next = changed(lease, changes);
  await tx.$executeRaw(sql`
    update leases set name = ${next.name}, state = ${next.state}, replicas = ${next.replicas}, resources = ${json(next.resources)}, pricing = ${json(next.pricing)},
      prices = ${json(next.prices)}, price_locked_until = ${BigInt(next.priceLockedUntil)}, version = ${next.version}, unplaced = ${next.unplaced}, sought = ${next.unplaced},
      readiness = ${json(next.readiness)}, addresses = ${json(next.addresses)}, blocked = ${next.blocked === null ? null : json(next.blocked)}, reclaim = ${next.reclaim === null ? null : json(next.reclaim)},
      closed_reason = ${next.closedReason}, agreed = ${next.agreed === null ? null : json(next.agreed)},
      hold_key = ${next.holdKey}, placed_at = ${bigOrNull(next.placedAt)}, activated_at = ${bigOrNull(next.activatedAt)}, ends_at = ${bigOrNull(next.endsAt)},
      warned_at = ${bigOrNull(next.warnedAt)}, grace_at = ${bigOrNull(next.graceAt)}, suspension = ${next.suspension === null ? null : json(next.suspension)}, closing_at = ${bigOrNull(next.closingAt)}, closed_at = ${bigOrNull(next.closedAt)}
    where id = ${lease.id}`);
  if (lease.addresses.length > 0) await signal(tx, signalChannels.route, lease.id);
  return next;
}

/** What placement changes, of many leases at once. */
export interface PlacementChange {
  lease: Lease;
  changes: Partial<Pick<Lease, 'state' | 'unplaced' | 'blocked' | 'placedAt' | 'resources' | 'constraints' | 'fallback'>>;
}

/**
 * As `updateLease`, for a round of placement: one statement, which touches no index (HOT) as long as it sets nothing that one goes by. `sought` is no less than `unplaced`, and stays until
 * something else is written of the lease. @returns the leases as they are then, in their order.
 */
export async function updatePlacement(tx: Transaction, changes: readonly PlacementChange[]): Promise<Lease[]> {
  if (changes.length === 0) return [];
  const next = changes.map((change) => changed(change.lease, change.changes));
  const rows = next.map(({ id, state, unplaced, blocked, placedAt, resources, constraints, fallback }, index) => (
    { id, state, unplaced, blocked, placed_at: placedAt, fallback, ...(fallback === changes[index]!.lease.fallback ? {} : { resources, constraints }) }));
  await tx.$executeRaw(sql`
    update leases l set state = t.state, unplaced = t.unplaced, sought = l.sought or t.unplaced, blocked = case when t.blocked = 'null'::jsonb then null else t.blocked end, placed_at = t.placed_at,
      fallback = t.fallback, resources = coalesce(t.resources, l.resources), constraints = coalesce(t.constraints, l.constraints)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, state text, unplaced boolean, blocked jsonb, placed_at bigint, fallback int, resources jsonb, constraints jsonb)
    where l.id = t.id`);
  return next;
}

function changed(lease: Lease, changes: Partial<Lease>): Lease {
  const next: Lease = { ...lease, ...changes };
  if (next.state !== lease.state) assert(mayMove(leaseMoves, lease.state, next.state), `lease ${lease.id}: no move from ${lease.state} to ${next.state}`);
  if (!isOpen(next.state)) Object.assign(next, { unplaced: false, addresses: [], suspension: null });
  return next;
}

function toLease(row: LeaseRow): Lease {
  return {
    ...row,
    replicas: Number(row.replicas),
    version: Number(row.version),
    fallback: numberOrNull(row.fallback),
    resources: shared.resources.of(row.resources),
    constraints: shared.constraints.of(row.constraints),
    fallbacks: shared.fallbacks.of(row.fallbacks),
    pricing: shared.pricing.of(row.pricing),
    prices: shared.prices.of(row.prices),
    priceLockedUntil: Number(row.priceLockedUntil),
    durationMillis: numberOrNull(row.durationMillis),
    waitUntil: numberOrNull(row.waitUntil),
    createdAt: Number(row.createdAt),
    placedAt: numberOrNull(row.placedAt),
    activatedAt: numberOrNull(row.activatedAt),
    endsAt: numberOrNull(row.endsAt),
    warnedAt: numberOrNull(row.warnedAt),
    graceAt: numberOrNull(row.graceAt),
    closingAt: numberOrNull(row.closingAt),
    closedAt: numberOrNull(row.closedAt),
  };
}

function json(value: unknown): Sql {
  return sql`${canonicalJson(value)}::jsonb`;
}

function bigOrNull(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}

function numberOrNull(value: bigint | number | null): number | null {
  return value === null ? null : Number(value);
}
