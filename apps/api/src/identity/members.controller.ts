import { Body, Controller, Delete, Get, Param, Patch, Post, Query, type Type } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { AddMember, ChangeMember, ListMembers, type MemberView, RemoveMember } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, createdPage, CurrentActor, foundQuery, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import type { Audience } from './audience.js';
import { memberChange, memberInput, memberPage, memberView } from './schemas.js';

const path = z.strictObject({ memberId: idSchema('member') });
const listQuery = foundQuery('Part of the address, or the beginning of the id', 'ada@');

/** People of a tenant, an operator, or the platform. */
export function membersController({ owner, prefix, named }: Audience): Type {
  @Controller(`${prefix}/members`)
  @ApiTags(owner === 'tenant' ? 'identity' : owner)
  @OwnedBy(owner)
  class MembersController {
    constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

    @Get()
    @ApiOperation({ operationId: named('list', 'Members'), summary: 'List members' })
    @Scopes('identity:read')
    @Answers(200, memberPage, { description: 'Members, the longest-standing first.' })
    @Refuses('key_limited_to_project')
    async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
      return answerPage(await this.queries.execute(new ListMembers(actor, createdPage(query))));
    }

    @Post()
    @ApiOperation({ operationId: named('add', 'Member'), summary: 'Add a member' })
    @Scopes('identity:write')
    @Answers(201, memberView, { description: 'The new member.' })
    @Refuses('member_exists', 'key_limited_to_project', 'idempotency_key_reused')
    add(@CurrentActor() actor: Actor, @Body({ schema: memberInput }) input: z.infer<typeof memberInput>, @IdempotencyKey() key?: string): Promise<MemberView> {
      return this.commands.execute(new AddMember(actor, input, key));
    }

    @Patch(':memberId')
    @ApiOperation({ operationId: named('change', 'Member'), summary: 'Change a member\'s role' })
    @Scopes('identity:write')
    @Answers(200, memberView, { description: 'The changed member.' })
    @Refuses('not_found', 'last_owner', 'key_limited_to_project')
    change(
      @CurrentActor() actor: Actor,
      @Param({ schema: path }) { memberId }: z.infer<typeof path>,
      @Body({ schema: memberChange }) input: z.infer<typeof memberChange>,
    ): Promise<MemberView> {
      return this.commands.execute(new ChangeMember(actor, memberId, input));
    }

    @Delete(':memberId')
    @ApiOperation({ operationId: named('remove', 'Member'), summary: 'Remove a member' })
    @Scopes('identity:write')
    @Answers(204, undefined, { description: 'Removed.' })
    @Refuses('not_found', 'last_owner', 'key_limited_to_project')
    remove(@CurrentActor() actor: Actor, @Param({ schema: path }) { memberId }: z.infer<typeof path>): Promise<void> {
      return this.commands.execute(new RemoveMember(actor, memberId));
    }
  }
  return MembersController;
}
