import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { stoppedKeys } from '#libs/breaker';
import { Database, likeBeginning, type Reader, rowsOf, sql, sqlEmpty } from '#libs/database';
import { assetsForRedemption, poolAt } from '#libs/economics';
import { requireWhole } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, pageOf } from '#libs/kernel';
import { balancesOf } from '#libs/ledger';
import { exitPrefixes } from '#libs/verify';

import { heldBack } from './hold-exits.js';
import { ownPool } from './set-stake-terms.js';
import { sharesOf } from './stake-pool.js';
import { holderOf, selectPools, type StoredPool } from './stake-pool.store.js';
import { poolView, type StakePoolView } from './stake-pool.view.js';
import { type ExitRow, exitView, type ExitView } from './waiting-exits.js';

/** What somebody has in a stake pool: plain JSON, amounts as decimal strings. */
export interface PositionView {
  poolId: string;
  shares: string;
  /** What they would be redeemed for now, in nano-tokens. */
  worth: string;
  /** A loss is in evidence that may fall on the pool: nobody is paid until that is over. */
  heldBack: boolean;
  /** Those on their way out, the first to be paid first. */
  exits: ExitView[];
}

/** Pools that may be backed, in order of id; they say nothing of whose they are. `search`: the beginning of an id; `positions`: with what the actor has in each. @throws Problem `key_limited_to_project` for those. */
export class ListStakePools extends Query<{ items: StakePoolView[]; next: string | null }> {
  constructor(readonly actor: Actor, readonly page: { limit: number; after?: string | undefined; search?: string | undefined; positions?: boolean | undefined }) {
    super();
  }
}

@QueryHandler(ListStakePools)
export class ListStakePoolsHandler implements IQueryHandler<ListStakePools> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, page: { limit, after = '', search, positions } }: ListStakePools): Promise<{ items: StakePoolView[]; next: string | null }> {
    if (positions) requireWhole(actor);
    const now = this.clock.now();
    const pools = await selectPools(this.database, sql`id collate "C" > ${after} ${search === undefined ? sqlEmpty : sql`and id ilike ${likeBeginning(search)}`}`, limit + 1);
    const { items, next } = pageOf(pools, limit, ({ id }) => id);
    const held = positions ? await positionViews(this.database, items, holderOf(actor), now) : [];
    return { items: items.map((pool, place) => ({ ...poolView(pool, now), ...(held[place] && { position: held[place] }) })), next };
  }
}

/** A pool; an operator's own without an id. @throws Problem `not_found`. */
export class GetStakePool extends Query<StakePoolView> {
  constructor(readonly actor: Actor, readonly poolId?: string) {
    super();
  }
}

@QueryHandler(GetStakePool)
export class GetStakePoolHandler implements IQueryHandler<GetStakePool> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId }: GetStakePool): Promise<StakePoolView> {
    const pool = poolId === undefined ? await ownPool(this.database, actor) : (await selectPools(this.database, sql`id = ${poolId}`, 1))[0];
    if (!pool) throw commonProblems.not_found('No such stake pool.');
    return poolView(pool, this.clock.now());
  }
}

/** What the actor has in a pool; of an operator without an id, in its own. @throws Problem `not_found`, `key_limited_to_project`. */
export class GetStakePosition extends Query<PositionView> {
  constructor(readonly actor: Actor, readonly poolId?: string) {
    super();
  }
}

@QueryHandler(GetStakePosition)
export class GetStakePositionHandler implements IQueryHandler<GetStakePosition> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId }: GetStakePosition): Promise<PositionView> {
    requireWhole(actor);
    const id = poolId ?? (await ownPool(this.database, actor)).id;
    return positionView(this.database, id, holderOf(actor), this.clock.now());
  }
}

/** @throws Problem `not_found`. */
export async function positionView(reader: Reader, poolId: string, holderId: string, now: Millis): Promise<PositionView> {
  const [view] = await positionViews(reader, await selectPools(reader, sql`id = ${poolId}`, 1), holderId, now);
  if (!view) throw commonProblems.not_found('No such stake pool.');
  return view;
}

/** What somebody has in each of some pools, in their order. */
async function positionViews(reader: Reader, pools: readonly StoredPool[], holderId: string, now: Millis): Promise<PositionView[]> {
  const ids = pools.map(({ id }) => id);
  const balances = await balancesOf(reader, ids.map((id) => sharesOf(id, holderId)));
  const exits = await rowsOf<ExitRow & { pool_id: string }>(reader, sql`
    select id, pool_id, shares, amount, asked_at, due_at, rules_version from stake_exits where pool_id = any(${ids}) and holder_id = ${holderId} and paid_at is null order by due_at, id`);
  const stopped = await stoppedKeys(reader, exits.map(({ id }) => `${exitPrefixes.stake}${id}`));
  const held = await rowsOf<{ id: string }>(reader, sql`select id from stake_pools p where id = any(${ids}) and ${heldBack(sql`p.operator_id`, now)}`);
  return pools.map(({ id: poolId, unlocking }, place) => ({
    poolId, shares: balances[place]!.balance.toString(), worth: assetsForRedemption(poolAt(unlocking, Math.max(now, unlocking.updatedAt)), balances[place]!.balance).toString(),
    heldBack: held.some(({ id }) => id === poolId),
    exits: exits.filter(({ pool_id }) => pool_id === poolId).map((row) => exitView(row, stopped.has(`${exitPrefixes.stake}${row.id}`))),
  }));
}
