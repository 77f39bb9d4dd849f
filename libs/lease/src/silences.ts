import { rowsOf, sql, type Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';

import type { Lease, Stream } from './lease.js';
import { writeStreams } from './streams.js';

/** A time in which contact with a host was lost. */
export interface Silence {
  startsAt: Millis;
  endsAt: Millis;
  /** Whether what was there when it began may be charged again when it is over. */
  goesOn: boolean;
}

type Time = Pick<Stream, 'startsAt' | 'endsAt'>;

/**
 * What is left of a stream besides silences: where it ends, and what goes on after each. Pure.
 * @param silences of its host that it runs through, in order; at least one.
 */
export function partsHeard({ startsAt, endsAt }: Time, silences: readonly Silence[]): { endsAt: Millis; later: Time[] } {
  const later: Time[] = [];
  for (const [index, silence] of silences.entries()) {
    if (!silence.goesOn) break;
    const part = { startsAt: silence.endsAt, endsAt: silences[index + 1]?.startsAt ?? endsAt };
    if (part.endsAt === null || part.startsAt < part.endsAt) later.push(part);
  }
  return { endsAt: Math.max(startsAt, silences[0]!.startsAt), later };
}

/**
 * Has nothing of a lease be charged for a time in which contact with its host was lost, once that is over. Readiness ends the streams of most when that is noticed; it says nothing
 * of what only holds a volume or is reserved and not run, nor of what is not looked at before the host is back. A volume of a lease that came to stand still while contact was
 * lost is not charged again (see `keepVolumes`), nor is what was given up by then. Twice is harmless. The lease must be locked.
 */
export async function cutSilences(tx: Transaction, lease: Lease, stillSince: Millis | undefined = lease.suspension?.at): Promise<void> {
  const rows = await rowsOf<SilencedRow>(tx, sql`
    select s.id, s.claim_id as "claimId", s.host_id as "hostId", s.operator_id as "operatorId", s.resource_class as "resourceClass", s.variant, s.quantity,
      s.nano_tokens_per_unit_hour as "nanoTokensPerUnitHour", s.base_nano_tokens_per_unit_hour as "baseNanoTokensPerUnitHour", s.starts_at, s.ends_at, x.starts_at as silent_from, x.ends_at as silent_to,
      (c.released_at is null or c.released_at > x.ends_at) and x.starts_at > ${BigInt(stillSince ?? -1)} as goes_on
    from streams s join host_silences x on x.host_id = s.host_id and x.ends_at > s.starts_at and (s.ends_at is null or x.starts_at < s.ends_at) left join claims c on c.id = s.claim_id
    where s.lease_id = ${lease.id} and (s.ends_at is null or s.ends_at > s.starts_at) and (c.released_at is null or x.starts_at < c.released_at)
    order by s.id, x.ends_at`);
  const parts = [...Map.groupBy(rows, ({ id }) => id)].map(([id, silenced]) => {
    const { starts_at, ends_at, silent_from: _from, silent_to: _to, goes_on: _goesOn, ...stream } = silenced[0]!;
    const silences = silenced.map((row) => ({ startsAt: Number(row.silent_from), endsAt: Number(row.silent_to), goesOn: row.goes_on }));
    return { id, stream, ...partsHeard({ startsAt: Number(starts_at), endsAt: ends_at === null ? null : Number(ends_at) }, silences) };
  });
  if (parts.length === 0) return;
  await tx.$executeRaw(sql`
    update streams s set ends_at = e.at from jsonb_to_recordset(${JSON.stringify(parts.map(({ id, endsAt }) => ({ id, at: endsAt })))}::jsonb) as e(id text, at bigint) where s.id = e.id`);
  const starts = parts.flatMap(({ stream, later }) => later.map(({ startsAt, endsAt }) => ({ ...stream, startsAt, ...(endsAt === null ? {} : { endsAt }) })));
  await writeStreams(tx, lease, { ends: [], starts });
}

interface SilencedRow extends Omit<Stream, 'leaseId' | 'tenantId' | 'poolId' | 'startsAt' | 'endsAt'> {
  starts_at: bigint;
  ends_at: bigint | null;
  silent_from: bigint;
  silent_to: bigint;
  goes_on: boolean;
}
