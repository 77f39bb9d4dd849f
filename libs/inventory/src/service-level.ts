import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, type Reader, rowsOf, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, type Millis } from '#libs/kernel';

import { inventoryProblems } from './inventory.errors.js';
import { platformOnly, poolById, poolByName } from './pool.js';

/** Below this availability over a month, in parts per million of the time, this share of the month's charges is credited. */
export interface ServiceLevel {
  availabilityBelowPpm: number;
  creditBps: number;
}

/**
 * What a pool promises: for whole months (UTC), so that nobody is promised less than when the month began. A version is named by when it began, and never changes from then on.
 * Measured is replica-time: of the time in which replicas that were once ready had to run, how much they were not, for whatever reason but the workload's own.
 */
export interface ServiceLevelTable {
  levels: ServiceLevel[];
  activeFrom: Millis;
}

export interface ServiceLevelView {
  pool: string;
  /** In force; null when the pool promises nothing yet. */
  current: ServiceLevelTable | null;
  /** Published, for the next month. */
  next: ServiceLevelTable | null;
}

/** The level that an availability misses: the lowest of those above it; undefined when it meets all. Exact, in whole milliseconds. */
export function missedLevel(levels: readonly ServiceLevel[], servedMillis: bigint, downMillis: bigint): ServiceLevel | undefined {
  const missed = levels.filter(({ availabilityBelowPpm }) => servedMillis * 1_000_000n < (servedMillis + downMillis) * BigInt(availabilityBelowPpm));
  return missed.toSorted((a, b) => a.availabilityBelowPpm - b.availabilityBelowPpm)[0];
}

/** The table that a lease goes by, as long as it lives: the one in force when it was asked for; of a lease that is older than all promises of its pool, the first. */
export async function serviceLevelOfLease(reader: Reader, poolId: string, askedAt: Millis): Promise<ServiceLevelTable | null> {
  const [row] = await rowsOf<{ levels: ServiceLevel[]; activeFrom: bigint }>(reader, sql`
    select levels, active_from as "activeFrom" from service_levels where pool_id = ${poolId} order by active_from > ${BigInt(askedAt)}, abs(active_from - ${BigInt(askedAt)}) limit 1`);
  return row ? { levels: row.levels, activeFrom: Number(row.activeFrom) } : null;
}

/** The table of a pool that was in force at a time. */
export async function serviceLevelAt(reader: Reader, poolId: string, at: Millis): Promise<ServiceLevelTable | null> {
  const [row] = await rowsOf<{ levels: ServiceLevel[]; activeFrom: bigint }>(reader, sql`
    select levels, active_from as "activeFrom" from service_levels where pool_id = ${poolId} and active_from <= ${BigInt(at)} order by active_from desc limit 1`);
  return row ? { levels: row.levels, activeFrom: Number(row.activeFrom) } : null;
}

/**
 * Publishes what a pool promises: a pool's first table from this month on, a later one from the next. No levels: nothing is promised any more.
 * @throws Problem `forbidden`, `not_found`, `invalid_service_level` when a lower availability would be credited no more than a higher one.
 */
export class SetServiceLevel extends Command<ServiceLevelView> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly levels: readonly ServiceLevel[]) {
    super();
  }
}

@CommandHandler(SetServiceLevel)
export class SetServiceLevelHandler implements ICommandHandler<SetServiceLevel> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId, levels }: SetServiceLevel): Promise<ServiceLevelView> {
    platformOnly(actor);
    const falling = levels.every((level, index) => index === 0 || (level.availabilityBelowPpm < levels[index - 1]!.availabilityBelowPpm && level.creditBps > levels[index - 1]!.creditBps));
    if (!falling) throw inventoryProblems.invalid_service_level('Levels go from the highest availability to the lowest, and their credits rise.', { pointer: '/levels' });
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      await tx.$queryRaw(sql`select 1 from pools where id = ${poolId} for no key update`);
      const pool = await poolById(tx, poolId);
      const activeFrom = (await serviceLevelAt(tx, poolId, now)) ? monthStart(now, 1) : monthStart(now, 0);
      await tx.$executeRaw(sql`
        insert into service_levels (pool_id, active_from, levels, created_at) values (${poolId}, ${BigInt(activeFrom)}, ${JSON.stringify(levels)}::jsonb, ${BigInt(now)})
        on conflict (pool_id, active_from) do update set levels = excluded.levels, created_at = excluded.created_at`);
      await audit(tx, actor, now, { ownerType: 'platform', ownerId: 'platform', action: 'pool.service_level_set', subjectId: poolId, detail: { levels: [...levels], activeFrom } });
      return viewOf(tx, pool, now);
    });
  }
}

/** What a pool promises, for anyone to read. @throws Problem `not_found`. */
export class GetServiceLevel extends Query<ServiceLevelView> {
  constructor(readonly pool: string) {
    super();
  }
}

@QueryHandler(GetServiceLevel)
export class GetServiceLevelHandler implements IQueryHandler<GetServiceLevel> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ pool }: GetServiceLevel): Promise<ServiceLevelView> {
    return viewOf(this.database, await poolByName(this.database, pool), this.clock.now());
  }
}

async function viewOf(reader: Reader, { id, name }: { id: string; name: string }, now: Millis): Promise<ServiceLevelView> {
  const [current, latest] = [await serviceLevelAt(reader, id, now), await serviceLevelAt(reader, id, monthStart(now, 1))];
  return { pool: name, current, next: latest && latest.activeFrom > now ? latest : null };
}

/** The beginning of the month that `at` is in, or of one so many months later. */
function monthStart(at: Millis, later: number): Millis {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
}
