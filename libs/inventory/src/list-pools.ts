import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeContaining, likeExactly, rowsOf, sql, sqlEmpty } from '#libs/database';
import { type Actor, CLOCK, type Clock, pageOf, type ResourceClass, SETTINGS, type Settings } from '#libs/kernel';
import { type BondCovers, bondCoversOfAll, unitsWithinBond } from '#libs/stake';

import type { Page, PageRequest } from './page.js';
import { platformOnly, type PoolView, toPoolView } from './pool.js';

/** How much of a class is free, as coarsely as a tenant needs: an exact figure would show what others use and who offers. */
export const availabilities = ['none', 'low', 'medium', 'high'] as const;
export type Availability = (typeof availabilities)[number];

/** A pool as tenants see it: nothing of operators, sites, clusters or hosts. */
export interface OfferedPool {
  name: string;
  /** Where its capacity is: ISO 3166-1 alpha-2, and coarse regions. */
  jurisdictions: string[];
  regions: string[];
  classes: { resourceClass: ResourceClass; variant: string; availability: Availability }[];
}

/** What may be leased, by pool's name. `search`: part of it. */
export class ListOfferedPools extends Query<Page<OfferedPool>> {
  constructor(readonly page: PageRequest & { search?: string | undefined }) {
    super();
  }
}

interface OfferedRow {
  name: string;
  jurisdictions: string[] | null;
  regions: string[] | null;
  classes: OfferedClass[] | null;
}

/** Of one operator. */
interface OfferedClass {
  operatorId: string;
  resourceClass: ResourceClass;
  variant: string;
  used: number;
  total: number;
}

@QueryHandler(ListOfferedPools)
export class ListOfferedPoolsHandler implements IQueryHandler<ListOfferedPools> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ page }: ListOfferedPools): Promise<Page<OfferedPool>> {
    const heardSince = BigInt(this.clock.now() - this.settings.hostStaleAfterMillis);
    const rows = await rowsOf<OfferedRow>(this.database, sql`
      with page as (
        select id, name from pools where name collate "C" > ${page.after ?? ''} ${page.search === undefined ? sqlEmpty : sql`and name ilike ${likeContaining(page.search)}`} order by name collate "C" limit ${page.limit + 1}
      ), offering as materialized (
        select id, pool_id, operator_id, jurisdiction, region from hosts
        where pool_id in (select id from page) and state = 'open' and lost_at is null and coalesce(cardinality(withheld), 0) = 0 and last_heartbeat_at >= ${heardSince}
      ), amounts as (
        select o.pool_id, o.operator_id, i.resource_class, i.variant, sum((i.total - i.reserved) * i.allocation_ratio_bps / 10000) as total,
          sum(i.used) as used
        from offering o join inventories i on i.host_id = o.id group by 1, 2, 3, 4
      )
      select p.name,
        (select array_agg(distinct jurisdiction order by jurisdiction) from offering o where o.pool_id = p.id) as jurisdictions,
        (select array_agg(distinct region order by region) from offering o where o.pool_id = p.id) as regions,
        (select json_agg(json_build_object('operatorId', operator_id, 'resourceClass', resource_class, 'variant', variant, 'used', used, 'total', total) order by resource_class, variant)
          from amounts a where a.pool_id = p.id and total > 0) as classes
      from page p order by p.name collate "C"`);
    const covers = await bondCoversOfAll(this.database, this.clock.now());
    const pools = rows.map((row) => ({
      name: row.name,
      jurisdictions: row.jurisdictions ?? [],
      regions: row.regions ?? [],
      classes: offeredClasses(row.classes ?? [], covers),
    }));
    return pageOf(pools, page.limit, (pool) => pool.name);
  }
}

/** What all operators have on offer of each class, in order of class and variant; what is not bonded for is not on offer. */
function offeredClasses(rows: readonly OfferedClass[], covers: BondCovers): OfferedPool['classes'] {
  const sums = new Map<string, { resourceClass: ResourceClass; variant: string; free: number; total: number }>();
  for (const { operatorId, used, ...row } of rows) {
    const cover = covers.get(operatorId);
    const total = cover ? Math.max(used, unitsWithinBond(row.total, row, cover)) : row.total;
    const key = `${row.resourceClass}/${row.variant}`;
    const sum = sums.get(key) ?? { ...row, free: 0, total: 0 };
    sums.set(key, { ...sum, free: sum.free + total - used, total: sum.total + total });
  }
  return [...sums.values()].map(({ resourceClass, variant, free, total }) => ({ resourceClass, variant, availability: availabilityOf(free, total) }));
}

/** In tenths of what is on offer: none, under one, under five, or more. */
export function availabilityOf(free: number, total: number): Availability {
  if (free <= 0) return 'none';
  if (free * 10 < total) return 'low';
  return free * 2 < total ? 'medium' : 'high';
}

/** Every pool with its terms, by name. For platform administrators. `search`: part of the name, or the beginning of the id. */
export class ListPools extends Query<Page<PoolView>> {
  constructor(readonly actor: Actor, readonly page: PageRequest & { search?: string | undefined }) {
    super();
  }
}

@QueryHandler(ListPools)
export class ListPoolsHandler implements IQueryHandler<ListPools> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page: { limit, after, search } }: ListPools): Promise<Page<PoolView>> {
    platformOnly(actor);
    const pattern = search !== undefined && likeExactly(search);
    const rows = await this.database.client.pool.findMany({
      where: {
        ...(after === undefined ? {} : { name: { gt: after } }),
        ...(pattern === false ? {} : { OR: [{ name: { contains: pattern, mode: 'insensitive' } }, { id: { startsWith: pattern, mode: 'insensitive' } }] }),
      },
      orderBy: { name: 'asc' }, take: limit + 1,
    });
    return pageOf(rows.map(toPoolView), limit, (pool) => pool.name);
  }
}
