import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, type Millis, SETTINGS, type Settings } from '#libs/kernel';

import { healthy } from './circuit.js';
import type { EndpointInput } from './create-endpoint.js';
import { type EndpointView, lockEndpoint, tenantOf, toEndpointView } from './endpoint.js';
import { checkedUrl } from './endpoint-url.js';
import { lockLanes, wakeLanes } from './lane.js';

/** Changes what is given and leaves the rest. Messages that wait go to the new URL, of which nothing is known yet: an open circuit is closed. @throws Problem `not_found`, `endpoint_url_refused`. */
export class UpdateEndpoint extends Command<EndpointView> {
  constructor(readonly actor: Actor, readonly endpointId: string, readonly input: Partial<EndpointInput>, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(UpdateEndpoint)
export class UpdateEndpointHandler implements ICommandHandler<UpdateEndpoint> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ actor, endpointId, input, idempotencyKey }: UpdateEndpoint): Promise<EndpointView> {
    const now = this.clock.now();
    const request = ['UpdateEndpoint', endpointId, input];
    return this.database.modelTransaction((tx) => once(tx, { ownerId: tenantOf(actor), key: idempotencyKey, request, now }, async () => {
      const before = await lockEndpoint(tx, actor, endpointId);
      const url = input.url === undefined ? undefined : checkedUrl(input.url, { allowPrivate: this.settings.webhookAllowPrivate });
      const eventTypes = input.eventTypes && [...new Set(input.eventTypes)];
      const { description, ordering, concurrency } = input;
      const isNewPlace = url !== undefined && url !== before.url;
      const row = await tx.endpoint.update({ where: { id: endpointId }, data: { ...(isNewPlace ? healthy : {}), url, description, eventTypes, ordering, concurrency } });
      await lockLanes(tx, [endpointId]);
      if (ordering === 'none' && before.ordering === 'lease') await endOrder(tx, endpointId, now);
      await wakeLanes(tx, [endpointId], now);
      await audit(tx, actor, now, { action: 'endpoint.updated', subjectId: endpointId, detail: { ...input } });
      return toEndpointView(row, now);
    }));
  }
}

/** What waits for an earlier message of its lease waits no more. */
async function endOrder(tx: Transaction, endpointId: string, now: Millis): Promise<void> {
  await tx.$executeRaw(sql`
    update deliveries set ordering_key = null, next_attempt_at = coalesce(next_attempt_at, ${BigInt(now)})
    where endpoint_id = ${endpointId} and state = 'pending' and ordering_key is not null`);
}
