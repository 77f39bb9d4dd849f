import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { type Actor, commonProblems, type Millis } from '#libs/kernel';

import type { AccountKind, AccountRef } from './account.js';
import { type MovementCursor, transfersOf } from './movements.js';
import { readTransfer, type RecordedTransfer } from './recorded-transfer.js';
import type { TransferReason } from './transfer.js';

/** What moved through an account, as administrators see it: each with the id to reverse it by. */
export interface MovementView {
  transferId: string;
  at: Millis;
  /** Nano-tokens as a decimal string; positive when it came in. */
  amount: string;
  reason: TransferReason;
  subjectId: string | null;
  counterparty: { ownerId: string; kind: AccountKind };
}

/** An account's movements in a span, the oldest first. */
export class ListTransfers extends Query<{ items: MovementView[]; next: MovementCursor | null }> {
  constructor(
    readonly actor: Actor, readonly account: AccountRef,
    /** Moved in [from, to). */
    readonly page: { from: Millis; to: Millis; limit: number; cursor?: MovementCursor },
  ) {
    super();
  }
}

@QueryHandler(ListTransfers)
export class ListTransfersHandler implements IQueryHandler<ListTransfers> {
  constructor(private readonly database: Database) {}

  async execute({ actor, account, page: { from, to, ...page } }: ListTransfers): Promise<{ items: MovementView[]; next: MovementCursor | null }> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Transfers are for the platform to read.');
    const { items, next } = await transfersOf(this.database, account, { ...page, after: from - 1, upTo: to - 1 });
    return { items: items.map(({ key: _key, amount, ...movement }) => ({ ...movement, amount: amount.toString() })), next };
  }
}

/** A transfer, and how it was taken back if it was. */
export interface TransferView extends Omit<RecordedTransfer, 'amount' | 'reversalId'> {
  /** Nano-tokens as a decimal string. */
  amount: string;
  reversal: { id: string; reason: string; authorId: string; at: Millis } | null;
}

/** One transfer. @throws Problem `not_found`, `forbidden`. */
export class GetTransfer extends Query<TransferView> {
  constructor(readonly actor: Actor, readonly transferId: string) {
    super();
  }
}

@QueryHandler(GetTransfer)
export class GetTransferHandler implements IQueryHandler<GetTransfer> {
  constructor(private readonly database: Database) {}

  async execute({ actor, transferId }: GetTransfer): Promise<TransferView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Transfers are for the platform to read.');
    const found = await readTransfer(this.database, transferId);
    if (!found) throw commonProblems.not_found('No such transfer.');
    const { amount, reversalId: _id, ...transfer } = found;
    const [row] = await rowsOf<{ id: string; reason: string; authorId: string; at: bigint }>(this.database, sql`
      select reversal_id as id, reason, author_id as "authorId", at from reversals where transfer_id = ${transferId}`);
    return { ...transfer, amount: amount.toString(), reversal: row ? { ...row, at: Number(row.at) } : null };
  }
}
