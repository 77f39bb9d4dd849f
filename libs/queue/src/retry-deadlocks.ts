import type { Pool } from 'pg';

const DEADLOCK = '40P01';
const MOST_TRIES = 5;

/**
 * Has a pool try again what PostgreSQL undid since it and another waited for each other, a few times. Each of BullMQ's statements is a transaction of its
 * own, so that nothing of it is left; but a job that was done, and could not be noted as done, would be noted as failed.
 */
export function retryDeadlocks(pool: Pool): void {
  const query = pool.query.bind(pool) as (...what: unknown[]) => Promise<unknown>;
  const retried = async (...what: unknown[]): Promise<unknown> => {
    for (let tries = 1; ; tries++) {
      try {
        return await query(...what);
      } catch (error) {
        if ((error as { code?: unknown }).code !== DEADLOCK || tries === MOST_TRIES) throw error;
      }
    }
  };
  pool.query = retried as Pool['query'];
}
