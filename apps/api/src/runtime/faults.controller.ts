import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import { type Actor, MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';
import { ClearFault, faultKinds, type FaultView, InjectFault, ListFaults } from '#libs/runtime';

import { Answers, CurrentActor, IdempotencyKey, idSchema, millisSchema, OwnedBy, Refuses, Scopes } from '../platform/index.js';

const about = {
  kind: z.enum(faultKinds).meta({
    description: 'image_not_found: what has not started cannot pull. crash_loop: what runs ends again and again. out_of_memory: so it does, for want of memory. host_lost: the machine dies. '
      + 'contact_lost: it goes on unheard. duplicate_reports, delay_reports: what is reported comes twice, or late.',
  }),
  hostId: idSchema('host').optional().meta({ description: 'Of this host alone; left out, of the whole cluster. `host_lost` takes one.' }),
  leaseId: idSchema('lease').optional().meta({ description: "Of this lease's replicas alone." }),
  delayMillis: z.int().min(1).max(MILLIS_PER_HOUR).optional().meta({ description: 'For `delay_reports`: how late.' }),
};

const faultRequest = z
  .strictObject({ ...about, durationMillis: z.int().min(1).max(30 * MILLIS_PER_DAY).optional().meta({ description: 'How long it lasts; left out, until it is cleared.' }) })
  .meta({ id: 'FaultRequest', examples: [{ kind: 'contact_lost', durationMillis: 60_000 }] });

const fault = z
  .object({ id: idSchema('fault'), clusterId: idSchema('cluster'), ...about, createdAt: millisSchema, until: millisSchema.nullable().meta({ description: 'When it ends by itself.' }) })
  .meta({ id: 'Fault' });

const faultList = z.object({ items: z.array(fault) }).meta({ id: 'FaultList' });

const clusterParameter = z.strictObject({ clusterId: idSchema('cluster') });
const faultParameters = z.strictObject({ clusterId: idSchema('cluster'), faultId: idSchema('fault') });

@Controller('v1/operator/clusters/:clusterId/faults')
@ApiTags('simulation')
@OwnedBy('operator')
export class FaultsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post()
  @Scopes('inventory:write')
  @ApiOperation({ operationId: 'injectFault', summary: 'Make a simulated cluster fail', description: 'For trying out what happens then. Only for clusters of the driver `simulated`.' })
  @Answers(201, fault, { description: 'It goes wrong from now on.' })
  @Refuses('not_found', 'not_simulated', 'invalid_fault', 'too_many_faults', 'idempotency_key_reused')
  inject(
    @CurrentActor() actor: Actor, @Param({ schema: clusterParameter }) { clusterId }: z.output<typeof clusterParameter>,
    @Body({ schema: faultRequest }) body: z.output<typeof faultRequest>, @IdempotencyKey() key?: string,
  ): Promise<FaultView> {
    return this.commands.execute(new InjectFault(actor, clusterId, body, key));
  }

  @Get()
  @Scopes('inventory:read')
  @ApiOperation({ operationId: 'listFaults', summary: 'List what a simulated cluster does wrong', description: 'The faults that last, oldest first; at most 200.' })
  @Answers(200, faultList, { description: 'The faults that last.' })
  @Refuses('not_found', 'not_simulated')
  async list(@CurrentActor() actor: Actor, @Param({ schema: clusterParameter }) { clusterId }: z.output<typeof clusterParameter>): Promise<{ items: FaultView[] }> {
    return { items: await this.queries.execute(new ListFaults(actor, clusterId)) };
  }

  @Delete(':faultId')
  @Scopes('inventory:write')
  @ApiOperation({ operationId: 'clearFault', summary: 'End a fault', description: 'What it kept from starting starts afresh.' })
  @Answers(204, undefined, { description: 'It is over.' })
  @Refuses('not_found', 'not_simulated')
  clear(@CurrentActor() actor: Actor, @Param({ schema: faultParameters }) { clusterId, faultId }: z.output<typeof faultParameters>): Promise<void> {
    return this.commands.execute(new ClearFault(actor, clusterId, faultId));
  }
}
