import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { unfreeze } from './differences.js';
import { ledgerProblems } from './ledger.errors.js';
import { type DifferenceNote, type DifferenceView, readDifference } from './list-differences.js';

/**
 * Acknowledges a difference, which changes nothing but that somebody has seen it; or resolves it, so that the account is paid
 * out of again. One that reconciliation found and that is still there is not raised again unless it changes.
 * @throws Problem `not_found`, `difference_ended`, `forbidden`.
 */
export class AnswerDifference extends Command<DifferenceView> {
  constructor(readonly actor: Actor, readonly differenceId: number, readonly what: 'acknowledged' | 'resolved', readonly reason: string) {
    super();
  }
}

@CommandHandler(AnswerDifference)
export class AnswerDifferenceHandler implements ICommandHandler<AnswerDifference> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, differenceId, what, reason }: AnswerDifference): Promise<DifferenceView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform answers differences.');
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const [difference] = await rowsOf<{ id: bigint; account_id: string; ended_at: bigint | null }>(tx, sql`
        select id, account_id, ended_at from ledger_differences where id = ${BigInt(differenceId)} for update`);
      if (!difference) throw commonProblems.not_found('No such difference.');
      if (difference.ended_at !== null) throw ledgerProblems.difference_ended(`The difference ended at ${difference.ended_at}.`);
      await noteDifference(tx, difference.id, { what, reason, authorId: actor.keyId, at });
      if (what === 'resolved') {
        await tx.$executeRaw(sql`update ledger_differences set ended_at = ${BigInt(at)} where id = ${difference.id}`);
        await unfreeze(tx, at, [difference.account_id]);
      }
      await audit(tx, actor, at, { action: `difference.${what}`, subjectId: difference.account_id, detail: { differenceId, reason } });
      return (await readDifference(tx, differenceId))!;
    });
  }
}

/** Notes what a person had to say. */
export async function noteDifference(tx: Transaction, differenceId: bigint, { what, reason, authorId, at }: DifferenceNote): Promise<void> {
  await tx.$executeRaw(sql`
    insert into ledger_difference_notes (difference_id, what, reason, author_id, at) values (${differenceId}, ${what}, ${reason}, ${authorId}, ${BigInt(at)})`);
}
