import { hash } from 'node:crypto';

import { int4Array, int8Array, rowsOf, type Sql, sql, textArray, type Transaction } from '#libs/database';
import { MAX_NANO_TOKENS, type Millis, newId, type NanoTokens } from '#libs/kernel';

import { accountKinds, type AccountRef } from './account.js';
import { type MovingTransfer, type NewTransfer, type PostingOutcome, transferIdOf } from './transfer.js';

/** From so many transfers on, they are added in the order of their keys' hashes: of fewer, hardly two come to one page of the index. */
const MANY = 2_000;

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
 * Posts groups in one statement when none needs judging: what nearly every batch is; in two when it names accounts for the first time. The database's function checks that
 * every account is there, every key new and every account rich enough for all that the groups take from it, and writes.
 * @returns undefined when something is to be judged in order; then nothing was written and the transaction stays usable.
 */
export async function postAtOnce(tx: Transaction, at: Millis, groups: readonly (readonly NewTransfer[])[]): Promise<PostingOutcome[] | undefined> {
  const changes = new Changes();
  const [debits, credits]: [Change[], Change[]] = [[], []];
  const rows = { keys: [] as string[], types: [] as string[], amounts: [] as NanoTokens[], reasons: [] as string[], subjects: [] as (string | null)[] };
  for (const transfer of groups.flat()) {
    if (!isPlain(transfer)) return undefined;
    const from = changes.of(transfer.from);
    const to = changes.of(transfer.to);
    if (from === to) return undefined;
    move(transfer, from, to);
    rows.keys.push(transfer.key);
    rows.types.push(transfer.type);
    debits.push(from);
    credits.push(to);
    rows.amounts.push(transfer.amount);
    rows.reasons.push(transfer.reason);
    rows.subjects.push(transfer.subjectId ?? null);
  }
  const accounts = changes.sorted();
  const order = orderOfHashes(rows.keys);
  if (accounts.some(({ balance, needs }) => balance > MAX_NANO_TOKENS || needs > MAX_NANO_TOKENS)) return undefined;
  const batch = sql`
      ${textArray(accounts.map(({ ref }) => ref.ownerId))}, ${textArray(accounts.map(({ ref }) => ref.kind))}, ${textArray(accounts.map(({ ref }) => ref.asset ?? 'token'))},
      ${int8Array(accounts.map(({ balance }) => balance))}, ${int8Array(accounts.map(({ reserved }) => reserved))}, ${int8Array(accounts.map(({ needs }) => needs))},
      ${textArray(rows.keys, order)}, ${textArray(rows.types, order)}, ${int4Array(ordered(debits, order).map(({ place }) => place))}, ${int4Array(ordered(credits, order).map(({ place }) => place))},
      ${int8Array(ordered(rows.amounts, order))}, ${textArray(rows.reasons, order)}, ${textArray(rows.subjects, order)}, ${BigInt(at)}`;
  const [answer] = await rowsOf<{ done: boolean }>(tx, sql`select post_at_once(${batch}) as done`);
  return answer!.done || (await postOpening(tx, accounts, batch)) ? groups.map(postedNow) : undefined;
}

/** The same once more where it may be that accounts only have to be opened: those that the batch takes nothing from. */
async function postOpening(tx: Transaction, accounts: readonly Change[], batch: Sql): Promise<boolean> {
  const ids = accounts.map(({ ref: { kind }, needs }) => (needs === 0n && !accountKinds[kind].mayGoBelow ? newId('account') : null));
  if (ids.every((id) => id === null)) return false;
  const [answer] = await rowsOf<{ done: boolean }>(tx, sql`select post_opening(${textArray(ids)}, ${batch}) as done`);
  return answer!.done;
}

/**
 * Places of many in the order in which the index of keys has them, or nearly: by the first four bytes of their hashes. Each is then put where the last one was, where in the caller's order each has its
 * way down the tree to look for, and a page that no cache has. Nothing else goes by the order: a batch that is posted here has funds for all of it, whatever comes first. Undefined where they stay as they are.
 */
function orderOfHashes(keys: readonly string[]): Uint32Array | undefined {
  const count = keys.length;
  if (count < MANY) return undefined;
  const hashes = new Float64Array(count);
  for (let place = 0; place < count; place += 1) hashes[place] = Number.parseInt(hash('md5', keys[place]!).slice(0, 8), 16) * count + place;
  return Uint32Array.from(hashes.toSorted(), (hashed) => hashed % count);
}

function ordered<T>(values: T[], order: Uint32Array | undefined): T[] {
  return order ? Array.from(order, (place) => values[place]!) : values;
}

/** What has no history to be looked up, and nothing wrong that somebody must be told. */
function isPlain(transfer: NewTransfer): transfer is MovingTransfer {
  return 'from' in transfer && transfer.amount >= 0n && transfer.amount <= MAX_NANO_TOKENS && transfer.expiresAt === undefined && transfer.from.asset === transfer.to.asset
    && transfer.reason !== 'payout';
}

/** One change for each account that is named. */
class Changes {
  /** By owner, apart for each kind and asset: looking up a text that is there already costs less than putting one together. */
  private readonly byOwner = new Map<string, Map<string, Change>>();

  of(ref: AccountRef): Change {
    const sort = ref.asset === undefined || ref.asset === 'token' ? ref.kind : `${ref.asset}/${ref.kind}`;
    let owners = this.byOwner.get(sort);
    if (!owners) this.byOwner.set(sort, owners = new Map());
    let change = owners.get(ref.ownerId);
    if (!change) owners.set(ref.ownerId, change = { ref, place: 0, balance: 0n, reserved: 0n, needs: 0n });
    return change;
  }

  /** All of them, placed in the order of their names, in which everybody locks accounts. */
  sorted(): Change[] {
    const all = [...this.byOwner.values()].flatMap((owners) => [...owners.values()]).toSorted(({ ref: a }, { ref: b }) =>
      compare(a.ownerId, b.ownerId) || compare(a.kind, b.kind) || compare(a.asset ?? 'token', b.asset ?? 'token'));
    for (const [index, change] of all.entries()) change.place = index + 1;
    return all;
  }
}

/** As the collation "C" has it: names of accounts are ASCII. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
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

/** Ids are told from keys, and by whoever asks for them: few do, and a hash for each is a good part of what posting costs here. */
function postedNow(group: readonly NewTransfer[]): PostingOutcome {
  let ids: string[] | undefined;
  return { outcome: 'posted', get ids() { return (ids ??= group.map(({ key }) => transferIdOf(key))); }, repeated: 0 };
}
