import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { CreateProject, GetProject, ListProjects, type ProjectView, RenameProject } from '#libs/identity';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, createdPage, CurrentActor, foundQuery, IdempotencyKey, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { projectInput, projectPage, projectView } from './schemas.js';

const path = z.strictObject({ projectId: idSchema('project') });
const listQuery = foundQuery('Part of the name, or the beginning of the id', 'web');

@Controller('v1/projects')
@ApiTags('identity')
@OwnedBy('tenant')
export class ProjectsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('identity:read')
  @Answers(200, projectPage, { description: 'The projects that the key sees.' })
  async listProjects(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>) {
    return answerPage(await this.queries.execute(new ListProjects(actor, createdPage(query))));
  }

  @Post()
  @Scopes('identity:write')
  @Answers(201, projectView, { description: 'The new project.' })
  @Refuses('name_taken', 'key_limited_to_project', 'idempotency_key_reused')
  createProject(@CurrentActor() actor: Actor, @Body({ schema: projectInput }) input: z.infer<typeof projectInput>, @IdempotencyKey() key?: string): Promise<ProjectView> {
    return this.commands.execute(new CreateProject(actor, input, key));
  }

  @Get(':projectId')
  @Scopes('identity:read')
  @Answers(200, projectView, { description: 'The project.' })
  @Refuses('not_found')
  getProject(@CurrentActor() actor: Actor, @Param({ schema: path }) { projectId }: z.infer<typeof path>): Promise<ProjectView> {
    return this.queries.execute(new GetProject(actor, projectId));
  }

  @Patch(':projectId')
  @Scopes('identity:write')
  @Answers(200, projectView, { description: 'The renamed project.' })
  @Refuses('not_found', 'name_taken')
  renameProject(
    @CurrentActor() actor: Actor,
    @Param({ schema: path }) { projectId }: z.infer<typeof path>,
    @Body({ schema: projectInput }) input: z.infer<typeof projectInput>,
  ): Promise<ProjectView> {
    return this.commands.execute(new RenameProject(actor, projectId, input));
  }
}
