import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { type ConductView, deviceConducts, GetConduct, SetConduct } from '#libs/runtime';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';

const conduct = z.strictObject({
  conduct: z.enum(deviceConducts).meta({ description: '`honest`; `lossy`: it loses about every tenth leaf of 4 KiB; `forgetful`: it loses all; `slow_disk`: what it writes takes twenty times as long.' }),
});
const request = conduct.meta({ id: 'DeviceConductRequest', examples: [{ conduct: 'lossy' }] });
const view = conduct.meta({ id: 'DeviceConduct', description: 'How a simulated host does with its devices.' });
const hostParameters = z.strictObject({ clusterId: idSchema('cluster'), hostId: idSchema('host') });

@Controller('v1/operator/clusters/:clusterId/hosts/:hostId/device-conduct')
@ApiTags('simulation')
@OwnedBy('operator')
export class DeviceConductController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'getDeviceConduct', summary: 'How a simulated host does with its devices' })
  @Answers(200, view, { description: 'Its conduct.' })
  @Refuses('not_found', 'not_simulated')
  get(@CurrentActor() actor: Actor, @Param({ schema: hostParameters }) host: z.output<typeof hostParameters>): Promise<ConductView<'devices'>> {
    return this.queries.execute(new GetConduct(actor, host, 'devices'));
  }

  @Put()
  @Scopes('inventory:write')
  @ApiOperation({ operationId: 'setDeviceConduct', summary: 'Have a simulated host cheat with its devices', description: 'For trying out what becomes of it (docs/proof-of-capacity.md). Only in clusters of the driver `simulated`.' })
  @Answers(200, view, { description: 'Its conduct from now on.' })
  @Refuses('not_found', 'not_simulated')
  set(
    @CurrentActor() actor: Actor, @Param({ schema: hostParameters }) host: z.output<typeof hostParameters>, @Body({ schema: request }) body: z.output<typeof request>,
  ): Promise<ConductView<'devices'>> {
    return this.commands.execute(new SetConduct(actor, host, 'devices', body.conduct));
  }
}
