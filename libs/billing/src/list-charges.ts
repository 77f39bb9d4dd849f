import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeBeginning, likeContaining, rowsOf, sql, sqlEmpty } from '#libs/database';
import { requireProject } from '#libs/identity';
import { type Actor, commonProblems, type Millis, pageOf } from '#libs/kernel';
import { leaseById } from '#libs/lease';

/** One debit of a lease, as its tenant reads it. Amounts are nano-tokens as decimal strings. */
export interface ChargeView {
  id: string;
  /** `time`, `usage`, `credit` for what was charged and turned out otherwise, or `service_credit` for a missed service level: amounts of credits are negative. */
  kind: 'time' | 'usage' | 'credit' | 'service_credit';
  resourceClass: string;
  variant: string;
  /** Units of the class; bytes or byte-milliseconds for usage. */
  quantity: string;
  nanoTokensPerUnitHour: string;
  /** What of that is base: the pool's treasury's. */
  baseNanoTokensPerUnitHour: string;
  startsAt: Millis;
  endsAt: Millis;
  amount: string;
  /** What of it was for the base and went to the pool's treasury, to none who serve. */
  baseAmount: string;
  /** Owed besides, and not asked: the funds had ended. */
  waived: string;
  /** The statement it is on, once it is. */
  statementId: string | null;
  postedAt: Millis;
}

export interface ChargeCursor {
  startsAt: Millis;
  id: string;
}

export interface ChargePage {
  items: ChargeView[];
  next: ChargeCursor | null;
}

/** In which order charges are listed: by the time they are for, `-starts` the latest first. */
export const chargeOrders = ['starts', '-starts'] as const;
export type ChargeOrder = (typeof chargeOrders)[number];

/** Charges of one of the tenant's leases, in order of the time they are for; a cursor goes on in the order that it was given in. `search`: part of the class or variant, or the beginning of the id. @throws Problem `not_found`. */
export class ListCharges extends Query<ChargePage> {
  constructor(readonly actor: Actor, readonly leaseId: string, readonly page: { limit: number; after?: ChargeCursor; search?: string; sort?: ChargeOrder }) {
    super();
  }
}

@QueryHandler(ListCharges)
export class ListChargesHandler implements IQueryHandler<ListCharges> {
  constructor(private readonly database: Database) {}

  async execute({ actor, leaseId, page: { limit, after, search, sort } }: ListCharges): Promise<ChargePage> {
    const lease = await leaseById(this.database, leaseId);
    if (lease?.tenantId !== actor.ownerId) throw commonProblems.not_found('No such lease.');
    requireProject(actor, lease.projectId, 'lease');
    const isLatestFirst = sort === '-starts';
    const rows = await rowsOf<Omit<ChargeView, 'startsAt' | 'endsAt' | 'postedAt'> & Record<'startsAt' | 'endsAt' | 'postedAt', bigint>>(this.database, sql`
      select id, kind, resource_class as "resourceClass", variant, quantity::text as quantity, nano_tokens_per_unit_hour::text as "nanoTokensPerUnitHour",
        base_nano_tokens_per_unit_hour::text as "baseNanoTokensPerUnitHour", base_amount::text as "baseAmount",
        starts_at as "startsAt", ends_at as "endsAt", amount::text as amount, waived::text as waived, posted_at as "postedAt",
        case when late then (select s.id from statements s where s.tenant_id = c.tenant_id and s.charges_from < c.sequence and s.charges_to >= c.sequence)
          else (select s.id from statements s where s.tenant_id = c.tenant_id and s.starts_at < c.ends_at and s.ends_at >= c.ends_at) end as "statementId"
      from charges c where lease_id = ${leaseId} ${after ? sql`and (starts_at, id) ${isLatestFirst ? sql`<` : sql`>`} (${BigInt(after.startsAt)}, ${after.id})` : sqlEmpty}
        ${search === undefined ? sqlEmpty : sql`and (resource_class ilike ${likeContaining(search)} or variant ilike ${likeContaining(search)} or id ilike ${likeBeginning(search)})`}
      order by ${isLatestFirst ? sql`starts_at desc, id desc` : sql`starts_at, id`} limit ${limit + 1}`);
    const charges = rows.map((row) => ({ ...row, startsAt: Number(row.startsAt), endsAt: Number(row.endsAt), postedAt: Number(row.postedAt) }));
    return pageOf(charges, limit, ({ startsAt, id }) => ({ startsAt, id }));
  }
}
