import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, sql } from '#libs/database';
import { unbond } from '#libs/economics';
import { audit } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, type NanoTokens, newId } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { bondInUse } from './bond-covers.js';
import { bondingOperator, lockBond, setBonded, tellBond } from './bond.store.js';
import { bondView, type BondView } from './get-bond.js';
import { stakeProblems } from './stake.errors.js';

/** Parts of one bond that are on their way out at a time: a slash reads them all. */
const MOST_UNBONDINGS = 50;

/**
 * Begins to take tokens out of a bond. They stand behind no capacity from now on, and stay at stake for as long as the rules in force say: then they are earnings again. What
 * claims hold must stay bonded: drain the hosts first.
 * @throws Problem `forbidden`, `exceeds_bonded`, `bond_in_use`, `too_many_unbondings`.
 */
export class UnbondTokens extends Command<BondView> {
  constructor(
    readonly actor: Actor,
    /** Above zero. */
    readonly amount: NanoTokens,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(UnbondTokens)
export class UnbondTokensHandler implements ICommandHandler<UnbondTokens> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, amount, idempotencyKey }: UnbondTokens): Promise<BondView> {
    const operatorId = bondingOperator(actor);
    assert(amount > 0n, 'something is unbonded');
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: operatorId, key: idempotencyKey, request: ['UnbondTokens', amount], now }, async () => {
      const { version, rules } = await rulesAt(tx, now);
      const before = await lockBond(tx, operatorId);
      if (amount > before.bonded) throw stakeProblems.exceeds_bonded(`${before.bonded} nano-tokens are bonded.`, { pointer: '/amount', extra: { bonded: before.bonded.toString() } });
      const inUse = await bondInUse(tx, operatorId, rules);
      if (before.bonded - amount < inUse) {
        throw stakeProblems.bond_in_use(`Claims on your hosts need ${inUse} nano-tokens bonded; drain hosts to free some.`, { pointer: '/amount', extra: { inUse: inUse.toString(), bonded: before.bonded.toString() } });
      }
      if (before.unbonding.length >= MOST_UNBONDINGS) throw stakeProblems.too_many_unbondings(`${MOST_UNBONDINGS} parts are on their way out already; wait for the first.`, { extra: { limit: MOST_UNBONDINGS } });
      const bond = unbond(before, amount, now, rules.bond.unbondingMillis);
      const { releasesAt } = bond.unbonding.at(-1)!;
      await setBonded(tx, operatorId, bond.bonded);
      await tx.$executeRaw(sql`
        insert into unbondings (id, operator_id, amount, asked_at, releases_at, rules_version)
        values (${newId('unbonding')}, ${operatorId}, ${amount}, ${BigInt(now)}, ${BigInt(releasesAt)}, ${version})`);
      await audit(tx, actor, now, { action: 'bond.unbonding', subjectId: operatorId, detail: { amount, releasesAt } });
      await tellBond(tx, now, 'bond.unbonding', operatorId, bond, amount);
      return bondView(tx, operatorId, now);
    }));
  }
}
