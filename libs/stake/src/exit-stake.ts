import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, rowsOf, sql } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock } from '#libs/kernel';
import { rulesAt } from '#libs/rules';

import { type PositionView, positionView } from './list-stake.js';
import { askToLeave, MOST_EXITS } from './stake-moves.js';
import { holderOf, lockPool } from './stake-pool.store.js';
import { stakeProblems } from './stake.errors.js';

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
      const [waiting] = await rowsOf<{ count: bigint }>(tx, sql`select count(*) as count from stake_exits where pool_id = ${poolId} and holder_id = ${holderId} and paid_at is null`);
      if (Number(waiting!.count) >= MOST_EXITS) throw stakeProblems.too_many_exits(`${MOST_EXITS} exits wait already.`, { extra: { limit: MOST_EXITS } });
      const asked = await askToLeave(tx, pool, { holderId, shares }, ruleSet, now);
      if (asked.outcome === 'insufficient_funds') throw stakeProblems.exceeds_shares_held(`You hold ${asked.available} shares.`, { pointer: '/shares', extra: { held: asked.available.toString() } });
      const { id, amount, dueAt } = asked;
      await audit(tx, actor, now, { action: 'stake.exit_asked', subjectId: id, detail: { poolId, shares, amount, dueAt } });
      return positionView(tx, poolId, holderId, now);
    }));
  }
}
