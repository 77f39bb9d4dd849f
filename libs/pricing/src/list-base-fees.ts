import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, sqlEmpty } from '#libs/database';
import { poolByName } from '#libs/inventory';
import { type Millis, pageOf, type ResourceClass } from '#libs/kernel';

import { curveOf, type CurveView, ruleOf } from './curve.js';

/** The base of an epoch and all that it follows from, by `nextBaseFee` of libs/economics. Amounts are decimal strings: nano-tokens, and units of the class. */
export interface BaseFeeView {
  resourceClass: ResourceClass;
  variant: string;
  epoch: number;
  /** When it was set, and began to hold. */
  activeFrom: Millis;
  base: string;
  tip: string;
  previous: string;
  used: string;
  total: string;
  targetBps: number;
  denominator: number;
  floor: string;
  ceiling: string;
}

export interface BaseFeeCursor {
  activeFrom: Millis;
  epoch: number;
}

export interface BaseFeePage {
  resourceClass: ResourceClass;
  variant: string;
  /** At most 200. */
  limit: number;
  cursor?: BaseFeeCursor;
}

/** How the base fee of a class and variant of a pool moved, newest first, so that anyone can work it out anew. @throws Problem `not_found`. */
export class ListBaseFees extends Query<{ items: BaseFeeView[]; next: BaseFeeCursor | null }> {
  constructor(readonly poolName: string, readonly page: BaseFeePage) {
    super();
  }
}

interface Row {
  epoch: bigint;
  active_from: bigint;
  base: bigint;
  previous: bigint;
  used: bigint;
  total: bigint;
  curve: CurveView;
}

@QueryHandler(ListBaseFees)
export class ListBaseFeesHandler implements IQueryHandler<ListBaseFees> {
  constructor(private readonly database: Database) {}

  async execute({ poolName, page: { resourceClass, variant, limit: most, cursor } }: ListBaseFees): Promise<{ items: BaseFeeView[]; next: BaseFeeCursor | null }> {
    const pool = await poolByName(this.database, poolName);
    const limit = Math.min(most, 200);
    const rows = await this.database.query<Row>(sql`
      select b.epoch, b.active_from, b.base, b.previous, b.used, b.total, r.curve from base_prices b join rates r on r.id = b.rate_id
      where b.pool_id = ${pool.id} and b.resource_class = ${resourceClass} and b.variant = ${variant}
      ${cursor ? sql`and (b.active_from, b.epoch) < (${BigInt(cursor.activeFrom)}, ${BigInt(cursor.epoch)})` : sqlEmpty}
      order by b.active_from desc, b.epoch desc limit ${limit + 1}`);
    const { items, next } = pageOf(rows, limit, (last) => ({ activeFrom: Number(last.active_from), epoch: Number(last.epoch) }));
    return { items: items.flatMap((row) => viewOf(row, resourceClass, variant)), next };
  }
}

function viewOf(row: Row, resourceClass: ResourceClass, variant: string): BaseFeeView[] {
  const curve = curveOf(row.curve);
  if (curve.kind !== 'base-fee') return [];
  const { floor, ceiling, ...rule } = ruleOf(curve);
  return [{
    resourceClass, variant, epoch: Number(row.epoch), activeFrom: Number(row.active_from), base: row.base.toString(), tip: curve.tip.toString(), previous: row.previous.toString(),
    used: row.used.toString(), total: row.total.toString(), ...rule, floor: floor.toString(), ceiling: ceiling.toString(),
  }];
}
