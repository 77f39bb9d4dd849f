import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { requireProject } from '#libs/identity';
import { type Actor, commonProblems, type Millis } from '#libs/kernel';
import { leaseById } from '#libs/lease';

import { usageOfCharge } from './statement-span.js';

/** What one class of a lease has cost so far. Amounts are nano-tokens as decimal strings. */
export interface ClassCost {
  resourceClass: string;
  variant: string;
  /** As on a statement's line: unit-milliseconds of time, bytes or byte-milliseconds of usage, less what was credited. */
  usage: string;
  amount: string;
}

/** What a lease has cost so far: all of its charges, less its credits. */
export interface LeaseCost {
  amount: string;
  /** By class, then variant; they sum to the amount. */
  classes: ClassCost[];
  /** The latest end of a charge; null when there is none yet. */
  until: Millis | null;
}

/** What one of the tenant's leases has cost. Reads all of its charges: as many as it was settled often. @throws Problem `not_found`. */
export class GetLeaseCost extends Query<LeaseCost> {
  constructor(readonly actor: Actor, readonly leaseId: string) {
    super();
  }
}

@QueryHandler(GetLeaseCost)
export class GetLeaseCostHandler implements IQueryHandler<GetLeaseCost> {
  constructor(private readonly database: Database) {}

  async execute({ actor, leaseId }: GetLeaseCost): Promise<LeaseCost> {
    const lease = await leaseById(this.database, leaseId);
    if (lease?.tenantId !== actor.ownerId) throw commonProblems.not_found('No such lease.');
    requireProject(actor, lease.projectId, 'lease');
    const rows = await rowsOf<ClassCost & { until: bigint }>(this.database, sql`
      select resource_class as "resourceClass", variant, coalesce(sum(${usageOfCharge}) filter (where kind <> 'service_credit'), 0)::text as usage, sum(amount)::text as amount, max(ends_at) as until
      from charges c where lease_id = ${leaseId} group by resource_class, variant order by resource_class collate "C", variant collate "C"`);
    return {
      amount: String(rows.reduce((sum, { amount }) => sum + BigInt(amount), 0n)),
      classes: rows.map(({ resourceClass, variant, usage, amount }) => ({ resourceClass, variant, usage, amount })),
      until: rows.length === 0 ? null : Math.max(...rows.map(({ until }) => Number(until))),
    };
  }
}
