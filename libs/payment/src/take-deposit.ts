import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, rowsOf, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { assert, CLOCK, type Clock, type Millis, MILLIS_PER_DAY, type NanoTokens, newId, SETTINGS, type Settings, systemActor } from '#libs/kernel';
import { ledgerProblems, postTransfers } from '#libs/ledger';

import { issuance, type PaymentDepositView, selectDeposits, unclaimed } from './deposit.js';
import { settleTopUp } from './top-up.js';
import { paymentProblems } from './payment.errors.js';

export interface NewDeposit {
  /** The payer's, of this payment alone: a repeat with it gets the first answer. */
  reference: string;
  /** Whom the payer named: a tenant's id, or whatever was written in its place. */
  recipient: string;
  /** Above zero. */
  amount: NanoTokens;
}

/**
 * Takes a deposit that the payment service has received: into the wallet of the tenant that it names, or into a held account
 * when nobody of that name is known. Once for a reference, also against deposits that administrators made by hand.
 * @throws Problem `deposit_above_limit`, `deposit_day_limit`: nothing is taken, and the service sends it back;
 * `key_reused` when the reference came with another recipient or amount before; `above_cap`, `amount_out_of_range`.
 */
export class TakeDeposit extends Command<PaymentDepositView> {
  constructor(readonly deposit: NewDeposit) {
    super();
  }
}

@CommandHandler(TakeDeposit)
export class TakeDepositHandler implements ICommandHandler<TakeDeposit> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ deposit }: TakeDeposit): Promise<PaymentDepositView> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      // Counting a day's deposits and adding one are one step.
      await tx.$queryRaw(sql`select 1 from pg_advisory_xact_lock(hashtextextended(${`deposit:${deposit.recipient}`}, 0))`);
      if (!(await isKnown(tx, deposit))) await this.take(tx, deposit, now);
      return (await selectDeposits(tx, { limit: 1, reference: deposit.reference }))[0]!;
    });
  }

  private async take(tx: Transaction, deposit: NewDeposit, now: Millis): Promise<void> {
    const { reference, recipient, amount } = deposit;
    await this.checkLimits(tx, deposit, now);
    const [tenant] = await rowsOf<{ id: string }>(tx, sql`select id from tenants where id = ${recipient}`);
    const id = newId('deposit');
    const added = await tx.$executeRaw(sql`
      insert into payment_deposits (reference, id, recipient, tenant_id, amount, state, received_at)
      values (${reference}, ${id}, ${recipient}, ${tenant?.id ?? null}, ${amount}, ${tenant ? 'credited' : 'held'}, ${BigInt(now)}) on conflict do nothing`);
    // The same reference at the same time with another recipient, which was quicker.
    if (added === 0) throw reused(reference);
    const { outcome } = await postTransfers(tx, now, [{
      key: `deposit/${reference}`, type: 'posted', from: issuance, to: tenant ? { ownerId: tenant.id, kind: 'wallet' } : unclaimed, amount, reason: 'deposit',
    }]);
    assert(outcome === 'posted', 'issuance never lacks funds');
    const entry = { action: tenant ? 'deposit.credited' : 'deposit.held', subjectId: id, detail: { reference, recipient, amount } };
    await audit(tx, systemActor, now, entry);
    if (tenant) await settleTopUp(tx, { reference, tenantId: tenant.id, amount, now });
    if (tenant) await audit(tx, systemActor, now, { ...entry, ownerType: 'tenant', ownerId: tenant.id });
    await appendEvents(tx, now, [{ type: entry.action as 'deposit.credited' | 'deposit.held', subjectId: id, tenantId: tenant?.id, payload: { reference, amount } }]);
  }

  private async checkLimits(tx: Transaction, { recipient, amount }: NewDeposit, now: Millis): Promise<void> {
    const { depositMostPerDayNanoTokens: mostPerDay } = this.settings;
    checkDepositAmount(amount, this.settings);
    const [row] = await rowsOf<{ sum: bigint }>(tx, sql`
      select coalesce(sum(amount), 0)::bigint as sum from payment_deposits
      where recipient = ${recipient} and received_at >= ${BigInt(now - (now % MILLIS_PER_DAY))}`);
    if (row!.sum + amount > mostPerDay) {
      throw paymentProblems.deposit_day_limit(`A recipient gets at most ${mostPerDay} nano-tokens a day (UTC), and had ${row!.sum} today.`, {
        pointer: '/amount', extra: { limit: mostPerDay.toString(), taken: row!.sum.toString(), asked: amount.toString() },
      });
    }
  }
}

/** @throws Problem `deposit_above_limit` for more than is taken at a time. */
export function checkDepositAmount(amount: NanoTokens, { depositMostNanoTokens: most }: Pick<Settings, 'depositMostNanoTokens'>): void {
  if (amount > most) throw paymentProblems.deposit_above_limit(`A deposit is of at most ${most} nano-tokens.`, { pointer: '/amount', extra: { limit: most.toString(), asked: amount.toString() } });
}

/** Whether it was taken before. @throws Problem `key_reused` when the reference is another deposit's. */
async function isKnown(tx: Transaction, { reference, recipient, amount }: NewDeposit): Promise<boolean> {
  const [known] = await rowsOf<{ recipient: string; amount: bigint }>(tx, sql`select recipient, amount from payment_deposits where reference = ${reference}`);
  if (known && (known.recipient !== recipient || known.amount !== amount)) throw reused(reference);
  return known !== undefined;
}

function reused(reference: string): Error {
  return ledgerProblems.key_reused(`The reference ${reference} came before with another recipient or amount.`, { pointer: '/reference' });
}
