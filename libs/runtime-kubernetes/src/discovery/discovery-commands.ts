import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { clusterOf, inventoryProblems } from '#libs/inventory';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { joinProblems } from '../join/join.errors.js';
import { checkDiscovery, type DiscoverySettings } from './discovery-settings.js';
import { type DiscoveryView, readDiscovery, updateDiscovery } from './discovery.store.js';

/** How a cluster's nodes become hosts. @throws Problem `not_found`, `not_kubernetes`. */
export class GetDiscovery extends Query<DiscoveryView> {
  constructor(readonly actor: Actor, readonly clusterId: string) {
    super();
  }
}

@QueryHandler(GetDiscovery)
export class GetDiscoveryHandler implements IQueryHandler<GetDiscovery> {
  constructor(private readonly database: Database) {}

  async execute({ actor, clusterId }: GetDiscovery): Promise<DiscoveryView> {
    await clusterOf(this.database, actor, clusterId);
    return present(await readDiscovery(this.database, clusterId));
  }
}

export interface DiscoveryInput extends DiscoverySettings {
  generation: number;
}

/** Changes it, all of it; the nodes are looked at again at once. @throws Problem `not_found`, `not_kubernetes`, `stale_generation`, `invalid_discovery`. */
export class SetDiscovery extends Command<DiscoveryView> {
  constructor(readonly actor: Actor, readonly clusterId: string, readonly input: DiscoveryInput) {
    super();
  }
}

@CommandHandler(SetDiscovery)
export class SetDiscoveryHandler implements ICommandHandler<SetDiscovery> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, clusterId, input: { generation, ...settings } }: SetDiscovery): Promise<DiscoveryView> {
    const cluster = await clusterOf(this.database, actor, clusterId);
    present(await readDiscovery(this.database, clusterId));
    checkDiscovery(settings, '');
    return this.database.transaction(async (tx) => {
      if (!(await updateDiscovery(tx, clusterId, settings, generation))) {
        const current = present(await readDiscovery(tx, clusterId)).generation;
        throw inventoryProblems.stale_generation(`The settings are at generation ${current} and the request was made for ${generation}; read them again.`,
          { pointer: '/generation', extra: { generation: current } });
      }
      await audit(tx, actor, this.clock.now(), {
        ownerType: 'operator', ownerId: cluster.operatorId, action: 'discovery.changed', subjectId: clusterId, detail: { generation: generation + 1 },
      });
      return present(await readDiscovery(tx, clusterId));
    });
  }
}

function present(view: DiscoveryView | undefined): DiscoveryView {
  if (view) return view;
  throw joinProblems.not_kubernetes('Only a cluster of the driver kubernetes has nodes that are discovered.');
}
