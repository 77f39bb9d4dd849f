import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, type EventType, newId, SETTINGS, type Settings } from '#libs/kernel';

import { type EndpointOrdering, type EndpointWithSecretView, MAX_ENDPOINTS, tenantOf, toEndpointView } from './endpoint.js';
import { checkedUrl } from './endpoint-url.js';
import { newSecret } from './signing.js';
import { webhookProblems } from './webhook.errors.js';

export interface EndpointInput {
  url: string;
  description?: string;
  /** Left out or empty: all. */
  eventTypes?: readonly EventType[];
  /** Left out: `none`. */
  ordering?: EndpointOrdering;
  /** Attempts at a time, 1 to 32; left out: 4. */
  concurrency?: number;
}

/** Registers where messages go, and gives the secret they are signed with. @throws Problem `endpoint_url_refused`, `too_many_endpoints`. */
export class CreateEndpoint extends Command<EndpointWithSecretView> {
  constructor(readonly actor: Actor, readonly input: EndpointInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(CreateEndpoint)
export class CreateEndpointHandler implements ICommandHandler<CreateEndpoint> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, input, idempotencyKey }: CreateEndpoint): Promise<EndpointWithSecretView> {
    const tenantId = tenantOf(actor);
    const url = checkedUrl(input.url, { allowPrivate: this.settings.webhookAllowPrivate });
    const [now, secret] = [this.clock.now(), newSecret()];
    let isNew = false;
    const view = await this.database.modelTransaction((tx) => once(tx, { ownerId: tenantId, key: idempotencyKey, request: ['CreateEndpoint', input], now }, async () => {
      await tx.$queryRaw(sql`select 1 from pg_advisory_xact_lock(hashtextextended(${`webhook:${tenantId}`}, 0))`); // counting and adding are one step
      const held = await tx.endpoint.count({ where: { tenantId } });
      if (held >= MAX_ENDPOINTS) {
        throw webhookProblems.too_many_endpoints(`A tenant may have ${MAX_ENDPOINTS} endpoints, and has ${held}; delete one first.`, { extra: { limit: MAX_ENDPOINTS } });
      }
      const row = await tx.endpoint.create({
        data: {
          id: newId('endpoint'), tenantId, url, description: input.description ?? '', eventTypes: [...new Set(input.eventTypes)], secret,
          ordering: input.ordering, concurrency: input.concurrency, createdAt: BigInt(now),
        },
      });
      await tx.endpointLane.create({ data: { endpointId: row.id } });
      await audit(tx, actor, now, { action: 'endpoint.created', subjectId: row.id, detail: { url, eventTypes: row.eventTypes } });
      isNew = true;
      return toEndpointView(row, now);
    }));
    return isNew ? { ...view, secret } : view;
  }
}
