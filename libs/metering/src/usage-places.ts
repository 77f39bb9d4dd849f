import { rowsOf, type Sql, sql, sqlRaw, type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';

import { type ChargedMeter } from './sample.js';
import { type Reading, type Side, sidesOf, WINDOW_MILLIS, windowOf } from './two-sources.js';

/** A window of a claim's meter. */
export interface UsagePlace {
  leaseId: string;
  claimId: string;
  meter: ChargedMeter;
  /** The beginning of the window. */
  startsAt: Millis;
}

/** One of which there is more than one account. */
export interface ComparedPlace extends UsagePlace {
  replica: number;
  tenantId: string;
  poolId: string;
  operatorId: string;
  toleranceBps: number;
  sides: Side[];
}

/** The source of a row of usage records, named as in the query: all gateways are one. */
export const partyOf = sql`case when u.reporter_id = 'platform' and u.source like '/gateways/%' then '/gateways' else u.source end`;
/** When it ended: a sample from the future comes from a fast clock, and ended at the latest when it came. */
export const endedAt = sql`least(u.ends_at, u.received_at)`;

export function placeKey({ claimId, meter, window }: { claimId: string; meter: string; window: Millis }): string {
  return `${claimId}/${meter}/${window}`;
}

const window = sqlRaw(String(WINDOW_MILLIS));

interface Row extends Omit<Reading, 'quantity' | 'startsAt' | 'endsAt'>, Omit<ComparedPlace, 'sides' | 'startsAt'> {
  window: bigint;
  quantity: string;
  startsAt: bigint;
  endsAt: bigint;
}

/** Places before their own that records reach into, and of which billing has dealt with something, by the key of the record's own. */
export async function reachedPlaces(tx: Transaction, records: readonly { claimId: string; meter: ChargedMeter; window: Millis; countedFrom: Millis }[]): Promise<Map<string, { claimId: string; meter: ChargedMeter; window: Millis }[]>> {
  const long = records.filter((record) => record.countedFrom < record.window).map(({ claimId, meter, window: at, countedFrom }) => ({ claim_id: claimId, meter, at, since: windowOf(countedFrom + 1) }));
  if (long.length === 0) return new Map();
  const rows = await rowsOf<{ claimId: string; meter: ChargedMeter; own: bigint; window: bigint }>(tx, sql`
    select distinct r.claim_id as "claimId", r.meter, r.at as own, ${endedAt} - 1 - (${endedAt} - 1) % ${window} as window
    from jsonb_to_recordset(${JSON.stringify(long)}::jsonb) as r(claim_id text, meter text, at bigint, since bigint)
      join usage_records u on u.claim_id = r.claim_id and u.meter = r.meter and u.ends_at > r.since
    where ${endedAt} > r.since and ${endedAt} <= r.at and u.charged_at is not null and not 'too_late' = any(u.flags)`);
  const places = rows.map((row) => ({ claimId: row.claimId, meter: row.meter, own: placeKey({ ...row, window: Number(row.own) }), window: Number(row.window) }));
  return Map.groupBy(places, ({ own }) => own);
}

/** Those places of records that have more than one account, by key. What came too late to be charged is none. */
export async function comparedPlaces(tx: Transaction, records: readonly { claimId: string; meter: ChargedMeter; window: Millis }[]): Promise<Map<string, ComparedPlace>> {
  if (records.length === 0) return new Map();
  const places = new Map(records.map((record) => [placeKey(record), { claim_id: record.claimId, meter: record.meter, at: record.window }]));
  const rows = await rowsOf<Row>(tx, sql`
    with readings as (
      select p.claim_id, p.meter, p.at, u.reporter_id, ${partyOf} as party, u.quantity, u.ends_at - u.starts_at as length,
        greatest(p.at, ${endedAt} - (u.ends_at - u.starts_at)) as used_from, least(p.at + ${window}, ${endedAt}) as used_to
      from jsonb_to_recordset(${JSON.stringify([...places.values()])}::jsonb) as p(claim_id text, meter text, at bigint)
        join usage_records u on u.claim_id = p.claim_id and u.meter = p.meter and u.ends_at > p.at
      where ${endedAt} > p.at and ${endedAt} - (u.ends_at - u.starts_at) < p.at + ${window} and not 'too_late' = any(u.flags)
    ), summed as (
      select claim_id, meter, at, reporter_id, party, sum(div(quantity * (used_to - used_from), length)) as quantity, min(used_from) as used_from, max(used_to) as used_to, count(*)::int as samples,
        count(*) over (partition by claim_id, meter, at) as parties
      from readings group by claim_id, meter, at, reporter_id, party
    )
    select s.claim_id as "claimId", s.meter, s.at as window, s.reporter_id as "reporterId", s.party as source, s.quantity::text as quantity, s.used_from as "startsAt", s.used_to as "endsAt", s.samples,
      c.lease_id as "leaseId", c.replica, c.tenant_id as "tenantId", c.pool_id as "poolId", c.operator_id as "operatorId", l.metering_tolerance_bps as "toleranceBps"
    from summed s join claims c on c.id = s.claim_id join pools l on l.id = c.pool_id where s.parties > 1 order by s.at, s.claim_id, s.meter`);
  const compared = new Map<string, ComparedPlace>();
  for (const [key, [first, ...others]] of Map.groupBy(rows, (row) => placeKey({ ...row, window: Number(row.window) }))) {
    const readings = [first!, ...others].map(({ reporterId, source, quantity, startsAt, endsAt, samples }): Reading => (
      { reporterId, source, quantity: BigInt(quantity), startsAt: Number(startsAt), endsAt: Number(endsAt), samples }));
    const sides = sidesOf(readings);
    const { claimId, meter, leaseId, replica, tenantId, poolId, operatorId, toleranceBps } = first!;
    if (sides.length > 1) compared.set(key, { claimId, meter, leaseId, replica, tenantId, poolId, operatorId, toleranceBps, startsAt: Number(first!.window), sides });
  }
  return compared;
}

/** The usage records of a place, as a condition on `u`. */
export function inPlace({ claimId, meter, startsAt }: UsagePlace): Sql {
  return sql`u.claim_id = ${claimId} and u.meter = ${meter} and u.ends_at > ${BigInt(startsAt)} and ${endedAt} > ${BigInt(startsAt)} and ${endedAt} <= ${BigInt(startsAt + WINDOW_MILLIS)}`;
}

/** Has what is uncharged of a place wait. */
export async function waitUntil(tx: Transaction, place: UsagePlace, until: Millis): Promise<void> {
  await tx.$executeRaw(sql`update usage_records u set waits_until = ${BigInt(until)} where ${inPlace(place)} and u.charged_at is null`);
}

/** Has billing look again at what an account counted in a place, though it had dealt with that. */
export async function reopenUsage(tx: Transaction, place: UsagePlace, { reporterId, sources }: Pick<Side, 'reporterId' | 'sources'>): Promise<void> {
  await tx.$executeRaw(sql`
    update usage_records u set charged_at = null, waits_until = null
    where ${inPlace(place)} and u.reporter_id = ${reporterId} and ${partyOf} in (select value from jsonb_array_elements_text(${JSON.stringify(sources)}::jsonb))
      and u.charged_at is not null and not 'too_late' = any(u.flags)`);
}
