import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { type ConductView, GetConduct, networkConducts, SetConduct } from '#libs/runtime';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';

const conduct = z.strictObject({
  conduct: z.enum(networkConducts).meta({ description: '`honest`: it sends as fast as is claimed there; `slow_network`: twenty times as slowly; `garbled`: something else than what it is asked for.' }),
});
const request = conduct.meta({ id: 'NetworkConductRequest', examples: [{ conduct: 'slow_network' }] });
const view = conduct.meta({ id: 'NetworkConduct', description: 'How a simulated host sends.' });
const hostParameters = z.strictObject({ clusterId: idSchema('cluster'), hostId: idSchema('host') });

@Controller('v1/operator/clusters/:clusterId/hosts/:hostId/network-conduct')
@ApiTags('simulation')
@OwnedBy('operator')
export class NetworkConductController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'getNetworkConduct', summary: 'How a simulated host sends' })
  @Answers(200, view, { description: 'Its conduct.' })
  @Refuses('not_found', 'not_simulated')
  get(@CurrentActor() actor: Actor, @Param({ schema: hostParameters }) host: z.output<typeof hostParameters>): Promise<ConductView<'network'>> {
    return this.queries.execute(new GetConduct(actor, host, 'network'));
  }

  @Put()
  @Scopes('inventory:write')
  @ApiOperation({ operationId: 'setNetworkConduct', summary: 'Have a simulated host cheat with its network', description: 'For trying out what becomes of it (docs/proof-of-capacity.md). Only in clusters of the driver `simulated`.' })
  @Answers(200, view, { description: 'Its conduct from now on.' })
  @Refuses('not_found', 'not_simulated')
  set(
    @CurrentActor() actor: Actor, @Param({ schema: hostParameters }) host: z.output<typeof hostParameters>, @Body({ schema: request }) body: z.output<typeof request>,
  ): Promise<ConductView<'network'>> {
    return this.commands.execute(new SetConduct(actor, host, 'network', body.conduct));
  }
}
