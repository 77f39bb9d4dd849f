import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { healthy } from './circuit.js';
import { dropPending, type EndpointView, lockEndpoint, toEndpointView } from './endpoint.js';
import { lockLanes, wakeLanes } from './lane.js';

/** Sends to an endpoint again, from now on; an open circuit is closed, and what waited goes. Harmless when it is enabled and well. @throws Problem `not_found`. */
export class EnableEndpoint extends Command<EndpointView> {
  constructor(readonly actor: Actor, readonly endpointId: string) {
    super();
  }
}

@CommandHandler(EnableEndpoint)
export class EnableEndpointHandler implements ICommandHandler<EnableEndpoint> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId }: EnableEndpoint): Promise<EndpointView> {
    const now = this.clock.now();
    return this.database.modelTransaction(async (tx) => {
      const endpoint = await lockEndpoint(tx, actor, endpointId);
      if (endpoint.state === 'enabled' && endpoint.failures === 0) return toEndpointView(endpoint, now);
      const row = await tx.endpoint.update({ where: { id: endpointId }, data: { ...healthy, state: 'enabled', disabledReason: null, disabledAt: null } });
      await lockLanes(tx, [endpointId]);
      await wakeLanes(tx, [endpointId], now);
      await audit(tx, actor, now, { action: 'endpoint.enabled', subjectId: endpointId });
      return toEndpointView(row, now);
    });
  }
}

/** Sends nothing to an endpoint until it is enabled; what waits is given up. Harmless when it is disabled. @throws Problem `not_found`. */
export class DisableEndpoint extends Command<EndpointView> {
  constructor(readonly actor: Actor, readonly endpointId: string) {
    super();
  }
}

@CommandHandler(DisableEndpoint)
export class DisableEndpointHandler implements ICommandHandler<DisableEndpoint> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, endpointId }: DisableEndpoint): Promise<EndpointView> {
    const now = this.clock.now();
    return this.database.modelTransaction(async (tx) => {
      const endpoint = await lockEndpoint(tx, actor, endpointId);
      if (endpoint.state === 'disabled') return toEndpointView(endpoint, now);
      await dropPending(tx, endpointId);
      const row = await tx.endpoint.update({ where: { id: endpointId }, data: { state: 'disabled', disabledReason: 'by_tenant', disabledAt: BigInt(now) } });
      await audit(tx, actor, now, { action: 'endpoint.disabled', subjectId: endpointId });
      return toEndpointView(row, now);
    });
  }
}
