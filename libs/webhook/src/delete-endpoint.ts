import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { dropPending, lockEndpoint } from './endpoint.js';

/** Forgets an endpoint and its secrets. What was sent to it stays on record; what waits is given up. @throws Problem `not_found`. */
export class DeleteEndpoint extends Command<void> {
  constructor(readonly actor: Actor, readonly endpointId: string) {
    super();
  }
}

@CommandHandler(DeleteEndpoint)
export class DeleteEndpointHandler implements ICommandHandler<DeleteEndpoint> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId }: DeleteEndpoint): Promise<void> {
    await this.database.modelTransaction(async (tx) => {
      const { url } = await lockEndpoint(tx, actor, endpointId);
      await dropPending(tx, endpointId);
      await tx.endpoint.delete({ where: { id: endpointId } });
      await tx.endpointLane.delete({ where: { endpointId } });
      await audit(tx, actor, this.clock.now(), { action: 'endpoint.deleted', subjectId: endpointId, detail: { url } });
    });
  }
}
