import type { Transaction } from '#libs/database';
import type { Millis, NanoTokens } from '#libs/kernel';
import type { AccountRef } from '#libs/ledger';

/** Something that an operator has to answer for. */
export interface Loss {
  /** Unique for ever: borne once, whoever asks again. */
  key: string;
  operatorId: string;
  /** Whose capacity it was: the treasury that bears is this pool's. */
  poolId: string;
  amount: NanoTokens;
  /** What of it somebody was harmed by: insurance and treasury bear no more than that, for a penalty is nobody's but the operator's. */
  harm: NanoTokens;
  /** Who gets what is borne. */
  to: AccountRef;
}

/** What each bears; all of them sum to the loss. */
export interface BorneLoss {
  bond: NanoTokens;
  stake: NanoTokens;
  insurance: NanoTokens;
  treasury: NanoTokens;
  /** What nobody could bear: recorded, never a balance below zero. */
  deficit: NanoTokens;
}

/** Where insurance is asked, if there is any: it covers what it will of a loss, and moves that itself. Nest's injection token is `LOSS_COVER`. */
export interface LossCover {
  /**
   * Covers losses up to `amount`, in the caller's transaction, after the operator's bond and stake pool bore theirs: once for the loss's key.
   * @returns how much it moved, to `to` or to those who are harmed and covered themselves.
   */
  coverLoss(tx: Transaction, loss: Loss, now: Millis): Promise<NanoTokens>;
}

export const LOSS_COVER = Symbol('LOSS_COVER');
