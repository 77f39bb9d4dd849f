import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, type NanoTokens, newId, type ResourceClass, type Settings } from '#libs/kernel';

import type { SettlementPlan, StreamPosition } from './plan-settlement.js';
import type { Shares } from './shares.js';
import type { StreamAccount } from './stream-account.js';
import { meterRates } from './usage-charge.js';

/** What is remembered of a lease from one settlement to the next. */
export interface LeaseSettlementRow {
  leaseId: string;
  tenantId: string;
  settledTo: Millis;
  nextAt: Millis;
  nanoTokensPerHour: NanoTokens;
  /** Of the escrow: kept for its volumes while it is suspended. */
  reserve: NanoTokens;
  finalAt: Millis | null;
  /** The latest end of its charges. */
  chargedTo: Millis;
}

/** A lease whose turn it is. */
export interface DueLease {
  leaseId: string;
  tenantId: string;
  /** Never settled before. */
  isNew: boolean;
}

/** Whose lease it is, and whether all of it is settled for good; undefined when there is no such lease. */
export async function leaseStanding(reader: Reader, leaseId: string): Promise<{ tenantId: string; done: boolean } | undefined> {
  const [row] = await rowsOf<{ tenantId: string; done: boolean }>(reader, sql`
    select l.tenant_id as "tenantId", l.pricing->>'unbilled' is not null or s.final_at is not null and not exists (select 1 from usage_records u where u.lease_id = l.id and u.charged_at is null) as done
    from leases l left join lease_settlements s on s.lease_id = l.id where l.id = ${leaseId}`);
  return row;
}

/** Leases of a tenant that ended and are not settled for good. */
export async function endedLeases(tx: Transaction, tenantId: string, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(tx, sql`
    select l.id from lease_settlements s join leases l on l.id = s.lease_id
    where s.tenant_id = ${tenantId} and s.final_at is null and l.state in ('closed', 'failed') limit ${limit}`);
  return rows.map(({ id }) => id);
}

/**
 * Streams of leases that are not charged to their end, and all that were charged of leases that are free, with what was charged and when their hosts were last heard of. One
 * read over what lease, inventory and billing own: settling is what the product does most. Positions are looked up one by one (`offset 0`): taken for a set, they are read
 * whole as long as the planner has not heard how many they became.
 * @returns them by lease, and the leases that are to be told of silences which are over (`cutSilences`) before any of it is charged.
 */
export async function streamAccounts(
  tx: Transaction, leaseIds: readonly string[], freeIds: readonly string[], now: Millis, settings: Pick<Settings, 'hostStaleAfterMillis'>,
): Promise<{ accounts: Map<string, StreamAccount[]>; silenced: Set<string> }> {
  const rows = await rowsOf<{
    id: string; lease_id: string; operator_id: string; host_id: string; resource_class: ResourceClass; variant: string; quantity: bigint; rate: bigint; base_rate: bigint;
    starts_at: bigint; ends_at: bigint | null; settled_to: bigint; charged: bigint; heard_at: bigint | null; lost: boolean; silenced: boolean;
  }>(tx, sql`
    select s.id, s.lease_id, s.operator_id, s.host_id, s.resource_class, s.variant, s.quantity, s.nano_tokens_per_unit_hour as rate, s.base_nano_tokens_per_unit_hour as base_rate, s.starts_at, s.ends_at,
      coalesce(p.settled_to, s.starts_at) as settled_to, coalesce(p.charged, 0) as charged, h.last_heartbeat_at as heard_at, h.lost_at is not null as lost,
      exists (select 1 from host_silences x where x.host_id = s.host_id and x.ends_at > coalesce(p.settled_to, s.starts_at) and (s.ends_at is null or x.starts_at < s.ends_at)) as silenced
    from streams s left join lateral (select * from stream_settlements p where p.stream_id = s.id offset 0) p on true left join hosts h on h.id = s.host_id
    where s.lease_id = any(${leaseIds}::text[])
      and (s.ends_at is null or p.settled_to is distinct from s.ends_at or (p.charged > 0 and s.lease_id = any(${freeIds}::text[])))
    order by s.lease_id, s.starts_at, s.id`);
  const accounts = new Map<string, StreamAccount[]>(leaseIds.map((id) => [id, []]));
  for (const row of rows) {
    const heardAt = row.heard_at === null ? null : Number(row.heard_at);
    const silent = heardAt !== null && (row.lost || now - heardAt > settings.hostStaleAfterMillis);
    accounts.get(row.lease_id)!.push({
      streamId: row.id, operatorId: row.operator_id, hostId: row.host_id, resourceClass: row.resource_class, variant: row.variant, quantity: row.quantity,
      nanoTokensPerUnitHour: row.rate, baseNanoTokensPerUnitHour: row.base_rate, startsAt: Number(row.starts_at), endsAt: row.ends_at === null ? null : Number(row.ends_at),
      silentSince: silent ? heardAt : null, hostLost: row.lost, settledTo: Number(row.settled_to), charged: row.charged,
    });
  }
  return { accounts, silenced: new Set(rows.filter((row) => row.silenced).map((row) => row.lease_id)) };
}

/** How far streams of a lease are charged that ended, and that `streamAccounts` leaves out, since they are charged to their ends; 0 where there are none. */
export async function doneTo(tx: Transaction, leaseId: string): Promise<Millis> {
  const [row] = await rowsOf<{ to: bigint }>(tx, sql`
    select coalesce(max(p.settled_to), 0) as to from streams s join stream_settlements p on p.stream_id = s.id where s.lease_id = ${leaseId} and p.settled_to = s.ends_at and s.ends_at > s.starts_at`);
  return Number(row!.to);
}

/** What is remembered of leases of a tenant, and what its other leases cost an hour, as of when each was last settled. */
export async function settlementRows(tx: Transaction, tenantId: string, leaseIds: readonly string[]): Promise<{ rows: Map<string, LeaseSettlementRow>; othersRate: NanoTokens }> {
  const rows = await rowsOf<{
    others: bigint; lease_id: string | null; tenant_id: string; settled_to: bigint; next_at: bigint; rate: bigint; reserve: bigint; final_at: bigint | null; charged_to: bigint;
  }>(tx, sql`
    select o.others, s.lease_id, s.tenant_id, s.settled_to, s.next_at, s.nano_tokens_per_hour as rate, s.reserve, s.final_at, s.charged_to
    from (
      select coalesce(sum(nano_tokens_per_hour), 0)::bigint as others from lease_settlements where tenant_id = ${tenantId} and final_at is null and lease_id <> all(${leaseIds}::text[])
    ) o left join lease_settlements s on s.lease_id = any(${leaseIds}::text[])`);
  const found = rows.flatMap(({ others: _others, lease_id, ...row }): LeaseSettlementRow[] => (lease_id === null ? [] : [{
    leaseId: lease_id, tenantId: row.tenant_id, settledTo: Number(row.settled_to), nextAt: Number(row.next_at), nanoTokensPerHour: row.rate, reserve: row.reserve,
    finalAt: row.final_at === null ? null : Number(row.final_at), chargedTo: Number(row.charged_to),
  }]));
  return { rows: new Map(found.map((row) => [row.leaseId, row])), othersRate: rows[0]!.others };
}

/** A settled lease's charges, and whose they are. */
export interface ChargedLease {
  leaseId: string;
  tenantId: string;
  poolId: string;
  settlementId: string;
  plan: SettlementPlan;
}

/** What a settlement writes whatever it finds. */
export interface SettlementWrites {
  settled: readonly ChargedLease[];
  positions: readonly (StreamPosition & { leaseId: string })[];
  rows: readonly LeaseSettlementRow[];
  /** Where the tenant's current period begins: charges for time before are late. */
  periodStartsAt: Millis;
}

/** Writes charges, how far streams are charged, and what is remembered of leases: one statement, since settling is what the product does most. */
export async function writeSettlement(tx: Transaction, { settled, positions, rows, periodStartsAt }: SettlementWrites, at: Millis): Promise<void> {
  const moved = positions.map(({ streamId, leaseId, settledTo, charged }) => ({ stream_id: streamId, lease_id: leaseId, settled_to: settledTo, charged: charged.toString() }));
  const values = rows.map((row) => ({
    lease_id: row.leaseId, tenant_id: row.tenantId, settled_to: row.settledTo, next_at: row.nextAt, rate: row.nanoTokensPerHour.toString(), reserve: row.reserve.toString(),
    final_at: row.finalAt, charged_to: row.chargedTo,
  }));
  await tx.$executeRaw(sql`
    with charged as (
      insert into charges (id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, usage_reporter_id, usage_source, usage_id, round, resource_class, variant,
        quantity, nano_tokens_per_unit_hour, base_nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount, treasury_amount, base_amount, fee_amount, waived, settlement_id, posted_at, late)
      select id, kind, lease_id, tenant_id, pool_id, operator_id, host_id, stream_id, usage_reporter_id, usage_source, usage_id, coalesce(round, 0), resource_class, variant,
        quantity, rate, base_rate, starts_at, ends_at, amount, operator_amount, treasury_amount, base_amount, fee_amount, waived, settlement_id, ${BigInt(at)}, ends_at <= ${BigInt(periodStartsAt)}
      from jsonb_to_recordset(${JSON.stringify(settled.flatMap(chargesOf))}::jsonb) as t(
        id text, kind text, lease_id text, tenant_id text, pool_id text, operator_id text, host_id text, stream_id text, usage_reporter_id text, usage_source text,
        usage_id text, round int, resource_class text, variant text, quantity numeric, rate bigint, base_rate bigint, starts_at bigint, ends_at bigint, amount bigint, operator_amount bigint,
        treasury_amount bigint, base_amount bigint, fee_amount bigint, waived bigint, settlement_id text)
    ), moved as (
      insert into stream_settlements (stream_id, lease_id, settled_to, charged)
      select * from jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) as t(stream_id text, lease_id text, settled_to bigint, charged bigint)
      on conflict (stream_id) do update set settled_to = excluded.settled_to, charged = excluded.charged
    )
    insert into lease_settlements (lease_id, tenant_id, settled_to, next_at, nano_tokens_per_hour, reserve, final_at, charged_to)
    select * from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as t(
      lease_id text, tenant_id text, settled_to bigint, next_at bigint, rate bigint, reserve bigint, final_at bigint, charged_to bigint)
    on conflict (lease_id) do update set settled_to = excluded.settled_to, next_at = excluded.next_at, nano_tokens_per_hour = excluded.nano_tokens_per_hour,
      reserve = excluded.reserve, final_at = excluded.final_at, charged_to = excluded.charged_to`);
}

function chargesOf({ leaseId, tenantId, poolId, settlementId, plan }: ChargedLease): object[] {
  const whose = { lease_id: leaseId, tenant_id: tenantId, pool_id: poolId, settlement_id: settlementId };
  const time = plan.streamCharges.map(({ stream, ...charge }) => ({
    ...whose, ...common(charge), kind: charge.kind, operator_id: stream.operatorId, host_id: stream.hostId, stream_id: stream.streamId,
    resource_class: stream.resourceClass, variant: stream.variant, quantity: stream.quantity.toString(), rate: stream.nanoTokensPerUnitHour.toString(),
    base_rate: stream.baseNanoTokensPerUnitHour.toString(),
  }));
  const usage = plan.usageCharges.map(({ usage, ...charge }) => ({
    ...whose, ...common(charge), kind: 'usage', operator_id: usage.operatorId, host_id: usage.hostId, usage_reporter_id: usage.reporterId, usage_source: usage.source,
    usage_id: usage.id, round: usage.round, resource_class: meterRates[usage.meter].rateClass, variant: '', quantity: charge.quantity.toString(), rate: usage.nanoTokensPerPriced.toString(),
    base_rate: '0',
  }));
  return [...time, ...usage];
}

/** Writes what takes charges of usage back: the same, with amounts below zero. Each is taken back once, by constraint. */
export async function insertTakenBack(tx: Transaction, settled: readonly ChargedLease[], periodStartsAt: Millis, at: Millis): Promise<void> {
  const rows = settled.flatMap(({ settlementId, plan }) => plan.takenBack.map(({ chargeId }) => ({ id: newId('charge'), charge_id: chargeId, settlement_id: settlementId })));
  if (rows.length === 0) return;
  await tx.$executeRaw(sql`
    insert into charges (id, kind, reverses_charge_id, round, lease_id, tenant_id, pool_id, operator_id, host_id, usage_reporter_id, usage_source, usage_id, resource_class, variant,
      quantity, nano_tokens_per_unit_hour, base_nano_tokens_per_unit_hour, starts_at, ends_at, amount, operator_amount, treasury_amount, base_amount, fee_amount, waived, settlement_id, posted_at, late)
    select t.id, 'credit', c.id, c.round, c.lease_id, c.tenant_id, c.pool_id, c.operator_id, c.host_id, c.usage_reporter_id, c.usage_source, c.usage_id, c.resource_class, c.variant,
      c.quantity, c.nano_tokens_per_unit_hour, c.base_nano_tokens_per_unit_hour, c.starts_at, c.ends_at, -c.amount, -c.operator_amount, -c.treasury_amount, -c.base_amount, -c.fee_amount,
      -c.waived, t.settlement_id, ${BigInt(at)}, c.ends_at <= ${BigInt(periodStartsAt)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, charge_id text, settlement_id text) join charges c on c.id = t.charge_id`);
}

function common(charge: { startsAt: Millis; endsAt: Millis; amount: bigint; waived: bigint; shares: Shares }) {
  return {
    id: newId('charge'), starts_at: charge.startsAt, ends_at: charge.endsAt, amount: charge.amount.toString(), waived: charge.waived.toString(),
    operator_amount: charge.shares.operator.toString(), treasury_amount: charge.shares.treasury.toString(), fee_amount: charge.shares.fee.toString(),
    base_amount: charge.shares.base.toString(),
  };
}

/**
 * Leases whose turn it is, those that wait longest first: running ones that were not settled lately, those on their way out, closed ones for which usage came late;
 * and those that were never settled, of all that run since `activatedAfter`.
 */
export async function dueLeases(reader: Reader, now: Millis, activatedAfter: Millis, limit: number): Promise<DueLease[]> {
  return rowsOf<DueLease>(reader, sql`
    select lease_id as "leaseId", tenant_id as "tenantId", bool_or(is_new) as "isNew" from (
      (select l.id as lease_id, l.tenant_id, 0::bigint as next_at, true as is_new from leases l
        where l.closed_at is null and l.state not in ('closed', 'failed') and l.pricing->>'unbilled' is null and l.activated_at > ${BigInt(activatedAfter)} and not exists (select 1 from lease_settlements s where s.lease_id = l.id)
        order by l.activated_at, l.id limit ${limit})
      union all
      (select lease_id, tenant_id, next_at, false from lease_settlements where final_at is null and next_at <= ${BigInt(now)} order by next_at, lease_id limit ${limit})
      union all
      select s.lease_id, s.tenant_id, s.next_at, false
      from (select distinct lease_id from usage_records where charged_at is null and (waits_until is null or waits_until <= ${BigInt(now)})) u join lease_settlements s on s.lease_id = u.lease_id
      where s.final_at is not null
    ) due
    group by lease_id, tenant_id order by min(next_at), lease_id limit ${limit}`);
}

/** Leases of a tenant with streams that may not be charged up to an instant. Catches whatever every other way missed. */
export async function leasesUnsettledAt(reader: Reader, tenantId: string, at: Millis, page: { after: string; limit: number }): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(reader, sql`
    select l.id from leases l left join lease_settlements s on s.lease_id = l.id
    where l.tenant_id = ${tenantId} and l.pricing->>'unbilled' is null and l.id > ${page.after} and l.activated_at < ${BigInt(at)} and s.final_at is null and (s.settled_to is null or s.settled_to < ${BigInt(at)})
    order by l.id limit ${page.limit}`);
  return rows.map((row) => row.id);
}
