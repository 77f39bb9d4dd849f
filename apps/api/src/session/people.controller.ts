import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { AddPerson, ListPeople, type PersonView, RemovePerson, SetPersonPassword } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, createdPage, CurrentActor, foundQuery, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { passwordInput, personInput, personPage, personView } from './schemas.js';

const path = z.strictObject({ personId: idSchema('person') });
const listQuery = foundQuery('Part of the address or of the name, or the beginning of the id', 'ada@');

@Controller('v1/admin/people')
@ApiTags('platform')
@OwnedBy('platform')
export class PeopleController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('admin')
  @ApiOperation({ operationId: 'listPeople', summary: 'List those who sign in' })
  @Answers(200, personPage, { description: 'People, the longest-standing first.' })
  async list(@Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return answerPage(await this.queries.execute(new ListPeople(createdPage(query))));
  }

  @Post()
  @Scopes('admin')
  @ApiOperation({
    operationId: 'addPerson', summary: 'Make a local account',
    description: 'For somebody who signs in with a password. What they may do is what members of their address may: of tenants, operators, or the platform.',
  })
  @Answers(201, personView, { description: 'The person.' })
  @Refuses('person_exists')
  add(@CurrentActor() actor: Actor, @Body({ schema: personInput }) input: z.infer<typeof personInput>): Promise<PersonView> {
    return this.commands.execute(new AddPerson(actor, input));
  }

  @Put(':personId/password')
  @Scopes('admin')
  @ApiOperation({ operationId: 'setPersonPassword', summary: 'Give somebody a new password', description: 'Their sessions end.' })
  @Answers(200, personView, { description: 'The person.' })
  @Refuses('not_found')
  setPassword(@CurrentActor() actor: Actor, @Param({ schema: path }) { personId }: z.infer<typeof path>, @Body({ schema: passwordInput }) { password }: z.infer<typeof passwordInput>): Promise<PersonView> {
    return this.commands.execute(new SetPersonPassword(actor, personId, password));
  }

  @Delete(':personId')
  @Scopes('admin')
  @ApiOperation({ operationId: 'removePerson', summary: 'Remove a person', description: 'Their sessions end. Members of their address stay, and hold again for who next signs in with it.' })
  @Answers(204, undefined, { description: 'Removed.' })
  @Refuses('not_found')
  remove(@CurrentActor() actor: Actor, @Param({ schema: path }) { personId }: z.infer<typeof path>): Promise<void> {
    return this.commands.execute(new RemovePerson(actor, personId));
  }
}
