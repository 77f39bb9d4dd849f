import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, signal, signalChannels, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock } from '#libs/kernel';

import { checkShares, platformOnly, poolById, type PoolTerms, type PoolView, toPoolData, toPoolView } from './pool.js';

/** Changes a pool's terms: charges from the next settlement on, placements from the next round on. @throws Problem `forbidden`, `not_found`, `invalid_shares`. */
export class UpdatePool extends Command<PoolView> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly patch: Partial<PoolTerms>) {
    super();
  }
}

@CommandHandler(UpdatePool)
export class UpdatePoolHandler implements ICommandHandler<UpdatePool> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId, patch }: UpdatePool): Promise<PoolView> {
    platformOnly(actor);
    const now = this.clock.now();
    return this.database.modelTransaction(async (tx) => {
      await tx.$queryRaw(sql`select 1 from pools where id = ${poolId} for no key update`);
      const before = await poolById(tx, poolId);
      checkShares({ ...before, ...patch });
      const row = await tx.pool.update({ where: { id: poolId }, data: toPoolData(patch) });
      await signal(tx, signalChannels.schedule, poolId);
      await audit(tx, actor, now, { ownerType: 'platform', ownerId: 'platform', action: 'pool.updated', subjectId: poolId, detail: { ...patch } });
      return toPoolView(row);
    });
  }
}
