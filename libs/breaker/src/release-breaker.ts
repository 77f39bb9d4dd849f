import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { type BreakerView, readBreaker, requirePlatform } from './list-breakers.js';

/** Has what a breaker stopped go on where it was: what waits passes once, and the window begins anew. Again, it changes nothing. @throws Problem `forbidden`, `not_found`. */
export class ReleaseBreaker extends Command<BreakerView> {
  constructor(readonly actor: Actor, readonly breakerId: string, readonly reason: string) {
    super();
  }
}

@CommandHandler(ReleaseBreaker)
export class ReleaseBreakerHandler implements ICommandHandler<ReleaseBreaker> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, breakerId, reason }: ReleaseBreaker): Promise<BreakerView> {
    requirePlatform(actor);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const { flow, scope, subjectId } = await readBreaker(tx, breakerId);
      await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended(${`breakers/${flow}`}, 0))`);
      const before = await readBreaker(tx, breakerId);
      if (before.releasedAt !== null) return before;
      await tx.$executeRaw(sql`update breakers set released_at = ${BigInt(now)}, released_by = ${actor.keyId}, release_reason = ${reason} where id = ${breakerId}`);
      await tx.$executeRaw(sql`update breaker_stops set released_at = ${BigInt(now)} where breaker_id = ${breakerId} and released_at is null`);
      await tx.$executeRaw(sql`delete from breaker_counts where flow = ${flow} and scope = ${scope} and subject_id = ${subjectId ?? ''}`);
      const { waiting } = before;
      await audit(tx, actor, now, { action: 'breaker.released', subjectId: breakerId, detail: { flow, scope, subjectId, reason, waiting } });
      await appendEvents(tx, now, [{ type: 'breaker.released', subjectId: breakerId, payload: { flow, scope, subjectId, reason, waiting } }]);
      return readBreaker(tx, breakerId);
    });
  }
}
