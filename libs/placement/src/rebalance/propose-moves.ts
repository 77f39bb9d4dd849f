import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { hostsForPlacement, platformOnly, poolById } from '#libs/inventory';
import { type Actor, type Clock, CLOCK, type Millis, SETTINGS, type Settings } from '#libs/kernel';
import { requestsOf } from '#libs/lease';
import { standingAsks } from '#libs/pricing';

import { asksFor } from '../asks.js';
import { type Ask } from '../board.js';
import { RecentDemands } from '../packing/recent-demands.js';
import { policyOf } from '../rounds/commit-round.js';
import { planMoves, type Proposal } from './plan-moves.js';

/** Leases looked at. */
const MOST_LEASES = 10_000;
/** What ends sooner is not worth its move. */
const RUNS_ON_MILLIS = 3_600_000;

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
    const proposals = planMoves({
      hosts: await hostsForPlacement(this.database, poolId, now, this.settings), operatorAsks: await standingAsks(this.database, poolId), recent: await this.recent.of(this.database, poolId, now),
      policy: policyOf(pool), movable: await movableIn(this.database, poolId, now), mostMoves,
    });
    const sum = (of: (proposal: Proposal) => number) => proposals.reduce((all, one) => all + of(one), 0);
    return { proposals, gain: { hosts: sum(({ gain }) => gain.hosts), gpus: sum(({ gain }) => gain.gpus) }, replicas: sum(({ cost }) => cost.replicas) };
  }
}

/**
 * Leases that run with all their replicas and go on running, hold nothing that lies where it is (volumes), and are neither told to go nor on the move already: with those that
 * are fewer than they want to be, or on a host that drains, one replica less would be one too many.
 */
async function movableIn(reader: Reader, poolId: string, now: Millis): Promise<Ask[]> {
  const rows = await rowsOf<{ id: string }>(reader, sql`
    select l.id from leases l
    where l.pool_id = ${poolId} and l.state = 'active' and not l.unplaced and l.reclaim is null and (l.ends_at is null or l.ends_at > ${BigInt(now + RUNS_ON_MILLIS)})
      and coalesce(jsonb_array_length(l.resources->'volumes'), 0) = 0
      and not exists (select 1 from claims c join hosts h on h.id = c.host_id where c.lease_id = l.id and c.state = 'held' and (c.part <> 'serving' or h.state <> 'open'))
    order by l.id limit ${MOST_LEASES}`);
  return asksFor(reader, await requestsOf(reader, rows.map(({ id }) => id)), now);
}
