import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once } from '#libs/database';
import { deposit } from '#libs/economics';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, type NanoTokens } from '#libs/kernel';

import { fundsOf, sharesOf, stakeAccounts } from './stake-pool.js';
import { holderOf, lockPool, PoolChange } from './stake-pool.store.js';
import { stakeProblems } from './stake.errors.js';
import { type PositionView, positionView } from './list-stake.js';

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
      const change = new PoolChange(pool, now);
      const { shares } = deposit(change.settled.pool, amount);
      if (shares === 0n) throw stakeProblems.stake_too_small('It is less than a share costs.', { pointer: '/amount' });
      change.move('stake', fundsOf(holderId), stakeAccounts(poolId).tokens, amount);
      change.mint(sharesOf(poolId, holderId), shares);
      const outcome = await change.post(tx);
      if (outcome.outcome !== 'posted') {
        throw stakeProblems.insufficient_stake_funds(`You have ${outcome.available} nano-tokens to spend.`, { pointer: '/amount', extra: { available: outcome.available.toString(), asked: amount.toString() } });
      }
      await audit(tx, actor, now, { action: 'stake.added', subjectId: poolId, detail: { amount, shares } });
      await appendEvents(tx, now, [{ type: 'stake.added', subjectId: poolId, payload: { poolId, holderId, amount, shares } }]);
      return positionView(tx, poolId, holderId, now);
    }));
  }
}
