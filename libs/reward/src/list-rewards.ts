import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql, sqlEmpty } from '#libs/database';
import { platformOnly, poolById } from '#libs/inventory';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, MILLIS_PER_DAY, pageOf, type ResourceClass } from '#libs/kernel';

import { fairnessOf, type RewardFairness } from './reward-fairness.js';
import { epochColumns, type EpochRow, epochView, type EpochView } from './reward.store.js';

export interface RewardCursor {
  startsAt: Millis;
  poolId: string;
}

/** What an operator got for an epoch, with all that it follows from: plain JSON. */
export interface RewardView extends EpochView {
  own: { units: { resourceClass: ResourceClass; variant: string; unitMillis: string }[]; work: string; counted: string; amount: string };
}

export interface RewardPage<T> {
  items: T[];
  next: RewardCursor | null;
}

interface Asked {
  limit: number;
  after?: RewardCursor | undefined;
}

type ShareRow = EpochRow & { own_units: RewardView['own']['units']; own_work: bigint; own_counted: bigint; amount: bigint };

function cursorOf({ startsAt, poolId }: EpochView): RewardCursor {
  return { startsAt, poolId };
}

function before(after: RewardCursor | undefined) {
  return after ? sql`and (e.starts_at, e.pool_id) < (${BigInt(after.startsAt)}, ${after.poolId})` : sqlEmpty;
}

/** What the operator's idle capacity got, the latest first. @throws Problem `forbidden`. */
export class ListRewards extends Query<RewardPage<RewardView>> {
  constructor(readonly actor: Actor, readonly asked: Asked) {
    super();
  }
}

@QueryHandler(ListRewards)
export class ListRewardsHandler implements IQueryHandler<ListRewards> {
  constructor(private readonly database: Database) {}

  async execute({ actor, asked: { limit, after } }: ListRewards): Promise<RewardPage<RewardView>> {
    if (actor.ownerType !== 'operator') throw commonProblems.forbidden('Only an operator has idle capacity.');
    const rows = await rowsOf<ShareRow>(this.database, sql`
      select ${epochColumns}, s.units as own_units, s.work as own_work, s.counted as own_counted, s.amount from reward_shares s join reward_epochs e on e.pool_id = s.pool_id and e.starts_at = s.starts_at
      where s.operator_id = ${actor.ownerId} ${before(after)} order by e.starts_at desc, e.pool_id desc limit ${limit + 1}`);
    return pageOf(rows.map((row) => ({ ...epochView(row), own: { units: row.own_units, work: row.own_work.toString(), counted: row.own_counted.toString(), amount: row.amount.toString() } })), limit, cursorOf);
  }
}

/** How a pool's treasury paid for idle capacity, the latest first. For administrators. @throws Problem `forbidden`, `not_found`. */
export class ListRewardEpochs extends Query<RewardPage<EpochView>> {
  constructor(readonly actor: Actor, readonly poolId: string, readonly asked: Asked) {
    super();
  }
}

@QueryHandler(ListRewardEpochs)
export class ListRewardEpochsHandler implements IQueryHandler<ListRewardEpochs> {
  constructor(private readonly database: Database) {}

  async execute({ actor, poolId, asked: { limit, after } }: ListRewardEpochs): Promise<RewardPage<EpochView>> {
    platformOnly(actor);
    await poolById(this.database, poolId);
    const rows = await rowsOf<EpochRow>(this.database, sql`select ${epochColumns} from reward_epochs e where e.pool_id = ${poolId} ${before(after)} order by e.starts_at desc limit ${limit + 1}`);
    return pageOf(rows.map(epochView), limit, cursorOf);
  }
}

/** How long a look back at who got what is. */
const FAIRNESS_MILLIS = 30 * MILLIS_PER_DAY;

/** Who got much of a pool's rewards for little work that tenants paid for, coarsely. For administrators. @throws Problem `forbidden`, `not_found`. */
export class GetRewardFairness extends Query<RewardFairness> {
  constructor(readonly actor: Actor, readonly poolId: string) {
    super();
  }
}

@QueryHandler(GetRewardFairness)
export class GetRewardFairnessHandler implements IQueryHandler<GetRewardFairness> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, poolId }: GetRewardFairness): Promise<RewardFairness> {
    platformOnly(actor);
    await poolById(this.database, poolId);
    const since = BigInt(this.clock.now() - FAIRNESS_MILLIS);
    const rows = await rowsOf<{ group_id: string; operator_ids: string[]; earned: string; rewarded: string }>(this.database, sql`
      select coalesce('group:' || o.group_id, o.id) as group_id, array_agg(o.id order by o.id) as operator_ids, coalesce(sum(c.amount), 0)::text as earned, coalesce(sum(r.amount), 0)::text as rewarded
      from operators o
        cross join lateral (select sum(operator_amount) as amount from charges where operator_id = o.id and pool_id = ${poolId} and posted_at >= ${since}) c
        cross join lateral (select sum(amount) as amount from reward_shares where operator_id = o.id and pool_id = ${poolId} and starts_at >= ${since}) r
      where c.amount is not null or r.amount is not null group by 1 order by 1`);
    return fairnessOf(rows.map(({ operator_ids: operatorIds, earned, rewarded }) => ({ operatorIds, earned: BigInt(earned), rewarded: BigInt(rewarded) })));
  }
}
