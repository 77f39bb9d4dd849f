import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, commonProblems, type Millis } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

import { type DepositState, issuance, type PaymentDepositView, selectDeposits, unclaimed } from './deposit.js';
import { paymentProblems } from './payment.errors.js';
import { settleTopUp } from './top-up.js';
import { queueMessage } from './payment-messages.js';

/**
 * Gives a held deposit to a tenant, or back to its payer, of which the payment service is told. Asked again the same way, it
 * changes nothing.
 * @throws Problem `not_found` for a deposit or a tenant that is not there, `deposit_not_held`, `above_cap`, `forbidden`.
 */
export class SettleHeldDeposit extends Command<PaymentDepositView> {
  constructor(
    readonly actor: Actor, readonly depositId: string,
    /** Whose it is; undefined gives it back. */
    readonly tenantId: string | undefined,
    readonly reason: string,
  ) {
    super();
  }
}

interface Held {
  reference: string;
  amount: bigint;
  state: DepositState;
  tenantId: string | null;
}

@CommandHandler(SettleHeldDeposit)
export class SettleHeldDepositHandler implements ICommandHandler<SettleHeldDeposit> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, depositId, tenantId, reason }: SettleHeldDeposit): Promise<PaymentDepositView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform settles held deposits.');
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const [held] = await rowsOf<Held>(tx, sql`select reference, amount, state, tenant_id as "tenantId" from payment_deposits where id = ${depositId} for update`);
      if (!held) throw commonProblems.not_found('No such deposit.');
      const wanted = tenantId === undefined ? 'returned' : 'assigned';
      if (held.state === 'held') await settle(tx, actor, { ...held, depositId, tenantId: tenantId ?? null, reason, now });
      else if (held.state !== wanted || held.tenantId !== (tenantId ?? null)) throw paymentProblems.deposit_not_held(`The deposit is ${held.state}.`, { extra: { state: held.state } });
      return (await selectDeposits(tx, { limit: 1, id: depositId }))[0]!;
    });
  }
}

async function settle(tx: Transaction, actor: Actor, { depositId, reference, amount, tenantId, reason, now }: Omit<Held, 'state'> & { depositId: string; reason: string; now: Millis }): Promise<void> {
  if (tenantId !== null && (await tx.$queryRaw<unknown[]>(sql`select 1 from tenants where id = ${tenantId}`)).length === 0) {
    throw commonProblems.not_found('No such tenant.', { pointer: '/tenantId' });
  }
  const { outcome } = await postTransfers(tx, now, [{
    key: `unclaimed/${depositId}`, type: 'posted', from: unclaimed, to: tenantId === null ? issuance : { ownerId: tenantId, kind: 'wallet' }, amount,
    reason: tenantId === null ? 'deposit_return' : 'deposit', subjectId: depositId,
  }]);
  assert(outcome === 'posted', 'what is held is there');
  const state = tenantId === null ? 'returned' : 'assigned';
  await tx.$executeRaw(sql`update payment_deposits set state = ${state}, tenant_id = ${tenantId}, reason = ${reason}, resolved_at = ${BigInt(now)} where id = ${depositId}`);
  await audit(tx, actor, now, { action: `deposit.${state}`, subjectId: depositId, detail: { reference, amount, tenantId, reason } });
  if (tenantId === null) {
    await queueMessage(tx, now, { id: depositId, type: 'deposit.return', data: { depositId, reference, amount } });
    return appendEvents(tx, now, [{ type: 'deposit.returned', subjectId: depositId, payload: { reference, amount } }]);
  }
  await settleTopUp(tx, { reference, tenantId, amount, now });
  await audit(tx, actor, now, { ownerType: 'tenant', ownerId: tenantId, action: 'deposit.credited', subjectId: depositId, detail: { reference, amount } });
  await appendEvents(tx, now, [{ type: 'deposit.credited', subjectId: depositId, tenantId, payload: { reference, amount } }]);
}
