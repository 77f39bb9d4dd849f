import { sql, type Transaction } from '#libs/database';
import { slash } from '#libs/economics';
import { assert, type Millis, type NanoTokens } from '#libs/kernel';
import { type AccountRef, postTransfers } from '#libs/ledger';

import { bondAccount, setBonded, type StoredBond, type StoredUnbonding, tellBond } from './bond.store.js';

/**
 * Has an operator's locked bond bear a loss: what is bonded first, then what is on its way out, the last that was asked for first.
 * @returns what it bore; the rest is for the next in the waterfall.
 */
export async function loseBond(tx: Transaction, { operatorId, before }: { operatorId: string; before: StoredBond }, loss: NanoTokens, to: AccountRef, key: string, now: Millis): Promise<NanoTokens> {
  const { bond, slashed } = slash(before, loss);
  if (slashed === 0n) return 0n;
  const outcome = await postTransfers(tx, now, [{ key: `bond_loss/${key}`, type: 'posted', reason: 'bond_loss', amount: slashed, subjectId: operatorId, from: bondAccount(operatorId), to }]);
  assert(outcome.outcome === 'posted', 'a bond holds what is at stake');
  await setBonded(tx, operatorId, bond.bonded);
  const left = new Map((bond.unbonding as StoredUnbonding[]).map(({ id, amount }) => [id, amount]));
  const rows = before.unbonding.map(({ id }) => ({ id, amount: (left.get(id) ?? 0n).toString() }));
  await tx.$executeRaw(sql`update unbondings u set amount = t.amount from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, amount bigint) where u.id = t.id and u.amount <> t.amount`);
  await tellBond(tx, now, 'bond.lost', operatorId, bond, slashed);
  return slashed;
}
