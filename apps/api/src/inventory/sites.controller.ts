import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

import { type ClusterView, ListClusters, ListSites, RegisterCluster, RegisterSite, type SiteView } from '#libs/inventory';
import type { Actor } from '#libs/kernel';
import { type ConnectionView, type DiscoverySettings, GetDiscovery, JoinCluster, joinProblems, ReplaceConnection, SetDiscovery } from '#libs/runtime-kubernetes';

import { Answers, CurrentActor, IdempotencyKey, idSchema, OwnedBy, pageQuery, Refuses, Scopes } from '../platform/index.js';
import { answered, pageRequest } from './page-of.js';
import { clusterInput, clusterPage, clusterView, connectionInput, connectionView, discoveryInput, discoveryView, siteInput, sitePage, siteView } from './schemas.js';

const clusterId = { schema: idSchema('cluster') };

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
  @Refuses(
    'not_found', 'name_taken', 'idempotency_key_reused', 'invalid_connection', 'invalid_discovery', 'cluster_unreachable', 'cluster_overprivileged',
    'cluster_underprivileged', 'cluster_unconfined', 'sealing_unavailable',
  )
  registerCluster(@CurrentActor() actor: Actor, @Body({ schema: clusterInput }) body: z.infer<typeof clusterInput>, @IdempotencyKey() key?: string): Promise<ClusterView> {
    const { driver, connection, discovery, ...input } = body;
    if (driver === 'kubernetes') {
      if (!connection) throw joinProblems.invalid_connection('A cluster of the driver kubernetes comes with its connection.', { pointer: '/connection' });
      return this.commands.execute(new JoinCluster(actor, { ...input, connection, ...(discovery ? { discovery: given(discovery) } : {}) }, key));
    }
    for (const [pointer, value] of [['/connection', connection], ['/discovery', discovery]] as const) {
      if (value) throw joinProblems.invalid_connection('Only a cluster of the driver kubernetes has one.', { pointer });
    }
    return this.commands.execute(new RegisterCluster(actor, { ...input, driver }, key));
  }

  @Put('clusters/:clusterId/connection')
  @Scopes('inventory:write')
  @Answers(200, connectionView, { description: 'It is in use within seconds, in place of the one before. Nobody can read it back.' })
  @Refuses(
    'not_found', 'not_kubernetes', 'invalid_connection', 'cluster_unreachable', 'cluster_overprivileged', 'cluster_underprivileged', 'cluster_unconfined',
    'sealing_unavailable',
  )
  replaceConnection(
    @CurrentActor() actor: Actor, @Param('clusterId', clusterId) id: string, @Body({ schema: connectionInput }) body: z.infer<typeof connectionInput>,
  ): Promise<ConnectionView> {
    return this.commands.execute(new ReplaceConnection(actor, id, body));
  }

  @Get('clusters/:clusterId/discovery')
  @Scopes('inventory:read')
  @Answers(200, discoveryView, { description: "How the cluster's nodes become hosts, and when they were last looked at." })
  @Refuses('not_found', 'not_kubernetes')
  async getDiscovery(@CurrentActor() actor: Actor, @Param('clusterId', clusterId) id: string): Promise<z.infer<typeof discoveryView>> {
    return (await this.queries.execute(new GetDiscovery(actor, id))) as z.infer<typeof discoveryView>;
  }

  @Put('clusters/:clusterId/discovery')
  @Scopes('inventory:write')
  @Answers(200, discoveryView, { description: 'The settings; the nodes are looked at again at once.' })
  @Refuses('not_found', 'not_kubernetes', 'stale_generation', 'invalid_discovery')
  async setDiscovery(
    @CurrentActor() actor: Actor, @Param('clusterId', clusterId) id: string, @Body({ schema: discoveryInput }) body: z.infer<typeof discoveryInput>,
  ): Promise<z.infer<typeof discoveryView>> {
    return (await this.commands.execute(new SetDiscovery(actor, id, body))) as z.infer<typeof discoveryView>;
  }

  @Get('clusters')
  @Scopes('inventory:read')
  @Answers(200, clusterPage, { description: 'Your clusters, by name.' })
  async listClusters(@CurrentActor() actor: Actor, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<z.infer<typeof clusterPage>> {
    return answered(await this.queries.execute(new ListClusters(actor, pageRequest(query)))) as z.infer<typeof clusterPage>;
  }
}

/** Only the settings that were sent. */
function given(discovery: { [K in keyof DiscoverySettings]?: DiscoverySettings[K] | undefined }): Partial<DiscoverySettings> {
  return Object.fromEntries(Object.entries(discovery).filter(([, value]) => value !== undefined)) as Partial<DiscoverySettings>;
}
