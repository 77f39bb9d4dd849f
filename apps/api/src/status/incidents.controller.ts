import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { ChangeIncident, DeclareIncident, type IncidentView, ListIncidents } from '#libs/inventory';
import type { Actor } from '#libs/kernel';

import { answerPage, Answers, CurrentActor, decodeCursor, idSchema, OwnedBy, pageQuery, Refuses, Scopes } from '../platform/index.js';
import { incidentChange, incidentInput, incidentPage, incidentPosition, incidentView } from './schemas.js';

const poolPath = z.strictObject({ poolId: idSchema('pool') });
const path = z.strictObject({ incidentId: idSchema('incident') });

@Controller('v1/admin')
@ApiTags('administration')
@OwnedBy('platform')
export class IncidentsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get('pools/:poolId/incidents')
  @Scopes('admin')
  @ApiOperation({ operationId: 'listIncidents', summary: "List a pool's incidents" })
  @Answers(200, incidentPage, { description: 'All that were ever declared, the latest first.' })
  @Refuses('not_found')
  async listIncidents(@Param({ schema: poolPath }) { poolId }: z.infer<typeof poolPath>, @Query({ schema: pageQuery }) { limit, cursor }: z.infer<typeof pageQuery>): Promise<z.infer<typeof incidentPage>> {
    return answerPage(await this.queries.execute(new ListIncidents(poolId, { limit, before: decodeCursor(cursor, incidentPosition) }))) as z.infer<typeof incidentPage>;
  }

  @Post('pools/:poolId/incidents')
  @Scopes('admin')
  @Answers(201, incidentView, { description: 'The incident, told of by the status from now on.' })
  @Refuses('not_found')
  declareIncident(@CurrentActor() actor: Actor, @Param({ schema: poolPath }) { poolId }: z.infer<typeof poolPath>, @Body({ schema: incidentInput }) body: z.infer<typeof incidentInput>): Promise<IncidentView> {
    return this.commands.execute(new DeclareIncident(actor, poolId, body));
  }

  @Patch('incidents/:incidentId')
  @Scopes('admin')
  @Answers(200, incidentView, { description: 'The incident, changed: it is over at `endsAt`, and told of for thirty days more.' })
  @Refuses('not_found')
  changeIncident(@CurrentActor() actor: Actor, @Param({ schema: path }) { incidentId }: z.infer<typeof path>, @Body({ schema: incidentChange }) body: z.infer<typeof incidentChange>): Promise<IncidentView> {
    return this.commands.execute(new ChangeIncident(actor, incidentId, body));
  }
}
