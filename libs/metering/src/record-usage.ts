import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis } from '#libs/kernel';

import { batchRefused, MOST_SAMPLES } from './metering.errors.js';
import { flagsOf, freeMeters, readSample, type Rejection, type UsageFlag, type UsageSample } from './sample.js';

export interface UsageReceipt {
  accepted: number;
  /** Samples whose reporter, source and id were known already, or came twice in the batch. */
  duplicates: number;
  /** `index` is the sample's place in the batch. */
  rejected: ({ index: number } & Rejection)[];
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

/** A claim, as a sample is about it. */
interface ReportedClaim {
  id: string;
  leaseId: string;
  tenantId: string;
  operatorId: string;
  hostId: string;
  servedFrom: Millis;
  servedTo: Millis | null;
}

interface AcceptedSample extends UsageSample {
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
      const claims = await claimsFor(tx, actor, read.map(({ sample }) => sample.claimId));
      const latest = await latestEnds(tx, [...claims.keys()]);
      const known: AcceptedSample[] = [];
      const unknown: UsageReceipt['rejected'] = [];
      for (const { index, sample } of read) {
        const claim = claims.get(sample.claimId);
        if (!claim) {
          unknown.push({ index, code: 'not_found', detail: 'No such claim on your hosts.' });
          continue;
        }
        const served = { from: claim.servedFrom, to: claim.servedTo };
        known.push({ ...sample, claim, flags: flagsOf(sample, now, served, latest.get(`${sample.claimId}/${sample.meter}`)) });
      }
      const leaseIds = await insertSamples(tx, actor.ownerId, now, known);
      const accepted = leaseIds.length;
      if (accepted > 0) {
        await appendEvents(tx, now, [{ type: 'usage.recorded', subjectId: actor.ownerId, payload: { leaseIds: [...new Set(leaseIds)] } }]);
      }
      return { accepted, duplicates: known.length - accepted, rejected: [...rejected, ...unknown].toSorted((a, b) => a.index - b.index) };
    });
  }
}

/** Claims that the actor may report for. One read over what placement and lease own: ingest is the busiest way in. */
async function claimsFor(tx: Transaction, actor: Actor, ids: readonly string[]): Promise<Map<string, ReportedClaim>> {
  const operatorId = actor.ownerType === 'operator' ? actor.ownerId : null;
  const rows = await rowsOf<Omit<ReportedClaim, 'servedFrom' | 'servedTo'> & { servedFrom: bigint; servedTo: bigint | null }>(tx, sql`
    select c.id, c.lease_id as "leaseId", c.tenant_id as "tenantId", c.operator_id as "operatorId", c.host_id as "hostId",
      c.made_at as "servedFrom", least(c.released_at, l.closing_at, l.ends_at) as "servedTo"
    from claims c join leases l on l.id = c.lease_id
    where c.id in (select value from jsonb_array_elements_text(${JSON.stringify([...new Set(ids)])}::jsonb))
      and (${operatorId}::text is null or c.operator_id = ${operatorId})`);
  return new Map(rows.map((row) => [row.id, { ...row, servedFrom: Number(row.servedFrom), servedTo: row.servedTo === null ? null : Number(row.servedTo) }]));
}

/** The latest end of a sample so far, by claim and meter. */
async function latestEnds(tx: Transaction, claimIds: readonly string[]): Promise<Map<string, Millis>> {
  if (claimIds.length === 0) return new Map();
  const rows = await rowsOf<{ claim_id: string; meter: string; latest: bigint }>(tx, sql`
    select claim_id, meter, max(ends_at) as latest from usage_records
    where claim_id in (select value from jsonb_array_elements_text(${JSON.stringify(claimIds)}::jsonb)) group by claim_id, meter`);
  return new Map(rows.map((row) => [`${row.claim_id}/${row.meter}`, Number(row.latest)]));
}

/** Writes those that are new, in one statement and in order of key, so that batches that overlap do not lock each other out. @returns a lease id each. */
async function insertSamples(tx: Transaction, reporterId: string, now: Millis, samples: readonly AcceptedSample[]): Promise<string[]> {
  if (samples.length === 0) return [];
  const rows = samples.map((sample) => ({
    source: sample.source, id: sample.id, lease_id: sample.claim.leaseId, claim_id: sample.claimId, tenant_id: sample.claim.tenantId,
    operator_id: sample.claim.operatorId, host_id: sample.claim.hostId, meter: sample.meter, quantity: sample.quantity.toString(),
    starts_at: sample.startsAt, ends_at: sample.endsAt, flags: sample.flags,
    free: (freeMeters as readonly string[]).includes(sample.meter),
  }));
  const added = await tx.$queryRaw<{ lease_id: string }[]>(sql`
    insert into usage_records (reporter_id, source, id, lease_id, claim_id, tenant_id, operator_id, host_id, meter, quantity, starts_at, ends_at, received_at, flags, charged_at)
    select ${reporterId}, source, id, lease_id, claim_id, tenant_id, operator_id, host_id, meter, quantity, starts_at, ends_at, ${BigInt(now)}, flags, case when free then ${BigInt(now)}::bigint end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(
      source text, id text, lease_id text, claim_id text, tenant_id text, operator_id text, host_id text, meter text, quantity numeric,
      starts_at bigint, ends_at bigint, flags text[], free boolean)
    order by source collate "C", id collate "C"
    on conflict do nothing
    returning lease_id`);
  return added.map((row) => row.lease_id);
}
