import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, signal, signalChannels, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { operatorOf } from '#libs/inventory';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { lockAsks } from './operator-ask.js';
import { pricingProblems } from './pricing.errors.js';

/** Ends an ask of the operator's: what it was for is offered at the pool's price, or by a more general ask. @throws Problem `not_found`, `ask_not_standing`, `forbidden`. */
export class WithdrawAsk extends Command<void> {
  constructor(readonly actor: Actor, readonly askId: string) {
    super();
  }
}

@CommandHandler(WithdrawAsk)
export class WithdrawAskHandler implements ICommandHandler<WithdrawAsk> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, askId }: WithdrawAsk): Promise<void> {
    const operatorId = operatorOf(actor);
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await lockAsks(tx, operatorId);
      const [ask] = await tx.$queryRaw<{ pool_id: string; active_until: bigint | null }[]>(sql`
        select pool_id, active_until from operator_asks where id = ${askId} and operator_id = ${operatorId}`);
      if (!ask) throw commonProblems.not_found('No such ask.');
      if (ask.active_until !== null) throw pricingProblems.ask_not_standing(`This ask was replaced or withdrawn at ${ask.active_until}.`, { extra: { activeUntil: Number(ask.active_until) } });
      await tx.$executeRaw(sql`update operator_asks set active_until = greatest(active_from, ${BigInt(now)}) where id = ${askId}`);
      await audit(tx, actor, now, { action: 'ask.withdrawn', subjectId: askId });
      await appendEvents(tx, now, [{ type: 'ask.withdrawn', subjectId: askId, payload: { operatorId, poolId: ask.pool_id } }]);
      await signal(tx, signalChannels.schedule, ask.pool_id);
    });
  }
}
