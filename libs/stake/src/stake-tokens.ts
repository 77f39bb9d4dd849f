import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, type NanoTokens } from '#libs/kernel';

import { type PositionView, positionView } from './list-stake.js';
import { stakeInto } from './stake-moves.js';
import { holderOf, lockPool } from './stake-pool.store.js';
import { insufficientStakeFunds, stakeProblems } from './stake.errors.js';

/** Backs an operator: tokens for shares of its stake pool, at the price of now. @throws Problem `not_found`, `stake_halted`, `stake_too_small`, `insufficient_stake_funds`, `account_frozen`, `key_limited_to_project`. */
export class StakeTokens extends Command<PositionView> {
  constructor(
    readonly actor: Actor,
    readonly poolId: string,
    /** Above zero. */
    readonly amount: NanoTokens,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(StakeTokens)
export class StakeTokensHandler implements ICommandHandler<StakeTokens> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId, amount, idempotencyKey }: StakeTokens): Promise<PositionView> {
    const holderId = holderOf(actor);
    requireWhole(actor);
    assert(amount > 0n, 'something is staked');
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: holderId, key: idempotencyKey, request: ['StakeTokens', poolId, amount], now }, async () => {
      const pool = await lockPool(tx, poolId);
      if (pool.halted) throw stakeProblems.stake_halted('The pool lost all that it had; nobody can back it any more.');
      const staked = await stakeInto(tx, pool, holderId, amount, now);
      if (staked.outcome === 'too_small') throw stakeProblems.stake_too_small('It is less than a share costs.', { pointer: '/amount' });
      if (staked.outcome === 'insufficient_funds') throw insufficientStakeFunds(staked, amount);
      await audit(tx, actor, now, { action: 'stake.added', subjectId: poolId, detail: { amount, shares: staked.shares } });
      return positionView(tx, poolId, holderId, now);
    }));
  }
}
