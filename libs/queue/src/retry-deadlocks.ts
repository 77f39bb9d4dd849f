import type { Pool } from 'pg';

import { againWhereRaceLost } from '#libs/database';

/**
 * Has a pool try again what PostgreSQL undid since it and another waited for each other, a few times. Each of BullMQ's statements is a transaction of its
 * own, so that nothing of it is left; but a job that was done, and could not be noted as done, would be noted as failed.
 */
export function retryDeadlocks(pool: Pool): void {
  const query = pool.query.bind(pool) as (...what: unknown[]) => Promise<unknown>;
  pool.query = ((...what: unknown[]) => againWhereRaceLost(() => query(...what))) as Pool['query'];
}
