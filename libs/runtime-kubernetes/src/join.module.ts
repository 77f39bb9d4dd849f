import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { KubernetesAgents } from './agents/kubernetes-agents.js';
import { CLUSTER_ACCESS } from './cluster-access.js';
import { Discovery } from './discovery/discovery.js';
import { GetDiscoveryHandler, SetDiscoveryHandler } from './discovery/discovery-commands.js';
import { AccountCheck } from './join/account-check.js';
import { ClusterApis } from './join/cluster-apis.js';
import { JoinClusterHandler } from './join/join-cluster.js';
import { ReplaceConnectionHandler } from './join/replace-connection.js';
import { SealedAccess } from './join/sealed-access.js';

/** How clusters join, what hosts they have, and what they tell of them. */
@Module({
  imports: [CqrsModule],
  providers: [
    SealedAccess, { provide: CLUSTER_ACCESS, useExisting: SealedAccess }, AccountCheck, ClusterApis, JoinClusterHandler, ReplaceConnectionHandler, GetDiscoveryHandler,
    SetDiscoveryHandler, Discovery, KubernetesAgents,
  ],
  exports: [CLUSTER_ACCESS, ClusterApis, Discovery, KubernetesAgents],
})
export class JoinModule {}
