import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import { type BudgetView, ChangeBudget, CreateBudget, GetBudget, ListBudgets, RemoveBudget } from '#libs/billing';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, createdPage, CurrentActor, IdempotencyKey, idSchema, IfMatch, OwnedBy, pageQuery, Refuses, Scopes, setEtag } from '../platform/index.js';
import { budgetChange, budgetInput, budgetPage, budgetView } from './budget-schemas.js';

const path = z.strictObject({ budgetId: idSchema('budget') });
type Path = z.infer<typeof path>;

@Controller('v1/budgets')
@ApiTags('billing')
@OwnedBy('tenant')
export class BudgetsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post()
  @ApiOperation({ summary: 'Set a budget', description: 'One for the whole tenant, and one for each project. What was charged in the month before it was set counts.' })
  @Scopes('billing:write')
  @Answers(201, budgetView, { description: 'The budget.' })
  @Refuses('not_found', 'budget_exists', 'key_limited_to_project', 'idempotency_key_reused')
  async createBudget(
    @CurrentActor() actor: Actor, @Body({ schema: budgetInput }) input: z.infer<typeof budgetInput>, @Res({ passthrough: true }) reply: FastifyReply, @IdempotencyKey() key?: string,
  ): Promise<BudgetView> {
    return withEtag(reply, await this.commands.execute(new CreateBudget(actor, input, key)));
  }

  @Get()
  @Scopes('billing:read')
  @Answers(200, budgetPage, { description: 'Budgets, the oldest first.' })
  @Refuses('key_limited_to_project')
  async listBudgets(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    return answerPage(await this.queries.execute(new ListBudgets(actor, createdPage(query))));
  }

  @Get(':budgetId')
  @Scopes('billing:read')
  @Answers(200, budgetView, { description: 'The budget; its version is the ETag.' })
  @Refuses('not_found', 'key_limited_to_project')
  async getBudget(@CurrentActor() actor: Actor, @Param({ schema: path }) { budgetId }: Path, @Res({ passthrough: true }) reply: FastifyReply): Promise<BudgetView> {
    return withEtag(reply, await this.queries.execute(new GetBudget(actor, budgetId)));
  }

  @Patch(':budgetId')
  @ApiOperation({ summary: 'Change a budget', description: 'Needs If-Match. Raised above what is spent, its hard stop ends and what it suspended runs again as far as there are funds.' })
  @Scopes('billing:write')
  @Answers(200, budgetView, { description: 'The budget, changed.' })
  @Refuses('not_found', 'precondition_required', 'stale_version', 'key_limited_to_project')
  async changeBudget(
    @CurrentActor() actor: Actor, @Param({ schema: path }) { budgetId }: Path, @Body({ schema: budgetChange }) change: z.infer<typeof budgetChange>,
    @Res({ passthrough: true }) reply: FastifyReply, @IfMatch() ifMatch?: number,
  ): Promise<BudgetView> {
    return withEtag(reply, await this.commands.execute(new ChangeBudget(actor, budgetId, change, ifMatch)));
  }

  @Delete(':budgetId')
  @ApiOperation({ summary: 'Remove a budget', description: 'Its hard stop ends.' })
  @Scopes('billing:write')
  @Answers(204, undefined, { description: 'It is gone.' })
  @Refuses('not_found', 'key_limited_to_project')
  async removeBudget(@CurrentActor() actor: Actor, @Param({ schema: path }) { budgetId }: Path): Promise<void> {
    await this.commands.execute(new RemoveBudget(actor, budgetId));
  }
}

function withEtag(reply: FastifyReply, budget: BudgetView): BudgetView {
  setEtag(reply, budget.version);
  return budget;
}
