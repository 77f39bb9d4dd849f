import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, columnsOf, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, MILLIS_PER_HOUR } from '#libs/kernel';

import { batchRefused, MOST_SAMPLES } from './metering.errors.js';
import { CHARGED_WITHIN, flagsOf, freeMeters, readSample, type Rejection, type UsageFlag, type UsageSample } from './sample.js';

export interface UsageReceipt {
  accepted: number;
  /** Samples whose reporter, source and id were known already, or came twice in the batch. */
  duplicates: number;
  /** `index` is the sample's place in the batch. */
  rejected: ({ index: number } & Rejection)[];
  /** Samples that were accepted, and will not be charged. */
  notCharged: { index: number; code: 'too_late'; detail: string }[];
}

/**
 * Records usage samples, each a CloudEvent about a claim. An operator may report for claims on its own hosts alone; for
 * others the answer is that there is no such claim. Sending a batch again is harmless.
 */
export class RecordUsage extends Command<UsageReceipt> {
  constructor(readonly actor: Actor, readonly events: readonly unknown[]) {
    super();
  }
}

/** A claim, as a sample of a meter is about it. */
interface ReportedClaim {
  leaseId: string;
  tenantId: string;
  operatorId: string;
  hostId: string;
  servedFrom: Millis;
  servedTo: Millis | null;
  /** Of the samples of this meter so far. */
  latestEnd: Millis | null;
}

interface KnownSample extends UsageSample {
  /** Its place in the batch. */
  index: number;
  claim: ReportedClaim;
  flags: UsageFlag[];
}

@CommandHandler(RecordUsage)
export class RecordUsageHandler implements ICommandHandler<RecordUsage> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, events }: RecordUsage): Promise<UsageReceipt> {
    if (actor.ownerType === 'tenant') throw commonProblems.forbidden('Usage is reported by operators and by the platform.');
    if (events.length === 0 || events.length > MOST_SAMPLES) throw batchRefused(events.length);
    const now = this.clock.now();
    const rejected: UsageReceipt['rejected'] = [];
    const read: { index: number; sample: UsageSample }[] = [];
    for (const [index, event] of events.entries()) {
      const result = readSample(event);
      if ('sample' in result) read.push({ index, sample: result.sample });
      else rejected.push({ index, ...result.rejection });
    }
    return this.database.transaction(async (tx) => {
      const claims = await claimsFor(tx, actor, read.map(({ sample }) => sample));
      const known = new Map<string, KnownSample>();
      const unknown: UsageReceipt['rejected'] = [];
      let repeated = 0;
      for (const { index, sample } of read) {
        const claim = claims.get(placeOf(sample));
        if (!claim) {
          unknown.push({ index, code: 'not_found', detail: 'No such claim on your hosts.' });
        } else if (known.has(keyOf(sample))) {
          repeated += 1;
        } else {
          const flags = flagsOf(sample, now, { from: claim.servedFrom, to: claim.servedTo }, claim.latestEnd ?? undefined);
          known.set(keyOf(sample), { ...sample, index, claim, flags });
        }
      }
      const added = await insertSamples(tx, actor.ownerId, now, [...known.values()]);
      if (added.length > 0) {
        await appendEvents(tx, now, [{ type: 'usage.recorded', subjectId: actor.ownerId, payload: { leaseIds: [...new Set(added.map(({ leaseId }) => leaseId))] } }]);
      }
      return {
        accepted: added.length, duplicates: known.size + repeated - added.length, rejected: [...rejected, ...unknown].toSorted((a, b) => a.index - b.index),
        notCharged: notChargedOf(added.map((key) => known.get(keyOf(key))!)),
      };
    });
  }
}

/** The first of a batch that has a key is the sample; a second is a repeat of it. */
function keyOf({ source, id }: { source: string; id: string }): string {
  return `${source.length}:${source}${id}`;
}

function placeOf({ claimId, meter }: Pick<UsageSample, 'claimId' | 'meter'>): string {
  return `${claimId}/${meter}`;
}

function notChargedOf(added: readonly KnownSample[]): UsageReceipt['notCharged'] {
  const tooLate = added.filter(({ flags }) => flags.includes('too_late'));
  const detail = `It ended more than ${CHARGED_WITHIN / MILLIS_PER_HOUR} hours before it came: it is kept, and not charged.`;
  return tooLate.map(({ index }) => ({ index, code: 'too_late' as const, detail })).toSorted((a, b) => a.index - b.index);
}

/** Claims that the actor may report for, by claim and meter. One read over what placement and lease own: ingest is the busiest way in. */
async function claimsFor(tx: Transaction, actor: Actor, samples: readonly UsageSample[]): Promise<Map<string, ReportedClaim>> {
  if (samples.length === 0) return new Map();
  const operatorId = actor.ownerType === 'operator' ? actor.ownerId : null;
  const places = new Map(samples.map((sample) => [placeOf(sample), { claim_id: sample.claimId, meter: sample.meter }]));
  const rows = await rowsOf<Record<'id' | 'meter' | 'leaseId' | 'tenantId' | 'operatorId' | 'hostId', string> & { servedFrom: bigint; servedTo: bigint | null; latestEnd: bigint | null }>(tx, sql`
    select c.id, k.meter, c.lease_id as "leaseId", c.tenant_id as "tenantId", c.operator_id as "operatorId", c.host_id as "hostId",
      c.made_at as "servedFrom", least(c.released_at, l.closing_at, l.ends_at) as "servedTo",
      (select max(u.ends_at) from usage_records u where u.claim_id = k.claim_id and u.meter = k.meter) as "latestEnd"
    from jsonb_to_recordset(${JSON.stringify([...places.values()])}::jsonb) as k(claim_id text, meter text)
      join claims c on c.id = k.claim_id join leases l on l.id = c.lease_id
    where ${operatorId}::text is null or c.operator_id = ${operatorId}`);
  return new Map(rows.map(({ id, meter, servedFrom, servedTo, latestEnd, ...whose }) => [`${id}/${meter}`, {
    ...whose, servedFrom: Number(servedFrom), servedTo: servedTo === null ? null : Number(servedTo), latestEnd: latestEnd === null ? null : Number(latestEnd),
  }]));
}

/** Writes those that are new, in one statement and in order of key, so that batches that overlap do not lock each other out. @returns those. */
async function insertSamples(tx: Transaction, reporterId: string, now: Millis, samples: readonly KnownSample[]): Promise<{ source: string; id: string; leaseId: string }[]> {
  if (samples.length === 0) return [];
  const { texts, times, amounts } = columnsOf(samples);
  const isFree = ({ meter, flags }: KnownSample) => (freeMeters as readonly string[]).includes(meter) || flags.includes('too_late');
  return tx.$queryRaw<{ source: string; id: string; leaseId: string }[]>(sql`
    insert into usage_records (reporter_id, source, id, lease_id, claim_id, tenant_id, operator_id, host_id, meter, quantity, starts_at, ends_at, received_at, flags, charged_at)
    select ${reporterId}, source, id, lease_id, claim_id, tenant_id, operator_id, host_id, meter, quantity::numeric, starts_at, ends_at, ${BigInt(now)}, string_to_array(flags, ','), charged_at
    from (
      select unnest(${texts(({ source }) => source)}::text[]) as source, unnest(${texts(({ id }) => id)}::text[]) as id,
        unnest(${texts(({ claim }) => claim.leaseId)}::text[]) as lease_id, unnest(${texts(({ claimId }) => claimId)}::text[]) as claim_id, unnest(${texts(({ claim }) => claim.tenantId)}::text[]) as tenant_id,
        unnest(${texts(({ claim }) => claim.operatorId)}::text[]) as operator_id, unnest(${texts(({ claim }) => claim.hostId)}::text[]) as host_id, unnest(${texts(({ meter }) => meter)}::text[]) as meter,
        unnest(${texts(({ quantity }) => quantity.toString())}::text[]) as quantity, unnest(${times(({ startsAt }) => startsAt)}::bigint[]) as starts_at, unnest(${times(({ endsAt }) => endsAt)}::bigint[]) as ends_at,
        unnest(${texts(({ flags }) => flags.join(','))}::text[]) as flags, unnest(${amounts((sample) => (isFree(sample) ? BigInt(now) : null))}::bigint[]) as charged_at
    ) t
    order by source collate "C", id collate "C"
    on conflict do nothing
    returning source, id, lease_id as "leaseId"`);
}
