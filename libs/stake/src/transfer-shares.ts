import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, sql } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, commonProblems } from '#libs/kernel';

import { type PositionView, positionView } from './list-stake.js';
import { sharesOf } from './stake-pool.js';
import { holderOf, lockPool, PoolChange } from './stake-pool.store.js';
import { exceedsSharesHeld } from './stake.errors.js';

/** Gives shares of a stake pool to a tenant; what it is paid for them is theirs to settle. @throws Problem `not_found`, `exceeds_shares_held`, `key_limited_to_project`. */
export class TransferShares extends Command<PositionView> {
  constructor(
    readonly actor: Actor,
    readonly poolId: string,
    readonly input: { tenantId: string; shares: bigint },
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(TransferShares)
export class TransferSharesHandler implements ICommandHandler<TransferShares> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId, input, idempotencyKey }: TransferShares): Promise<PositionView> {
    const holderId = holderOf(actor);
    requireWhole(actor);
    const { tenantId, shares } = input;
    assert(shares > 0n, 'something is given');
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: holderId, key: idempotencyKey, request: ['TransferShares', poolId, input], now }, async () => {
      const pool = await lockPool(tx, poolId);
      const known = await tx.$queryRaw<unknown[]>(sql`select 1 from tenants where id = ${tenantId}`);
      if (known.length === 0 || tenantId === holderId) throw commonProblems.not_found('No such other tenant.', { pointer: '/tenantId' });
      const change = new PoolChange(pool, now);
      change.move('shares', sharesOf(poolId, holderId), sharesOf(poolId, tenantId), shares);
      const outcome = await change.post(tx);
      if (outcome.outcome !== 'posted') throw exceedsSharesHeld(outcome);
      await audit(tx, actor, now, { action: 'stake.moved', subjectId: poolId, detail: { tenantId, shares } });
      await appendEvents(tx, now, [{ type: 'stake.moved', subjectId: poolId, payload: { poolId, from: holderId, to: tenantId, shares } }]);
      return positionView(tx, poolId, holderId, now);
    }));
  }
}
