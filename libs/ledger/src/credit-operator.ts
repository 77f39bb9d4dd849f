import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, commonProblems, type Millis, type NanoTokens } from '#libs/kernel';

import { ledgerProblems } from './ledger.errors.js';
import { postTransfers } from './post-transfers.js';

/** Tokens that an operator brought. */
export interface OperatorCreditView {
  id: string;
  operatorId: string;
  /** Nano-tokens, as a decimal string. */
  amount: string;
  reference: string;
  at: Millis;
}

/**
 * Issues tokens into an operator's earnings, for what it must have at stake before it has earned anything; once for a payer's reference, which it shares with deposits of tenants.
 * @throws Problem `not_found` for an operator that is not there, `key_reused` when the reference was used for another deposit, `amount_out_of_range`.
 */
export class CreditOperator extends Command<OperatorCreditView> {
  constructor(
    readonly actor: Actor,
    readonly operatorId: string,
    /** Above zero. */
    readonly amount: NanoTokens,
    readonly reference: string,
  ) {
    super();
  }
}

@CommandHandler(CreditOperator)
export class CreditOperatorHandler implements ICommandHandler<CreditOperator> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, operatorId, amount, reference }: CreditOperator): Promise<OperatorCreditView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform issues tokens.');
    if (amount <= 0n) throw ledgerProblems.amount_out_of_range('A deposit is more than nothing.', { pointer: '/amount' });
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      if ((await tx.$queryRaw<unknown[]>(sql`select 1 from operators where id = ${operatorId}`)).length === 0) throw commonProblems.not_found('No such operator.');
      const outcome = await postTransfers(tx, now, [{
        key: `deposit/${reference}`, type: 'posted', reason: 'deposit', amount, from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: operatorId, kind: 'earnings' },
      }]);
      assert(outcome.outcome === 'posted', 'issuance never lacks funds');
      const id = outcome.ids[0]!;
      if (outcome.repeated === 0) {
        const entry = { action: 'tokens.deposited', subjectId: id, detail: { operatorId, amount, reference } };
        await audit(tx, actor, now, entry);
        await audit(tx, actor, now, { ...entry, ownerType: 'operator', ownerId: operatorId });
      }
      const [stored] = await rowsOf<{ at: bigint }>(tx, sql`select at from transfers where position = transfer_position(${id})`);
      return { id, operatorId, amount: amount.toString(), reference, at: Number(stored!.at) };
    });
  }
}
