import { type Reader, rowsOf, type Sql, sql, signalChannels, type Transaction } from '#libs/database';
import { assert, type ResourceClass } from '#libs/kernel';

import { MILLI_PER_DEVICE } from './host.js';

/** So much of one inventory, for one claim. For GPUs also which devices, summing to the amount. */
export interface Take {
  hostId: string;
  resourceClass: ResourceClass;
  variant: string;
  /** In the class's own unit, above zero. */
  amount: number;
  devices?: readonly { index: number; milli: number }[];
}

/** A row of what `takeCapacity` gives. */
export interface TakenRow {
  host_id: string;
  resource_class: ResourceClass;
  variant: string;
}

/** All that is asked of one inventory, in one line; `devices[i]` is for device i. */
interface Line {
  host_id: string;
  resource_class: ResourceClass;
  variant: string;
  amount: number;
  devices: number[];
}

/**
 * The body of a CTE that takes capacity where it still fits, giving a `TakenRow` for each inventory that could serve
 * everything asked of it, and nothing for the others. Compare the count with `distinctTakes`.
 *
 * Overselling is excluded here and not by the snapshot a plan was made from. Takes of one inventory are summed first,
 * since an UPDATE touches a row once. The rows are then locked in one order (host, class, variant), so that takers never
 * deadlock; under read committed a locked row is read in its newest version, whoever was waited for, and stays as read
 * until the transaction ends: what is checked against it holds. A host that was cordoned, drained or lost when the
 * statement began serves nothing. Terms of sale (minimum, maximum, step) are the planner's business.
 *
 * @example with taken as (${takeCapacity(takes)}) insert into claims … where (select count(*) from taken) = ${distinctTakes(takes)}
 */
export function takeCapacity(takes: readonly Take[]): Sql {
  return sql`
    with ${lockedRows(linesOf(takes))}
    update inventories i
    set used = t.used + t.amount,
        device_used = (
          select coalesce(array_agg(d.used + coalesce(d.more, 0) order by d.n), '{}')
          from unnest(t.device_used, t.devices) with ordinality d(used, more, n) where d.used is not null)
    from locked t join hosts h on h.id = t.host_id
    where i.host_id = t.host_id and i.resource_class = t.resource_class and i.variant = t.variant
      and h.state = 'open' and h.lost_at is null and coalesce(cardinality(h.withheld), 0) = 0
      and t.used + t.amount <= t.capacity
      and not exists (
        select 1 from unnest(t.device_used, t.devices) d(used, more) where coalesce(d.used, ${MILLI_PER_DEVICE}) + coalesce(d.more, 0) > ${MILLI_PER_DEVICE})
    returning i.host_id, i.resource_class, i.variant`;
}

/** How many inventories the takes fall on: what `takeCapacity` gives when all of them fit. */
export function distinctTakes(takes: readonly Take[]): number {
  return linesOf(takes).length;
}

/**
 * Gives back what claims took, and tells the pools' schedulers. The caller sees to it that each claim is given back once;
 * the database refuses to go below zero.
 */
export async function giveCapacity(tx: Transaction, gives: readonly Take[]): Promise<void> {
  if (gives.length === 0) return;
  const lines = linesOf(gives);
  const [done] = await tx.$queryRaw<{ given: bigint; pools: bigint }[]>(sql`
    with ${lockedRows(lines)}, given as (
      update inventories i
      set used = t.used - t.amount,
          device_used = (
            select coalesce(array_agg(d.used - coalesce(d.less, 0) order by d.n), '{}')
            from unnest(t.device_used, t.devices) with ordinality d(used, less, n) where d.used is not null)
      from locked t
      where i.host_id = t.host_id and i.resource_class = t.resource_class and i.variant = t.variant
      returning i.host_id
    ), told as (
      select pg_notify(${signalChannels.schedule}, pool_id) from (select distinct pool_id from hosts where id in (select host_id from given)) p
    )
    select (select count(*) from given) as given, (select count(*) from told) as pools`);
  assert(done !== undefined && Number(done.given) === lines.length, 'capacity is given back to an inventory that does not exist');
}

/**
 * How full a pool is of one class and variant, for prices. Of a host that is not on offer, what is used counts and
 * nothing else, so `used` never exceeds `total`.
 */
export async function poolUtilisation(
  reader: Reader, poolId: string, resourceClass: ResourceClass, variant: string,
): Promise<{ used: bigint; total: bigint }> {
  const [row] = await utilisations(reader, sql`h.pool_id = ${poolId} and i.resource_class = ${resourceClass} and i.variant = ${variant}`);
  return { used: row?.used ?? 0n, total: row?.total ?? 0n };
}

/** The same of every variant of a class that the pool has. */
export async function poolUtilisations(reader: Reader, poolId: string, resourceClass: ResourceClass): Promise<Map<string, { used: bigint; total: bigint }>> {
  const rows = await utilisations(reader, sql`h.pool_id = ${poolId} and i.resource_class = ${resourceClass}`);
  return new Map(rows.map(({ variant, used, total }) => [variant, { used, total }]));
}

/** What is held by leases that nobody pays for: it is not demand. Few at any time, and found by an index of their own. */
const unbilledUse = sql`
  select c.host_id, r->>'resourceClass' as resource_class, coalesce(r->>'variant', '') as variant, sum((r->>'amount')::bigint)::bigint as used
  from leases l join claims c on c.lease_id = l.id and c.state = 'held' cross join lateral jsonb_array_elements(c.resources) r
  where l.pricing->>'unbilled' is not null and l.closed_at is null and l.state not in ('closed', 'failed') group by 1, 2, 3`;

function utilisations(reader: Reader, where: Sql): Promise<{ variant: string; used: bigint; total: bigint }[]> {
  return rowsOf(reader, sql`
    select i.variant, sum(i.used - coalesce(u.used, 0))::bigint as used,
      sum(case when h.state = 'open' and h.lost_at is null and coalesce(cardinality(h.withheld), 0) = 0 and h.last_heartbeat_at is not null
        then (i.total - i.reserved) * i.allocation_ratio_bps / 10000 else i.used - coalesce(u.used, 0) end)::bigint as total
    from hosts h join inventories i on i.host_id = h.id
      left join (${unbilledUse}) u on u.host_id = i.host_id and u.resource_class = i.resource_class and u.variant = i.variant
    where ${where} group by i.variant`);
}

/** The CTEs `asked`, the lines, and `locked`, the newest state of their rows, locked in the one order everybody uses. */
function lockedRows(lines: readonly Line[]): Sql {
  return sql`asked as (
      select * from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as a(host_id text, resource_class text, variant text, amount bigint, devices int[])
    ), locked as materialized (
      select i.host_id, i.resource_class, i.variant, i.used, i.device_used,
        (i.total - i.reserved) * i.allocation_ratio_bps / 10000 as capacity, a.amount, a.devices
      from inventories i join asked a using (host_id, resource_class, variant)
      order by i.host_id collate "C", i.resource_class collate "C", i.variant collate "C"
      for update of i
    )`;
}

function linesOf(takes: readonly Take[]): Line[] {
  const lines = new Map<string, Line>();
  for (const take of takes) {
    assert(Number.isSafeInteger(take.amount) && take.amount > 0, 'a take is a whole amount above zero');
    const key = `${take.hostId}/${take.resourceClass}/${take.variant}`;
    let line = lines.get(key);
    if (!line) lines.set(key, (line = { host_id: take.hostId, resource_class: take.resourceClass, variant: take.variant, amount: 0, devices: [] }));
    line.amount += take.amount;
    addDevices(line, take);
  }
  return [...lines.values()];
}

function addDevices(line: Line, take: Take): void {
  const devices = take.devices ?? [];
  const milli = devices.reduce((sum, device) => sum + device.milli, 0);
  assert(take.resourceClass === 'GPU_MILLI' ? milli === take.amount : devices.length === 0, 'a GPU take names its devices, and no other take does');
  for (const { index, milli } of devices) {
    assert(Number.isSafeInteger(index) && index >= 0 && index < 1024 && Number.isSafeInteger(milli) && milli > 0, 'a device is named by a small index');
    while (line.devices.length <= index) line.devices.push(0);
    line.devices[index]! += milli;
  }
}
