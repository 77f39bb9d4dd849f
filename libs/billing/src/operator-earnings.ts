import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, type Sql, sql, sqlEmpty } from '#libs/database';
import { type Actor, commonProblems, type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, pageOf } from '#libs/kernel';
import { balanceOf } from '#libs/ledger';

import type { Period } from './period.js';

/** What one host earned with one class in one period. Amounts are nano-tokens as decimal strings. */
export interface EarningsLine {
  /** The hour, day or month (UTC) in which it was paid. */
  periodStartsAt: Millis;
  hostId: string;
  resourceClass: string;
  variant: string;
  amount: string;
}

export type EarningsCursor = Omit<EarningsLine, 'amount'>;

export interface EarningsView {
  items: EarningsLine[];
  next: EarningsCursor | null;
  /** Of the whole span, all pages. It is what charges brought into the earnings account in that time. */
  total: string;
  /** What the earnings account holds now. */
  balance: string;
}

export interface EarningsFilter {
  /** Paid in [from, to). */
  from: Millis;
  to: Millis;
  by: Period;
  hostId?: string;
  limit: number;
  after?: EarningsCursor;
}

/** The operator's side of its tenants' statements: its part of each charge, by period, host and class. */
export class OperatorEarnings extends Query<EarningsView> {
  constructor(readonly actor: Actor, readonly filter: EarningsFilter) {
    super();
  }
}

@QueryHandler(OperatorEarnings)
export class OperatorEarningsHandler implements IQueryHandler<OperatorEarnings> {
  constructor(private readonly database: Database) {}

  async execute({ actor, filter }: OperatorEarnings): Promise<EarningsView> {
    if (actor.ownerType !== 'operator') throw commonProblems.forbidden('Earnings are for operators to read.');
    const { from, to, by, hostId, limit, after } = filter;
    const charges = sql`
      from charges where operator_id = ${actor.ownerId} and posted_at >= ${BigInt(from)} and posted_at < ${BigInt(to)}
        ${hostId === undefined ? sqlEmpty : sql`and host_id = ${hostId}`}`;
    const rows = await rowsOf<Omit<EarningsLine, 'periodStartsAt'> & { periodStartsAt: bigint }>(this.database, sql`
      select * from (
        select ${periodOf[by]} as "periodStartsAt", host_id as "hostId", resource_class as "resourceClass", variant, sum(operator_amount)::text as amount
        ${charges} group by 1, host_id, resource_class, variant
      ) lines
      ${after ? sql`where ("periodStartsAt", "hostId", "resourceClass", variant) > (${BigInt(after.periodStartsAt)}, ${after.hostId}, ${after.resourceClass}, ${after.variant})` : sqlEmpty}
      order by "periodStartsAt", "hostId", "resourceClass", variant limit ${limit + 1}`);
    const [sum] = await rowsOf<{ total: string }>(this.database, sql`select coalesce(sum(operator_amount), 0)::text as total ${charges}`);
    const { balance } = await balanceOf(this.database, { ownerId: actor.ownerId, kind: 'earnings' });
    return { ...pageOf(rows.map((row) => ({ ...row, periodStartsAt: Number(row.periodStartsAt) })), limit, cursorOf), total: sum!.total, balance: balance.toString() };
  }
}

/** The beginning of the period in which a charge was posted. */
const periodOf: Readonly<Record<Period, Sql>> = {
  hour: sql`posted_at - posted_at % ${BigInt(MILLIS_PER_HOUR)}`,
  day: sql`posted_at - posted_at % ${BigInt(MILLIS_PER_DAY)}`,
  month: sql`(extract(epoch from date_trunc('month', to_timestamp(posted_at / 1000), 'UTC')) * 1000)::bigint`,
};

function cursorOf({ amount: _amount, ...position }: EarningsLine): EarningsCursor {
  return position;
}
