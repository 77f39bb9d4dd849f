import type { Transaction } from '#libs/database';
import { settleUnlocking, unlockedShares, type UnlockingPool } from '#libs/economics';
import { assert, type Millis, newId } from '#libs/kernel';
import { type AccountRef, type MovingTransfer, postTransfers, type PostingOutcome, type TransferReason } from '#libs/ledger';

/** Where the tokens and shares of something that many own lie. */
export interface ShareAccounts {
  tokens: AccountRef;
  /** Its negative balance is the number of shares. */
  issuance: AccountRef;
  /** Shares that nobody owns, until they vanish. */
  locked: AccountRef;
  /** Shares of those on their way out. */
  exits: AccountRef;
}

/** Movements of one change of what many own by shares, gathered and posted at once. */
export class ShareChange {
  readonly settled: UnlockingPool;
  private readonly transfers: MovingTransfer[] = [];

  /** Begins with what time has unlocked: those shares vanish. A clock that was set back unlocks nothing. */
  constructor(private readonly subjectId: string, unlocking: UnlockingPool, readonly accounts: ShareAccounts, readonly now: Millis) {
    const at = Math.max(now, unlocking.updatedAt);
    this.settled = settleUnlocking(unlocking, at);
    this.move('shares', this.accounts.locked, this.accounts.issuance, unlockedShares(unlocking, at));
  }

  move(reason: TransferReason, from: AccountRef, to: AccountRef, amount: bigint, key = `stake/${newId('transfer')}`): void {
    assert(amount >= 0n, 'what moves is not negative');
    if (amount > 0n) this.transfers.push({ key, type: 'posted', reason, from, to, amount, subjectId: this.subjectId });
  }

  /** Mints shares to somebody, or burns his. */
  mint(to: AccountRef, shares: bigint): void {
    this.move('shares', this.accounts.issuance, to, shares);
  }

  burn(from: AccountRef, shares: bigint): void {
    this.move('shares', from, this.accounts.issuance, shares);
  }

  /** Has so many shares locked: more, or fewer, than there were. */
  lock(shares: bigint): void {
    const { locked } = this.settled;
    if (shares >= locked) this.mint(this.accounts.locked, shares - locked);
    else this.burn(this.accounts.locked, locked - shares);
  }

  /** All of it so far: posted together, or not at all. */
  get movements(): readonly MovingTransfer[] {
    return this.transfers;
  }

  /** On `insufficient_funds` nothing was written. */
  protected postAll(tx: Transaction): Promise<PostingOutcome> {
    return postTransfers(tx, this.now, this.transfers);
  }
}
