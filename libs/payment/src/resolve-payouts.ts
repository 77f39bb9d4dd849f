import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { assert, type Millis, move, systemActor } from '#libs/kernel';
import { type NewTransfer, postReversal, postTransfers, readTransfer } from '#libs/ledger';
import { payoutKey, payoutResolutionKey } from '#libs/verify';

import { payoutMoves, type PayoutState } from './payout.js';

/** What became of a payout. */
export interface Resolution {
  id: string;
  state: Exclude<PayoutState, 'pending'>;
  reason: string | null;
  reference: string | null;
}

/**
 * Ends payouts, or takes back what was paid: the reserved funds are paid out, or free again; what was paid and came back is
 * earnings again by a reversal. The caller has seen that each may move so, under the lock of its row.
 */
export async function resolvePayouts(tx: Transaction, now: Millis, resolutions: readonly Resolution[]): Promise<void> {
  for (const { id, state, reason, reference } of resolutions) {
    const [payout] = await rowsOf<{ state: PayoutState; operatorId: string; amount: bigint }>(tx, sql`
      select state, operator_id as "operatorId", amount from payouts where id = ${id} for update`);
    assert(payout, 'what is resolved is there');
    move(payoutMoves, payout.state, state);
    if (state === 'returned') await giveBack(tx, now, id, reason ?? 'The payment came back.');
    else await resolve(tx, now, { key: payoutResolutionKey(id), type: state === 'paid' ? 'post' : 'void', pendingKey: payoutKey(id) });
    await tx.$executeRaw(sql`
      update payouts set state = ${state}, reason = ${reason}, reference = coalesce(${reference}, reference), resolved_at = ${BigInt(now)} where id = ${id}`);
    // After its funds moved: it is after whatever was reckoned with the payout under way.
    await tx.$executeRaw(sql`insert into payout_resolutions (payout_id, state, at) values (${id}, ${state}, ${BigInt(now)})`);
    const detail = { operatorId: payout.operatorId, amount: payout.amount, state, reason };
    await audit(tx, systemActor, now, { ownerType: 'operator', ownerId: payout.operatorId, action: `payout.${state}`, subjectId: id, detail: { ...detail, reference } });
    await appendEvents(tx, now, [{ type: 'payout.resolved', subjectId: id, payload: detail }]);
  }
}

async function resolve(tx: Transaction, now: Millis, transfer: NewTransfer): Promise<void> {
  const { outcome } = await postTransfers(tx, now, [transfer]);
  assert(outcome === 'posted', 'what is reserved can be posted');
}

async function giveBack(tx: Transaction, now: Millis, payoutId: string, reason: string): Promise<void> {
  const [row] = await rowsOf<{ id: string }>(tx, sql`select t.id from (values (${payoutResolutionKey(payoutId)})) as k(key) join transfers t on transfer_hash(t.key) = transfer_hash(k.key) and t.key = k.key`);
  await postReversal(tx, now, { original: (await readTransfer(tx, row!.id))!, reason, authorId: systemActor.keyId });
}
