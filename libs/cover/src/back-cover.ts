import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, sql } from '#libs/database';
import { assetsForRedemption, deposit } from '#libs/economics';
import { audit, requireWhole } from '#libs/identity';
import { poolByName } from '#libs/inventory';
import { type Actor, assert, CLOCK, type Clock, type NanoTokens, newId } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { coverAccounts, CoverChange, coverSharesOf, lockCoverPool } from './cover-pool.store.js';
import { coverProblems } from './cover.errors.js';
import { type CoverPositionView, positionOf } from './list-covers.js';
import { checkWaitingExits } from './waiting-exits.js';

/** Backs a pool's insurance: tokens of the wallet for shares, at the price of now. @throws Problem `not_found`, `cover_halted`, `cover_winding_up`, `cover_too_small`, `insufficient_cover_funds`, `account_frozen`, `key_limited_to_project`. */
export class BackCover extends Command<CoverPositionView> {
  constructor(
    readonly actor: Actor,
    /** The pool's name. */
    readonly pool: string,
    /** Above zero. */
    readonly amount: NanoTokens,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(BackCover)
export class BackCoverHandler implements ICommandHandler<BackCover> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, pool: name, amount, idempotencyKey }: BackCover): Promise<CoverPositionView> {
    requireWhole(actor);
    assert(amount > 0n, 'something is put in');
    const [now, holderId] = [this.clock.now(), actor.ownerId];
    return this.database.transaction((tx) => once(tx, { ownerId: holderId, key: idempotencyKey, request: ['BackCover', name, amount], now }, async () => {
      const { id: poolId } = await poolByName(tx, name);
      const { rules } = await rulesAt(tx, now);
      const pool = await lockCoverPool(tx, poolId, rules.cover, now);
      if (pool.halted) throw coverProblems.cover_halted('The insurance of this pool lost all that it had; nobody can back it until everybody has left.');
      const change = new CoverChange(pool, now);
      if (change.heldShares === 0n && change.settled.pool.assets > 0n) throw coverProblems.cover_winding_up('Everybody left; what is still covered has to end first.');
      const { shares } = deposit(change.settled.pool, amount);
      if (shares === 0n) throw coverProblems.cover_too_small('It is less than a share costs.', { pointer: '/amount' });
      change.move('stake', { ownerId: holderId, kind: 'wallet' }, coverAccounts(poolId).tokens, amount);
      change.mint(coverSharesOf(poolId, holderId), shares);
      const outcome = await change.post(tx);
      if (outcome.outcome !== 'posted') throw coverProblems.insufficient_cover_funds(`You have ${outcome.available} nano-tokens to spend.`, { pointer: '/amount', extra: { available: outcome.available.toString(), asked: amount.toString() } });
      await audit(tx, actor, now, { action: 'cover.deposited', subjectId: poolId, detail: { amount, shares } });
      await appendEvents(tx, now, [{ type: 'cover.deposited', subjectId: poolId, payload: { poolId, holderId, amount, shares } }]);
      return positionOf(tx, { id: poolId, name }, holderId, now);
    }));
  }
}

/**
 * Begins to leave with shares. They bear losses until they are paid: after the time that the rules in force say, and once so much capital is above what open cover requires, the first who asked first.
 * @throws Problem `not_found`, `exceeds_cover_shares`, `too_many_cover_exits`, `key_limited_to_project`.
 */
export class ExitCover extends Command<CoverPositionView> {
  constructor(
    readonly actor: Actor,
    readonly pool: string,
    /** Above zero. */
    readonly shares: bigint,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(ExitCover)
export class ExitCoverHandler implements ICommandHandler<ExitCover> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, pool: name, shares, idempotencyKey }: ExitCover): Promise<CoverPositionView> {
    requireWhole(actor);
    assert(shares > 0n, 'somebody leaves with something');
    const [now, holderId] = [this.clock.now(), actor.ownerId];
    return this.database.transaction((tx) => once(tx, { ownerId: holderId, key: idempotencyKey, request: ['ExitCover', name, shares], now }, async () => {
      const { id: poolId } = await poolByName(tx, name);
      const { version, rules } = await rulesAt(tx, now);
      const pool = await lockCoverPool(tx, poolId, rules.cover, now);
      await checkWaitingExits(tx, sql`cover_exits where pool_id = ${poolId} and holder_id = ${holderId}`);
      const change = new CoverChange(pool, now);
      change.move('shares', coverSharesOf(poolId, holderId), coverAccounts(poolId).exits, shares);
      const outcome = await change.post(tx);
      if (outcome.outcome !== 'posted') throw coverProblems.exceeds_cover_shares(`You hold ${outcome.available} shares.`, { pointer: '/shares', extra: { held: outcome.available.toString() } });
      const [id, amount, dueAt] = [newId('coverExit'), assetsForRedemption(change.settled.pool, shares), now + rules.cover.exitMillis];
      await tx.$executeRaw(sql`
        insert into cover_exits (id, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version, asked_assets, asked_shares)
        values (${id}, ${poolId}, ${holderId}, ${shares}, ${amount}, ${BigInt(now)}, ${BigInt(dueAt)}, ${version}, ${change.settled.pool.assets}, ${change.settled.pool.shares})`);
      await audit(tx, actor, now, { action: 'cover.exit_asked', subjectId: id, detail: { poolId, shares, amount, dueAt } });
      await appendEvents(tx, now, [{ type: 'cover.exit_asked', subjectId: poolId, payload: { poolId, holderId, exitId: id, shares, amount, dueAt } }]);
      return positionOf(tx, { id: poolId, name }, holderId, now);
    }));
  }
}
