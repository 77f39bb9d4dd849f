import { type Database, rowsOf, sql } from '#libs/database';
import type { Millis } from '#libs/kernel';

import { postGroups } from './post-transfers.js';

/** Pending transfers of one run. */
const MOST = 500;

/**
 * Voids pending transfers that have expired, so that what they reserved is free again; of those that were resolved in time
 * it only forgets the expiry. May run in several processes at once.
 * @returns how many expiries were dealt with, 500 at the most.
 */
export function expirePending(database: Database, now: Millis): Promise<number> {
  return database.transaction(async (tx) => {
    const due = await rowsOf<{ key: string }>(tx, sql`
      select key from pending_expiries where expires_at <= ${BigInt(now)} order by expires_at, key limit ${MOST} for update skip locked`);
    if (due.length === 0) return 0;
    const outcomes = await postGroups(tx, now, due.map(({ key }) => [{ key: `expired/${key}`, type: 'void', pendingKey: key }]));
    for (const outcome of outcomes) {
      const isResolved = outcome.outcome === 'refused' && 'code' in outcome.error && outcome.error.code === 'pending_resolved';
      if (outcome.outcome === 'refused' && !isResolved) throw outcome.error;
    }
    await tx.$executeRaw(sql`delete from pending_expiries where key = any(${due.map(({ key }) => key)})`);
    return due.length;
  });
}
