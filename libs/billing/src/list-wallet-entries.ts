import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, isId, type Millis } from '#libs/kernel';
import { type MovementCursor, type TransferReason, transfersOf } from '#libs/ledger';

/** What came into a wallet, or went out of it. */
export interface WalletEntryView {
  transferId: string;
  at: Millis;
  /** Nano-tokens as a decimal string; negative for what went out. */
  amount: string;
  reason: TransferReason;
  /** The lease that it is about; null when it is about none. */
  leaseId: string | null;
}

export interface WalletEntryPage {
  items: WalletEntryView[];
  next: MovementCursor | null;
}

/** By when they moved; with a dash the newest first. */
export const walletEntryOrders = ['at', '-at'] as const;
export type WalletEntryOrder = (typeof walletEntryOrders)[number];

/** What moved in the tenant's wallet in [from, to), oldest first unless asked otherwise. Not who is on the other side: that may be an operator. `search`: part of the reason, or the beginning of a lease's id. */
export class ListWalletEntries extends Query<WalletEntryPage> {
  constructor(readonly actor: Actor, readonly page: { from: Millis; to: Millis; limit: number; cursor?: MovementCursor; search?: string; sort?: WalletEntryOrder }) {
    super();
  }
}

@QueryHandler(ListWalletEntries)
export class ListWalletEntriesHandler implements IQueryHandler<ListWalletEntries> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page: { from, to, limit, cursor, search, sort } }: ListWalletEntries): Promise<WalletEntryPage> {
    requireWhole(actor);
    const { items, next } = await transfersOf(this.database, { ownerId: actor.ownerId, kind: 'wallet' }, {
      after: from - 1, upTo: to - 1, limit, cursor, isNewestFirst: sort === '-at',
      // Of what else it may be about nothing is told, so nothing of that is found.
      ...(search !== undefined && { search: { text: search, subjects: 'lse_' } }),
    });
    return {
      items: items.map(({ transferId, at, amount, reason, subjectId }) => ({ transferId, at, amount: amount.toString(), reason, leaseId: subjectId !== null && isId('lease', subjectId) ? subjectId : null })),
      next,
    };
  }
}
