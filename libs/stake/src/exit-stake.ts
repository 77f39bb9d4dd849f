import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, sql } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { type PositionView, positionView } from './list-stake.js';
import { askToLeave } from './stake-moves.js';
import { holderOf, lockPool } from './stake-pool.store.js';
import { exceedsSharesHeld } from './stake.errors.js';
import { checkWaitingExits } from './waiting-exits.js';

/**
 * Begins to leave a stake pool with so many shares. They wait for as long as the rules in force say and bear the pool's losses meanwhile; then whoever leaves is paid the lower of
 * what they were worth when asked and what they are worth at the end.
 * @throws Problem `not_found`, `exceeds_shares_held`, `too_many_exits`, `key_limited_to_project`.
 */
export class ExitStake extends Command<PositionView> {
  constructor(
    readonly actor: Actor,
    readonly poolId: string,
    /** Above zero. */
    readonly shares: bigint,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(ExitStake)
export class ExitStakeHandler implements ICommandHandler<ExitStake> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId, shares, idempotencyKey }: ExitStake): Promise<PositionView> {
    const holderId = holderOf(actor);
    requireWhole(actor);
    assert(shares > 0n, 'somebody leaves with something');
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: holderId, key: idempotencyKey, request: ['ExitStake', poolId, shares], now }, async () => {
      const ruleSet = await rulesAt(tx, now);
      const pool = await lockPool(tx, poolId);
      await checkWaitingExits(tx, sql`stake_exits where pool_id = ${poolId} and holder_id = ${holderId}`);
      const asked = await askToLeave(tx, pool, { holderId, shares }, ruleSet, now);
      if (asked.outcome === 'insufficient_funds') throw exceedsSharesHeld(asked);
      const { id, amount, dueAt } = asked;
      await audit(tx, actor, now, { action: 'stake.exit_asked', subjectId: id, detail: { poolId, shares, amount, dueAt } });
      return positionView(tx, poolId, holderId, now);
    }));
  }
}
