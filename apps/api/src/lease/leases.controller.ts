import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { ChangeLease, CloseLease, GetLease, GetLeaseAuction, type LeaseView, ListLeaseEvents, ListLeases, RequestLease } from '#libs/lease';
import { type AlternativesView, FindAlternatives } from '#libs/placement';

import {
  answerPage, Answers, CurrentActor, decodeCursor, IdempotencyKey, idSchema, IfMatch, LastEventId, OwnedBy, pageQuery, Refuses, Scopes, searchedPage, setEtag, sse,
} from '../platform/index.js';
import { auctionView } from '../auction/schemas.js';
import { LeaseLogs } from './lease-logs.js';
import { LeaseWatch } from './lease-watch.js';
import { alternativesView, leaseChange, leaseEventCursor, leaseEventPage, leaseEventView, leasePage, leaseQuery, leaseRequest, leaseView, logLine, logQuery } from './schemas.js';

const path = z.strictObject({ leaseId: idSchema('lease') });
type Path = z.infer<typeof path>;

@Controller('v1/leases')
@ApiTags('leases')
@OwnedBy('tenant')
export class LeasesController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus, private readonly watches: LeaseWatch, private readonly logs: LeaseLogs) {}

  @Post()
  @ApiOperation({
    operationId: 'requestLease', summary: 'Request a lease',
    description: 'Fixes its price, holds its first funds and queues it for placement. Lack of capacity is no refusal: it waits, `blocked`, and is placed when there is room.',
  })
  @Scopes('leases:write')
  @Answers(201, leaseView, { description: 'The lease, `requested`.' })
  @Refuses(
    'not_found', 'quota_exceeded', 'insufficient_funds', 'price_above_maximum', 'price_missing', 'quote_expired', 'quote_mismatch', 'cannot_ever_fit', 'cost_out_of_range',
    'term_not_offered', 'workload_forbidden', 'no_auctions', 'budget_reached', 'idempotency_key_reused',
  )
  async request(
    @CurrentActor() actor: Actor, @Body({ schema: leaseRequest }) terms: z.infer<typeof leaseRequest>, @Res({ passthrough: true }) reply: FastifyReply,
    @IdempotencyKey() key?: string,
  ): Promise<LeaseView> {
    return withEtag(reply, await this.commands.execute(new RequestLease(actor, terms, key)));
  }

  @Get()
  @ApiOperation({ operationId: 'listLeases', summary: 'List leases' })
  @Scopes('leases:read')
  @Answers(200, leasePage, { description: 'Leases, the oldest first unless asked otherwise, without their replicas.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: leaseQuery }) { state, projectId, open, name, ...query }: z.infer<typeof leaseQuery>) {
    return answerPage(await this.queries.execute(new ListLeases(actor, { state, projectId, open, name, ...searchedPage(query, (sort, key) => sort.endsWith('name') === (typeof key === 'string')) })));
  }

  @Get(':leaseId')
  @ApiOperation({ operationId: 'getLease', summary: 'Read a lease' })
  @Scopes('leases:read')
  @Answers(200, leaseView, { description: 'The lease; its version is the ETag.' })
  @Refuses('not_found')
  async get(@CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: Path, @Res({ passthrough: true }) reply: FastifyReply): Promise<LeaseView> {
    return withEtag(reply, await this.queries.execute(new GetLease(actor, leaseId)));
  }

  @Patch(':leaseId')
  @ApiOperation({
    operationId: 'changeLease', summary: 'Change a lease',
    description: 'Name, replicas or resources, in place. Needs If-Match. Replicas that are given up are not charged from now on; new ones, and more resources, as soon as there is room.',
  })
  @Scopes('leases:write')
  @Answers(200, leaseView, { description: 'The lease, changed.' })
  @Refuses(
    'not_found', 'precondition_required', 'stale_version', 'lease_not_open', 'lease_suspended', 'lease_in_auction', 'quota_exceeded', 'insufficient_funds', 'price_above_maximum', 'price_missing', 'cannot_ever_fit',
    'cost_out_of_range', 'volume_cannot_grow', 'volume_cannot_shrink', 'reserved_fixed', 'workload_forbidden', 'idempotency_key_reused',
  )
  async change(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: Path, @Body({ schema: leaseChange }) change: z.infer<typeof leaseChange>,
    @Res({ passthrough: true }) reply: FastifyReply, @IfMatch() ifMatch?: number, @IdempotencyKey() key?: string,
  ): Promise<LeaseView> {
    return withEtag(reply, await this.commands.execute(new ChangeLease(actor, leaseId, change, ifMatch, key)));
  }

  @Delete(':leaseId')
  @ApiOperation({ operationId: 'closeLease', summary: 'Close a lease', description: 'Charging ends now; what runs is removed and the rest of its funds returned. Again is harmless.' })
  @Scopes('leases:write')
  @Answers(200, leaseView, { description: 'The lease, `closing` or `closed`.' })
  @Refuses('not_found')
  async close(@CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: Path, @Res({ passthrough: true }) reply: FastifyReply): Promise<LeaseView> {
    return withEtag(reply, await this.commands.execute(new CloseLease(actor, leaseId)));
  }

  @Get(':leaseId/events')
  @ApiOperation({ operationId: 'listLeaseEvents', summary: "Read a lease's timeline" })
  @Scopes('leases:read')
  @Answers(200, leaseEventPage, { description: 'What happened to it, the oldest first.' })
  @Refuses('not_found')
  async events(@CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: Path, @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>) {
    const after = decodeCursor(cursor, leaseEventCursor);
    return answerPage(await this.queries.execute(new ListLeaseEvents(actor, leaseId, limit, after === undefined ? undefined : BigInt(after))));
  }

  @Get(':leaseId/alternatives')
  @ApiOperation({
    operationId: 'getLeaseAlternatives', summary: 'Ask what a waiting lease could be instead',
    description: 'How long a lease that is `blocked` for want of capacity is expected to wait, and what like it would fit, by giving up one thing: each with its price and its own wait. Found anew each time.',
  })
  @Scopes('leases:read')
  @Answers(200, alternativesView, { description: 'What is expected, and what would fit; nothing for a lease that does not wait for capacity.' })
  @Refuses('not_found')
  alternatives(@CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: Path): Promise<AlternativesView> {
    return this.queries.execute(new FindAlternatives(actor, leaseId));
  }

  @Get(':leaseId/auction')
  @ApiOperation({ operationId: 'getLeaseAuction', summary: "Read a lease's auction" })
  @Scopes('leases:read')
  @Answers(200, auctionView, { description: 'Until when operators bid; when it is over each bid, without names, and the seed, so that anyone can work out who had to win.' })
  @Refuses('not_found')
  auction(@CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: Path): Promise<z.infer<typeof auctionView>> {
    return this.queries.execute(new GetLeaseAuction(actor, leaseId)) as Promise<z.infer<typeof auctionView>>;
  }

  @Get(':leaseId/watch')
  @ApiOperation({
    operationId: 'watchLease', summary: 'Watch a lease',
    description: 'Server-sent events (`text/event-stream`): its timeline so far, then each event as it happens. With Last-Event-ID it goes on behind that one. Ends with the lease.',
  })
  @Scopes('leases:read')
  @ApiProduces('text/event-stream')
  @Answers(200, leaseEventView, { description: 'One event of the stream, as its `data`.' })
  @Refuses('not_found')
  async watch(@CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: Path, @Res() reply: FastifyReply, @LastEventId() after?: bigint): Promise<void> {
    const { closedAt } = await this.queries.execute(new GetLease(actor, leaseId)); // refuses before the stream begins
    await sse(reply, (signal) => this.watches.of(actor, { leaseId, hasEnded: closedAt !== null }, after ?? 0n, signal));
  }

  @Get(':leaseId/logs')
  @ApiOperation({
    operationId: 'readLeaseLogs', summary: "Read a lease's logs",
    description: 'What its replicas write: lines of text or, with `Accept: application/x-ndjson`, of JSON; with `follow`, server-sent events. Streamed, at most 1 MiB a second; '
      + 'a key reads 10 logs at once. With Last-Event-ID it goes on from that moment, whose lines may come again.',
  })
  @Scopes('leases:read')
  @ApiProduces('text/plain', 'application/x-ndjson', 'text/event-stream')
  @Answers(200, logLine, { description: 'One line: of JSON, or the `data` of an event. As text it is the text alone, behind its replica in brackets when none was chosen.' })
  @Refuses('not_found', 'replica_not_running', 'logs_unavailable', 'too_many_replicas', 'too_many_readers')
  async readLogs(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { leaseId }: Path, @Query({ schema: logQuery }) { since, ...query }: z.infer<typeof logQuery>,
    @Headers('accept') accept: string | undefined, @Res() reply: FastifyReply, @LastEventId() after?: bigint,
  ): Promise<void> {
    const from = after === undefined ? since : Math.max(since ?? 0, Number(after));
    await this.logs.send(reply, actor, leaseId, { ...query, since: from }, accept?.includes('application/x-ndjson') ? 'ndjson' : 'text');
  }
}

function withEtag(reply: FastifyReply, lease: LeaseView): LeaseView {
  setEtag(reply, lease.version);
  return lease;
}
