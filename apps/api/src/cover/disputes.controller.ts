import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { type AssessorView, DepositToAssess, DisputeCover, type DisputeView, GetAssessor, GetDispute, ListDisputes, StopAssessing, VoteOnDispute } from '#libs/cover';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { poolName } from '../inventory/schemas.js';
import { assessorInput, assessorView, disputeInput, disputePage, disputePlace, disputeQuery, disputeView, disputeVoteInput } from './dispute-schemas.js';

const poolPath = z.strictObject({ poolName });
type PoolPath = z.infer<typeof poolPath>;
const path = z.strictObject({ disputeId: idSchema('coverDispute') });
type Path = z.infer<typeof path>;

@Controller('v1/pools/:poolName/cover/assessor')
@ApiTags('insurance')
@OwnedBy('tenant')
export class AssessorController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getAssessor', summary: "What you have deposited to vote on disputes of a pool's insurance" })
  @Answers(200, assessorView, { description: 'What your votes weigh, and what is on its way out.' })
  @Refuses('not_found', 'key_limited_to_project')
  getAssessor(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) params: PoolPath): Promise<AssessorView> {
    return this.queries.execute(new GetAssessor(actor, params.poolName));
  }

  @Post('deposits')
  @Scopes('billing:write')
  @ApiOperation({ operationId: 'depositToAssess', summary: 'Deposit tokens of your wallet to vote on disputes', description: 'Your votes weigh so much on what is disputed from then on. Nobody gains or loses by how they vote.' })
  @Answers(201, assessorView, { description: 'What you have now.' })
  @Refuses('not_found', 'insufficient_cover_funds', 'account_frozen', 'amount_out_of_range', 'key_limited_to_project', 'idempotency_key_reused')
  deposit(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) params: PoolPath, @Body({ schema: assessorInput }) { amount }: z.infer<typeof assessorInput>, @IdempotencyKey() key?: string): Promise<AssessorView> {
    return this.commands.execute(new DepositToAssess(actor, params.poolName, amount, key));
  }

  @Post('exits')
  @Scopes('billing:write')
  @ApiOperation({ operationId: 'stopAssessing', summary: 'Begin to leave with a part of what you deposited', description: 'It has no vote from now on, and is paid back once all that it voted on is over.' })
  @Answers(201, assessorView, { description: 'What you have now.' })
  @Refuses('not_found', 'exceeds_assessor_deposit', 'too_many_cover_exits', 'key_limited_to_project', 'idempotency_key_reused')
  leave(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) params: PoolPath, @Body({ schema: assessorInput }) { amount }: z.infer<typeof assessorInput>, @IdempotencyKey() key?: string): Promise<AssessorView> {
    return this.commands.execute(new StopAssessing(actor, params.poolName, amount, key));
  }
}

@Controller('v1/cover-disputes')
@ApiTags('insurance')
@OwnedBy('tenant')
export class CoverDisputesController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'listCoverDisputes', summary: 'List disputes of your covers, and those that you may vote on' })
  @Answers(200, disputePage, { description: 'The latest first.' })
  async list(@CurrentActor() actor: Actor, @Query({ schema: disputeQuery }) { limit, cursor, coverId, open }: z.infer<typeof disputeQuery>) {
    return answerPage(await this.queries.execute(new ListDisputes(actor, { limit, coverId, isOpen: open === undefined ? undefined : open === 'true', before: decodeCursor(cursor, disputePlace) })));
  }

  @Post()
  @Scopes('billing:write')
  @ApiOperation({
    operationId: 'disputeCover', summary: 'Dispute what a cover paid for a month, or that it paid nothing',
    description: 'Assessors vote on it. A deposit is put down, which is lost only where it is denied; what you ask for is kept in the insurance until it is decided.',
  })
  @Answers(201, disputeView, { description: 'The dispute. Votes are cast until `votingEndsAt`.' })
  @Refuses('not_found', 'cover_month_unknown', 'cover_not_judged', 'cover_exhausted', 'dispute_too_late', 'dispute_exists', 'dispute_asks_nothing', 'insufficient_cover_funds', 'account_frozen', 'idempotency_key_reused')
  dispute(@CurrentActor() actor: Actor, @Body({ schema: disputeInput }) { downMillis, ...body }: z.infer<typeof disputeInput>, @IdempotencyKey() key?: string): Promise<DisputeView> {
    return this.commands.execute(new DisputeCover(actor, { ...body, downMillis: BigInt(downMillis) }, key));
  }

  @Get(':disputeId')
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getCoverDispute', summary: 'A dispute, and how it stands' })
  @Answers(200, disputeView, { description: 'The dispute.' })
  @Refuses('not_found')
  getDispute(@CurrentActor() actor: Actor, @Param({ schema: path }) { disputeId }: Path): Promise<DisputeView> {
    return this.queries.execute(new GetDispute(actor, disputeId));
  }

  @Post(':disputeId/votes')
  @Scopes('billing:write')
  @ApiOperation({ operationId: 'voteOnCoverDispute', summary: 'Vote on a dispute, once', description: 'By what you had deposited before it was opened and have not asked back. The same vote again changes nothing.' })
  @Answers(201, disputeView, { description: 'How it stands.' })
  @Refuses('not_found', 'own_dispute', 'votes_are_over', 'voted_already', 'no_weight', 'key_limited_to_project')
  vote(@CurrentActor() actor: Actor, @Param({ schema: path }) { disputeId }: Path, @Body({ schema: disputeVoteInput }) { vote }: z.infer<typeof disputeVoteInput>): Promise<DisputeView> {
    return this.commands.execute(new VoteOnDispute(actor, disputeId, vote));
  }
}

@Controller('v1/admin/cover-disputes')
@ApiTags('administration')
@OwnedBy('platform')
export class EverybodysDisputesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @ApiOperation({ operationId: 'listEverybodysCoverDisputes', summary: "List everybody's disputes of covers", description: 'Administrators see how they stand; assessors alone decide.' })
  @Answers(200, disputePage, { description: 'The latest first.' })
  async listAll(@CurrentActor() actor: Actor, @Query({ schema: disputeQuery }) { limit, cursor, coverId, open }: z.infer<typeof disputeQuery>) {
    return answerPage(await this.queries.execute(new ListDisputes(actor, { limit, coverId, isOpen: open === undefined ? undefined : open === 'true', before: decodeCursor(cursor, disputePlace) })));
  }

  @Get(':disputeId')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getAnyCoverDispute', summary: 'A dispute, and how it stands' })
  @Answers(200, disputeView, { description: 'The dispute.' })
  @Refuses('not_found')
  getAny(@CurrentActor() actor: Actor, @Param({ schema: path }) { disputeId }: Path): Promise<DisputeView> {
    return this.queries.execute(new GetDispute(actor, disputeId));
  }
}
