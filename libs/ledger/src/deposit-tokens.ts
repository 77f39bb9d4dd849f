import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, commonProblems, type Millis, type NanoTokens } from '#libs/kernel';

import { ledgerProblems } from './ledger.errors.js';
import { postTransfers } from './post-transfers.js';

/** Tokens that came into a tenant's wallet. */
export interface DepositView {
  id: string;
  tenantId: string;
  /** Nano-tokens, as a decimal string. */
  amount: string;
  reference: string;
  at: Millis;
}

/**
 * Issues tokens into a tenant's wallet, once for a payer's reference: the same deposit sent again gives the first answer.
 * @throws Problem `not_found` for a tenant that is not there, `key_reused` when the reference was used for another deposit,
 * `amount_out_of_range`.
 */
export class DepositTokens extends Command<DepositView> {
  constructor(
    readonly actor: Actor,
    readonly tenantId: string,
    /** Above zero. */
    readonly amount: NanoTokens,
    /** The payer's: a bank transfer's or an invoice's. */
    readonly reference: string,
  ) {
    super();
  }
}

@CommandHandler(DepositTokens)
export class DepositTokensHandler implements ICommandHandler<DepositTokens> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, tenantId, amount, reference }: DepositTokens): Promise<DepositView> {
    if (actor.ownerType !== 'platform') throw commonProblems.forbidden('Only the platform issues tokens.');
    if (amount <= 0n) throw ledgerProblems.amount_out_of_range('A deposit is more than nothing.', { pointer: '/amount' });
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      if ((await tx.$queryRaw<unknown[]>(sql`select 1 from tenants where id = ${tenantId}`)).length === 0) {
        throw commonProblems.not_found('No such tenant.', { pointer: '/tenantId' });
      }
      const outcome = await postTransfers(tx, at, [{
        key: `deposit/${reference}`, type: 'posted', reason: 'deposit', amount,
        from: { ownerId: 'platform', kind: 'issuance' }, to: { ownerId: tenantId, kind: 'wallet' },
      }]);
      assert(outcome.outcome === 'posted', 'issuance never lacks funds');
      const id = outcome.ids[0]!;
      if (outcome.repeated === 0) {
        const entry = { action: 'tokens.deposited', subjectId: id, detail: { tenantId, amount, reference } };
        await audit(tx, actor, at, entry);
        await audit(tx, actor, at, { ...entry, ownerType: 'tenant', ownerId: tenantId });
      }
      const [stored] = await rowsOf<{ at: bigint }>(tx, sql`select at from transfers where position = transfer_position(${id})`);
      return { id, tenantId, amount: amount.toString(), reference, at: Number(stored!.at) };
    });
  }
}
