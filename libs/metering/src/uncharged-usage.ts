import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';

import { chargeablePart, type ChargedMeter } from './sample.js';
import { windowOf } from './two-sources.js';
import { partyOf } from './usage-places.js';

/** A record's identity. */
export interface UsageKey {
  reporterId: string;
  source: string;
  id: string;
}

/** A record that billing has not dealt with, cut to the part that is charged (`quantity` 0 when none is). */
export interface UnchargedUsage extends UsageKey {
  leaseId: string;
  claimId: string;
  hostId: string;
  operatorId: string;
  meter: ChargedMeter;
  quantity: bigint;
  startsAt: Millis;
  endsAt: Millis;
  receivedAt: Millis;
  /** Its source, as sources are compared. */
  party: string;
  /** The beginning of the window in which it is compared with what others counted: that in which it ended. */
  window: Millis;
  /** Where what it counted began, as far as is known: it may reach into windows before its own. */
  countedFrom: Millis;
}

interface Row extends UsageKey {
  leaseId: string;
  claimId: string;
  hostId: string;
  operatorId: string;
  meter: ChargedMeter;
  quantity: string;
  startsAt: bigint;
  endsAt: bigint;
  receivedAt: bigint;
  servedFrom: bigint;
  servedTo: bigint | null;
  party: string;
}

/** Whose end is not known yet, for its duration begins when it is ready, which is noticed late: what it used is charged when it is known. */
const endIsOpen = sql`(l.duration_millis is not null and l.ends_at is null and l.closing_at is null)`;

/** Uncharged usage of leases that does not wait, in order of receipt, at most `limit` records. Reads claims and leases for when they served. */
export async function unchargedUsage(tx: Transaction, leaseIds: string | readonly string[], now: Millis, limit = 5_000): Promise<UnchargedUsage[]> {
  const ids = JSON.stringify(typeof leaseIds === 'string' ? [leaseIds] : leaseIds);
  const rows = await rowsOf<Row>(tx, sql`
    select u.reporter_id as "reporterId", u.source, u.id, u.lease_id as "leaseId", u.claim_id as "claimId", u.host_id as "hostId",
      u.operator_id as "operatorId", u.meter, u.quantity::text as quantity, u.starts_at as "startsAt", u.ends_at as "endsAt", u.received_at as "receivedAt",
      c.made_at as "servedFrom", least(c.released_at, l.closing_at, l.ends_at, (l.reclaim->>'at')::bigint) as "servedTo", ${partyOf} as party
    from usage_records u join claims c on c.id = u.claim_id join leases l on l.id = u.lease_id
    where u.charged_at is null and not ${endIsOpen} and (u.waits_until is null or u.waits_until <= ${BigInt(now)}) and u.lease_id in (select value from jsonb_array_elements_text(${ids}::jsonb))
    order by u.received_at, u.reporter_id, u.source, u.id limit ${limit}`);
  return rows.map(({ servedFrom, servedTo, ...row }) => {
    const record = { ...row, quantity: BigInt(row.quantity), startsAt: Number(row.startsAt), endsAt: Number(row.endsAt), receivedAt: Number(row.receivedAt) };
    const endedAt = Math.min(record.endsAt, record.receivedAt);
    return { ...record, window: windowOf(endedAt), countedFrom: endedAt - (record.endsAt - record.startsAt), ...chargeablePart(record, { from: Number(servedFrom), to: servedTo === null ? null : Number(servedTo) }) };
  });
}

/** Says that billing is done with records: they are never given to it again. In the transaction that charges them. */
export async function markUsageCharged(tx: Transaction, keys: readonly UsageKey[], at: Millis): Promise<void> {
  if (keys.length === 0) return;
  const rows = keys.map(({ reporterId, source, id }) => ({ reporter_id: reporterId, source, id }));
  await tx.$executeRaw(sql`
    update usage_records u set charged_at = ${BigInt(at)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as k(reporter_id text, source text, id text)
    where u.reporter_id = k.reporter_id and u.source = k.source and u.id = k.id and u.charged_at is null`);
}

/** Leases that have uncharged usage, some of them. */
export async function leasesWithUnchargedUsage(reader: Reader, limit: number): Promise<string[]> {
  const rows = await rowsOf<{ lease_id: string }>(reader, sql`select distinct u.lease_id from usage_records u join leases l on l.id = u.lease_id where u.charged_at is null and l.pricing->>'unbilled' is null and not ${endIsOpen} order by u.lease_id limit ${limit}`);
  return rows.map((row) => row.lease_id);
}
