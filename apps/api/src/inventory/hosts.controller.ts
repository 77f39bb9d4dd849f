import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

import {
  AddMaintenanceWindow, CordonHost, DiagnoseInventory, DrainHost, GetHost, type HeartbeatsRecorded, type HostView, ListHosts, type MaintenanceView,
  RecordHeartbeats, RegisterHosts, type RegisteredHosts, RemoveHost, RemoveMaintenanceWindow, ReplaceInventory, UncordonHost, UpdateHost,
} from '#libs/inventory';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, IdempotencyKey, idSchema, OwnedBy, pageQuery, queryInteger, Refuses, Scopes } from '../platform/index.js';
import { answered, pageRequest } from './page-of.js';
import {
  diagnosis, drainInput, heartbeatInput, heartbeatsRecorded, hostAction, hostPage, hostPatch, hostQuery, hostsInput, hostView, inventoryReplacement,
  maintenanceInput, maintenanceView, registeredHosts,
} from './schemas.js';

const hostId = { schema: idSchema('host') };
const removal = z.strictObject({ generation: queryInteger(1, 2_147_483_647) });

@Controller('v1/operator')
@ApiTags('inventory')
@OwnedBy('operator')
export class HostsController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post('hosts')
  @Scopes('inventory:write')
  @Answers(201, registeredHosts, { description: 'The hosts, in the order of the request. All or none; they take work from their first heartbeat on.' })
  @Refuses('not_found', 'invalid_inventory', 'name_taken', 'too_many_hosts', 'idempotency_key_reused')
  registerHosts(@CurrentActor() actor: Actor, @Body({ schema: hostsInput }) body: z.infer<typeof hostsInput>, @IdempotencyKey() key?: string): Promise<RegisteredHosts> {
    return this.commands.execute(new RegisterHosts(actor, body, key));
  }

  @Get('hosts')
  @Scopes('inventory:read')
  @Answers(200, hostPage, { description: 'Your hosts.' })
  async listHosts(@CurrentActor() actor: Actor, @Query({ schema: hostQuery }) query: z.infer<typeof hostQuery>): Promise<z.infer<typeof hostPage>> {
    const { limit, cursor, ...filter } = query;
    return answered(await this.queries.execute(new ListHosts(actor, filter, pageRequest({ limit, cursor })))) as z.infer<typeof hostPage>;
  }

  @Get('hosts/:hostId')
  @Scopes('inventory:read')
  @Answers(200, hostView, { description: 'The host.' })
  @Refuses('not_found')
  getHost(@CurrentActor() actor: Actor, @Param('hostId', hostId) id: string): Promise<HostView> {
    return this.queries.execute(new GetHost(actor, id));
  }

  @Patch('hosts/:hostId')
  @Scopes('inventory:write')
  @Answers(200, hostView, { description: 'The host, changed.' })
  @Refuses('not_found', 'stale_generation')
  updateHost(@CurrentActor() actor: Actor, @Param('hostId', hostId) id: string, @Body({ schema: hostPatch }) body: z.infer<typeof hostPatch>): Promise<HostView> {
    return this.commands.execute(new UpdateHost(actor, id, body));
  }

  @Put('hosts/:hostId/inventories')
  @Scopes('inventory:write')
  @Answers(200, hostView, { description: 'The host, with what it offers now.' })
  @Refuses('not_found', 'stale_generation', 'invalid_inventory', 'capacity_in_use')
  replaceInventory(
    @CurrentActor() actor: Actor, @Param('hostId', hostId) id: string, @Body({ schema: inventoryReplacement }) body: z.infer<typeof inventoryReplacement>,
  ): Promise<HostView> {
    return this.commands.execute(new ReplaceInventory(actor, id, body));
  }

  @Delete('hosts/:hostId')
  @Scopes('inventory:write')
  @Answers(204, undefined, { description: 'The host is gone.' })
  @Refuses('not_found', 'stale_generation', 'capacity_in_use')
  async removeHost(@CurrentActor() actor: Actor, @Param('hostId', hostId) id: string, @Query({ schema: removal }) query: z.infer<typeof removal>): Promise<void> {
    await this.commands.execute(new RemoveHost(actor, id, query.generation));
  }

  @Post('hosts/:hostId/cordon')
  @Scopes('inventory:write')
  @Answers(200, hostView, { description: 'The host, off offer; what runs on it stays.' })
  @Refuses('not_found', 'stale_generation')
  cordonHost(@CurrentActor() actor: Actor, @Param('hostId', hostId) id: string, @Body({ schema: hostAction }) body: z.infer<typeof hostAction>): Promise<HostView> {
    return this.commands.execute(new CordonHost(actor, id, body.generation));
  }

  @Post('hosts/:hostId/uncordon')
  @Scopes('inventory:write')
  @Answers(200, hostView, { description: 'The host, on offer again.' })
  @Refuses('not_found', 'stale_generation')
  uncordonHost(@CurrentActor() actor: Actor, @Param('hostId', hostId) id: string, @Body({ schema: hostAction }) body: z.infer<typeof hostAction>): Promise<HostView> {
    return this.commands.execute(new UncordonHost(actor, id, body.generation));
  }

  @Post('hosts/:hostId/drain')
  @Scopes('inventory:write')
  @Answers(200, hostView, { description: 'The host, off offer; what runs on it moves by `drainBy`.' })
  @Refuses('not_found', 'stale_generation')
  drainHost(@CurrentActor() actor: Actor, @Param('hostId', hostId) id: string, @Body({ schema: drainInput }) body: z.infer<typeof drainInput>): Promise<HostView> {
    return this.commands.execute(new DrainHost(actor, id, body));
  }

  @Post('hosts/:hostId/maintenance')
  @Scopes('inventory:write')
  @Answers(201, maintenanceView, { description: 'The window. No work is placed on the host that would run into it.' })
  @Refuses('not_found', 'invalid_window', 'idempotency_key_reused')
  addMaintenanceWindow(
    @CurrentActor() actor: Actor, @Param('hostId', hostId) id: string, @Body({ schema: maintenanceInput }) body: z.infer<typeof maintenanceInput>,
    @IdempotencyKey() key?: string,
  ): Promise<MaintenanceView> {
    return this.commands.execute(new AddMaintenanceWindow(actor, id, body, key));
  }

  @Delete('hosts/:hostId/maintenance/:windowId')
  @Scopes('inventory:write')
  @Answers(204, undefined, { description: 'The window is withdrawn.' })
  @Refuses('not_found')
  async removeMaintenanceWindow(
    @CurrentActor() actor: Actor, @Param('hostId', hostId) id: string, @Param('windowId', { schema: idSchema('maintenance') }) windowId: string,
  ): Promise<void> {
    await this.commands.execute(new RemoveMaintenanceWindow(actor, id, windowId));
  }

  @Post('heartbeats')
  @Scopes('inventory:write')
  @Answers(200, heartbeatsRecorded, { description: 'What was heard of.' })
  @Refuses('not_found')
  recordHeartbeats(@CurrentActor() actor: Actor, @Body({ schema: heartbeatInput }) body: z.infer<typeof heartbeatInput>): Promise<HeartbeatsRecorded> {
    return this.commands.execute(new RecordHeartbeats(actor, body));
  }

  @Get('doctor')
  @Scopes('inventory:read')
  @Answers(200, diagnosis, { description: 'Which of your capacity is not on offer, and why: totals, and host by host.' })
  async diagnoseInventory(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<z.infer<typeof diagnosis>> {
    const found = await this.queries.execute(new DiagnoseInventory(actor, pageRequest(query)));
    return { ...found, findings: answered(found.findings) } as z.infer<typeof diagnosis>;
  }
}
