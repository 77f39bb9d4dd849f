import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { KeepRegistryCredential, ListRegistryCredentials, type RegistryCredentialView, RemoveRegistryCredential } from '#libs/lease';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { registryCredentialInput, registryCredentialList, registryCredentialView } from './schemas.js';

const path = z.strictObject({ credentialId: idSchema('registryCredential') });
const listQuery = z.strictObject({ projectId: idSchema('project').optional().meta({ description: "Left out: the key's own, or the tenant's first." }) });

@Controller('v1/registry-credentials')
@ApiTags('leases')
@OwnedBy('tenant')
export class RegistryCredentialsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post()
  @ApiOperation({
    operationId: 'keepRegistryCredential', summary: 'Keep a registry credential',
    description: 'For images that not everybody may pull. A workload names it. Under a name that is taken it takes the old one\'s place, also for what runs.',
  })
  @Scopes('leases:write')
  @Answers(201, registryCredentialView, { description: 'The credential; its password is never shown.' })
  @Refuses('not_found', 'too_many_credentials')
  keep(@CurrentActor() actor: Actor, @Body({ schema: registryCredentialInput }) input: z.infer<typeof registryCredentialInput>): Promise<RegistryCredentialView> {
    return this.commands.execute(new KeepRegistryCredential(actor, input));
  }

  @Get()
  @ApiOperation({ operationId: 'listRegistryCredentials', summary: 'List registry credentials' })
  @Scopes('leases:read')
  @Answers(200, registryCredentialList, { description: "A project's credentials, by name, without their passwords." })
  @Refuses('not_found')
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) { projectId }: z.infer<typeof listQuery>): Promise<{ items: RegistryCredentialView[] }> {
    return { items: await this.queries.execute(new ListRegistryCredentials(actor, projectId)) };
  }

  @Delete(':credentialId')
  @ApiOperation({ operationId: 'removeRegistryCredential', summary: 'Remove a registry credential' })
  @Scopes('leases:write')
  @Answers(204, undefined, { description: 'It is gone.' })
  @Refuses('not_found', 'credential_in_use')
  remove(@CurrentActor() actor: Actor, @Param({ schema: path }) { credentialId }: z.infer<typeof path>): Promise<void> {
    return this.commands.execute(new RemoveRegistryCredential(actor, credentialId));
  }
}
