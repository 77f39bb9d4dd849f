import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, rowsOf, sql } from '#libs/database';
import { CLOCK, type Clock, commonProblems, mayMove } from '#libs/kernel';

import { dropMessages } from './payment-messages.js';
import { paymentProblems } from './payment.errors.js';
import { selectTopUps, topUpMoves, type TopUpState, type TopUpView } from './top-up.js';

/** What the payment service says of a request that it will bring nothing for. */
export interface TopUpWord {
  topUpId: string;
  /** `declined`: whoever pays for the tenant refused. `failed`: nobody could be asked, or paid. */
  outcome: 'declined' | 'failed';
  /** For the tenant to read. */
  reason?: string;
}

/**
 * Notes that a request for funds brings nothing, and tells its tenant. Said again, it changes nothing.
 * @throws Problem `not_found`, `top_up_resolved` when its deposit has come, or when the service said otherwise before.
 */
export class ResolveTopUp extends Command<TopUpView> {
  constructor(readonly word: TopUpWord) {
    super();
  }
}

@CommandHandler(ResolveTopUp)
export class ResolveTopUpHandler implements ICommandHandler<ResolveTopUp> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  execute({ word: { topUpId, outcome, reason } }: ResolveTopUp): Promise<TopUpView> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const [topUp] = await rowsOf<{ tenantId: string; amount: bigint; state: TopUpState; expiresAt: bigint }>(tx, sql`
        select tenant_id as "tenantId", amount, state, expires_at as "expiresAt" from top_ups where id = ${topUpId} for update`);
      if (!topUp) throw commonProblems.not_found('No such request for funds.', { pointer: '/topUpId' });
      const { tenantId, amount, state } = topUp;
      if (state !== outcome) {
        if (!mayMove(topUpMoves, state, outcome)) throw paymentProblems.top_up_resolved(`The request is ${state}; it cannot be ${outcome}.`, { pointer: '/outcome', extra: { state } });
        await tx.$executeRaw(sql`update top_ups set state = ${outcome}, reason = ${reason ?? null}, resolved_at = ${BigInt(now)} where id = ${topUpId}`);
        await dropMessages(tx, [topUpId]);
        const payload = { topUpId, amount, outcome, reason: reason ?? null, nextAt: Math.max(now, Number(topUp.expiresAt)) };
        await appendEvents(tx, now, [{ type: 'wallet.top_up_failed', subjectId: topUpId, tenantId, payload }]);
      }
      return (await selectTopUps(tx, { tenantId, limit: 1, id: topUpId }))[0]!;
    });
  }
}
