import { periodStart } from '#libs/billing';
import { appendEvents, type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, type Millis, type NanoTokens, newId, type StateTable } from '#libs/kernel';

import { queueMessage } from './payment-messages.js';

/** `settled`: a deposit came with its id as the reference, also after it had ended otherwise. `declined`, `failed`: the service says that it brings nothing. */
export type TopUpState = 'requested' | 'settled' | 'expired' | 'declined' | 'failed';

/** Every move a request may make. A deposit with its reference counts whenever it comes. */
export const topUpMoves = {
  requested: ['settled', 'expired', 'declined', 'failed'],
  expired: ['settled', 'declined', 'failed'],
  declined: ['settled'],
  failed: ['settled'],
  settled: [],
} as const satisfies StateTable<TopUpState>;

/** A request to the payment service for a deposit into a tenant's wallet. Amounts are nano-tokens as decimal strings. */
export interface TopUpView {
  id: string;
  amount: string;
  state: TopUpState;
  /** What came; null while nothing did. */
  received: string | null;
  requestedAt: Millis;
  expiresAt: Millis;
  resolvedAt: Millis | null;
  /** Why it was declined or failed, in the payment service's words; null when it said none. */
  reason: string | null;
}

/** When a wallet asks for funds by itself, and where that stands. */
export interface TopUpRuleView {
  threshold: string;
  amount: string;
  mostPerMonth: string;
  /** Requested this month, or received for it; requests that brought nothing excepted. */
  requestedThisMonth: string;
  /** The request that is out; null while none is. */
  outstanding: TopUpView | null;
}

/** What a tenant's requests of the month of a moment come to: what was received, or else asked for, without those that brought nothing. As SQL, for a tenant's id. */
export function requestedInMonth(tenantId: ReturnType<typeof sql>, now: Millis) {
  return sql`(select coalesce(sum(coalesce(t.received, t.amount)), 0)::bigint from top_ups t where t.tenant_id = ${tenantId} and t.state in ('requested', 'settled') and t.requested_at >= ${BigInt(periodStart('month', now))})`;
}

/** A tenant's rule; undefined when it has none. */
export async function selectRule(reader: Reader, tenantId: string, now: Millis): Promise<TopUpRuleView | undefined> {
  const [row] = await rowsOf<{ threshold: bigint; amount: bigint; mostPerMonth: bigint; requested: bigint }>(reader, sql`
    select threshold, amount, most_per_month as "mostPerMonth", ${requestedInMonth(sql`r.tenant_id`, now)} as requested from top_up_rules r where tenant_id = ${tenantId}`);
  if (!row) return undefined;
  const [latest] = await selectTopUps(reader, { tenantId, limit: 1, state: 'requested' });
  return { threshold: row.threshold.toString(), amount: row.amount.toString(), mostPerMonth: row.mostPerMonth.toString(), requestedThisMonth: row.requested.toString(), outstanding: latest ?? null };
}

/** A tenant's requests, the latest first. */
export async function selectTopUps(
  reader: Reader, { tenantId, limit, id, state, before }: { tenantId: string; limit: number; id?: string; state?: TopUpState; before?: { requestedAt: Millis; id: string } },
): Promise<TopUpView[]> {
  const rows = await rowsOf<{ id: string; amount: bigint; state: TopUpState; received: bigint | null; requestedAt: bigint; expiresAt: bigint; resolvedAt: bigint | null; reason: string | null }>(reader, sql`
    select id, amount, state, received, requested_at as "requestedAt", expires_at as "expiresAt", resolved_at as "resolvedAt", reason from top_ups
    where tenant_id = ${tenantId} and (${id ?? null}::text is null or id = ${id ?? null}) and (${state ?? null}::text is null or state = ${state ?? null}) and (requested_at, id) < (${BigInt(before?.requestedAt ?? Number.MAX_SAFE_INTEGER)}, ${before?.id ?? ''})
    order by requested_at desc, id desc limit ${limit}`);
  return rows.map((row) => ({
    ...row, amount: row.amount.toString(), received: row.received?.toString() ?? null, requestedAt: Number(row.requestedAt), expiresAt: Number(row.expiresAt),
    resolvedAt: row.resolvedAt === null ? null : Number(row.resolvedAt),
  }));
}

/** Notes that what a request asked for has come, in the transaction that takes the deposit: the deposit's reference is its id. Also when it came late, or is of another amount. */
export async function settleTopUp(tx: Transaction, { reference, tenantId, amount, now }: { reference: string; tenantId: string; amount: NanoTokens; now: Millis }): Promise<void> {
  await tx.$executeRaw(sql`
    update top_ups set state = 'settled', received = ${amount}, resolved_at = ${BigInt(now)}, reason = null where id = ${reference} and tenant_id = ${tenantId} and state <> 'settled'`);
}

/** Asks for funds: a row, a message and an event in one transaction. @returns its id; undefined while another request of the tenant is out. */
export async function requestTopUp(
  tx: Transaction, actor: Actor, { tenantId, amount, now, expiresAt }: { tenantId: string; amount: NanoTokens; now: Millis; expiresAt: Millis },
): Promise<string | undefined> {
  const id = newId('topUp');
  const added = await tx.$executeRaw(sql`
    insert into top_ups (id, tenant_id, amount, state, requested_at, expires_at) values (${id}, ${tenantId}, ${amount}, 'requested', ${BigInt(now)}, ${BigInt(expiresAt)})
    on conflict (tenant_id) where state = 'requested' do nothing`);
  if (added === 0) return undefined;
  await queueMessage(tx, now, { id, type: 'wallet.top_up_requested', data: { topUpId: id, tenantId, amount, reference: id, expiresAt } });
  await audit(tx, actor, now, { ownerType: 'tenant', ownerId: tenantId, action: 'top_up.requested', subjectId: id, detail: { amount } });
  await appendEvents(tx, now, [{ type: 'wallet.top_up_requested', subjectId: id, tenantId, payload: { topUpId: id, amount, expiresAt } }]);
  return id;
}
