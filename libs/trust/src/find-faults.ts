import { type Reader, rowsOf, type Sql, sql, sqlJoin } from '#libs/database';
import type { Millis, ResourceClass } from '#libs/kernel';
import type { FaultRules } from '#libs/rules';
import type { OfferedUnits } from '#libs/stake';

import type { NewFault } from './operator-fault.js';

/** Faults of one kind that one look finds; the rest is next. */
const BATCH = 200;

interface HostRow {
  id: string;
  operator_id: string;
  pool_id: string;
}

/** What was found on a host. */
type OnHost = Omit<NewFault, 'key' | 'units' | 'hostId' | 'operatorId' | 'poolId'>;

/**
 * Looks at what the product knows for what operators have to answer for and nothing was recorded of yet. Pure facts: whether they were made good, or were the platform's
 * doing, is seen later. It looks down, as libs/stake does: hosts, claims and held usage are others', whose tables it only reads.
 */
export async function findFaults(reader: Reader, rules: FaultRules, now: Millis): Promise<NewFault[]> {
  return [...(await silentHosts(reader, rules)), ...(await earlyReclaims(reader, rules)), ...(await doubtfulUsage(reader, now))];
}

/** Hosts that contact was lost with while claims were held there, unless they were away as announced. Twice: that they are silent, and that they stay so. */
async function silentHosts(reader: Reader, { noticeMillis }: FaultRules): Promise<NewFault[]> {
  const announced = sql`
    select 1 from maintenance_windows w join audit_entries a on a.owner_id = h.operator_id and a.action = 'maintenance.added' and a.subject_id = h.id and a.detail->>'id' = w.id
    where w.host_id = h.id and h.last_heartbeat_at >= w.starts_at - 60000 and h.lost_at <= w.ends_at and a.at <= w.starts_at - ${BigInt(noticeMillis)}`;
  const rows = await rowsOf<HostRow & { lost_at: bigint; last_heartbeat_at: bigint; kind: 'lost_contact' | 'host_lost' }>(reader, sql`
    select h.id, h.operator_id, h.pool_id, h.lost_at, h.last_heartbeat_at, k.kind from hosts h cross join (values ('lost_contact'), ('host_lost')) k(kind)
    where h.lost_at is not null and exists (select 1 from inventories i where i.host_id = h.id and i.used > 0)
      and not exists (select 1 from operator_faults f where f.key = k.kind || '/' || h.id || '/' || h.lost_at) and not exists (${announced})
    order by h.lost_at, h.id, k.kind limit ${BATCH}`);
  return onHosts(reader, rows, ({ kind, lost_at, last_heartbeat_at }) => ({ kind, at: Number(lost_at), evidence: { lastHeartbeatAt: Number(last_heartbeat_at), lostAt: Number(lost_at) } }));
}

/** Hosts that an operator takes away sooner than it must, with claims on them: by the last time that it said. */
async function earlyReclaims(reader: Reader, { noticeMillis }: FaultRules): Promise<NewFault[]> {
  const rows = await rowsOf<HostRow & { at: bigint; drain_by: bigint }>(reader, sql`
    select h.id, h.operator_id, h.pool_id, a.at, h.drain_by from hosts h cross join lateral (
      select e.at from audit_entries e join api_keys k on k.id = e.actor_id and k.owner_type = 'operator'
      where e.owner_id = h.operator_id and e.action = 'host.draining' and e.subject_id = h.id order by e.id desc limit 1) a
    where h.state = 'draining' and h.drain_by - a.at < ${BigInt(noticeMillis)} and exists (select 1 from inventories i where i.host_id = h.id and i.used > 0)
      and not exists (select 1 from operator_faults f where f.key = 'early_reclaim/' || h.id || '/' || a.at)
    order by a.at, h.id limit ${BATCH}`);
  return onHosts(reader, rows, ({ at, drain_by }) => ({ kind: 'early_reclaim', at: Number(at), evidence: { announcedAt: Number(at), drainBy: Number(drain_by), noticeMillis } }));
}

async function onHosts<R extends HostRow>(reader: Reader, rows: readonly R[], about: (row: R) => OnHost): Promise<NewFault[]> {
  const units = await unitsOf(reader, rows.map(({ id }) => id), sql`i.used`);
  return rows.map((row) => {
    const fault = about(row);
    return { ...fault, key: `${fault.kind}/${row.id}/${fault.at}`, hostId: row.id, operatorId: row.operator_id, poolId: row.pool_id, units: units.get(row.id) ?? [] };
  });
}

/** Of hosts, by class: what claims hold (`i.used`), or what is offered. */
export async function unitsOf(reader: Reader, hostIds: readonly string[], amount: Sql): Promise<Map<string, OfferedUnits[]>> {
  if (hostIds.length === 0) return new Map();
  const rows = await rowsOf<{ host_id: string; resource_class: ResourceClass; variant: string; units: bigint }>(reader, sql`
    select i.host_id, i.resource_class, i.variant, ${amount}::bigint as units from inventories i where i.host_id in (${sqlJoin([...new Set(hostIds)])}) order by 1, 2, 3`);
  const byHost = new Map<string, OfferedUnits[]>();
  for (const { host_id, resource_class: resourceClass, variant, units } of rows) {
    if (units > 0n) byHost.set(host_id, [...(byHost.get(host_id) ?? []), { resourceClass, variant, units }]);
  }
  return byHost;
}

/** How long after it was held usage is looked at for a fault. */
const LOOK_BACK_MILLIS = 90 * 86_400_000;

interface HeldRow {
  id: string;
  claim_id: string;
  meter: string;
  starts_at: bigint;
  ends_at: bigint;
  operator_id: string;
  pool_id: string;
  host_id: string;
  held_at: bigint;
  sources: { label: string; reporterId: string; quantity: string }[];
  resources: { resourceClass: ResourceClass; variant?: string; amount: number }[];
}

/** Usage that an operator counted higher than another source did, beyond the pool's tolerance: in evidence from then on, and a fault once it is decided so. */
async function doubtfulUsage(reader: Reader, now: Millis): Promise<NewFault[]> {
  const rows = await rowsOf<HeldRow>(reader, sql`
    select u.id, u.claim_id, u.meter, u.starts_at, u.ends_at, u.operator_id, u.pool_id, c.host_id, u.held_at, u.sources, c.resources from held_usage u join claims c on c.id = u.claim_id
    where u.state in ('open', 'charged') and u.held_at > ${BigInt(now - LOOK_BACK_MILLIS)} and not exists (select 1 from operator_faults f where f.key = 'meter_cheating/' || u.id)
      and exists (select 1 from jsonb_array_elements(u.sources) s where s->>'reporterId' = u.operator_id) and exists (
        select 1 from jsonb_array_elements(u.sources) mine, jsonb_array_elements(u.sources) other
        where mine->>'reporterId' = u.operator_id and other->>'reporterId' <> u.operator_id and (mine->>'quantity')::numeric > (other->>'quantity')::numeric)
    order by u.held_at, u.id limit ${BATCH}`);
  return rows.map((row) => ({
    kind: 'meter_cheating', key: `meter_cheating/${row.id}`, operatorId: row.operator_id, poolId: row.pool_id, hostId: row.host_id, at: Number(row.held_at),
    units: row.resources.map(({ resourceClass, variant = '', amount }) => ({ resourceClass, variant, units: BigInt(amount) })),
    evidence: { usageId: row.id, claimId: row.claim_id, meter: row.meter, startsAt: Number(row.starts_at), endsAt: Number(row.ends_at), ...countsOf(row) },
  }));
}

/** What the operator counted at the most, and the others at the least. */
function countsOf({ sources, operator_id }: HeldRow): Record<string, string> {
  const counted = (own: boolean) => sources.filter(({ reporterId }) => (reporterId === operator_id) === own).map(({ quantity }) => BigInt(quantity)).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { counted: String(counted(true).at(-1)), otherwise: String(counted(false)[0]) };
}
