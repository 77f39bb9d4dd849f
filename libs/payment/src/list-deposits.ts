import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { type Actor, commonProblems, type Millis, pageOf } from '#libs/kernel';

import { type DepositFilter, type PaymentDepositView, selectDeposits } from './deposit.js';

/** What the payment service brought, the latest first; for administrators. */
export class ListPaymentDeposits extends Query<{ items: PaymentDepositView[]; next: { receivedAt: Millis; id: string } | null }> {
  constructor(readonly actor: Actor, readonly filter: DepositFilter) {
    super();
  }
}

@QueryHandler(ListPaymentDeposits)
export class ListPaymentDepositsHandler implements IQueryHandler<ListPaymentDeposits> {
  constructor(private readonly database: Database) {}

  async execute({ actor, filter }: ListPaymentDeposits): Promise<{ items: PaymentDepositView[]; next: { receivedAt: Millis; id: string } | null }> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('These are for the platform to read.');
    const found = await selectDeposits(this.database, { ...filter, limit: filter.limit + 1 });
    return pageOf(found, filter.limit, ({ receivedAt, id }) => ({ receivedAt, id }));
  }
}
