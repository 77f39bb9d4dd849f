import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, newId } from '#libs/kernel';

import { lockEndpoint, tenantOf } from './endpoint.js';
import { lockLanes, wakeLanes } from './lane.js';
import { bodyOf, type MessageView, toMessageView } from './message.js';
import { webhookProblems } from './webhook.errors.js';

/** Sends `endpoint.test` to one endpoint, whatever types it wants. While its circuit is open, that is tried at once. @throws Problem `not_found`, `endpoint_disabled`. */
export class SendTest extends Command<MessageView> {
  constructor(readonly actor: Actor, readonly endpointId: string, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(SendTest)
export class SendTestHandler implements ICommandHandler<SendTest> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId, idempotencyKey }: SendTest): Promise<MessageView> {
    const [now, tenantId] = [this.clock.now(), tenantOf(actor)];
    return this.database.modelTransaction((tx) => once(tx, { ownerId: tenantId, key: idempotencyKey, request: ['SendTest', endpointId], now }, async () => {
      const { state, circuitNextTryAt } = await lockEndpoint(tx, actor, endpointId);
      if (state !== 'enabled') throw webhookProblems.endpoint_disabled('The endpoint is disabled; enable it first.');
      const id = newId('message');
      const body = bodyOf('endpoint.test', now, { endpointId });
      const message = await tx.message.create({ data: { id, tenantId, eventId: `test:${id}`, type: 'endpoint.test', body, createdAt: BigInt(now) } });
      await tx.delivery.create({
        data: { id: newId('delivery'), messageId: id, endpointId, tenantId, state: 'pending', nextAttemptAt: BigInt(now), createdAt: BigInt(now) },
      });
      if (circuitNextTryAt !== null) await tx.endpoint.update({ where: { id: endpointId }, data: { circuitNextTryAt: BigInt(now) } });
      await lockLanes(tx, [endpointId]);
      await wakeLanes(tx, [endpointId], now);
      await audit(tx, actor, now, { action: 'endpoint.tested', subjectId: endpointId });
      return toMessageView(message, { pending: 1, delivered: 0, failed: 0 });
    }));
  }
}
