import { type Reader, rowsOf, sql } from '#libs/database';
import { hostsForPlacement, type PoolView } from '#libs/inventory';
import { type Millis, type Settings } from '#libs/kernel';
import { requestsOf } from '#libs/lease';
import { standingAsks } from '#libs/pricing';

import { specsFor } from '../request-specs.js';
import { type RequestSpec } from '../board.js';
import { type RecentDemands } from '../packing/recent-demands.js';
import { policyOf } from '../rounds/commit-round.js';
import { planMoves, type Proposal } from './plan-moves.js';

/** Leases looked at. */
const MOST_LEASES = 10_000;
/** What ends sooner is not worth its move. */
const RUNS_ON_MILLIS = 3_600_000;

export interface WantedMoves {
  pool: PoolView;
  mostMoves: number;
  recent: RecentDemands;
  /** A lease of which a replica was placed or moved since so long is left alone. */
  restedMillis: Millis;
}

/** What would free whole hosts and GPUs of a pool now. */
export async function findMoves(reader: Reader, { pool, mostMoves, recent, restedMillis }: WantedMoves, now: Millis, settings: Settings): Promise<Proposal[]> {
  return planMoves({
    hosts: await hostsForPlacement(reader, pool.id, now, settings), operatorAsks: await standingAsks(reader, pool.id), recent: await recent.of(reader, pool.id, now),
    policy: policyOf(pool), movable: await movableIn(reader, pool.id, now, now - restedMillis), mostMoves,
  });
}

/**
 * Leases that run with all their replicas and go on running, hold nothing that lies where it is (volumes), and are neither told to go nor on the move already: with those that
 * are fewer than they want to be, or on a host that drains, one replica less would be one too many.
 */
async function movableIn(reader: Reader, poolId: string, now: Millis, placedBy: Millis): Promise<RequestSpec[]> {
  const rows = await rowsOf<{ id: string }>(reader, sql`
    select l.id from leases l
    where l.pool_id = ${poolId} and l.closed_at is null and l.state = 'active' and not l.unplaced and l.reclaim is null and (l.ends_at is null or l.ends_at > ${BigInt(now + RUNS_ON_MILLIS)})
      and coalesce(jsonb_array_length(l.resources->'volumes'), 0) = 0
      and not exists (
        select 1 from claims c join hosts h on h.id = c.host_id where c.lease_id = l.id and c.state = 'held'
          and (c.part <> 'serving' or c.moves_to is not null or c.made_at > ${BigInt(placedBy)} or h.state <> 'open'))
    order by l.id limit ${MOST_LEASES}`);
  return specsFor(reader, await requestsOf(reader, rows.map(({ id }) => id)), now);
}
