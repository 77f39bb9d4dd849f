import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { type ConductView, GetConduct, SetConduct, workConducts } from '#libs/runtime';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';

const conduct = z.strictObject({
  conduct: z.enum(workConducts).meta({ description: '`honest`; `made_up`: its answers are; `slow`: they take twenty times as long.' }),
});
const request = conduct.meta({ id: 'WorkConductRequest', examples: [{ conduct: 'made_up' }] });
const view = conduct.meta({ id: 'WorkConduct', description: 'How a simulated host answers what a challenge has it compute.' });
const hostParameters = z.strictObject({ clusterId: idSchema('cluster'), hostId: idSchema('host') });

@Controller('v1/operator/clusters/:clusterId/hosts/:hostId/work-conduct')
@ApiTags('simulation')
@OwnedBy('operator')
export class WorkConductController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'getWorkConduct', summary: 'How a simulated host answers what it is given to compute' })
  @Answers(200, view, { description: 'Its conduct.' })
  @Refuses('not_found', 'not_simulated')
  get(@CurrentActor() actor: Actor, @Param({ schema: hostParameters }) host: z.output<typeof hostParameters>): Promise<ConductView<'work'>> {
    return this.queries.execute(new GetConduct(actor, host, 'work'));
  }

  @Put()
  @Scopes('inventory:write')
  @ApiOperation({ operationId: 'setWorkConduct', summary: 'Have a simulated host cheat', description: 'For trying out what becomes of it (docs/proof-of-capacity.md). Only in clusters of the driver `simulated`.' })
  @Answers(200, view, { description: 'Its conduct from now on.' })
  @Refuses('not_found', 'not_simulated')
  set(
    @CurrentActor() actor: Actor, @Param({ schema: hostParameters }) host: z.output<typeof hostParameters>, @Body({ schema: request }) body: z.output<typeof request>,
  ): Promise<ConductView<'work'>> {
    return this.commands.execute(new SetConduct(actor, host, 'work', body.conduct));
  }
}
