import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, sql, sqlEmpty, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis } from '#libs/kernel';

import { tenantOf } from './endpoint.js';
import { lockLanes, wakeLanes } from './lane.js';
import type { Position } from './page.js';
import { webhookProblems } from './webhook.errors.js';

/** Deliveries that one request sends again. */
export const MAX_REDELIVERIES = 5_000;

export interface RedeliverRangeInput {
  /** Of messages made at this moment or later, and before that one. */
  from: Millis;
  to: Millis;
  /** Only to this endpoint; left out: to all that are enabled. */
  endpointId?: string | undefined;
  leaseId?: string | undefined;
  /** Also what was delivered; left out: only what was given up. What waits is never touched. */
  delivered?: boolean | undefined;
  /** `next` of the answer before. */
  after?: Position | undefined;
}

export interface Redelivered {
  /** How many are on their way again. */
  deliveries: number;
  /** Where the rest of the range begins; null when there is none. */
  next: Position | null;
}

/**
 * Sends what went out between two moments again, each at once and by the whole schedule if need be, the oldest first and in
 * order where the endpoint keeps one. Repeated, it finds what was given up once more, and nothing that is on its way.
 * @throws Problem `not_found`, `endpoint_disabled` for the endpoint given.
 */
export class RedeliverRange extends Command<Redelivered> {
  constructor(readonly actor: Actor, readonly input: RedeliverRangeInput, readonly idempotencyKey?: string) {
    super();
  }
}

interface Chosen {
  id: string;
  endpoint_id: string;
  created_at: bigint;
}

@CommandHandler(RedeliverRange)
export class RedeliverRangeHandler implements ICommandHandler<RedeliverRange> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: RedeliverRange): Promise<Redelivered> {
    const [now, tenantId] = [this.clock.now(), tenantOf(actor)];
    return this.database.transaction((tx) => once(tx, { ownerId: tenantId, key: idempotencyKey, request: ['RedeliverRange', input], now }, async () => {
      if (input.endpointId !== undefined) await assertEnabled(tx, tenantId, input.endpointId);
      const found = await choose(tx, tenantId, input);
      const chosen = found.slice(0, MAX_REDELIVERIES);
      await sendAgain(tx, chosen, now);
      const last = chosen.at(-1);
      const { from, to, endpointId, leaseId } = input;
      await audit(tx, actor, now, { action: 'deliveries.repeated', subjectId: endpointId ?? tenantId, detail: { from, to, endpointId, leaseId, deliveries: chosen.length } });
      return { deliveries: chosen.length, next: found.length > MAX_REDELIVERIES && last ? { createdAt: Number(last.created_at), id: last.id } : null };
    }));
  }
}

async function assertEnabled(tx: Transaction, tenantId: string, endpointId: string): Promise<void> {
  const [endpoint] = await tx.$queryRaw<{ state: string }[]>(sql`select state from endpoints where id = ${endpointId} and tenant_id = ${tenantId} for share`);
  if (!endpoint) throw commonProblems.not_found('No such endpoint.');
  if (endpoint.state !== 'enabled') throw webhookProblems.endpoint_disabled('The endpoint is disabled; enable it first.');
}

function choose(tx: Transaction, tenantId: string, { from, to, endpointId, leaseId, delivered, after }: RedeliverRangeInput): Promise<Chosen[]> {
  return tx.$queryRaw<Chosen[]>(sql`
    select d.id, d.endpoint_id, d.created_at from deliveries d join endpoints e on e.id = d.endpoint_id and e.state = 'enabled'
    where d.tenant_id = ${tenantId} and d.created_at >= ${BigInt(from)} and d.created_at < ${BigInt(to)}
      ${delivered ? sql`and d.state <> 'pending'` : sql`and d.state = 'failed'`}
      ${endpointId === undefined ? sqlEmpty : sql`and d.endpoint_id = ${endpointId}`}
      ${leaseId === undefined ? sqlEmpty : sql`and exists (select 1 from messages where messages.id = d.message_id and lease_id = ${leaseId})`}
      ${after === undefined ? sqlEmpty : sql`and (d.created_at, d.id) > (${BigInt(after.createdAt)}, ${after.id})`}
    order by d.created_at, d.id limit ${MAX_REDELIVERIES + 1}`);
}

/** Those of an ordered lease wait for the first of them, or for what waits already. */
async function sendAgain(tx: Transaction, chosen: readonly Chosen[], now: Millis): Promise<void> {
  if (chosen.length === 0) return;
  const endpointIds = [...new Set(chosen.map(({ endpoint_id }) => endpoint_id))];
  await lockLanes(tx, endpointIds);
  await tx.$executeRaw(sql`
    with chosen as (
      select d.id, d.endpoint_id, d.ordering_key, row_number() over (partition by d.endpoint_id, d.ordering_key order by d.sequence) as place
      from deliveries d join endpoints e on e.id = d.endpoint_id and e.state = 'enabled' -- looked at again under the locks
      where d.id in (select value from jsonb_array_elements_text(${JSON.stringify(chosen.map(({ id }) => id))}::jsonb))
    )
    update deliveries d set state = 'pending', step = 0, next_attempt_at = case
      when c.ordering_key is not null and (c.place > 1 or exists (
        select 1 from deliveries w where w.endpoint_id = c.endpoint_id and w.ordering_key = c.ordering_key and w.state = 'pending')) then null
      else ${BigInt(now)}::bigint end
    from chosen c where d.id = c.id and d.state <> 'pending'`);
  await wakeLanes(tx, endpointIds, now);
}
