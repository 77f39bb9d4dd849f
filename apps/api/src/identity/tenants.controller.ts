import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { ChangeTenant, CreateKey, CreateTenant, GetTenant, type IssuedKey, ListTenants, type TenantView } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, createdPage, CurrentActor, foundQuery, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { issuedKey, keyInput, newTenant, tenantChange, tenantInput, tenantPage, tenantView } from './schemas.js';

const path = z.strictObject({ tenantId: idSchema('tenant') });
const listQuery = foundQuery('Part of the name, or the beginning of the id', 'acme');

@Controller('v1/admin/tenants')
@ApiTags('platform')
@OwnedBy('platform')
export class TenantsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @Answers(200, tenantPage, { description: 'Tenants, the oldest first.' })
  async listTenants(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return answerPage(await this.queries.execute(new ListTenants(createdPage(query))));
  }

  @Post()
  @Scopes('admin')
  @Answers(201, newTenant, { description: 'The new tenant, its first project and its first key.' })
  @Refuses('idempotency_key_reused')
  createTenant(@CurrentActor() actor: Actor, @Body({ schema: tenantInput }) input: z.infer<typeof tenantInput>, @IdempotencyKey() key?: string) {
    return this.commands.execute(new CreateTenant(actor, input, key));
  }

  @Get(':tenantId')
  @Scopes('admin')
  @Answers(200, tenantView, { description: 'The tenant.' })
  @Refuses('not_found')
  getTenant(@Param({ schema: path }) { tenantId }: z.infer<typeof path>): Promise<TenantView> {
    return this.queries.execute(new GetTenant(tenantId));
  }

  @Patch(':tenantId')
  @Scopes('admin')
  @Answers(200, tenantView, { description: 'The changed tenant.' })
  @Refuses('not_found')
  changeTenant(
    @CurrentActor() actor: Actor,
    @Param({ schema: path }) { tenantId }: z.infer<typeof path>,
    @Body({ schema: tenantChange }) input: z.infer<typeof tenantChange>,
  ): Promise<TenantView> {
    return this.commands.execute(new ChangeTenant(actor, tenantId, input));
  }

  @Post(':tenantId/keys')
  @Scopes('admin')
  @Answers(201, issuedKey, { description: 'The new key. Its secret is shown this once.' })
  @Refuses('not_found', 'scopes_exceeded', 'idempotency_key_reused')
  createKeyForTenant(
    @CurrentActor() actor: Actor,
    @Param({ schema: path }) { tenantId }: z.infer<typeof path>,
    @Body({ schema: keyInput }) input: z.infer<typeof keyInput>,
    @IdempotencyKey() key?: string,
  ): Promise<IssuedKey> {
    return this.commands.execute(new CreateKey(actor, input, key, { type: 'tenant', id: tenantId }));
  }
}
