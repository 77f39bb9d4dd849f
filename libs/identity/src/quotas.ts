import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql, type Transaction } from '#libs/database';
import { type Actor, CLOCK, type Clock, type ResourceClass } from '#libs/kernel';

import { audit } from './audit.js';
import { requireWhole } from './owner.js';
import { findProject } from './projects.js';

/** So much of a class a project may hold in claims, in the class's own unit. */
export interface QuotaView {
  projectId: string;
  resourceClass: ResourceClass;
  limit: number;
}

interface QuotaRow {
  resource_class: ResourceClass;
  limit: bigint;
}

/** How much of each class a project may hold in claims; a class that is missing is not limited. In the class's own unit. */
export async function quotasOf(source: Transaction | Database, projectId: string): Promise<Map<ResourceClass, bigint>> {
  const statement = sql`select resource_class, "limit" from quotas where project_id = ${projectId} order by resource_class`;
  const rows = 'query' in source ? await source.query<QuotaRow>(statement) : await source.$queryRaw<QuotaRow[]>(statement);
  return new Map(rows.map((row) => [row.resource_class, row.limit]));
}

/** Sets a limit, or takes it away (`undefined`). What is held already stays. */
export class SetQuota extends Command<QuotaView | null> {
  constructor(
    readonly actor: Actor,
    readonly projectId: string,
    readonly resourceClass: ResourceClass,
    readonly limit: number | undefined,
  ) {
    super();
  }
}

@CommandHandler(SetQuota)
export class SetQuotaHandler implements ICommandHandler<SetQuota> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, projectId, resourceClass, limit }: SetQuota): Promise<QuotaView | null> {
    // A project's own key must not lift the project's limits.
    requireWhole(actor);
    return this.database.modelTransaction(async (tx) => {
      await findProject(tx, actor, projectId);
      if (limit === undefined) {
        await tx.quota.deleteMany({ where: { projectId, resourceClass } });
      } else {
        await tx.$executeRaw(sql`
          insert into quotas (project_id, resource_class, "limit") values (${projectId}, ${resourceClass}, ${BigInt(limit)})
          on conflict (project_id, resource_class) do update set "limit" = excluded."limit"`);
      }
      await audit(tx, actor, this.clock.now(), { action: limit === undefined ? 'quota.removed' : 'quota.set', subjectId: projectId, detail: { resourceClass, limit } });
      return limit === undefined ? null : { projectId, resourceClass, limit };
    });
  }
}

/** Of one project; there are few classes, so that the list is whole. */
export class ListQuotas extends Query<QuotaView[]> {
  constructor(readonly actor: Actor, readonly projectId?: string) {
    super();
  }
}

@QueryHandler(ListQuotas)
export class ListQuotasHandler implements IQueryHandler<ListQuotas> {
  constructor(private readonly database: Database) {}

  async execute({ actor, projectId }: ListQuotas): Promise<QuotaView[]> {
    const project = await findProject(this.database, actor, projectId);
    const quotas = await quotasOf(this.database, project.id);
    return [...quotas].map(([resourceClass, limit]) => ({ projectId: project.id, resourceClass, limit: Number(limit) }));
  }
}
