import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
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
  const rows = samples.map((sample) => ({
    source: sample.source, id: sample.id, lease_id: sample.claim.leaseId, claim_id: sample.claimId, tenant_id: sample.claim.tenantId,
    operator_id: sample.claim.operatorId, host_id: sample.claim.hostId, meter: sample.meter, quantity: sample.quantity.toString(),
    starts_at: sample.startsAt, ends_at: sample.endsAt, flags: sample.flags,
    free: (freeMeters as readonly string[]).includes(sample.meter) || sample.flags.includes('too_late'),
  }));
  return tx.$queryRaw<{ source: string; id: string; leaseId: string }[]>(sql`
    insert into usage_records (reporter_id, source, id, lease_id, claim_id, tenant_id, operator_id, host_id, meter, quantity, starts_at, ends_at, received_at, flags, charged_at)
    select ${reporterId}, source, id, lease_id, claim_id, tenant_id, operator_id, host_id, meter, quantity, starts_at, ends_at, ${BigInt(now)}, flags, case when free then ${BigInt(now)}::bigint end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(
      source text, id text, lease_id text, claim_id text, tenant_id text, operator_id text, host_id text, meter text, quantity numeric,
      starts_at bigint, ends_at bigint, flags text[], free boolean)
    order by source collate "C", id collate "C"
    on conflict do nothing
    returning source, id, lease_id as "leaseId"`);
}
