import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, SETTINGS, type Settings } from '#libs/kernel';

import type { EndpointInput } from './create-endpoint.js';
import { type EndpointView, lockEndpoint, tenantOf, toEndpointView } from './endpoint.js';
import { checkedUrl } from './endpoint-url.js';

/** Changes what is given and leaves the rest. Messages that wait go to the new URL. @throws Problem `not_found`, `endpoint_url_refused`. */
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
      await lockEndpoint(tx, actor, endpointId);
      const url = input.url === undefined ? undefined : checkedUrl(input.url, { allowPrivate: this.settings.webhookAllowPrivate });
      const eventTypes = input.eventTypes && [...new Set(input.eventTypes)];
      const row = await tx.endpoint.update({ where: { id: endpointId }, data: { url, description: input.description, eventTypes } });
      await audit(tx, actor, now, { action: 'endpoint.updated', subjectId: endpointId, detail: { ...input } });
      return toEndpointView(row, now);
    }));
  }
}
