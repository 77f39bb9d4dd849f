import { Inject, Optional } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { type ClusterInput, type ClusterView, insertCluster, operatorOf } from '#libs/inventory';
import { type Actor, CLOCK, type Clock, SEALER, type Sealer } from '#libs/kernel';

import { checkDiscovery, defaultDiscovery, type DiscoverySettings } from '../discovery/discovery-settings.js';
import { insertDiscovery } from '../discovery/discovery.store.js';
import { AccountCheck } from './account-check.js';
import { type ConnectionInput, readConnection } from './connection.js';
import { writeCredential } from './credentials.store.js';
import { joinProblems } from './join.errors.js';

export interface JoinInput extends Omit<ClusterInput, 'driver'> {
  connection: ConnectionInput;
  discovery?: Partial<DiscoverySettings>;
}

/**
 * Registers a Kubernetes cluster with the way to it, after having gone that way once. Its nodes become hosts by themselves.
 * @throws Problem `not_found` (site, pool), `name_taken`, `invalid_connection`, `invalid_discovery`, `cluster_unreachable`,
 * `cluster_overprivileged`, `cluster_underprivileged`, `cluster_unconfined`, `sealing_unavailable`.
 */
export class JoinCluster extends Command<ClusterView> {
  constructor(readonly actor: Actor, readonly input: JoinInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(JoinCluster)
export class JoinClusterHandler implements ICommandHandler<JoinCluster> {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountCheck,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(SEALER) private readonly sealer?: Sealer,
  ) {}

  async execute({ actor, input, idempotencyKey }: JoinCluster): Promise<ClusterView> {
    const { connection: given, discovery: wanted, ...rest } = input;
    const ownerId = operatorOf(actor);
    const sealer = ableSealer(this.sealer);
    const connection = readConnection(given, '/connection');
    const discovery = { ...defaultDiscovery, ...wanted };
    checkDiscovery(discovery, '/discovery');
    // Outside the transaction: an operator's cluster may take its time.
    await this.accounts.check(connection);
    const now = this.clock.now();
    return this.database.modelTransaction((tx) => once(tx, { ownerId, key: idempotencyKey, request: ['JoinCluster', input], now }, async () => {
      const cluster = await insertCluster(tx, actor, { ...rest, driver: 'kubernetes' }, now);
      await writeCredential(tx, sealer, cluster.id, connection, now);
      await insertDiscovery(tx, cluster.id, discovery);
      return cluster;
    }));
  }
}

/** @throws Problem `sealing_unavailable` */
export function ableSealer(sealer: Sealer | undefined): Sealer {
  if (sealer) return sealer;
  throw joinProblems.sealing_unavailable('This installation has no key to seal secrets with: whoever runs it sets WEIR_SECRET_KEY_FILE.');
}
