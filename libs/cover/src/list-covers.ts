import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { stoppedKeys } from '#libs/breaker';
import { Database, type Reader, rowsOf, sql, sqlEmpty } from '#libs/database';
import { assetsForRedemption, decayedPriceBps, EMPTY_POOL, mulDivFloor, poolAt, pricePerShareWad, WAD } from '#libs/economics';
import { requireWhole } from '#libs/identity';
import { poolByName } from '#libs/inventory';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, pageOf } from '#libs/kernel';
import { balanceOf } from '#libs/ledger';
import { rulesAt } from '#libs/rules';
import { type ExitRow, exitView, type ExitView } from '#libs/stake';
import { exitPrefixes } from '#libs/verify';

import { assessorOf, type AssessorView } from './assess-cover.js';
import { capitalOf } from './cover-capital.js';
import { bookOf, coverSharesOf, selectCoverPool } from './cover-pool.store.js';
import { claimsOf, type CoverDetail, coverView, type CoverView, creditsOf, selectCovers } from './cover.view.js';

/** A pool's insurance as anybody reads it: plain JSON, amounts as decimal strings. */
export interface CoverPoolView {
  pool: string;
  assets: string;
  /** What covers that are not over may still pay. */
  openCover: string;
  /** What backers that are on their way out are worth. */
  leaving: string;
  desired: string;
  required: string;
  free: string;
  capacity: string;
  /** Assets for each unit that open cover asks for, in basis points; null while nothing is covered. */
  solvencyBps: string | null;
  /** Of the amount and year. */
  priceBps: string;
  pricePerShareWad: string;
  halted: boolean;
  rulesVersion: number;
}

/** What somebody has in a pool's insurance. */
export interface CoverPositionView {
  pool: string;
  shares: string;
  worth: string;
  exits: ExitView[];
}

export type CoverPlace = { boughtAt: Millis; id: string };

export interface CoverPoolWithPosition extends CoverPoolView {
  position: CoverPositionView;
  /** What the reader deposited to vote on its disputes. */
  assessor: AssessorView;
}

/** Every pool's insurance, in order of name, with what the actor has in it. @throws Problem `key_limited_to_project`. */
export class ListCoverPools extends Query<{ items: CoverPoolWithPosition[]; next: string | null }> {
  constructor(readonly actor: Actor, readonly page: { limit: number; /** A pool's name. */ after?: string | undefined }) {
    super();
  }
}

@QueryHandler(ListCoverPools)
export class ListCoverPoolsHandler implements IQueryHandler<ListCoverPools> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, page: { limit, after = '' } }: ListCoverPools): Promise<{ items: CoverPoolWithPosition[]; next: string | null }> {
    requireWhole(actor);
    const now = this.clock.now();
    const rules = await rulesAt(this.database, now);
    const pools = await rowsOf<{ id: string; name: string }>(this.database, sql`select id, name from pools where name collate "C" > ${after} order by name collate "C" limit ${limit + 1}`);
    const { items: shown, next } = pageOf(pools, limit, ({ name }) => name);
    const items: CoverPoolWithPosition[] = [];
    for (const pool of shown) {
      const stored = await selectCoverPool(this.database, pool.id);
      items.push({ ...coverPoolView(pool.name, stored, rules, now), position: await positionOf(this.database, pool, actor.ownerId, now), assessor: await assessorOf(this.database, pool, actor.ownerId, now) });
    }
    return { items, next };
  }
}

/** Whether a pool's insurance can pay, and what it asks for. @throws Problem `not_found`. */
export class GetCoverPool extends Query<CoverPoolView> {
  constructor(readonly pool: string) {
    super();
  }
}

@QueryHandler(GetCoverPool)
export class GetCoverPoolHandler implements IQueryHandler<GetCoverPool> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ pool: name }: GetCoverPool): Promise<CoverPoolView> {
    const now = this.clock.now();
    const { id } = await poolByName(this.database, name);
    return coverPoolView(name, await selectCoverPool(this.database, id), await rulesAt(this.database, now), now);
  }
}

function coverPoolView(name: string, pool: Awaited<ReturnType<typeof selectCoverPool>>, { version, rules }: Awaited<ReturnType<typeof rulesAt>>, now: Millis): CoverPoolView {
  const book = pool ? bookOf(pool, now) : { assets: 0n, openCover: 0n, leaving: 0n, required: 0n, requiredAt: now };
  const { desired, required, free, capacity } = capitalOf(rules.cover, book, now);
  const { targetBps, decayBpsPerDay, bumpBps, unitNanoTokens: unit } = rules.cover;
  const rule = { targetBps: BigInt(targetBps), decayBpsPerDay: BigInt(decayBpsPerDay), bumpBps: BigInt(bumpBps), unit };
  return {
    pool: name, assets: book.assets.toString(), openCover: book.openCover.toString(), leaving: book.leaving.toString(), desired: desired.toString(), required: required.toString(), free: free.toString(),
    capacity: capacity.toString(), solvencyBps: desired === 0n ? null : mulDivFloor(book.assets, 10_000n, desired).toString(),
    priceBps: (pool ? decayedPriceBps(rule, pool.bumpedBps, Math.max(0, now - pool.bumpedAt)) : rule.targetBps).toString(),
    pricePerShareWad: (pool ? pricePerShareWad(pool.unlocking, Math.max(now, pool.unlocking.updatedAt)) : assetsForRedemption(EMPTY_POOL, WAD)).toString(), halted: pool?.halted ?? false, rulesVersion: version,
  };
}

/** What the actor has in a pool's insurance. @throws Problem `not_found`, `key_limited_to_project`. */
export class GetCoverPosition extends Query<CoverPositionView> {
  constructor(readonly actor: Actor, readonly pool: string) {
    super();
  }
}

@QueryHandler(GetCoverPosition)
export class GetCoverPositionHandler implements IQueryHandler<GetCoverPosition> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, pool }: GetCoverPosition): Promise<CoverPositionView> {
    requireWhole(actor);
    return positionOf(this.database, await poolByName(this.database, pool), actor.ownerId, this.clock.now());
  }
}

export async function positionOf(reader: Reader, { id: poolId, name }: { id: string; name: string }, holderId: string, now: Millis): Promise<CoverPositionView> {
  const pool = await selectCoverPool(reader, poolId);
  const { balance } = await balanceOf(reader, coverSharesOf(poolId, holderId));
  const exits = await rowsOf<ExitRow>(reader, sql`
    select id, shares, amount, asked_at, due_at, rules_version from cover_exits where pool_id = ${poolId} and holder_id = ${holderId} and paid_at is null order by asked_at, id`);
  const stopped = await stoppedKeys(reader, exits.map(({ id }) => `${exitPrefixes.cover}${id}`));
  return {
    pool: name, shares: balance.toString(), worth: (pool ? assetsForRedemption(poolAt(pool.unlocking, Math.max(now, pool.unlocking.updatedAt)), balance) : 0n).toString(),
    exits: exits.map((row) => exitView(row, stopped.has(`${exitPrefixes.cover}${row.id}`))),
  };
}

/** A tenant's covers, the latest first; for the platform, everybody's. */
export class ListCovers extends Query<{ items: CoverView[]; next: CoverPlace | null }> {
  constructor(readonly actor: Actor, readonly page: { limit: number; leaseId?: string | undefined; before?: CoverPlace | undefined }) {
    super();
  }
}

@QueryHandler(ListCovers)
export class ListCoversHandler implements IQueryHandler<ListCovers> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, page: { limit, leaseId, before } }: ListCovers): Promise<{ items: CoverView[]; next: CoverPlace | null }> {
    const rows = await selectCovers(this.database, sql`
      (bought_at, id) < (${BigInt(before?.boughtAt ?? Number.MAX_SAFE_INTEGER)}, ${before?.id ?? ''}) ${ownSql(actor)} ${leaseId === undefined ? sqlEmpty : sql`and lease_id = ${leaseId}`}`, limit + 1);
    return pageOf(rows.map((row) => coverView(row, this.clock.now())), limit, ({ boughtAt, id }) => ({ boughtAt, id }));
  }
}

/** One, with what was found of it. @throws Problem `not_found`, also for another's. */
export class GetCover extends Query<CoverDetail> {
  constructor(readonly actor: Actor, readonly coverId: string) {
    super();
  }
}

@QueryHandler(GetCover)
export class GetCoverHandler implements IQueryHandler<GetCover> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, coverId }: GetCover): Promise<CoverDetail> {
    const [row] = await selectCovers(this.database, sql`id = ${coverId} ${ownSql(actor)}`, 1);
    if (!row) throw commonProblems.not_found('No such cover.');
    return { ...coverView(row, this.clock.now()), claims: await claimsOf(this.database, coverId), credits: await creditsOf(this.database, coverId) };
  }
}

function ownSql({ ownerType, ownerId, projectId }: Actor) {
  if (ownerType === 'platform') return sqlEmpty;
  return sql`and tenant_id = ${ownerId} ${projectId === undefined ? sqlEmpty : sql`and project_id = ${projectId}`}`;
}
