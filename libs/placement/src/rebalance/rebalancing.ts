import { Inject, Injectable } from '@nestjs/common';

import { Database, rowsOf, sql } from '#libs/database';
import { poolById } from '#libs/inventory';
import { type Millis, MILLIS_PER_HOUR, SETTINGS, type Settings } from '#libs/kernel';

import { RecentDemands } from '../packing/recent-demands.js';
import { beginMoves, endMoves } from './begin-moves.js';
import { findMoves } from './find-moves.js';
import { replicasIn } from './plan-moves.js';

/** Pools of one sweep, by lot. */
const BATCH = 20;
/** Whether nothing of a pool `p` is on the move. */
const isAtRest = sql`not exists (select 1 from claims c where c.pool_id = p.id and c.moves_to is not null and c.state = 'held')`;

/** Has replicas move without being asked to, in pools whose terms want that (`rebalanceMoves`). */
@Injectable()
export class Rebalancing {
  private readonly recent = new RecentDemands();

  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly settings: Settings) {}

  /**
   * Ends moves whose time is over, and begins new ones in pools where none is under way: so never more than the pool's terms allow at once. What was placed or moved within
   * the hour stays. @returns how many replicas were told to move.
   */
  async sweep(now: Millis): Promise<number> {
    await this.database.transaction((tx) => endMoves(tx, now));
    const pools = await rowsOf<{ id: string }>(this.database, sql`
      select id from pools p where rebalance_moves > 0 and ${isAtRest} order by random() limit ${BATCH}`);
    let told = 0;
    for (const { id } of pools) told += await this.rebalance(id, now);
    return told;
  }

  private async rebalance(poolId: string, now: Millis): Promise<number> {
    const pool = await poolById(this.database, poolId);
    const proposals = await findMoves(this.database, { pool, mostMoves: pool.rebalanceMoves, recent: this.recent, restedMillis: MILLIS_PER_HOUR }, now, this.settings);
    if (proposals.length === 0) return 0;
    const begun = await this.database.transaction(async (tx) => {
      const [free] = await tx.$queryRaw<unknown[]>(sql`select 1 from pools p where id = ${poolId} and ${isAtRest} for update`);
      return free ? beginMoves(tx, poolId, proposals, now) : [];
    });
    return replicasIn(begun);
  }
}
