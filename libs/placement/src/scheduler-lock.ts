import { type Database, sql } from '#libs/database';
import { type Millis } from '#libs/kernel';

/**
 * Takes or renews a pool's scheduler lock. Each new holder gets a higher fence, under which alone its plans are written, so
 * that it does not matter whether a former holder knows that its time is over. A lock from further ahead than locks last was
 * taken by a clock that has since been set back: it counts for nothing.
 * @returns the fence, or undefined while somebody else holds the lock.
 */
export async function takeSchedulerLock(database: Database, poolId: string, holder: string, now: Millis, forMillis: number): Promise<bigint | undefined> {
  return database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ fence: bigint }[]>(sql`
      insert into scheduler_locks as held (pool_id, holder, fence, expires_at) values (${poolId}, ${holder}, 1, ${BigInt(now + forMillis)})
      on conflict (pool_id) do update set holder = excluded.holder, expires_at = excluded.expires_at,
        fence = held.fence + (case when held.holder = excluded.holder then 0 else 1 end)
      where held.holder = excluded.holder or held.expires_at <= ${BigInt(now)} or held.expires_at > ${BigInt(now + 2 * forMillis)}
      returning fence`);
    return rows[0]?.fence;
  });
}

/** Lets the next scheduler take over at once. */
export async function releaseSchedulerLocks(database: Database, holder: string): Promise<void> {
  await database.transaction((tx) => tx.$executeRaw(sql`update scheduler_locks set expires_at = 0 where holder = ${holder}`));
}
