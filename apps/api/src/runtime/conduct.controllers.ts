import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import type { Actor } from '#libs/kernel';
import { type Conducts, type ConductView, deviceConducts, GetConduct, gpuConducts, networkConducts, SetConduct, workConducts } from '#libs/runtime';

import { Answers, CurrentActor, idSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';

const hostParameters = z.strictObject({ clusterId: idSchema('cluster'), hostId: idSchema('host') });

interface Told<K extends keyof Conducts> {
  of: K;
  /** The first part of its path's last, and what of its names says what it is of. */
  path: string;
  name: string;
  conducts: readonly [Conducts[K], ...Conducts[K][]];
  /** What each of them is. */
  description: string;
  example: Conducts[K];
  /** What a simulated host does, as summaries say it. */
  how: string;
  cheat: string;
}

/** Reads, and says, how a simulated host does one of what it does. */
function conductController<K extends keyof Conducts>({ of, path, name, conducts, description, example, how, cheat }: Told<K>) {
  const conduct = z.strictObject({ conduct: z.enum(conducts).meta({ description }) });
  const request = conduct.meta({ id: `${name}ConductRequest`, examples: [{ conduct: example }] });
  const view = conduct.meta({ id: `${name}Conduct`, description: `How a simulated host ${how}.` });

  @Controller(`v1/operator/clusters/:clusterId/hosts/:hostId/${path}-conduct`)
  @ApiTags('simulation')
  @OwnedBy('operator')
  class ConductController {
    constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

    @Get()
    @Scopes('inventory:read')
    @ApiOperation({ operationId: `get${name}Conduct`, summary: `How a simulated host ${how}` })
    @Answers(200, view, { description: 'Its conduct.' })
    @Refuses('not_found', 'not_simulated')
    get(@CurrentActor() actor: Actor, @Param({ schema: hostParameters }) host: z.output<typeof hostParameters>): Promise<ConductView<K>> {
      return this.queries.execute(new GetConduct(actor, host, of));
    }

    @Put()
    @Scopes('inventory:write')
    @ApiOperation({ operationId: `set${name}Conduct`, summary: cheat, description: 'For trying out what becomes of it (docs/proof-of-capacity.md). Only in clusters of the driver `simulated`.' })
    @Answers(200, view, { description: 'Its conduct from now on.' })
    @Refuses('not_found', 'not_simulated')
    set(@CurrentActor() actor: Actor, @Param({ schema: hostParameters }) host: z.output<typeof hostParameters>, @Body({ schema: request }) body: { conduct: Conducts[K] }): Promise<ConductView<K>> {
      return this.commands.execute(new SetConduct(actor, host, of, body.conduct));
    }
  }
  return ConductController;
}

export const conductControllers = [
  conductController({
    of: 'work', path: 'work', name: 'Work', conducts: workConducts, example: 'made_up', how: 'answers what it is given to compute', cheat: 'Have a simulated host cheat',
    description: '`honest`; `made_up`: its answers are; `slow`: they take twenty times as long.',
  }),
  conductController({
    of: 'devices', path: 'device', name: 'Device', conducts: deviceConducts, example: 'lossy', how: 'does with its devices', cheat: 'Have a simulated host cheat with its devices',
    description: '`honest`; `lossy`: it loses about every tenth leaf of 4 KiB; `forgetful`: it loses all; `slow_disk`: what it writes takes twenty times as long.',
  }),
  conductController({
    of: 'network', path: 'network', name: 'Network', conducts: networkConducts, example: 'slow_network', how: 'sends', cheat: 'Have a simulated host cheat with its network',
    description: '`honest`: it sends as fast as is claimed there; `slow_network`: twenty times as slowly; `garbled`: something else than what it is asked for.',
  }),
  conductController({
    of: 'gpus', path: 'gpu', name: 'Gpu', conducts: gpuConducts, example: 'no_gpu', how: 'does with its GPUs', cheat: 'Have a simulated host cheat with its GPUs',
    description: '`honest`; `no_gpu`: it has none; `slow_gpu`: they take twenty times as long; `made_up_gpu`: its answers are made up.',
  }),
];
