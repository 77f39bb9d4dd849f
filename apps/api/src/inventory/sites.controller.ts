import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { type ClusterView, ListClusters, ListSites, RegisterCluster, RegisterSite, type SiteView } from '#libs/inventory';
import type { Actor } from '#libs/kernel';

import { Answers, CurrentActor, IdempotencyKey, OwnedBy, pageQuery, Refuses, Scopes } from '../platform/index.js';
import { answered, pageRequest } from './page-of.js';
import { clusterInput, clusterPage, clusterView, siteInput, sitePage, siteView } from './schemas.js';

@Controller('v1/operator')
@ApiTags('inventory')
@OwnedBy('operator')
export class SitesController {
  constructor(private readonly commands: CommandBus, private readonly queries: QueryBus) {}

  @Post('sites')
  @Scopes('inventory:write')
  @Answers(201, siteView, { description: 'The site.' })
  @Refuses('invalid_jurisdiction', 'name_taken', 'idempotency_key_reused')
  registerSite(@CurrentActor() actor: Actor, @Body({ schema: siteInput }) body: z.infer<typeof siteInput>, @IdempotencyKey() key?: string): Promise<SiteView> {
    return this.commands.execute(new RegisterSite(actor, body, key));
  }

  @Get('sites')
  @Scopes('inventory:read')
  @Answers(200, sitePage, { description: 'Your sites, by name.' })
  async listSites(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<z.infer<typeof sitePage>> {
    return answered(await this.queries.execute(new ListSites(actor, pageRequest(query)))) as z.infer<typeof sitePage>;
  }

  @Post('clusters')
  @Scopes('inventory:write')
  @Answers(201, clusterView, { description: 'The cluster.' })
  @Refuses('not_found', 'name_taken', 'idempotency_key_reused')
  registerCluster(@CurrentActor() actor: Actor, @Body({ schema: clusterInput }) body: z.infer<typeof clusterInput>, @IdempotencyKey() key?: string): Promise<ClusterView> {
    return this.commands.execute(new RegisterCluster(actor, body, key));
  }

  @Get('clusters')
  @Scopes('inventory:read')
  @Answers(200, clusterPage, { description: 'Your clusters, by name.' })
  async listClusters(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<z.infer<typeof clusterPage>> {
    return answered(await this.queries.execute(new ListClusters(actor, pageRequest(query)))) as z.infer<typeof clusterPage>;
  }
}
