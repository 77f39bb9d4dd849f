import { Body, Controller, Param, Patch, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { ChangeIncident, DeclareIncident, type IncidentView } from '#libs/inventory';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';
import { incidentChange, incidentInput, incidentView } from './schemas.js';

const poolPath = z.strictObject({ poolId: idSchema('pool') });
const path = z.strictObject({ incidentId: idSchema('incident') });

@Controller('v1/admin')
@ApiTags('administration')
@OwnedBy('platform')
export class IncidentsController {
  constructor(private readonly commands: CommandBus) {}

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
