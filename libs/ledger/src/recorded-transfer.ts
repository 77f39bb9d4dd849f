import { type Reader, rowsOf, sql } from '#libs/database';
import type { Millis, NanoTokens } from '#libs/kernel';

import type { AccountKind, AccountRef, Asset } from './account.js';
import type { NewTransfer, TransferReason } from './transfer.js';

/** A transfer as the ledger has it, between accounts by name. */
export interface RecordedTransfer {
  id: string;
  type: NewTransfer['type'];
  from: AccountRef;
  to: AccountRef;
  /** What moved; of a pending one, what it reserves; of a void, nothing. */
  amount: NanoTokens;
  reason: TransferReason;
  subjectId: string | null;
  at: Millis;
  /** The transfer that took it back; null when none did. */
  reversalId: string | null;
}

/** One transfer by its id; undefined when there is none. */
export async function readTransfer(reader: Reader, id: string): Promise<RecordedTransfer | undefined> {
  const [row] = await rowsOf<Omit<RecordedTransfer, 'from' | 'to' | 'at'> & {
    at: bigint; asset: Asset; fromOwner: string; fromKind: AccountKind; toOwner: string; toKind: AccountKind;
  }>(reader, sql`
    select t.id, t.type, t.amount, t.reason, t.subject_id as "subjectId", t.at, r.reversal_id as "reversalId", d.asset,
      d.owner_id as "fromOwner", d.kind as "fromKind", c.owner_id as "toOwner", c.kind as "toKind"
    from transfers t join accounts d on d.number = t.debit_account join accounts c on c.number = t.credit_account left join reversals r on r.transfer_id = t.id
    where t.position = transfer_position(${id})`);
  if (!row) return undefined;
  const { at, asset, fromOwner, fromKind, toOwner, toKind, ...transfer } = row;
  return { ...transfer, at: Number(at), from: { ownerId: fromOwner, kind: fromKind, asset }, to: { ownerId: toOwner, kind: toKind, asset } };
}
