import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, sql } from '#libs/database';
import { assetsForRedemption, deposit } from '#libs/economics';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, commonProblems, type NanoTokens, newId } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { fundsOf, sharesOf, stakeAccounts } from '../stake-pool.js';
import { exceedsSharesHeld, insufficientStakeFunds, stakeProblems } from '../stake.errors.js';
import { checkWaitingExits } from '../waiting-exits.js';
import { DiversifiedChange, lockDiversified } from './diversified-pool.store.js';
import { diversifiedPosition, type DiversifiedPositionView } from './list-diversified.js';

/** Backs many operators: tokens of the wallet for shares of the diversified pool, at the price of now. The next round divides them. @throws Problem `stake_halted`, `stake_too_small`, `insufficient_stake_funds`, `account_frozen`, `key_limited_to_project`. */
export class BackDiversified extends Command<DiversifiedPositionView> {
  constructor(
    readonly actor: Actor,
    /** Above zero. */
    readonly amount: NanoTokens,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(BackDiversified)
export class BackDiversifiedHandler implements ICommandHandler<BackDiversified> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, amount, idempotencyKey }: BackDiversified): Promise<DiversifiedPositionView> {
    requireWhole(actor);
    assert(amount > 0n, 'something is put in');
    const [now, holderId] = [this.clock.now(), actor.ownerId];
    return this.database.transaction((tx) => once(tx, { ownerId: holderId, key: idempotencyKey, request: ['BackDiversified', amount], now }, async () => {
      const of = await lockDiversified(tx, now);
      const { assets, shares: issued } = of.pool;
      if (assets < issued && assets <= BigInt(of.holdings.length)) throw stakeProblems.stake_halted('The pool lost all that it had; nobody can back it until everybody has left.');
      const change = new DiversifiedChange(of, now);
      // What those who left had no part in, when nobody else was there to have it, stays the pool's own: whoever comes next starts at one to one.
      const own = issued === 0n ? assets : 0n;
      change.mint(stakeAccounts(of.id).locked, own);
      const { shares } = deposit({ ...of.pool, shares: issued + own }, amount);
      if (shares === 0n) throw stakeProblems.stake_too_small('It is less than a share costs.', { pointer: '/amount' });
      change.move('stake', fundsOf(holderId), stakeAccounts(of.id).tokens, amount);
      change.mint(sharesOf(of.id, holderId), shares);
      const outcome = await change.post(tx);
      if (outcome.outcome !== 'posted') throw insufficientStakeFunds(outcome, amount);
      await audit(tx, actor, now, { action: 'diversified.added', subjectId: of.id, detail: { amount, shares } });
      await appendEvents(tx, now, [{ type: 'diversified.added', subjectId: of.id, payload: { holderId, amount, shares } }]);
      return diversifiedPosition(tx, holderId, now);
    }));
  }
}

/**
 * Begins to leave with shares. They bear losses until they are paid: once what they are worth could be had of the stake pools by the rules in force, the first who asked first, the
 * lower of what they were worth when asked and what they are worth at the end.
 * @throws Problem `exceeds_shares_held`, `too_many_exits`, `key_limited_to_project`.
 */
export class ExitDiversified extends Command<DiversifiedPositionView> {
  constructor(
    readonly actor: Actor,
    /** Above zero. */
    readonly shares: bigint,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(ExitDiversified)
export class ExitDiversifiedHandler implements ICommandHandler<ExitDiversified> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, shares, idempotencyKey }: ExitDiversified): Promise<DiversifiedPositionView> {
    requireWhole(actor);
    assert(shares > 0n, 'somebody leaves with something');
    const [now, holderId] = [this.clock.now(), actor.ownerId];
    return this.database.transaction((tx) => once(tx, { ownerId: holderId, key: idempotencyKey, request: ['ExitDiversified', shares], now }, async () => {
      const { version, rules } = await rulesAt(tx, now);
      const of = await lockDiversified(tx, now);
      await checkWaitingExits(tx, sql`diversified_exits where holder_id = ${holderId}`);
      const change = new DiversifiedChange(of, now);
      change.move('shares', sharesOf(of.id, holderId), stakeAccounts(of.id).exits, shares);
      const outcome = await change.post(tx);
      if (outcome.outcome !== 'posted') throw exceedsSharesHeld(outcome);
      const id = newId('diversifiedExit');
      const amount = assetsForRedemption(of.pool, shares);
      // The next round asks the stake pools for it, and those have time of their own.
      const dueAt = now + rules.diversified.roundMillis + rules.stake.unbondingMillis;
      await tx.$executeRaw(sql`
        insert into diversified_exits (id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version, asked_assets, asked_shares)
        values (${id}, ${of.id}, ${holderId}, ${shares}, ${amount}, ${BigInt(now)}, ${BigInt(dueAt)}, ${version}, ${of.pool.assets}, ${of.pool.shares})`);
      await audit(tx, actor, now, { action: 'diversified.exit_asked', subjectId: id, detail: { shares, amount, dueAt } });
      await appendEvents(tx, now, [{ type: 'diversified.exit_asked', subjectId: of.id, payload: { holderId, exitId: id, shares, amount, dueAt } }]);
      return diversifiedPosition(tx, holderId, now);
    }));
  }
}

/** Gives shares of the diversified pool to a tenant; what it is paid for them is theirs to settle. @throws Problem `not_found`, `exceeds_shares_held`, `key_limited_to_project`. */
export class TransferDiversified extends Command<DiversifiedPositionView> {
  constructor(readonly actor: Actor, readonly input: { tenantId: string; shares: bigint }, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(TransferDiversified)
export class TransferDiversifiedHandler implements ICommandHandler<TransferDiversified> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: TransferDiversified): Promise<DiversifiedPositionView> {
    requireWhole(actor);
    const { tenantId, shares } = input;
    assert(shares > 0n, 'something is given');
    const [now, holderId] = [this.clock.now(), actor.ownerId];
    return this.database.transaction((tx) => once(tx, { ownerId: holderId, key: idempotencyKey, request: ['TransferDiversified', input], now }, async () => {
      const of = await lockDiversified(tx, now);
      const known = await tx.$queryRaw<unknown[]>(sql`select 1 from tenants where id = ${tenantId}`);
      if (known.length === 0 || tenantId === holderId) throw commonProblems.not_found('No such other tenant.', { pointer: '/tenantId' });
      const change = new DiversifiedChange(of, now);
      change.move('shares', sharesOf(of.id, holderId), sharesOf(of.id, tenantId), shares);
      const outcome = await change.post(tx);
      if (outcome.outcome !== 'posted') throw exceedsSharesHeld(outcome);
      await audit(tx, actor, now, { action: 'diversified.moved', subjectId: of.id, detail: { tenantId, shares } });
      await appendEvents(tx, now, [{ type: 'diversified.moved', subjectId: of.id, payload: { from: holderId, to: tenantId, shares } }]);
      return diversifiedPosition(tx, holderId, now);
    }));
  }
}
