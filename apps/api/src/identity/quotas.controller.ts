import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { ListQuotas, type QuotaView, SetQuota } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { quotaInput, quotaList, quotaView, resourceClassSchema } from './schemas.js';

const listQuery = z.strictObject({ projectId: idSchema('project').optional().meta({ description: 'Default: the key\'s project, or the tenant\'s first.' }) });
const path = z.strictObject({ projectId: idSchema('project'), resourceClass: resourceClassSchema });

@Controller('v1/quotas')
@ApiTags('identity')
@OwnedBy('tenant')
export class QuotasController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('identity:read')
  @Answers(200, quotaList, { description: 'The limits of a project; a class that is missing is not limited.' })
  @Refuses('not_found')
  async listQuotas(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { projectId }: z.infer<typeof listQuery>): Promise<{ items: QuotaView[] }> {
    return { items: await this.queries.execute(new ListQuotas(actor, projectId)) };
  }

  @Put(':projectId/:resourceClass')
  @Scopes('identity:write')
  @Answers(200, quotaView, { description: 'The limit. What is held beyond it stays.' })
  @Refuses('not_found', 'key_limited_to_project')
  setQuota(
    @CurrentActor() actor: Actor,
    @Param({ schema: path }) { projectId, resourceClass }: z.infer<typeof path>,
    @Body({ schema: quotaInput }) { limit }: z.infer<typeof quotaInput>,
  ): Promise<QuotaView | null> {
    return this.commands.execute(new SetQuota(actor, projectId, resourceClass, limit));
  }

  @Delete(':projectId/:resourceClass')
  @Scopes('identity:write')
  @Answers(204, undefined, { description: 'The class is not limited any more.' })
  @Refuses('not_found', 'key_limited_to_project')
  async removeQuota(@CurrentActor() actor: Actor, @Param({ schema: path }) { projectId, resourceClass }: z.infer<typeof path>): Promise<void> {
    await this.commands.execute(new SetQuota(actor, projectId, resourceClass, undefined));
  }
}
