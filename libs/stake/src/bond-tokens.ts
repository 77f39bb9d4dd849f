import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { addBond } from '#libs/economics';
import { audit } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, type NanoTokens, newId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

import { bondAccount, bondingOperator, earningsAccount, lockBond, setBonded, tellBond } from './bond.store.js';
import { bondView, type BondView } from './get-bond.js';
import { stakeProblems } from './stake.errors.js';

/** Bonds tokens out of the operator's earnings: from now on they stand behind the capacity it offers. @throws Problem `forbidden`, `insufficient_earnings`, `account_frozen`. */
export class BondTokens extends Command<BondView> {
  constructor(
    readonly actor: Actor,
    /** Above zero. */
    readonly amount: NanoTokens,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(BondTokens)
export class BondTokensHandler implements ICommandHandler<BondTokens> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, amount, idempotencyKey }: BondTokens): Promise<BondView> {
    const operatorId = bondingOperator(actor);
    assert(amount > 0n, 'something is bonded');
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: operatorId, key: idempotencyKey, request: ['BondTokens', amount], now }, async () => {
      const bond = addBond(await lockBond(tx, operatorId), amount);
      const outcome = await postTransfers(tx, now, [{
        key: `bond/${newId('transfer')}`, type: 'posted', reason: 'bond', amount, subjectId: operatorId, from: earningsAccount(operatorId), to: bondAccount(operatorId),
      }]);
      if (outcome.outcome !== 'posted') {
        throw stakeProblems.insufficient_earnings(`Your earnings have ${outcome.available} nano-tokens to spend, and the bond asks for ${amount}.`, {
          pointer: '/amount', extra: { available: outcome.available.toString(), asked: amount.toString() },
        });
      }
      await setBonded(tx, operatorId, bond.bonded);
      await audit(tx, actor, now, { action: 'bond.added', subjectId: operatorId, detail: { amount } });
      await tellBond(tx, now, 'bond.added', operatorId, bond, amount);
      return bondView(tx, operatorId, now);
    }));
  }
}
