import { assert, MAX_NANO_TOKENS, type Millis, newId, type NanoTokens } from '#libs/kernel';

import { accountKey, accountKinds, type AccountRef } from './account.js';
import { ledgerProblems } from './ledger.errors.js';
import { type GroupOutcome, type MovingTransfer, type NewTransfer, type PostTransfer, type StoredTransfer, transferIdOf, type VoidTransfer } from './transfer.js';

/** An account as the posting sees it, locked. */
export interface AccountState {
  id: string;
  ref: AccountRef;
  balance: NanoTokens;
  reserved: NanoTokens;
  /** No credit takes the balance above it. */
  cap: NanoTokens | null;
  /** Nothing is paid out of it. */
  isFrozen: boolean;
  /** Named for the first time: to be opened. */
  isNew: boolean;
}

/** What to write, and what to tell each group's caller. */
export interface Posting {
  outcomes: GroupOutcome[];
  transfers: StoredTransfer[];
  opened: AccountState[];
  changed: { id: string; balance: NanoTokens; reserved: NanoTokens }[];
}

/** Says that an account has too little, at its place in the order, for a transfer. */
type Refusal = Extract<GroupOutcome, { outcome: 'insufficient_funds' | 'unknown_account' }>;

/**
 * Works out groups of transfers in order on what is known of their accounts and keys. Pure. A group is all or nothing: one
 * that lacks funds, or is refused, leaves no trace for those after it. Refusals are the problems `key_reused`,
 * `pending_not_found`, `pending_resolved`, `pending_expired`, `exceeds_pending`, `above_cap`, `account_frozen`, `amount_out_of_range`, and bugs.
 */
export function planPosting(at: Millis, groups: readonly (readonly NewTransfer[])[], accounts: readonly AccountState[], known: readonly StoredTransfer[]): Posting {
  const book = new Book(at, accounts, known);
  const outcomes = groups.map((group) => planGroup(book, group));
  return { outcomes, ...book.changes() };
}

function planGroup(book: Book, group: readonly NewTransfer[]): GroupOutcome {
  book.begin();
  const ids: string[] = [];
  try {
    for (const transfer of group) {
      const result = book.post(transfer);
      if (typeof result !== 'string') {
        book.undo();
        return result;
      }
      ids.push(result);
    }
  } catch (error) {
    book.undo();
    return { outcome: 'refused', error: error as Error };
  }
  return { outcome: 'posted', ids, repeated: ids.length - book.addedInGroup() };
}

/** Accounts and transfers in memory, with the changes of the current group noted so that they can be taken back. */
class Book {
  private readonly byKey = new Map<string, AccountState>();
  private readonly byId = new Map<string, AccountState>();
  private readonly before = new Map<string, AccountState>();
  /** By what their keys are found by. */
  private readonly transfers = new Map<string, StoredTransfer>();
  private readonly resolved = new Set<string>();
  private readonly added: StoredTransfer[] = [];
  /** Accounts that earlier groups posted something of. */
  private readonly named = new Set<string>();
  private readonly inGroup: { added: number; touched: Map<string, { balance: NanoTokens; reserved: NanoTokens }> } = { added: 0, touched: new Map() };

  constructor(private readonly at: Millis, accounts: readonly AccountState[], known: readonly StoredTransfer[]) {
    for (const account of accounts) this.put({ ...account });
    for (const account of accounts) this.before.set(account.id, account);
    for (const transfer of known) {
      this.transfers.set(transferIdOf(transfer.key), transfer);
      if (transfer.pendingId) this.resolved.add(transfer.pendingId);
    }
  }

  begin(): void {
    // What an earlier group named is there for those after it, as if they came one by one.
    for (const { debitAccountId, creditAccountId } of this.added.slice(this.inGroup.added)) this.named.add(debitAccountId).add(creditAccountId);
    this.inGroup.added = this.added.length;
    this.inGroup.touched.clear();
  }

  undo(): void {
    for (const transfer of this.added.splice(this.inGroup.added)) {
      this.transfers.delete(transfer.id);
      if (transfer.pendingId) this.resolved.delete(transfer.pendingId);
    }
    for (const [id, { balance, reserved }] of this.inGroup.touched) Object.assign(this.byId.get(id)!, { balance, reserved });
  }

  /** Gives the transfer's id, or what it lacks. */
  post(transfer: NewTransfer): string | Refusal {
    return 'pendingKey' in transfer ? this.resolve(transfer) : this.move(transfer);
  }

  addedInGroup(): number {
    return this.added.length - this.inGroup.added;
  }

  changes(): Omit<Posting, 'outcomes'> {
    const used = new Set(this.added.flatMap((transfer) => [transfer.debitAccountId, transfer.creditAccountId]));
    const states = [...this.byId.values()].filter((account) => used.has(account.id));
    const changed = states.flatMap(({ id, balance, reserved }) => {
      const before = this.before.get(id);
      const change = { id, balance: balance - (before?.balance ?? 0n), reserved: reserved - (before?.reserved ?? 0n) };
      return change.balance === 0n && change.reserved === 0n ? [] : [change];
    });
    return { transfers: this.added, opened: states.filter((account) => account.isNew), changed };
  }

  private move(transfer: MovingTransfer): string | Refusal {
    checkRange(transfer.amount, transfer.key);
    assert(accountKey(transfer.from) !== accountKey(transfer.to), `transfer ${transfer.key} goes from an account to itself`);
    assert((transfer.from.asset ?? 'token') === (transfer.to.asset ?? 'token'), `transfer ${transfer.key} is between two assets`);
    assert(transfer.expiresAt === undefined || transfer.type === 'pending', `transfer ${transfer.key} expires and is not pending`);
    const from = this.account(transfer.from);
    const to = this.account(transfer.to);
    const stored: StoredTransfer = {
      id: transferIdOf(transfer.key), key: transfer.key, type: transfer.type, pendingId: null, debitAccountId: from.id, creditAccountId: to.id,
      between: between(transfer.from, transfer.to), amount: transfer.amount, reason: transfer.reason, subjectId: transfer.subjectId ?? null,
      expiresAt: transfer.expiresAt ?? null,
    };
    const seen = this.seen(stored);
    if (seen) return seen.id;
    if (from.isFrozen && transfer.reason === 'payout') throw ledgerProblems.account_frozen('Nothing is paid out of the account until a difference in it is explained.');
    const available = from.balance - from.reserved;
    if (!accountKinds[from.ref.kind].mayGoBelow && available < transfer.amount) return this.lacking(from, transfer.amount);
    this.touch(from, to);
    if (transfer.type === 'pending') from.reserved += transfer.amount;
    else this.carry(from, to, transfer.amount);
    return this.add(stored);
  }

  private resolve(transfer: PostTransfer | VoidTransfer): string {
    const pending = this.transfers.get(transferIdOf(transfer.pendingKey));
    // One whose accounts are not locked was made after we locked: for us it is not there yet.
    const from = this.byId.get(pending?.debitAccountId ?? '');
    const to = this.byId.get(pending?.creditAccountId ?? '');
    if (pending?.type !== 'pending' || pending.key !== transfer.pendingKey || !from || !to) throw ledgerProblems.pending_not_found(`There is no pending transfer ${transfer.pendingKey}.`);
    const amount = transfer.type === 'void' ? 0n : (transfer.amount ?? pending.amount);
    checkRange(amount, transfer.key);
    const stored: StoredTransfer = { ...pending, id: transferIdOf(transfer.key), key: transfer.key, type: transfer.type, pendingId: pending.id, amount, expiresAt: null };
    const seen = this.seen(stored);
    if (seen) return seen.id;
    if (this.resolved.has(pending.id)) throw ledgerProblems.pending_resolved(`The pending transfer ${transfer.pendingKey} was posted or voided before.`);
    if (transfer.type === 'post' && pending.expiresAt !== null && pending.expiresAt <= this.at) {
      throw ledgerProblems.pending_expired(`The pending transfer ${transfer.pendingKey} expired at ${pending.expiresAt}.`);
    }
    if (amount > pending.amount) {
      throw ledgerProblems.exceeds_pending(`The pending transfer ${transfer.pendingKey} reserves ${pending.amount}; ${amount} was asked of it.`);
    }
    this.touch(from, to);
    from.reserved -= pending.amount;
    this.carry(from, to, amount);
    return this.add(stored);
  }

  private lacking({ id, ref, balance, reserved, isNew }: AccountState, asked: NanoTokens): Refusal {
    if (isNew && balance === 0n && !this.named.has(id)) return { outcome: 'unknown_account', account: ref, asked };
    return { outcome: 'insufficient_funds', account: ref, available: balance - reserved, asked };
  }

  private carry(from: AccountState, to: AccountState, amount: NanoTokens): void {
    from.balance -= amount;
    to.balance += amount;
    if (amount > 0n && to.cap !== null && to.balance > to.cap) {
      throw ledgerProblems.above_cap(`The account may hold ${to.cap}; the transfer would leave it ${to.balance}.`, { extra: { cap: to.cap.toString() } });
    }
    if (to.balance > MAX_NANO_TOKENS || from.balance < -MAX_NANO_TOKENS) {
      throw ledgerProblems.amount_out_of_range('The transfer would take a balance beyond what can be stored.');
    }
  }

  private add(stored: StoredTransfer): string {
    this.transfers.set(stored.id, stored);
    if (stored.pendingId) this.resolved.add(stored.pendingId);
    this.added.push(stored);
    return stored.id;
  }

  /** The transfer that this one repeats, if any. @throws Problem `key_reused` when it is another one. */
  private seen(stored: StoredTransfer): StoredTransfer | undefined {
    const earlier = this.transfers.get(stored.id);
    if (!earlier) return undefined;
    const same = (['key', 'type', 'pendingId', 'between', 'amount', 'reason', 'subjectId', 'expiresAt'] as const).every((field) => earlier[field] === stored[field]);
    if (!same) throw keyReused(stored.key);
    return earlier;
  }

  private account(ref: AccountRef): AccountState {
    return this.byKey.get(accountKey(ref)) ?? this.put({ id: newId('account'), ref, balance: 0n, reserved: 0n, cap: null, isFrozen: false, isNew: true });
  }

  private put(account: AccountState): AccountState {
    this.byKey.set(accountKey(account.ref), account);
    this.byId.set(account.id, account);
    return account;
  }

  private touch(...accounts: AccountState[]): void {
    for (const { id, balance, reserved } of accounts) if (!this.inGroup.touched.has(id)) this.inGroup.touched.set(id, { balance, reserved });
  }
}

/** Which accounts a transfer is between, and which way. */
export function between(from: AccountRef, to: AccountRef): string {
  return `${accountKey(from)} → ${accountKey(to)}`;
}

export function keyReused(key: string): Error {
  return ledgerProblems.key_reused(`The transfer key ${key} was used before for another transfer.`);
}

function checkRange(amount: NanoTokens, key: string): void {
  assert(amount >= 0n, `transfer ${key} has a negative amount`);
  if (amount > MAX_NANO_TOKENS) throw ledgerProblems.amount_out_of_range(`An amount is at most ${MAX_NANO_TOKENS}.`);
}
