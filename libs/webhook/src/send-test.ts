import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, newId } from '#libs/kernel';
import { Queues } from '#libs/queue';

import { lockEndpoint, tenantOf } from './endpoint.js';
import { bodyOf, type MessageView, toMessageView } from './message.js';
import { webhookProblems } from './webhook.errors.js';

/** Sends `endpoint.test` to one endpoint, whatever types it wants. @throws Problem `not_found`, `endpoint_disabled`. */
export class SendTest extends Command<MessageView> {
  constructor(readonly actor: Actor, readonly endpointId: string, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(SendTest)
export class SendTestHandler implements ICommandHandler<SendTest> {
  constructor(private readonly database: Database, private readonly queues: Queues, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId, idempotencyKey }: SendTest): Promise<MessageView> {
    const [now, tenantId] = [this.clock.now(), tenantOf(actor)];
    const deliveryId = newId('delivery');
    const view = await this.database.modelTransaction((tx) => once(tx, { ownerId: tenantId, key: idempotencyKey, request: ['SendTest', endpointId], now }, async () => {
      const { state } = await lockEndpoint(tx, actor, endpointId);
      if (state !== 'enabled') throw webhookProblems.endpoint_disabled('The endpoint is disabled; enable it first.');
      const id = newId('message');
      const body = bodyOf('endpoint.test', now, { endpointId });
      const message = await tx.message.create({ data: { id, tenantId, eventId: `test:${id}`, type: 'endpoint.test', body, createdAt: BigInt(now) } });
      await tx.delivery.create({
        data: { id: deliveryId, messageId: id, endpointId, tenantId, state: 'pending', nextAttemptAt: BigInt(now), createdAt: BigInt(now) },
      });
      await audit(tx, actor, now, { action: 'endpoint.tested', subjectId: endpointId });
      return toMessageView(message, { pending: 1, delivered: 0, failed: 0 });
    }));
    // A repeat of the request made no such delivery; its job finds none and ends.
    await this.queues.add('deliver', [{ data: { deliveryId }, oneAtATime: deliveryId }]);
    return view;
  }
}
