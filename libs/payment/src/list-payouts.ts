import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, pageOf } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { PAYMENT_ADAPTER, type PaymentAdapter } from './payment-adapter.js';
import { type PayoutRow, type PayoutState, type PayoutView, payoutView } from './payout.js';
import { dueSql } from './payout-rounds.js';

export interface PayoutFilter {
  limit: number;
  id?: string;
  operatorId?: string;
  batchId?: string;
  state?: PayoutState;
  /** Where the page before ended. */
  before?: { madeAt: Millis; id: string };
}

export interface PayoutPage {
  items: PayoutView[];
  next: { madeAt: Millis; id: string } | null;
}

/** What an operator may expect of the next period, by the rules of now. Amounts are nano-tokens as decimal strings. */
export interface NextPayout {
  /** When the next period starts; null where nobody is paid out, since there is no payment service. */
  at: Millis | null;
  /** What would be paid then, were it to start with the earnings of now; nothing unless it reaches the threshold. */
  amount: string;
  threshold: string;
  /** Earned, and younger than the hold then. */
  held: string;
  /** Reserved for payouts that are under way. */
  underWay: string;
  /** Nothing is paid out at present: a difference in the account is looked into. */
  frozen: boolean;
}

/** An operator's payouts, the latest first, and what is next. */
export class ListOwnPayouts extends Query<PayoutPage & { upcoming: NextPayout }> {
  constructor(readonly actor: Actor, readonly page: Pick<PayoutFilter, 'limit' | 'before'>) {
    super();
  }
}

@QueryHandler(ListOwnPayouts)
export class ListOwnPayoutsHandler implements IQueryHandler<ListOwnPayouts> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PAYMENT_ADAPTER) private readonly adapter: PaymentAdapter | undefined,
  ) {}

  async execute({ actor, page }: ListOwnPayouts): Promise<PayoutPage & { upcoming: NextPayout }> {
    if (actor.ownerType !== 'operator') throw commonProblems.forbidden('Payouts are for operators to read.');
    return { ...(await payoutPage(this.database, { ...page, operatorId: actor.ownerId })), upcoming: await this.upcoming(actor.ownerId) };
  }

  private async upcoming(operatorId: string): Promise<NextPayout> {
    const now = this.clock.now();
    const { everyMillis, holdMillis, thresholdNanoTokens } = (await rulesAt(this.database, now)).rules.payout;
    const at = now - (now % everyMillis) + everyMillis;
    const [row] = await rowsOf<{ due: bigint; available: bigint; reserved: bigint; frozen: boolean }>(this.database, sql`
      select ${dueSql(at - holdMillis)} as due, a.balance - a.reserved as available, a.reserved, a.frozen_at is not null as frozen
      from accounts a where a.owner_id = ${operatorId} and a.kind = 'earnings' and a.asset = 'token'`);
    const { due, available, reserved, frozen } = row ?? { due: 0n, available: 0n, reserved: 0n, frozen: false };
    return {
      at: this.adapter ? at : null, amount: (due >= thresholdNanoTokens ? due : 0n).toString(), threshold: thresholdNanoTokens.toString(),
      held: (available - due).toString(), underWay: reserved.toString(), frozen,
    };
  }
}

/** Everybody's payouts, the latest first; for administrators. */
export class ListPayouts extends Query<PayoutPage> {
  constructor(readonly actor: Actor, readonly filter: PayoutFilter) {
    super();
  }
}

@QueryHandler(ListPayouts)
export class ListPayoutsHandler implements IQueryHandler<ListPayouts> {
  constructor(private readonly database: Database) {}

  async execute({ actor, filter }: ListPayouts): Promise<PayoutPage> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('These are for the platform to read.');
    return payoutPage(this.database, filter);
  }
}

async function payoutPage(reader: Reader, filter: PayoutFilter): Promise<PayoutPage> {
  const rows = await selectPayouts(reader, { ...filter, limit: filter.limit + 1 });
  return pageOf(rows.map(payoutView), filter.limit, ({ madeAt, id }) => ({ madeAt, id }));
}

/** Payouts, the latest first. */
export function selectPayouts(reader: Reader, { limit, id, operatorId, batchId, state, before }: PayoutFilter): Promise<PayoutRow[]> {
  const is = (column: ReturnType<typeof sql>, value: string | undefined) => sql`(${value ?? null}::text is null or ${column} = ${value ?? null})`;
  return rowsOf<PayoutRow>(reader, sql`
    select id, operator_id as "operatorId", batch_id as "batchId", period_starts_at as "periodStartsAt", amount, state, reason, reference, made_at as "madeAt", resolved_at as "resolvedAt",
      rules_version as "rulesVersion"
    from payouts where ${is(sql`id`, id)} and ${is(sql`operator_id`, operatorId)} and ${is(sql`batch_id`, batchId)} and ${is(sql`state`, state)}
      and (made_at, id) < (${BigInt(before?.madeAt ?? Number.MAX_SAFE_INTEGER)}, ${before?.id ?? ''})
    order by made_at desc, id desc limit ${limit}`);
}
