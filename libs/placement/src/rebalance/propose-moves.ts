import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { platformOnly, poolById } from '#libs/inventory';
import { type Actor, type Clock, CLOCK, SETTINGS, type Settings } from '#libs/kernel';

import { RecentDemands } from '../packing/recent-demands.js';
import { findMoves } from './find-moves.js';
import { type Proposal, replicasIn } from './plan-moves.js';

/** What would free whole hosts and GPUs of a pool, each with its cost and gain. Nothing is moved by it. For platform administrators. @throws Problem `forbidden`, `not_found` */
export class ProposeMoves extends Query<{ proposals: Proposal[]; gain: Proposal['gain']; replicas: number }> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly mostMoves: number) {
    super();
  }
}

@QueryHandler(ProposeMoves)
export class ProposeMovesHandler implements IQueryHandler<ProposeMoves> {
  private readonly recent = new RecentDemands();

  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, poolId, mostMoves }: ProposeMoves): Promise<{ proposals: Proposal[]; gain: Proposal['gain']; replicas: number }> {
    platformOnly(actor);
    const pool = await poolById(this.database, poolId);
    const now = this.clock.now();
    const proposals = await findMoves(this.database, { pool, mostMoves, recent: this.recent, restedMillis: 0 }, now, this.settings);
    const sum = (of: (proposal: Proposal) => number) => proposals.reduce((all, one) => all + of(one), 0);
    return { proposals, gain: { hosts: sum(({ gain }) => gain.hosts), gpus: sum(({ gain }) => gain.gpus) }, replicas: replicasIn(proposals) };
  }
}
