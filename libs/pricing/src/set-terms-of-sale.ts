import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { poolById } from '#libs/inventory';
import { type Actor, assert, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { MAX_NOTICE_MILLIS, MIN_NOTICE_MILLIS, type TermsOfSale } from './terms-of-sale.js';

/** Publishes a pool's terms of sale, all of them, for leases and quotes from now on. Twice is harmless. @throws Problem `not_found`, `forbidden`. */
export class SetTermsOfSale extends Command<TermsOfSale> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly terms: TermsOfSale) {
    super();
  }
}

@CommandHandler(SetTermsOfSale)
export class SetTermsOfSaleHandler implements ICommandHandler<SetTermsOfSale> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId, terms }: SetTermsOfSale): Promise<TermsOfSale> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform sets terms of sale.');
    assert(terms.spotNoticeMillis >= MIN_NOTICE_MILLIS && terms.spotNoticeMillis <= MAX_NOTICE_MILLIS, 'a notice is within its bounds');
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      await poolById(tx, poolId);
      await tx.$executeRaw(sql`
        insert into terms_of_sale (pool_id, spot_notice_millis, reserved, updated_at)
        values (${poolId}, ${BigInt(terms.spotNoticeMillis)}, ${JSON.stringify(terms.reserved)}::jsonb, ${BigInt(now)})
        on conflict (pool_id) do update set spot_notice_millis = excluded.spot_notice_millis, reserved = excluded.reserved, updated_at = excluded.updated_at`);
      await audit(tx, actor, now, { action: 'terms_of_sale.set', subjectId: poolId, detail: { ...terms, reserved: [...terms.reserved] } });
      await appendEvents(tx, now, [{ type: 'price.changed', subjectId: poolId, payload: { cause: 'terms', poolId, ...terms } }]);
      return terms;
    });
  }
}
