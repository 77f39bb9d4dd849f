import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, newId } from '#libs/kernel';
import type { BreakerFlow, BreakerScope } from '#libs/rules';

import { breakerProblems } from './breaker.errors.js';
import { insertBreaker } from './breaker.store.js';
import { type BreakerView, readBreaker, requirePlatform } from './list-breakers.js';

export interface TripInput {
  flow: BreakerFlow;
  scope: BreakerScope;
  /** Empty for the whole flow. */
  subjectId: string;
  reason: string;
}

/** Stops something by hand, until it is released. @throws Problem `forbidden`, `breaker_open`. */
export class TripBreaker extends Command<BreakerView> {
  constructor(readonly actor: Actor, readonly input: TripInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(TripBreaker)
export class TripBreakerHandler implements ICommandHandler<TripBreaker> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: TripBreaker): Promise<BreakerView> {
    requirePlatform(actor);
    const { flow, scope, subjectId, reason } = input;
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['TripBreaker', input], now }, async () => {
      await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`breakers/${flow}`}, 0))`);
      const [open] = await rowsOf<{ id: string }>(tx, sql`select id from breakers where flow = ${flow} and scope = ${scope} and subject_id = ${subjectId} and released_at is null`);
      if (open) throw breakerProblems.breaker_open('It is stopped already.', { extra: { breakerId: open.id } });
      const id = newId('breaker');
      await insertBreaker(tx, { id, flow, scope, subjectId, rule: null, counted: null, asked: null, authorId: actor.keyId, reason, trippedAt: now });
      await audit(tx, actor, now, { action: 'breaker.tripped', subjectId: id, detail: { flow, scope, subjectId, reason } });
      await appendEvents(tx, now, [{ type: 'breaker.tripped', subjectId: id, payload: { flow, scope, subjectId, reason } }]);
      return readBreaker(tx, id);
    }));
  }
}
