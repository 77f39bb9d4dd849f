import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { GetCoverProof, GetDivisionProof, GetExitProof, GetInflowProof, GetPayoutProof, GetRewardProof, GetSlashProof } from '#libs/transparency';

import { Answers, CurrentActor, idSchema, OwnedBy, queryInteger, Refuses, Scopes } from '../platform/index.js';
import { blindedQuery, coverProof, divisionProof, divisionQuery, exitProof, inflowProof, inflowQuery, payoutProof, rewardProof, slashProof } from './settlement-schemas.js';

const slashPath = z.strictObject({ slashId: idSchema('slash') });
const stakePoolPath = z.strictObject({ stakePoolId: idSchema('stakePool') });
const coverPath = z.strictObject({ coverId: idSchema('cover') });
const exitPath = z.strictObject({ exitId: z.union([idSchema('stakeExit'), idSchema('coverExit'), idSchema('diversifiedExit')]) });
const payoutPath = z.strictObject({ payoutId: idSchema('payout') });
const rewardPath = z.strictObject({ poolId: idSchema('pool'), startsAt: queryInteger(0, Number.MAX_SAFE_INTEGER).meta({ description: 'Of the hour.' }) });
const HOW = 'Keep it as a file: `weir verify` reckons every step again and checks it without a network.';

@Controller('v1/operator/slashes')
@ApiTags('trust')
@OwnedBy('operator')
export class SlashProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':slashId/proof')
  @Scopes('earnings:read')
  @ApiOperation({
    operationId: 'getSlashProof', summary: 'Download a slash with its proofs',
    description: `The fault with its evidence, what was at stake, what the cap had left and what each bore, as leaves of the log, and the signed rules that it goes by. ${HOW} Blinded it names neither you nor your hosts.`,
  })
  @Answers(200, slashProof, { description: 'The slash.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: slashPath }) { slashId }: z.infer<typeof slashPath>, @Query({ schema: blindedQuery }) { blinded }: z.infer<typeof blindedQuery>) {
    return this.queries.execute(new GetSlashProof(actor, slashId, blinded));
  }
}

@Controller('v1/admin/slashes')
@ApiTags('administration')
@OwnedBy('platform')
export class AnySlashProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':slashId/proof')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getAnySlashProof', summary: 'Download any slash with its proofs', description: `As its operator reads it. ${HOW}` })
  @Answers(200, slashProof, { description: 'The slash.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: slashPath }) { slashId }: z.infer<typeof slashPath>, @Query({ schema: blindedQuery }) { blinded }: z.infer<typeof blindedQuery>) {
    return this.queries.execute(new GetSlashProof(actor, slashId, blinded));
  }
}

@Controller('v1/operator/rewards')
@ApiTags('trust')
@OwnedBy('operator')
export class RewardProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':poolId/:startsAt/proof')
  @Scopes('earnings:read')
  @ApiOperation({
    operationId: 'getRewardProof', summary: "Download an hour's rewards with their proofs",
    description: `What each operator's idle capacity counted for, whoever it is, the treasury and the window, as leaves of the log, and the signed rules that held; which is yours, with your capacity and the entry that paid you. ${HOW} Blinded it names nobody.`,
  })
  @Answers(200, rewardProof, { description: 'The rewards.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: rewardPath }) { poolId, startsAt }: z.infer<typeof rewardPath>, @Query({ schema: blindedQuery }) { blinded }: z.infer<typeof blindedQuery>) {
    return this.queries.execute(new GetRewardProof(actor, poolId, startsAt, blinded));
  }
}

@Controller('v1/admin/pools/:poolId/rewards')
@ApiTags('administration')
@OwnedBy('platform')
export class AnyRewardProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':startsAt/proof')
  @Scopes('admin')
  @ApiOperation({
    operationId: 'getRewardEpochProof', summary: "Download an hour's rewards of a pool with their proofs",
    description: `As its operators read it, with all of their names. ${HOW}`,
  })
  @Answers(200, rewardProof, { description: 'The rewards.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: rewardPath }) { poolId, startsAt }: z.infer<typeof rewardPath>, @Query({ schema: blindedQuery }) { blinded }: z.infer<typeof blindedQuery>) {
    return this.queries.execute(new GetRewardProof(actor, poolId, startsAt, blinded));
  }
}

@Controller('v1/covers')
@ApiTags('insurance')
@OwnedBy('tenant')
export class CoverProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':coverId/proof')
  @Scopes('billing:read')
  @ApiOperation({
    operationId: 'getCoverProof', summary: 'Download a cover with its proofs',
    description: `The price before and after, the capital, the outages and the service credit of each month, what was paid, and the entries of the ledger, as leaves of the log, and the signed rules that it was bought under. ${HOW}`,
  })
  @Answers(200, coverProof, { description: 'The cover.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: coverPath }) { coverId }: z.infer<typeof coverPath>) {
    return this.queries.execute(new GetCoverProof(actor, coverId));
  }
}

@Controller('v1/admin/covers')
@ApiTags('administration')
@OwnedBy('platform')
export class AnyCoverProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':coverId/proof')
  @Scopes('admin')
  @ApiOperation({
    operationId: 'getAnyCoverProof', summary: 'Download any cover with its proofs',
    description: `As its tenant reads it. ${HOW}`,
  })
  @Answers(200, coverProof, { description: 'The cover.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: coverPath }) { coverId }: z.infer<typeof coverPath>) {
    return this.queries.execute(new GetCoverProof(actor, coverId));
  }
}

@Controller('v1/stake-pools')
@ApiTags('stake')
@OwnedBy('tenant')
export class InflowProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':stakePoolId/inflow-proof')
  @Scopes('billing:read')
  @ApiOperation({
    operationId: 'getInflowProof', summary: 'Download what flowed into a stake pool, and the commission, with their proofs',
    description: `What its operator earned, the terms, the pool before and after, as a leaf of the log, and the signed rules that held; whose pool it is is not told. ${HOW}`,
  })
  @Answers(200, inflowProof, { description: 'The inflow.' })
  @Refuses('not_found', 'settlement_not_logged')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: stakePoolPath }) { stakePoolId }: z.infer<typeof stakePoolPath>, @Query({ schema: inflowQuery }) { upTo }: z.infer<typeof inflowQuery>) {
    return this.queries.execute(new GetInflowProof(actor, stakePoolId, upTo));
  }
}

@Controller('v1/operator/stake-pool')
@ApiTags('stake')
@OwnedBy('operator')
export class OwnInflowProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get('inflow-proof')
  @Scopes('earnings:read')
  @ApiOperation({
    operationId: 'getOwnInflowProof', summary: 'Download what flowed into the pool that backs you, and your commission, with their proofs',
    description: `As its backers read it, with the entries of your earnings that it was a part of, unless they are more than 2,000. ${HOW}`,
  })
  @Answers(200, inflowProof, { description: 'The inflow.' })
  @Refuses('not_found', 'settlement_not_logged')
  getProof(@CurrentActor() actor: Actor, @Query({ schema: inflowQuery }) { upTo }: z.infer<typeof inflowQuery>) {
    return this.queries.execute(new GetInflowProof(actor, undefined, upTo));
  }
}

const WHAT = 'The shares, the pool and its rate when it was asked for and when it was paid, what could leave, slashes that were in evidence meanwhile, and the entry that paid, as leaves of the log, and the signed rules.';

@Controller('v1/exits')
@ApiTags('stake')
@OwnedBy('tenant')
export class ExitProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':exitId/proof')
  @Scopes('billing:read')
  @ApiOperation({ operationId: 'getExitProof', summary: "Download an exit from a stake pool, a pool's insurance or the diversified pool with its proofs", description: `Once it is paid. ${WHAT} ${HOW}` })
  @Answers(200, exitProof, { description: 'The exit.' })
  @Refuses('not_found', 'key_limited_to_project', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: exitPath }) { exitId }: z.infer<typeof exitPath>) {
    return this.queries.execute(new GetExitProof(actor, exitId));
  }
}

@Controller('v1/operator/exits')
@ApiTags('stake')
@OwnedBy('operator')
export class OwnExitProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':exitId/proof')
  @Scopes('earnings:read')
  @ApiOperation({ operationId: 'getOwnExitProof', summary: 'Download your exit from a stake pool with its proofs', description: `Once it is paid, as whoever backs you reads it. ${WHAT} ${HOW}` })
  @Answers(200, exitProof, { description: 'The exit.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: exitPath }) { exitId }: z.infer<typeof exitPath>) {
    return this.queries.execute(new GetExitProof(actor, exitId));
  }
}

@Controller('v1/admin/exits')
@ApiTags('administration')
@OwnedBy('platform')
export class AnyExitProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':exitId/proof')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getAnyExitProof', summary: 'Download any exit with its proofs', description: `As whoever left reads it. ${HOW}` })
  @Answers(200, exitProof, { description: 'The exit.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: exitPath }) { exitId }: z.infer<typeof exitPath>) {
    return this.queries.execute(new GetExitProof(actor, exitId));
  }
}

@Controller('v1/diversified-pool')
@ApiTags('stake')
@OwnedBy('tenant')
export class DivisionProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get('round-proof')
  @Scopes('billing:read')
  @ApiOperation({
    operationId: 'getDivisionProof', summary: 'Download a round of the diversified pool with its proofs',
    description: `What it had and owed, what was behind each stake pool, which of those belong together, what went in and began to leave, as a leaf of the log, and the signed rules that held; whose stake pools they are is not told. ${HOW}`,
  })
  @Answers(200, divisionProof, { description: 'The round.' })
  @Refuses('not_found', 'settlement_not_logged')
  getProof(@Query({ schema: divisionQuery }) { upTo }: z.infer<typeof divisionQuery>) {
    return this.queries.execute(new GetDivisionProof(upTo));
  }
}

@Controller('v1/operator/payouts')
@ApiTags('operator')
@OwnedBy('operator')
export class PayoutProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':payoutId/proof')
  @Scopes('earnings:read')
  @ApiOperation({
    operationId: 'getPayoutProof', summary: 'Download a payout with its proofs',
    description: `The payout before, the entries of your earnings that count since, unless they are more than 2,000, which payouts were under way, what became of it and the entry that paid it, as leaves of the log, and the signed rules that it was made by. ${HOW}`,
  })
  @Answers(200, payoutProof, { description: 'The payout.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: payoutPath }) { payoutId }: z.infer<typeof payoutPath>) {
    return this.queries.execute(new GetPayoutProof(actor, payoutId));
  }
}

@Controller('v1/admin/payouts')
@ApiTags('administration')
@OwnedBy('platform')
export class AnyPayoutProofController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':payoutId/proof')
  @Scopes('admin')
  @ApiOperation({ operationId: 'getAnyPayoutProof', summary: 'Download any payout with its proofs', description: `As its operator reads it. ${HOW}` })
  @Answers(200, payoutProof, { description: 'The payout.' })
  @Refuses('not_found', 'settlement_not_logged', 'settlement_too_large')
  getProof(@CurrentActor() actor: Actor, @Param({ schema: payoutPath }) { payoutId }: z.infer<typeof payoutPath>) {
    return this.queries.execute(new GetPayoutProof(actor, payoutId));
  }
}
