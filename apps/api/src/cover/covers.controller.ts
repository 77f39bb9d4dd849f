import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { BackCover, BuyCover, type CoverDetail, type CoverPoolView, type CoverPositionView, type CoverQuote, type CoverView, ExitCover, GetCover, GetCoverPool, GetCoverPosition, ListCoverPools, ListCovers, QuoteCover } from '#libs/cover';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, IdempotencyKey, idSchema, OwnedBy, pageQuery, Public, Refuses, Scopes, textPosition } from '../platform/index.js';
import { poolName } from '../inventory/schemas.js';
import { backInput, coverDetail, coverInput, coverPage, coverPlace, coverPoolPage, coverPoolView, coverPositionView, coverQuery, coverQuoteInput, coverQuoteView, coverView, leaveInput } from './schemas.js';

const poolPath = z.strictObject({ poolName });
type PoolPath = z.infer<typeof poolPath>;
const path = z.strictObject({ coverId: idSchema('cover') });
type Path = z.infer<typeof path>;

@Controller('v1/pools/:poolName/cover')
@ApiTags('insurance')
export class CoverPoolController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'getCoverPool', summary: "A pool's insurance, and whether it can pay" })
  @Answers(200, coverPoolView, { description: 'What it has, what it covers, and what it asks for. Anyone may read it.' })
  @Refuses('not_found')
  getPool(@Param({ schema: poolPath }) params: PoolPath): Promise<CoverPoolView> {
    return this.queries.execute(new GetCoverPool(params.poolName));
  }
}

@Controller('v1/pools/:poolName/cover')
@ApiTags('insurance')
@OwnedBy('tenant')
export class CoverPositionController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get('position')
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getCoverPosition', summary: "What you have in a pool's insurance" })
  @Answers(200, coverPositionView, { description: 'Your shares, and those on their way out.' })
  @Refuses('not_found', 'key_limited_to_project')
  getPosition(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) params: PoolPath): Promise<CoverPositionView> {
    return this.queries.execute(new GetCoverPosition(actor, params.poolName));
  }

  @Post('deposits')
  @Scopes('billing:write')
  @ApiOperation({ operationId: 'backCover', summary: "Back a pool's insurance: tokens of your wallet for shares", description: 'Premiums rise into the price of a share over time; what is paid for outages lowers it at once.' })
  @Answers(201, coverPositionView, { description: 'What you have now.' })
  @Refuses('not_found', 'cover_halted', 'cover_winding_up', 'cover_too_small', 'insufficient_cover_funds', 'account_frozen', 'amount_out_of_range', 'key_limited_to_project', 'idempotency_key_reused')
  back(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) params: PoolPath, @Body({ schema: backInput }) { amount }: z.infer<typeof backInput>, @IdempotencyKey() key?: string): Promise<CoverPositionView> {
    return this.commands.execute(new BackCover(actor, params.poolName, amount, key));
  }

  @Post('exits')
  @Scopes('billing:write')
  @ApiOperation({
    operationId: 'exitCover', summary: 'Begin to leave with shares',
    description: 'They bear losses until they are paid: after the time that the rules in force say, and once so much capital is above what open cover requires, the first who asked first. Your wallet gets the lower of what they were worth when asked and at the end.',
  })
  @Answers(201, coverPositionView, { description: 'What you have now.' })
  @Refuses('not_found', 'exceeds_cover_shares', 'too_many_cover_exits', 'key_limited_to_project', 'idempotency_key_reused')
  exit(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) params: PoolPath, @Body({ schema: leaveInput }) { shares }: z.infer<typeof leaveInput>, @IdempotencyKey() key?: string): Promise<CoverPositionView> {
    return this.commands.execute(new ExitCover(actor, params.poolName, shares, key));
  }
}

@Controller('v1/cover-pools')
@ApiTags('insurance')
@OwnedBy('tenant')
export class CoverPoolsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'listCoverPools', summary: "List every pool's insurance, with what you have in it" })
  @Answers(200, coverPoolPage, { description: 'In order of name.' })
  @Refuses('key_limited_to_project')
  async listPools(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>) {
    return answerPage(await this.queries.execute(new ListCoverPools(actor, { limit, after: decodeCursor(cursor, textPosition) })));
  }
}

@Controller('v1/covers')
@ApiTags('insurance')
@OwnedBy('tenant')
export class CoversController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'listCovers', summary: 'List your covers' })
  @Answers(200, coverPage, { description: 'The latest first.' })
  async listCovers(@CurrentActor() actor: Actor, @Query({ schema: coverQuery }) { limit, cursor, leaseId }: z.infer<typeof coverQuery>) {
    return answerPage(await this.queries.execute(new ListCovers(actor, { limit, leaseId, before: decodeCursor(cursor, coverPlace) })));
  }

  @Post('quotes')
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'quoteCover', summary: 'Ask what cover on a lease would cost', description: 'Buys and reserves nothing.' })
  @Answers(200, coverQuoteView, { description: 'The premium now, and from when until when it would be for.' })
  @Refuses('not_found', 'lease_not_covered', 'cover_lacking', 'cover_exists', 'cover_too_small', 'cover_out_of_range', 'cover_halted')
  quote(@CurrentActor() actor: Actor, @Body({ schema: coverQuoteInput }) { nanoTokensPerHour, ...body }: z.infer<typeof coverQuoteInput>): Promise<CoverQuote> {
    return this.queries.execute(new QuoteCover(actor, { ...body, perHour: nanoTokensPerHour }));
  }

  @Post()
  @Scopes('billing:write')
  @ApiOperation({
    operationId: 'buyCover', summary: 'Buy cover on a lease',
    description: 'What outages cost, by the hour, beyond the service credit is paid from the record of them, without being asked, up to the amount. The premium is paid at once and is not given back.',
  })
  @Answers(201, coverView, { description: 'The cover. It begins after the waiting time, or when the one before it ends.' })
  @Refuses('not_found', 'lease_not_covered', 'cover_lacking', 'cover_exists', 'cover_too_small', 'cover_out_of_range', 'cover_too_dear', 'cover_halted', 'insufficient_cover_funds', 'account_frozen', 'amount_out_of_range', 'idempotency_key_reused')
  buy(@CurrentActor() actor: Actor, @Body({ schema: coverInput }) { nanoTokensPerHour, ...body }: z.infer<typeof coverInput>, @IdempotencyKey() key?: string): Promise<CoverView> {
    return this.commands.execute(new BuyCover(actor, { ...body, perHour: nanoTokensPerHour }, key));
  }

  @Get(':coverId')
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getCover', summary: 'A cover, and what it paid for' })
  @Answers(200, coverDetail, { description: 'The cover.' })
  @Refuses('not_found')
  getCover(@CurrentActor() actor: Actor, @Param({ schema: path }) { coverId }: Path): Promise<CoverDetail> {
    return this.queries.execute(new GetCover(actor, coverId));
  }
}

@Controller('v1/admin/covers')
@ApiTags('administration')
@OwnedBy('platform')
export class EverybodysCoversController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @ApiOperation({ operationId: 'listEverybodysCovers', summary: "List everybody's covers" })
  @Answers(200, coverPage, { description: 'The latest first.' })
  async listAll(@CurrentActor() actor: Actor, @Query({ schema: coverQuery }) { limit, cursor, leaseId }: z.infer<typeof coverQuery>) {
    return answerPage(await this.queries.execute(new ListCovers(actor, { limit, leaseId, before: decodeCursor(cursor, coverPlace) })));
  }

  @Get(':coverId')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getAnyCover', summary: 'A cover, and what it paid for' })
  @Answers(200, coverDetail, { description: 'The cover.' })
  @Refuses('not_found')
  getAny(@CurrentActor() actor: Actor, @Param({ schema: path }) { coverId }: Path): Promise<CoverDetail> {
    return this.queries.execute(new GetCover(actor, coverId));
  }
}
