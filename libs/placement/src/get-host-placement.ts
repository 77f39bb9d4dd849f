import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { poolById } from '#libs/inventory';
import { type Actor, type Clock, CLOCK, commonProblems, SETTINGS, type Settings } from '#libs/kernel';
import { recentRequests } from '#libs/lease';

import { staysUntil } from './request-specs.js';
import { explainHost, type HostPlacement } from './explain-host.js';
import { RecentDemands } from './packing/recent-demands.js';
import { poolSnapshot } from './pool-snapshot.js';

/** The last so many requests of the pool are looked at. */
const SAMPLE = 50;

/** Why an operator's host is chosen or not, by what its pool was asked for lately. @throws Problem `not_found`, also for another operator's */
export class GetHostPlacement extends Query<HostPlacement> {
  constructor(readonly actor: Actor, readonly hostId: string) {
    super();
  }
}

@QueryHandler(GetHostPlacement)
export class GetHostPlacementHandler implements IQueryHandler<GetHostPlacement> {
  private readonly recent = new RecentDemands();

  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, hostId }: GetHostPlacement): Promise<HostPlacement> {
    const now = this.clock.now();
    const [own] = await rowsOf<{ poolId: string }>(this.database, sql`select pool_id as "poolId" from hosts where id = ${hostId} and operator_id = ${actor.ownerId}`);
    if (!own) throw commonProblems.not_found('No such host.');
    const { poolId } = own;
    const pool = await poolById(this.database, poolId);
    const snapshot = await poolSnapshot(this.database, poolId, this.recent, this.settings, now);
    const host = snapshot.indexOf.get(hostId);
    if (host === undefined) throw commonProblems.not_found('No such host.');
    const requests = (await recentRequests(this.database, poolId, SAMPLE)).map((request) => ({ ...request, staysUntil: staysUntil(request, now), held: [], avoidOperators: [] }));
    return explainHost(snapshot, pool, host, requests);
  }
}
