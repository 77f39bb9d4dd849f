import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, LastEventId, OwnedBy, Refuses, RoleInQuery, sse } from '../platform/index.js';
import { EventFeed } from './event-feed.js';

const query = z.strictObject({
  role: z.string().max(64).optional().meta({ description: 'As whom a session listens, as in `x-weir-role`: a browser\'s `EventSource` sends no headers. Keys need none.' }),
});
const heard = z
  .object({
    type: z.string().meta({ description: 'An event type; or `stream.reset`: too much was missed, look at everything anew.', examples: ['lease.activated'] }),
    id: z.string().meta({ description: 'Grows, not gapless. A client that comes again with it as Last-Event-ID hears what it missed; some may come twice.' }),
    subject: z.string().nullable().meta({ description: 'What it happened to.' }),
  })
  .meta({ id: 'StreamEvent', examples: [{ type: 'lease.activated', id: '4711', subject: 'lse_4k9d0x7h2m5n8p1qr3st6vwy' }] });

@Controller('v1/stream')
@ApiTags('session')
@OwnedBy('tenant', 'operator', 'platform')
export class StreamController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @RoleInQuery()
  @ApiOperation({
    operationId: 'streamEvents', summary: 'Hear what happens',
    description: 'Server-sent events (`text/event-stream`): that something of yours changed, not what; ask for it then. Ends after an hour at most, and when you read too slowly: come again with Last-Event-ID. Ten at once for a key or member.',
  })
  @ApiProduces('text/event-stream')
  @Answers(200, heard, { description: 'One event of the stream, as its `data`; its `event` is the type.' })
  @Refuses('role_needed', 'role_not_held')
  async read(@CurrentActor() actor: Actor, @Query({ schema: query }) _query: z.infer<typeof query>, @Res() reply: FastifyReply, @LastEventId() after?: bigint): Promise<void> {
    this.feed.requireRoom(actor);
    await sse(reply, (signal) => this.feed.of(actor, after, signal));
  }
}
