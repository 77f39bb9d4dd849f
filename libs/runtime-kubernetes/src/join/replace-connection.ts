import { Inject, Optional } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { clusterOf } from '#libs/inventory';
import { type Actor, CLOCK, type Clock, SEALER, type Sealer } from '#libs/kernel';

import { AccountCheck } from './account-check.js';
import { type ConnectionInput, readConnection } from './connection.js';
import { writeCredential } from './credentials.store.js';
import { joinProblems } from './join.errors.js';
import { ableSealer } from './join-cluster.js';
import { SealedAccess } from './sealed-access.js';

/** What may be told of a connection: nobody can read the rest back. */
export interface ConnectionView {
  /** Goes up with each replacement. */
  revision: number;
}

/**
 * Puts another way to a cluster in place of the one before, as when its token is renewed. What runs there goes on; clients
 * use the new way within seconds. @throws Problem as `JoinCluster`, and `not_kubernetes`.
 */
export class ReplaceConnection extends Command<ConnectionView> {
  constructor(readonly actor: Actor, readonly clusterId: string, readonly input: ConnectionInput) {
    super();
  }
}

@CommandHandler(ReplaceConnection)
export class ReplaceConnectionHandler implements ICommandHandler<ReplaceConnection> {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountCheck,
    private readonly access: SealedAccess,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(SEALER) private readonly sealer?: Sealer,
  ) {}

  async execute({ actor, clusterId, input }: ReplaceConnection): Promise<ConnectionView> {
    const cluster = await clusterOf(this.database, actor, clusterId);
    if (cluster.driver !== 'kubernetes') throw joinProblems.not_kubernetes('Only a cluster of the driver kubernetes has a connection.');
    const sealer = ableSealer(this.sealer);
    const connection = readConnection(input, '');
    await this.accounts.check(connection);
    const now = this.clock.now();
    const revision = await this.database.transaction(async (tx) => {
      const written = await writeCredential(tx, sealer, clusterId, connection, now);
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: cluster.operatorId, action: 'connection.replaced', subjectId: clusterId, detail: { revision: written } });
      return written;
    });
    this.access.forget(clusterId);
    return { revision };
  }
}
