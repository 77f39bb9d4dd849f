import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { CLOCK, type Clock, type Millis } from '#libs/kernel';

/** Who places the leases of a pool, and how many wait. */
export interface SchedulerHealth {
  pool: string;
  /** Whether a scheduler holds the pool's lock now; one without takes no lease. */
  isActive: boolean;
  /** Leases that wait to be placed. */
  waiting: number;
}

const MOST_POOLS = 200;

/** For administrators: every pool's scheduler, by pool's name. */
export class ListSchedulers extends Query<SchedulerHealth[]> {}

@QueryHandler(ListSchedulers)
export class ListSchedulersHandler implements IQueryHandler<ListSchedulers> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute(): Promise<SchedulerHealth[]> {
    return schedulerHealth(this.database, this.clock.now());
  }
}

/** Leases are counted in one go: counted for each pool, most of them would be read as often as there are pools. */
export async function schedulerHealth(reader: Reader, now: Millis): Promise<SchedulerHealth[]> {
  const rows = await rowsOf<{ pool: string; expires_at: bigint | null; waiting: bigint }>(reader, sql`
    with waiting as (select pool_id, count(*) as leases from leases where sought and unplaced group by pool_id)
    select p.name as pool, l.expires_at, coalesce(w.leases, 0) as waiting
    from pools p left join scheduler_locks l on l.pool_id = p.id left join waiting w on w.pool_id = p.id order by p.name collate "C" limit ${MOST_POOLS}`);
  return rows.map(({ pool, expires_at: expiresAt, waiting }) => ({ pool, isActive: expiresAt !== null && Number(expiresAt) > now, waiting: Number(waiting) }));
}
