import { rowsOf, sql, type Transaction } from '#libs/database';
import { MAX_NANO_TOKENS, type Millis, newId, type NanoTokens } from '#libs/kernel';

import { accountKey, type AccountRef } from './account.js';
import type { MovingTransfer, NewTransfer, PostingOutcome } from './transfer.js';

/** What a batch does to one account. */
interface Change {
  ref: AccountRef;
  /** Place in the list of accounts, from 1 as PostgreSQL counts. */
  place: number;
  balance: NanoTokens;
  reserved: NanoTokens;
  /** What the batch takes from it or holds of it, whatever comes in: so much available, and the order matters to nobody. */
  needs: NanoTokens;
}

/**
 * Posts groups in one statement when none needs judging: what nearly every batch is. The database's function checks that
 * every account is there, every key new and every account rich enough for all that the groups take from it, and writes.
 * @returns undefined when something is to be judged in order; then nothing was written and the transaction stays usable.
 */
export async function postAtOnce(tx: Transaction, at: Millis, groups: readonly (readonly NewTransfer[])[]): Promise<PostingOutcome[] | undefined> {
  const changes = new Map<string, Change>();
  const keys = new Set<string>();
  const rows = { ids: [] as string[], types: [] as string[], debits: [] as number[], credits: [] as number[], amounts: [] as string[], reasons: [] as string[], subjects: [] as (string | null)[] };
  for (const group of groups) {
    for (const transfer of group) {
      if (!isPlain(transfer) || keys.has(transfer.key)) return undefined;
      keys.add(transfer.key);
      const [from, to] = [changeOf(changes, transfer.from), changeOf(changes, transfer.to)];
      if (from === to) return undefined;
      move(transfer, from, to);
      rows.ids.push(newId('transfer'));
      rows.types.push(transfer.type);
      rows.debits.push(from.place);
      rows.credits.push(to.place);
      rows.amounts.push(transfer.amount.toString());
      rows.reasons.push(transfer.reason);
      rows.subjects.push(transfer.subjectId ?? null);
    }
  }
  const accounts = [...changes.values()];
  if (accounts.some(({ balance, needs }) => balance > MAX_NANO_TOKENS || needs > MAX_NANO_TOKENS)) return undefined;
  const [answer] = await rowsOf<{ done: boolean }>(tx, sql`
    select post_at_once(
      ${accounts.map(({ ref }) => ref.ownerId)}, ${accounts.map(({ ref }) => ref.kind)}, ${accounts.map(({ ref }) => ref.asset ?? 'token')},
      ${accounts.map(({ balance }) => balance.toString())}, ${accounts.map(({ reserved }) => reserved.toString())}, ${accounts.map(({ needs }) => needs.toString())},
      ${rows.ids}, ${[...keys]}, ${rows.types}, ${rows.debits}, ${rows.credits}, ${rows.amounts}, ${rows.reasons}, ${rows.subjects}, ${BigInt(at)}) as done`);
  return answer!.done ? outcomesOf(groups, rows.ids) : undefined;
}

/** What has no history to be looked up, and nothing wrong that somebody must be told. */
function isPlain(transfer: NewTransfer): transfer is MovingTransfer {
  return 'from' in transfer && transfer.amount >= 0n && transfer.amount <= MAX_NANO_TOKENS && transfer.expiresAt === undefined && transfer.from.asset === transfer.to.asset
    && transfer.reason !== 'payout';
}

function changeOf(changes: Map<string, Change>, ref: AccountRef): Change {
  const key = accountKey(ref);
  let change = changes.get(key);
  if (!change) changes.set(key, change = { ref, place: changes.size + 1, balance: 0n, reserved: 0n, needs: 0n });
  return change;
}

function move({ type, amount }: MovingTransfer, from: Change, to: Change): void {
  from.needs += amount;
  if (type === 'pending') {
    from.reserved += amount;
    return;
  }
  from.balance -= amount;
  to.balance += amount;
}

function outcomesOf(groups: readonly (readonly NewTransfer[])[], ids: readonly string[]): PostingOutcome[] {
  let done = 0;
  return groups.map((group) => ({ outcome: 'posted', ids: ids.slice(done, done += group.length), repeated: 0 }));
}
