import { hash } from 'node:crypto';

import type { Millis, NanoTokens, TransferId } from '#libs/kernel';

import type { AccountRef } from './account.js';

/** Why tokens move: what a line of an account's history says. */
export type TransferReason = 'deposit' | 'hold' | 'top_up' | 'charge' | 'treasury_share' | 'fee' | 'refund' | 'service_credit' | 'payout' | 'reversal' | 'deposit_return' | 'bond' | 'unbond' | 'stake' | 'unstake' | 'stake_gain' | 'stake_loss' | 'bond_loss' | 'treasury_loss' | 'redress' | 'premium' | 'cover' | 'shares' | 'reward';

/** Moves funds (`posted`), or only reserves them in the account they would leave (`pending`). */
export interface MovingTransfer {
  /** Chosen by the caller, unique for ever: posting it again is harmless. */
  key: string;
  type: 'posted' | 'pending';
  from: AccountRef;
  to: AccountRef;
  /** Zero is allowed: the transfer is recorded and moves nothing, so that callers need no special case. */
  amount: NanoTokens;
  reason: TransferReason;
  /** What it is about, usually a lease. */
  subjectId?: string;
  /** Of a pending one: from then on it cannot be posted any more, and is voided soon after. */
  expiresAt?: Millis;
}

/** Ends a pending transfer by moving what it reserved, or so much of it; the rest is free again. */
export interface PostTransfer {
  key: string;
  type: 'post';
  pendingKey: string;
  /** All of it by default. */
  amount?: NanoTokens;
}

/** Ends a pending transfer without moving anything. */
export interface VoidTransfer {
  key: string;
  type: 'void';
  pendingKey: string;
}

export type NewTransfer = MovingTransfer | PostTransfer | VoidTransfer;

/** `ids` are in the order of the transfers, of earlier postings where keys repeat; `repeated` counts those. */
export type PostingOutcome =
  | { outcome: 'posted'; ids: string[]; repeated: number }
  | { outcome: 'insufficient_funds'; account: AccountRef; available: NanoTokens; asked: NanoTokens };

/** What becomes of a group among others: besides, that it spends from an account nothing ever came into, or what it is refused for. */
export type GroupOutcome =
  | PostingOutcome
  | { outcome: 'unknown_account'; account: AccountRef; asked: NanoTokens }
  | { outcome: 'refused'; error: Error };

/**
 * The id of the transfer with a key, told from the key's hash as the database tells it (`transfer_hash`), which finds both by it. Transfers from before
 * that have random ids. Whoever makes two keys on purpose that share a hash is refused the second: `key_reused`.
 */
export function transferIdOf(key: string): TransferId {
  return `trf_${hash('md5', key).slice(0, 24)}` as TransferId;
}

/** A transfer as it is stored. `amount` is what moved; of a pending one, what it reserves; of a void, nothing. */
export interface StoredTransfer {
  id: string;
  key: string;
  type: NewTransfer['type'];
  pendingId: string | null;
  debitAccountId: string;
  creditAccountId: string;
  /** The accounts by name: of an account that another transaction has just opened, the id may not be known here yet. */
  between: string;
  amount: NanoTokens;
  reason: string;
  subjectId: string | null;
  expiresAt: Millis | null;
}
