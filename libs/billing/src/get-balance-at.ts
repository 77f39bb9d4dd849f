import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import type { Actor, Millis } from '#libs/kernel';
import { balanceAt } from '#libs/ledger';

/** What a wallet held at a moment. The balance is nano-tokens as a decimal string. */
export interface BalanceAtView {
  at: Millis;
  balance: string;
}

/** The tenant's wallet as it was at a moment: the sum of all that moved up to and including it. */
export class GetBalanceAt extends Query<BalanceAtView> {
  constructor(readonly actor: Actor, readonly at: Millis) {
    super();
  }
}

@QueryHandler(GetBalanceAt)
export class GetBalanceAtHandler implements IQueryHandler<GetBalanceAt> {
  constructor(private readonly database: Database) {}

  async execute({ actor, at }: GetBalanceAt): Promise<BalanceAtView> {
    requireWhole(actor);
    const balance = await balanceAt(this.database, { ownerId: actor.ownerId, kind: 'wallet' }, at);
    return { at, balance: balance.toString() };
  }
}
