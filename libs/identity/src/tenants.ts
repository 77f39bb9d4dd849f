import { CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler, Command } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';

import { Database, once, type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, newId, pageOf, positionOf } from '#libs/kernel';

import { audit } from './audit.js';
import { type IssuedKey, issueKey } from './issue-key.js';
import { after, found, type PageOf, type PageRequest } from './pages.js';
import { insertProject, type ProjectView } from './projects.js';

export const statementPeriods = ['hour', 'day', 'month'] as const;
export type StatementPeriod = (typeof statementPeriods)[number];

export interface TenantView {
  id: string;
  name: string;
  statementPeriod: StatementPeriod;
  /** How much it may have of a pool that is short, beside others. */
  placementWeight: number;
  createdAt: number;
}

interface TenantRow {
  id: string;
  name: string;
  statement_period: StatementPeriod;
  placement_weight: number;
  created_at: bigint;
}

const columns = sql`id, name, statement_period, placement_weight, created_at`;

const viewOf = (row: TenantRow): TenantView => ({ id: row.id, name: row.name, statementPeriod: row.statement_period, placementWeight: row.placement_weight, createdAt: Number(row.created_at) });

/** A tenant with what it needs to begin: a project called `default` and an owner's key. */
export class CreateTenant extends Command<{ tenant: TenantView; project: ProjectView; key: IssuedKey }> {
  constructor(
    readonly actor: Actor,
    readonly input: { name: string; statementPeriod?: StatementPeriod },
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(CreateTenant)
export class CreateTenantHandler implements ICommandHandler<CreateTenant> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: CreateTenant) {
    const now = this.clock.now();
    let secret: string | undefined;
    const made = await this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: { CreateTenant: input }, now }, async () => {
      const id = newId('tenant');
      const [row] = await tx.$queryRaw<TenantRow[]>(sql`
        insert into tenants (id, name, statement_period, created_at)
        values (${id}, ${input.name}, ${input.statementPeriod ?? 'day'}, ${BigInt(now)}) returning ${columns}`);
      const project = await insertProject(tx, id, 'default', now);
      const key = await issueKey(tx, now, { owner: { type: 'tenant', id }, name: 'first key', role: 'owner', createdBy: actor.keyId });
      secret = key.secret;
      await audit(tx, actor, now, { ownerType: 'tenant', ownerId: id, action: 'tenant.created', subjectId: id, detail: { ...input, keyId: key.id } });
      return { tenant: viewOf(row!), project, key: { ...key, secret: undefined } };
    }));
    return { ...made, key: { ...made.key, secret } };
  }
}

/** Changes what is given. */
export class ChangeTenant extends Command<TenantView> {
  constructor(
    readonly actor: Actor,
    readonly tenantId: string,
    readonly input: { name?: string; statementPeriod?: StatementPeriod; placementWeight?: number },
  ) {
    super();
  }
}

@CommandHandler(ChangeTenant)
export class ChangeTenantHandler implements ICommandHandler<ChangeTenant> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, tenantId, input }: ChangeTenant): Promise<TenantView> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.$queryRaw<TenantRow[]>(sql`
        update tenants set name = coalesce(${input.name ?? null}, name), statement_period = coalesce(${input.statementPeriod ?? null}, statement_period),
          placement_weight = coalesce(${input.placementWeight ?? null}::int, placement_weight)
        where id = ${tenantId} returning ${columns}`);
      if (!row) throw commonProblems.not_found('No such tenant.');
      await audit(tx, actor, this.clock.now(), { ownerType: 'tenant', ownerId: tenantId, action: 'tenant.changed', subjectId: tenantId, detail: input });
      return viewOf(row);
    });
  }
}

export class GetTenant extends Query<TenantView> {
  constructor(readonly tenantId: string) {
    super();
  }
}

@QueryHandler(GetTenant)
export class GetTenantHandler implements IQueryHandler<GetTenant> {
  constructor(private readonly database: Database) {}

  async execute({ tenantId }: GetTenant): Promise<TenantView> {
    const [row] = await this.database.query<TenantRow>(sql`select ${columns} from tenants where id = ${tenantId}`);
    if (!row) throw commonProblems.not_found('No such tenant.');
    return viewOf(row);
  }
}

export class ListTenants extends Query<PageOf<TenantView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListTenants)
export class ListTenantsHandler implements IQueryHandler<ListTenants> {
  constructor(private readonly database: Database) {}

  async execute({ page }: ListTenants): Promise<PageOf<TenantView>> {
    const rows = await this.database.query<TenantRow>(sql`
      select ${columns} from tenants where true ${found(page, [sql`name`])} ${after(page)} order by created_at, id limit ${page.limit + 1}`);
    return pageOf(rows.map(viewOf), page.limit, positionOf);
  }
}

/** How often bills are made for a tenant. */
export async function statementPeriodOf(tx: Transaction, tenantId: string): Promise<StatementPeriod> {
  const [row] = await tx.$queryRaw<Pick<TenantRow, 'statement_period'>[]>(sql`select statement_period from tenants where id = ${tenantId}`);
  if (!row) throw commonProblems.not_found('No such tenant.');
  return row.statement_period;
}

/** How much each tenant counts where a pool is divided. */
export async function placementWeights(reader: Reader, tenantIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await rowsOf<{ id: string; weight: number }>(reader, sql`
    select id, placement_weight as weight from tenants where id in (select value from jsonb_array_elements_text(${JSON.stringify(tenantIds)}::jsonb))`);
  return new Map(rows.map(({ id, weight }) => [id, weight]));
}
