import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { type DeliveryView, GetMessage, ListDeliveries, ListMessages, type MessageView, Redeliver } from '#libs/webhook';

import { answerPage, Answers, createdPage, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { deliveryPage, deliveryQuery, deliveryView, messagePage, messageQuery, messageView } from './schemas.js';

const path = z.strictObject({ messageId: idSchema('message') });
const deliveryPath = path.extend({ deliveryId: idSchema('delivery') });

@Controller('v1/webhooks/messages')
@ApiTags('webhooks')
@OwnedBy('tenant')
export class MessagesController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({ operationId: 'listMessages', summary: 'List messages', description: 'Events that some endpoint wanted, of the last thirty days.' })
  @Scopes('webhooks:read')
  @Answers(200, messagePage, { description: 'Messages, the newest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: messageQuery }) { limit, cursor, ...filter }: z.infer<typeof messageQuery>) {
    return answerPage(await this.queries.execute(new ListMessages(actor, filter, createdPage({ limit, cursor }))));
  }

  @Get(':messageId')
  @ApiOperation({ operationId: 'getMessage', summary: 'Read a message' })
  @Scopes('webhooks:read')
  @Answers(200, messageView, { description: 'The message.' })
  @Refuses('not_found')
  get(@CurrentActor() actor: Actor, @Param({ schema: path }) { messageId }: z.infer<typeof path>): Promise<MessageView> {
    return this.queries.execute(new GetMessage(actor, messageId));
  }

  @Get(':messageId/deliveries')
  @ApiOperation({ operationId: 'listDeliveries', summary: 'List deliveries', description: 'Where a message went, and how each attempt ended.' })
  @Scopes('webhooks:read')
  @Answers(200, deliveryPage, { description: 'A delivery for each endpoint that wanted the message, the oldest first.' })
  @Refuses('not_found')
  async deliveries(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { messageId }: z.infer<typeof path>, @Query({ schema: deliveryQuery }) { limit, cursor, ...filter }: z.infer<typeof deliveryQuery>,
  ) {
    return answerPage(await this.queries.execute(new ListDeliveries(actor, messageId, filter, createdPage({ limit, cursor }))));
  }

  @Post(':messageId/deliveries/:deliveryId/redeliver')
  @ApiOperation({ operationId: 'redeliver', summary: 'Deliver again', description: 'At once, and by the whole schedule if need be.' })
  @Scopes('webhooks:write')
  @Answers(202, deliveryView, { description: 'The delivery, pending again.' })
  @Refuses('not_found', 'endpoint_disabled')
  redeliver(@CurrentActor() actor: Actor, @Param({ schema: deliveryPath }) { messageId, deliveryId }: z.infer<typeof deliveryPath>): Promise<DeliveryView> {
    return this.commands.execute(new Redeliver(actor, messageId, deliveryId));
  }
}
