import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, type NanoTokens, pageOf, SETTINGS, type Settings } from '#libs/kernel';

import { PAYMENT_ADAPTER, type PaymentAdapter } from './payment-adapter.js';
import { paymentProblems } from './payment.errors.js';
import { checkDepositAmount } from './take-deposit.js';
import { selectRule, selectTopUps, type TopUpRuleView, type TopUpView } from './top-up.js';

export interface TopUpRuleInput {
  /** Funds are asked for when less than this may be spent of the wallet. Above zero. */
  threshold: NanoTokens;
  /** How much is asked for at a time. Above zero. */
  amount: NanoTokens;
  /** The most that is asked for in a calendar month (UTC); no less than the amount. */
  mostPerMonth: NanoTokens;
}

/**
 * Has a tenant's wallet ask the payment service for funds by itself, in place of what it did before; at once also after a request that was declined.
 * @throws Problem `no_payment_service`, `deposit_above_limit` for what would not be taken when it came.
 */
export class SetTopUp extends Command<TopUpRuleView> {
  constructor(readonly actor: Actor, readonly input: TopUpRuleInput) {
    super();
  }
}

@CommandHandler(SetTopUp)
export class SetTopUpHandler implements ICommandHandler<SetTopUp> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(PAYMENT_ADAPTER) private readonly adapter: PaymentAdapter | undefined,
  ) {}

  execute({ actor, input }: SetTopUp): Promise<TopUpRuleView> {
    requireWhole(actor);
    const { threshold, amount, mostPerMonth } = input;
    if (!this.adapter) throw paymentProblems.no_payment_service('Nobody can be asked for funds here: there is no payment service.');
    checkDepositAmount(amount, this.settings);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      await tx.$executeRaw(sql`
        insert into top_up_rules (tenant_id, threshold, amount, most_per_month, set_at) values (${actor.ownerId}, ${threshold}, ${amount}, ${mostPerMonth}, ${BigInt(now)})
        on conflict (tenant_id) do update set threshold = excluded.threshold, amount = excluded.amount, most_per_month = excluded.most_per_month, set_at = excluded.set_at`);
      await audit(tx, actor, now, { action: 'top_up.set', subjectId: actor.ownerId, detail: { ...input } });
      return (await selectRule(tx, actor.ownerId, now))!;
    });
  }
}

/** Has the wallet ask for nothing any more; a request that is out stays out. */
export class RemoveTopUp extends Command<void> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@CommandHandler(RemoveTopUp)
export class RemoveTopUpHandler implements ICommandHandler<RemoveTopUp> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  execute({ actor }: RemoveTopUp): Promise<void> {
    requireWhole(actor);
    return this.database.transaction(async (tx) => {
      const removed = await tx.$executeRaw(sql`delete from top_up_rules where tenant_id = ${actor.ownerId}`);
      if (removed > 0) await audit(tx, actor, this.clock.now(), { action: 'top_up.removed', subjectId: actor.ownerId });
    });
  }
}

/** When the wallet asks for funds by itself. @throws Problem `not_found` when it never does. */
export class GetTopUp extends Query<TopUpRuleView> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(GetTopUp)
export class GetTopUpHandler implements IQueryHandler<GetTopUp> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor }: GetTopUp): Promise<TopUpRuleView> {
    requireWhole(actor);
    const rule = await selectRule(this.database, actor.ownerId, this.clock.now());
    if (!rule) throw commonProblems.not_found('The wallet is not topped up by itself.');
    return rule;
  }
}

/** What the wallet asked for, the latest first. */
export class ListTopUps extends Query<{ items: TopUpView[]; next: { requestedAt: Millis; id: string } | null }> {
  constructor(readonly actor: Actor, readonly page: { limit: number; before?: { requestedAt: Millis; id: string } }) {
    super();
  }
}

@QueryHandler(ListTopUps)
export class ListTopUpsHandler implements IQueryHandler<ListTopUps> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page: { limit, before } }: ListTopUps): Promise<{ items: TopUpView[]; next: { requestedAt: Millis; id: string } | null }> {
    requireWhole(actor);
    const found = await selectTopUps(this.database, { tenantId: actor.ownerId, limit: limit + 1, before });
    return pageOf(found, limit, ({ requestedAt, id }) => ({ requestedAt, id }));
  }
}
