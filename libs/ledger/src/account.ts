import { columnsOf, type Reader, rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import { type Millis, MILLIS_PER_MINUTE, type NanoTokens } from '#libs/kernel';

/** What an account is for, and whether it may go below zero: only where tokens come from. */
export const accountKinds = {
  /** A tenant's spendable tokens. */
  wallet: { mayGoBelow: false },
  /** What is set aside for one lease. */
  escrow: { mayGoBelow: false },
  /** What an operator was paid. */
  earnings: { mayGoBelow: false },
  /** What was paid out to operators: out of the ledger's sight, unless it comes back. */
  payouts: { mayGoBelow: false },
  /** Deposits for nobody who is known. */
  unclaimed: { mayGoBelow: false },
  /** What is at stake: an operator's for the capacity it offers, assessors' of a pool's insurance for their votes, a tenant's for its dispute. */
  bond: { mayGoBelow: false },
  /** What backs an operator: a stake pool's tokens, and of its shares those that are locked. */
  stake: { mayGoBelow: false },
  /** The capital of a pool's insurance, and of its shares those that are locked. */
  cover: { mayGoBelow: false },
  /** Shares of a stake pool on their way out. */
  exits: { mayGoBelow: false },
  /** What a slash took, for those who were harmed until its time is over. */
  redress: { mayGoBelow: false },
  /** A pool's own. */
  treasury: { mayGoBelow: false },
  /** The platform's. */
  fees: { mayGoBelow: false },
  /** Units that no division could place. */
  dust: { mayGoBelow: false },
  /** Its negative balance is the number of tokens in the world. */
  issuance: { mayGoBelow: true },
} as const;

export type AccountKind = keyof typeof accountKinds;

/** What is counted: tokens, or besides them a pool's shares or a voucher. No transfer is between two. */
export type Asset = 'token' | `share/${string}` | `voucher/${string}`;

/** Names an account by whose it is and what for. It is opened when the first transfer names it. */
export interface AccountRef {
  /** Tenant, lease, operator or pool id, or `platform`. */
  ownerId: string;
  kind: AccountKind;
  /** Tokens by default. */
  asset?: Asset;
}

/** A text that is equal for equal refs. */
export function accountKey({ ownerId, kind, asset = 'token' }: AccountRef): string {
  return `${asset}/${kind}/${ownerId}`;
}

export interface Balance {
  balance: NanoTokens;
  /** Held by pending transfers out of the account. */
  reserved: NanoTokens;
  /** What may be spent: balance less reserved. */
  available: NanoTokens;
}

/** The balance of an account; zeros when nothing ever named it. */
export async function balanceOf(reader: Reader, ref: AccountRef): Promise<Balance> {
  return (await balancesOf(reader, [ref]))[0]!;
}

/** Balances in the order of `refs`, as of one moment. */
export async function balancesOf(reader: Reader, refs: readonly AccountRef[]): Promise<Balance[]> {
  if (refs.length === 0) return [];
  const rows = await rowsOf<{ place: number; balance: bigint; reserved: bigint }>(reader, sql`select r.place, a.balance, a.reserved from ${placed(refs)} cross join lateral (${found(sql`balance, reserved`)}) a`);
  const balances = refs.map((): Balance => ({ balance: 0n, reserved: 0n, available: 0n }));
  for (const { place, balance, reserved } of rows) balances[place - 1] = { balance, reserved, available: balance - reserved };
  return balances;
}

/** What somebody has that many own by shares. */
export interface ShareBalances {
  tokens: NanoTokens;
  /** How many shares there are. */
  issued: bigint;
  /** Those that nobody owns. */
  locked: bigint;
}

/** The same of what many own by shares, by whose it is and its shares' asset: tokens and locked shares are in accounts of one kind. Each one's accounts lie together and are looked up at once. */
export async function shareBalancesOf(reader: Reader, kind: AccountKind, shares: readonly { ownerId: string; asset: Asset }[]): Promise<ShareBalances[]> {
  if (shares.length === 0) return [];
  const rows = await rowsOf<ShareBalances & { place: number }>(reader, sql`
    select r.place, a.tokens, a.issued, a.locked from ${placed(shares.map(({ ownerId, asset }) => ({ ownerId, kind, asset })))} cross join lateral (
      select coalesce(sum(balance) filter (where kind = r.kind and asset = 'token'), 0)::bigint as tokens, coalesce(-sum(balance) filter (where kind = 'issuance' and asset = r.asset), 0)::bigint as issued,
        coalesce(sum(balance) filter (where kind = r.kind and asset = r.asset), 0)::bigint as locked
      from accounts where owner_id = r.owner_id and kind in (r.kind, 'issuance') and asset in ('token', r.asset)) a`);
  const balances: ShareBalances[] = [];
  for (const { place, ...of } of rows) balances[place - 1] = of;
  return balances;
}

/** Keeps accounts as they are until the transaction ends: nothing is posted to them meanwhile, nor are they frozen. In everybody's order, so before anything is posted. */
export async function keepAccounts(tx: Transaction, refs: readonly AccountRef[]): Promise<void> {
  await tx.$queryRaw(sql`
    select a.number from jsonb_to_recordset(${refsJson(refs)}::jsonb) as r(owner_id text, kind text, asset text) join accounts a on a.owner_id = r.owner_id and a.kind = r.kind and a.asset = r.asset
    order by a.owner_id collate "C", a.kind collate "C", a.asset collate "C" for no key update of a`);
}

/**
 * What an account's entries up to and including a time sum to. Taken backwards from the balance, so that the recent past,
 * which statements ask for, costs little however long the account's history is.
 */
export async function balanceAt(reader: Reader, ref: AccountRef, time: Millis): Promise<NanoTokens> {
  const [row] = await rowsOf<{ balance: bigint }>(reader, sql`
    select (a.balance - coalesce((select sum(e.amount) from account_entries(a.id, ${BigInt(time) + 1n}, null) e), 0))::bigint as balance
    from accounts a where a.owner_id = ${ref.ownerId} and a.kind = ${ref.kind} and a.asset = ${ref.asset ?? 'token'}`);
  return row?.balance ?? 0n;
}

/**
 * Whether an account has more than so many entries of minutes before that of a time, and of lesser positions. Reads no more of its history than that, which asking for the entries themselves
 * would.
 */
export async function hasMoreEntries(reader: Reader, { ownerId, kind, asset = 'token' }: AccountRef, most: number, { before, position }: { before: Millis; position: bigint }): Promise<boolean> {
  const [row] = await rowsOf<{ more: boolean }>(reader, sql`
    select count(*) > ${BigInt(most)} as more from (
      select 1 from accounts a join account_history h on h.account = a.number cross join lateral unnest(h.positions) as p(position)
      where a.owner_id = ${ownerId} and a.kind = ${kind} and a.asset = ${asset} and h.minute < ${BigInt(Math.floor(before / MILLIS_PER_MINUTE))} and p.position < ${position} limit ${BigInt(most + 1)}) some_of_them`);
  return row!.more;
}

/** Refs as rows `r` with their places, from 1. */
export function placed(refs: readonly AccountRef[]): Sql {
  const { texts } = columnsOf(refs);
  return sql`(
    select unnest(${texts(({ ownerId }) => ownerId)}::text[]) as owner_id, unnest(${texts(({ kind }) => kind)}::text[]) as kind, unnest(${texts(({ asset = 'token' }) => asset)}::text[]) as asset,
      generate_series(1, ${refs.length}::int) as place) r`;
}

/** Columns of the account that a row `r` names: looked up by its index, however many rows the planner takes them for. */
export function found(columns: Sql): Sql {
  return sql`select ${columns} from accounts where owner_id = r.owner_id and kind = r.kind and asset = r.asset limit 1`;
}

/** Refs as the rows that the statements of this lib join with. */
export function refsJson(refs: readonly AccountRef[]): string {
  return JSON.stringify(refs.map(({ ownerId, kind, asset = 'token' }) => ({ owner_id: ownerId, kind, asset })));
}
