import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { audit } from '#libs/identity';
import { platformOnly, poolById } from '#libs/inventory';
import { type Actor, type Clock, CLOCK, SETTINGS, type Settings } from '#libs/kernel';

import { RecentDemands } from '../packing/recent-demands.js';
import { beginMoves } from './begin-moves.js';
import { findMoves } from './find-moves.js';
import { type Proposal, replicasIn } from './plan-moves.js';

/**
 * Has replicas of a pool move that free whole hosts and GPUs: what `ProposeMoves` would propose now. Asked again, what moves already is left alone, and counts no more.
 * For platform administrators. @throws Problem `forbidden`, `not_found`
 */
export class MoveReplicas extends Command<{ begun: Proposal[] }> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly mostMoves: number) {
    super();
  }
}

@CommandHandler(MoveReplicas)
export class MoveReplicasHandler implements ICommandHandler<MoveReplicas> {
  private readonly recent = new RecentDemands();

  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, poolId, mostMoves }: MoveReplicas): Promise<{ begun: Proposal[] }> {
    platformOnly(actor);
    const pool = await poolById(this.database, poolId);
    const now = this.clock.now();
    const proposals = await findMoves(this.database, { pool, mostMoves, recent: this.recent, restedMillis: 0 }, now, this.settings);
    return this.database.transaction(async (tx) => {
      const begun = await beginMoves(tx, poolId, proposals, now);
      const moves = replicasIn(begun);
      if (moves > 0) await audit(tx, actor, now, { ownerType: 'platform', ownerId: 'platform', action: 'replicas.moved', subjectId: poolId, detail: { moves } });
      return { begun };
    });
  }
}
