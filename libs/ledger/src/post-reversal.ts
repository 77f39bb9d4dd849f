import { sql, type Transaction } from '#libs/database';
import { type Millis, Problem } from '#libs/kernel';

import type { AccountRef } from './account.js';
import { ledgerProblems } from './ledger.errors.js';
import { postTransfers } from './post-transfers.js';
import type { RecordedTransfer } from './recorded-transfer.js';
import type { MovingTransfer, PostingOutcome } from './transfer.js';

export interface NewReversal {
  original: RecordedTransfer;
  /** Where the amount is taken from and goes, when that is not simply back: what was an escrow's may belong in a wallet by now. */
  from?: AccountRef;
  to?: AccountRef;
  reason: string;
  /** Who says so: a key's id. */
  authorId: string;
}

/**
 * Takes a transfer back, all of it, by another one that is recorded with a reason and an author. Once only, and never more
 * than is there.
 * @returns the id of the transfer that takes back.
 * @throws Problem `not_reversible` when nothing moved, or what moved was itself a reversal; `already_reversed`; `reversal_exceeds_balance`, `above_cap`.
 */
export async function postReversal(tx: Transaction, at: Millis, { original, from = original.to, to = original.from, reason, authorId }: NewReversal): Promise<string> {
  const { id, type, amount, subjectId } = original;
  if (original.reason === 'reversal') throw ledgerProblems.not_reversible('A reversal is not taken back; make the transfer anew.');
  if ((type !== 'posted' && type !== 'post') || amount === 0n) throw ledgerProblems.not_reversible('The transfer moved nothing: there is nothing to take back.');
  if (original.reversalId !== null) throw alreadyReversed(id);
  const outcome = await postOnce(tx, at, { key: `reversal/${id}`, type: 'posted', from, to, amount, reason: 'reversal', ...(subjectId !== null && { subjectId }) }, id);
  if (outcome.outcome !== 'posted') {
    throw ledgerProblems.reversal_exceeds_balance(`The account has ${outcome.available} nano-tokens to give back; the transfer was of ${amount}.`, {
      extra: { available: outcome.available.toString(), asked: amount.toString() },
    });
  }
  if (outcome.repeated > 0) throw alreadyReversed(id);
  await tx.$executeRaw(sql`
    insert into reversals (transfer_id, reversal_id, reason, author_id, at) values (${id}, ${outcome.ids[0]!}, ${reason}, ${authorId}, ${BigInt(at)})`);
  return outcome.ids[0]!;
}

/** The key may be that of another's reversal, which was quicker. */
async function postOnce(tx: Transaction, at: Millis, transfer: MovingTransfer, reversed: string): Promise<PostingOutcome> {
  try {
    return await postTransfers(tx, at, [transfer]);
  } catch (error) {
    if (error instanceof Problem && error.code === 'key_reused') throw alreadyReversed(reversed);
    throw error;
  }
}

function alreadyReversed(id: string): Problem {
  return ledgerProblems.already_reversed(`The transfer ${id} was taken back before.`);
}
