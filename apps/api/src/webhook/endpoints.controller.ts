import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import {
  CreateEndpoint, DeleteEndpoint, DisableEndpoint, EnableEndpoint, type EndpointView, type EndpointWithSecretView, GetEndpoint, ListEndpoints, type MessageView,
  RotateSecret, SendTest, UpdateEndpoint,
} from '#libs/webhook';

import { Answers, CurrentActor, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { endpointChange, endpointInput, endpointList, endpointView, endpointWithSecret, messageView } from './schemas.js';

const path = z.strictObject({ endpointId: idSchema('endpoint') });
type Path = z.infer<typeof path>;

@Controller('v1/webhooks/endpoints')
@ApiTags('webhooks')
@OwnedBy('tenant')
export class EndpointsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('webhooks:read')
  @Answers(200, endpointList, { description: 'All of them, the oldest first.' })
  async list(@CurrentActor() actor: Actor): Promise<{ items: EndpointView[] }> {
    return { items: await this.queries.execute(new ListEndpoints(actor)) };
  }

  @Post()
  @ApiOperation({
    operationId: 'createEndpoint', summary: 'Register an endpoint',
    description: 'Messages are POSTed to it as JSON, signed by Standard Webhooks (https://www.standardwebhooks.com). Answer 2xx within 15 seconds; 410 to get no more.',
  })
  @Scopes('webhooks:write')
  @Answers(201, endpointWithSecret, { description: 'The endpoint, with the secret that messages are signed with: it is shown this once.' })
  @Refuses('endpoint_url_refused', 'too_many_endpoints', 'idempotency_key_reused')
  create(@CurrentActor() actor: Actor, @Body({ schema: endpointInput }) input: z.infer<typeof endpointInput>, @IdempotencyKey() key?: string): Promise<EndpointWithSecretView> {
    return this.commands.execute(new CreateEndpoint(actor, input, key));
  }

  @Get(':endpointId')
  @ApiOperation({ operationId: 'getEndpoint', summary: 'Read an endpoint' })
  @Scopes('webhooks:read')
  @Answers(200, endpointView, { description: 'The endpoint, without its secret.' })
  @Refuses('not_found')
  get(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path): Promise<EndpointView> {
    return this.queries.execute(new GetEndpoint(actor, endpointId));
  }

  @Patch(':endpointId')
  @ApiOperation({ operationId: 'updateEndpoint', summary: 'Change an endpoint', description: 'Changes what is given and leaves the rest. Messages that wait go to the new URL; an open circuit is closed by one.' })
  @Scopes('webhooks:write')
  @Answers(200, endpointView, { description: 'The endpoint, changed.' })
  @Refuses('not_found', 'endpoint_url_refused', 'idempotency_key_reused')
  update(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path, @Body({ schema: endpointChange }) input: z.infer<typeof endpointChange>,
    @IdempotencyKey() key?: string,
  ): Promise<EndpointView> {
    return this.commands.execute(new UpdateEndpoint(actor, endpointId, input, key));
  }

  @Delete(':endpointId')
  @ApiOperation({ operationId: 'deleteEndpoint', summary: 'Delete an endpoint', description: 'What waits to be sent to it is given up; what was sent stays on record.' })
  @Scopes('webhooks:write')
  @Answers(204, undefined, { description: 'It is gone.' })
  @Refuses('not_found')
  delete(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path): Promise<void> {
    return this.commands.execute(new DeleteEndpoint(actor, endpointId));
  }

  @Post(':endpointId/rotate')
  @ApiOperation({ operationId: 'rotateEndpointSecret', summary: 'Rotate the secret', description: 'For a day messages are signed by both secrets.' })
  @Scopes('webhooks:write')
  @Answers(200, endpointWithSecret, { description: 'The endpoint with its new secret: it is shown this once.' })
  @Refuses('not_found', 'idempotency_key_reused')
  rotate(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path, @IdempotencyKey() key?: string): Promise<EndpointWithSecretView> {
    return this.commands.execute(new RotateSecret(actor, endpointId, key));
  }

  @Post(':endpointId/test')
  @ApiOperation({ operationId: 'testEndpoint', summary: 'Send a test message', description: 'An `endpoint.test` to this endpoint alone, whatever types it wants. While its circuit is open, one attempt is made at once.' })
  @Scopes('webhooks:write')
  @Answers(202, messageView, { description: 'The message, on its way: see its deliveries.' })
  @Refuses('not_found', 'endpoint_disabled', 'idempotency_key_reused')
  test(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path, @IdempotencyKey() key?: string): Promise<MessageView> {
    return this.commands.execute(new SendTest(actor, endpointId, key));
  }

  @Post(':endpointId/enable')
  @ApiOperation({ operationId: 'enableEndpoint', summary: 'Enable an endpoint', description: 'It gets messages again, from now on; an open circuit is closed, and what waited goes. Again is harmless.' })
  @Scopes('webhooks:write')
  @Answers(200, endpointView, { description: 'The endpoint, enabled.' })
  @Refuses('not_found')
  enable(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path): Promise<EndpointView> {
    return this.commands.execute(new EnableEndpoint(actor, endpointId));
  }

  @Post(':endpointId/disable')
  @ApiOperation({ operationId: 'disableEndpoint', summary: 'Disable an endpoint', description: 'It gets nothing until it is enabled; what waits is given up. Again is harmless.' })
  @Scopes('webhooks:write')
  @Answers(200, endpointView, { description: 'The endpoint, disabled.' })
  @Refuses('not_found')
  disable(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path): Promise<EndpointView> {
    return this.commands.execute(new DisableEndpoint(actor, endpointId));
  }
}
