import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { type DeliveryRow, type DeliveryView, selectDeliveries, toDeliveryView } from './delivery.js';
import { tenantOf } from './endpoint.js';
import { lockLanes, wakeLanes } from './lane.js';
import { webhookProblems } from './webhook.errors.js';

/** Sends a message to its endpoint again, at once, and by the whole schedule if need be. @throws Problem `not_found`, `endpoint_disabled`. */
export class Redeliver extends Command<DeliveryView> {
  constructor(readonly actor: Actor, readonly messageId: string, readonly deliveryId: string) {
    super();
  }
}

@CommandHandler(Redeliver)
export class RedeliverHandler implements ICommandHandler<Redeliver> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, messageId, deliveryId }: Redeliver): Promise<DeliveryView> {
    const now = this.clock.now();
    const tenantId = tenantOf(actor);
    return this.database.transaction(async (tx) => {
      const [delivery] = await tx.$queryRaw<{ endpoint_id: string }[]>(sql`
        select endpoint_id from deliveries where id = ${deliveryId} and message_id = ${messageId} and tenant_id = ${tenantId}`);
      if (!delivery) throw commonProblems.not_found('No such delivery.');
      const [endpoint] = await tx.$queryRaw<{ state: string }[]>(sql`select state from endpoints where id = ${delivery.endpoint_id} for share`);
      if (endpoint?.state !== 'enabled') throw webhookProblems.endpoint_disabled('The endpoint is disabled or deleted.');
      await lockLanes(tx, [delivery.endpoint_id]);
      await tx.$executeRaw(sql`update deliveries set state = 'pending', step = 0, next_attempt_at = ${BigInt(now)} where id = ${deliveryId}`);
      await wakeLanes(tx, [delivery.endpoint_id], now);
      await audit(tx, actor, now, { action: 'delivery.repeated', subjectId: deliveryId, detail: { messageId, endpointId: delivery.endpoint_id } });
      const [row] = await tx.$queryRaw<DeliveryRow[]>(selectDeliveries(sql`id = ${deliveryId}`));
      return toDeliveryView(row!);
    });
  }
}
