import { type Reader, rowsOf, sql } from '#libs/database';
import type { Millis, NanoTokens } from '#libs/kernel';
import type { AccountRef } from '#libs/ledger';

/** `held` for a recipient that is not known, until an administrator assigns or returns it. */
export type DepositState = 'credited' | 'held' | 'assigned' | 'returned';

/** A deposit that the payment service reported. */
export interface PaymentDepositView {
  id: string;
  /** The payer's. */
  reference: string;
  /** Whom the payer named. */
  recipient: string;
  /** Whose wallet it is in; null while it is held, and when it was returned. */
  tenantId: string | null;
  /** Nano-tokens as a decimal string. */
  amount: string;
  state: DepositState;
  /** Why it was assigned or returned. */
  reason: string | null;
  receivedAt: Millis;
  resolvedAt: Millis | null;
}

/** Where deposits lie whose recipient nobody knows. */
export const unclaimed: AccountRef = { ownerId: 'platform', kind: 'unclaimed' };
export const issuance: AccountRef = { ownerId: 'platform', kind: 'issuance' };

export interface DepositFilter {
  limit: number;
  reference?: string;
  id?: string;
  state?: DepositState;
  /** Where the page before ended. */
  before?: { receivedAt: Millis; id: string };
}

/** Deposits, the latest first. */
export async function selectDeposits(reader: Reader, { limit, reference, id, state, before }: DepositFilter): Promise<PaymentDepositView[]> {
  const rows = await rowsOf<Omit<PaymentDepositView, 'amount' | 'receivedAt' | 'resolvedAt'> & { amount: NanoTokens; receivedAt: bigint; resolvedAt: bigint | null }>(reader, sql`
    select id, reference, recipient, tenant_id as "tenantId", amount, state, reason, received_at as "receivedAt", resolved_at as "resolvedAt" from payment_deposits
    where (${reference ?? null}::text is null or reference = ${reference ?? null}) and (${id ?? null}::text is null or id = ${id ?? null}) and (${state ?? null}::text is null or state = ${state ?? null})
      and (received_at, id) < (${BigInt(before?.receivedAt ?? Number.MAX_SAFE_INTEGER)}, ${before?.id ?? ''})
    order by received_at desc, id desc limit ${limit}`);
  return rows.map((row) => ({ ...row, amount: row.amount.toString(), receivedAt: Number(row.receivedAt), resolvedAt: row.resolvedAt === null ? null : Number(row.resolvedAt) }));
}
