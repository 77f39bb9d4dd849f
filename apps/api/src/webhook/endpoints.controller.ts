import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import {
  CreateEndpoint, DeleteEndpoint, DisableEndpoint, EnableEndpoint, type EndpointSummary, type EndpointView, type EndpointWithSecretView, GetEndpoint, ListAttempts, ListEndpoints, ListRequests,
  type MessageView, RotateSecret, SendTest, SummariseEndpoint, UpdateEndpoint,
} from '#libs/webhook';

import { answerPage, Answers, createdPage, CurrentActor, foundQuery, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { attemptPage, attemptQuery, endpointChange, endpointInput, endpointPage, endpointSummary, endpointView, endpointWithSecret, messageView, requestPage, requestQuery, summaryQuery } from './schemas.js';

const path = z.strictObject({ endpointId: idSchema('endpoint') });
type Path = z.infer<typeof path>;
const listQuery = foundQuery('Part of the address or of the description, or the beginning of the id', 'example.com');

@Controller('v1/webhooks/endpoints')
@ApiTags('webhooks')
@OwnedBy('tenant')
export class EndpointsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('webhooks:read')
  @Answers(200, endpointPage, { description: 'Endpoints, the oldest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return answerPage(await this.queries.execute(new ListEndpoints(actor, createdPage(query))));
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

  @Get(':endpointId/attempts')
  @ApiOperation({ operationId: 'listAttempts', summary: 'List attempts', description: 'Every attempt made at the endpoint in the last thirty days, with what came of it and how long it took.' })
  @Scopes('webhooks:read')
  @Answers(200, attemptPage, { description: 'Attempts, the newest first.' })
  @Refuses('not_found')
  async attempts(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path, @Query({ schema: attemptQuery }) { from, to, failed, errorClass, ...query }: z.infer<typeof attemptQuery>) {
    return answerPage(await this.queries.execute(new ListAttempts(actor, endpointId, { from, to, failed, errorClass }, createdPage(query))));
  }

  @Get(':endpointId/requests')
  @ApiOperation({
    operationId: 'listRequests', summary: 'List what is sent', description: 'What goes to the endpoint as it would be sent now, signed: to try a receiver that we cannot reach, as `weir webhook listen` does.',
  })
  @Scopes('webhooks:write')
  @Answers(200, requestPage, { description: 'Requests, the oldest first.' })
  @Refuses('not_found')
  async requests(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path, @Query({ schema: requestQuery }) { from, ...query }: z.infer<typeof requestQuery>) {
    return answerPage(await this.queries.execute(new ListRequests(actor, endpointId, from, createdPage(query))));
  }

  @Get(':endpointId/summary')
  @ApiOperation({ operationId: 'summariseEndpoint', summary: 'Sum up an endpoint', description: 'How it fared between two moments: the last day, unless others are given.' })
  @Scopes('webhooks:read')
  @Answers(200, endpointSummary, { description: 'Counts, success and latencies.' })
  @Refuses('not_found')
  summary(@CurrentActor() actor: Actor, @Param({ schema: path }) { endpointId }: Path, @Query({ schema: summaryQuery }) span: z.infer<typeof summaryQuery>): Promise<EndpointSummary> {
    return this.queries.execute(new SummariseEndpoint(actor, endpointId, span));
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
