import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import type { AccountKind } from './account.js';
import { raiseDifferences } from './differences.js';
import { noteDifference } from './answer-difference.js';
import { type DifferenceView, readDifference } from './list-differences.js';

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
      await raiseDifferences(tx, at, [{ kind: 'raised', accountId: account.id, transferId: null, expected: account.balance, found: account.balance }]);
      const [open] = await rowsOf<{ id: bigint }>(tx, sql`select id from ledger_differences where account_id = ${account.id} and kind = 'raised' and ended_at is null`);
      await noteDifference(tx, open!.id, { what: 'raised', reason, authorId: actor.keyId, at });
      await audit(tx, actor, at, { action: 'difference.raised', subjectId: account.id, detail: { differenceId: Number(open!.id), ownerId, kind, reason } });
      return (await readDifference(tx, Number(open!.id)))!;
    });
  }
}
