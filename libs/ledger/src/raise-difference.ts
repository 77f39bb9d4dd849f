import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis } from '#libs/kernel';

import type { AccountKind } from './account.js';
import { noteDifference } from './answer-difference.js';
import { type Difference, raiseDifferences } from './differences.js';
import { type DifferenceNote, type DifferenceView, readDifference } from './list-differences.js';

/**
 * Says by hand that an account of tokens is to be looked into: nothing is paid out of it until somebody resolves it. Raised
 * again while it is open, it is the same difference with another note.
 * @throws Problem `not_found` for an account that is not there, `forbidden`.
 */
export class RaiseDifference extends Command<DifferenceView> {
  constructor(readonly actor: Actor, readonly account: { ownerId: string; kind: AccountKind }, readonly reason: string) {
    super();
  }
}

@CommandHandler(RaiseDifference)
export class RaiseDifferenceHandler implements ICommandHandler<RaiseDifference> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, account: { ownerId, kind }, reason }: RaiseDifference): Promise<DifferenceView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform raises differences.');
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const [account] = await rowsOf<{ id: string; balance: bigint }>(tx, sql`
        select id, balance from accounts where owner_id = ${ownerId} and kind = ${kind} and asset = 'token' for no key update`);
      if (!account) throw commonProblems.not_found('No such account.', { pointer: '/ownerId' });
      const differenceId = await raiseNoted(tx, at, { accountId: account.id, expected: account.balance, found: account.balance }, { reason, authorId: actor.keyId });
      await audit(tx, actor, at, { action: 'difference.raised', subjectId: account.id, detail: { differenceId: Number(differenceId), ownerId, kind, reason } });
      return (await readDifference(tx, Number(differenceId)))!;
    });
  }
}

/** Raises a difference of an account, kept as it is, that only a person ends: nothing is paid out of it meanwhile. One that is open gets another note. @returns its id. */
export async function raiseNoted(tx: Transaction, at: Millis, account: Pick<Difference, 'accountId' | 'expected' | 'found'>, { reason, authorId }: Pick<DifferenceNote, 'reason' | 'authorId'>): Promise<bigint> {
  await raiseDifferences(tx, at, [{ kind: 'raised', transferId: null, ...account }]);
  const [open] = await rowsOf<{ id: bigint }>(tx, sql`select id from ledger_differences where account_id = ${account.accountId} and kind = 'raised' and ended_at is null`);
  await noteDifference(tx, open!.id, { what: 'raised', reason, authorId, at });
  return open!.id;
}
