import { guard, isStopped } from '#libs/breaker';
import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, type NanoTokens, newId } from '#libs/kernel';
import { balancesOf } from '#libs/ledger';
import { payoutKey } from '#libs/verify';

import { queueMessage } from './payment-messages.js';
import { type NewPayout, ROUND } from './payout-rounds.js';

/** Stops those of some reserved payouts that may not flow now: they stay reserved. */
export async function stopPayouts(tx: Transaction, now: Millis, payouts: readonly NewPayout[]): Promise<NewPayout[]> {
  const earnings = await balancesOf(tx, payouts.map(({ operatorId }) => ({ ownerId: operatorId, kind: 'earnings' as const })));
  const guarded: NewPayout[] = [];
  for (const [place, payout] of payouts.entries()) {
    const stopped = payout.state === 'pending' && !(await mayFlow(tx, now, payout, earnings[place]!.balance));
    guarded.push(stopped ? { ...payout, state: 'stopped', reason: 'circuit_breaker' } : payout);
  }
  return guarded;
}

/** Gives payouts that may go on a batch, the oldest first. @returns how many. */
export async function resumePayouts(tx: Transaction, now: Millis): Promise<number> {
  const waiting = await rowsOf<{ id: string; operatorId: string; amount: NanoTokens; periodStartsAt: bigint; balance: NanoTokens }>(tx, sql`
    select p.id, p.operator_id as "operatorId", p.amount, p.period_starts_at as "periodStartsAt", a.balance
    from payouts p join accounts a on a.owner_id = p.operator_id and a.kind = 'earnings' and a.asset = 'token'
    where p.state = 'stopped' and not ${isStopped(sql`'payout/' || p.id`)} order by p.made_at, p.id limit ${ROUND} for update of p skip locked`);
  const resumed: typeof waiting = [];
  const ofOnePeriod = waiting.filter(({ periodStartsAt }) => periodStartsAt === waiting[0]!.periodStartsAt); // as a batch is
  for (const payout of ofOnePeriod) if (await mayFlow(tx, now, payout, payout.balance)) resumed.push(payout);
  if (resumed.length === 0) return 0;
  const batchId = newId('payoutBatch');
  await tx.$executeRaw(sql`
    update payouts set state = 'pending', reason = null, batch_id = ${batchId} where id in (select value from jsonb_array_elements_text(${JSON.stringify(resumed.map(({ id }) => id))}::jsonb))`);
  await queueMessage(tx, now, { id: batchId, type: 'payout.batch', data: { periodStartsAt: Number(resumed[0]!.periodStartsAt) } });
  await appendEvents(tx, now, resumed.map(({ id, operatorId, amount }) => ({ type: 'payout.made', subjectId: id, payload: { operatorId, amount, state: 'pending', reason: null } })));
  return resumed.length;
}

async function mayFlow(tx: Transaction, now: Millis, { id, operatorId, amount }: { id: string; operatorId: string; amount: NanoTokens }, of: NanoTokens): Promise<boolean> {
  return (await guard(tx, now, 'payout', { key: payoutKey(id), amount, of, operatorId })).outcome === 'passed';
}
