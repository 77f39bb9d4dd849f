import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { type EndpointWithSecretView, lockEndpoint, tenantOf, toEndpointView } from './endpoint.js';
import { newSecret, ROTATION_OVERLAP_MILLIS } from './signing.js';

/** Gives a new secret. For a day messages are signed by both, so that the receiver may change over in peace. @throws Problem `not_found`. */
export class RotateSecret extends Command<EndpointWithSecretView> {
  constructor(readonly actor: Actor, readonly endpointId: string, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(RotateSecret)
export class RotateSecretHandler implements ICommandHandler<RotateSecret> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId, idempotencyKey }: RotateSecret): Promise<EndpointWithSecretView> {
    const [now, secret] = [this.clock.now(), newSecret()];
    let isNew = false;
    const view = await this.database.modelTransaction((tx) => once(tx, { ownerId: tenantOf(actor), key: idempotencyKey, request: ['RotateSecret', endpointId], now }, async () => {
      const { secret: previousSecret } = await lockEndpoint(tx, actor, endpointId);
      const row = await tx.endpoint.update({
        where: { id: endpointId },
        data: { secret, previousSecret, previousSecretUntil: BigInt(now + ROTATION_OVERLAP_MILLIS) },
      });
      await audit(tx, actor, now, { action: 'endpoint.secret_rotated', subjectId: endpointId });
      isNew = true;
      return toEndpointView(row, now);
    }));
    return isNew ? { ...view, secret } : view;
  }
}
