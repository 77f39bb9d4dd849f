import { rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, newId, type NanoTokens } from '#libs/kernel';

import { accountKinds, type AccountRef } from './account.js';
import { ledgerProblems } from './ledger.errors.js';

/**
 * Sets what an account may hold at the most, null for no bound; opens the account when nothing named it yet.
 * @throws Problem `above_cap` when it holds more already.
 */
export async function capAccount(tx: Transaction, at: Millis, ref: AccountRef, cap: NanoTokens | null): Promise<void> {
  await tx.$executeRaw(sql`
    insert into accounts (id, owner_id, kind, asset, may_go_below, created_at)
    values (${newId('account')}, ${ref.ownerId}, ${ref.kind}, ${ref.asset ?? 'token'}, ${accountKinds[ref.kind].mayGoBelow}, ${BigInt(at)})
    on conflict do nothing`);
  const [account] = await rowsOf<{ id: string; balance: bigint }>(tx, sql`
    select id, balance from accounts where owner_id = ${ref.ownerId} and kind = ${ref.kind} and asset = ${ref.asset ?? 'token'} for no key update`);
  if (cap !== null && account!.balance > cap) throw ledgerProblems.above_cap(`The account holds ${account!.balance} already.`);
  await tx.$executeRaw(sql`update accounts set cap = ${cap} where id = ${account!.id}`);
}
