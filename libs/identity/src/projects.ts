import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, once, sql, sqlEmpty, type Transaction } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, newId, pageOf, positionOf } from '#libs/kernel';

import { audit } from './audit.js';
import { identityProblems } from './identity.errors.js';
import { requireWhole } from './owner.js';
import { after, found, type PageOf, type PageRequest } from './pages.js';

export interface ProjectView {
  id: string;
  name: string;
  createdAt: number;
}

interface ProjectRow {
  id: string;
  name: string;
  created_at: bigint;
}

const viewOf = (row: ProjectRow): ProjectView => ({ id: row.id, name: row.name, createdAt: Number(row.created_at) });

/** @throws Problem `name_taken` */
export async function insertProject(tx: Transaction, tenantId: string, name: string, now: Millis): Promise<ProjectView> {
  const [row] = await tx.$queryRaw<ProjectRow[]>(sql`
    insert into projects (id, tenant_id, name, created_at) values (${newId('project')}, ${tenantId}, ${name}, ${BigInt(now)})
    on conflict (tenant_id, name) do nothing returning id, name, created_at`);
  if (!row) throw identityProblems.name_taken(`There is a project called ${name}.`, { pointer: '/name' });
  return viewOf(row);
}

/**
 * The actor's project of that id; without an id, the one its key is limited to, or else the tenant's first.
 * @throws Problem `not_found`, also for another's.
 */
export async function findProject(source: Transaction | Database, actor: Actor, projectId?: string): Promise<ProjectView> {
  const wanted = projectId ?? actor.projectId;
  const statement = sql`
    select id, name, created_at from projects
    where tenant_id = ${actor.ownerId} ${wanted === undefined ? sqlEmpty : sql`and id = ${wanted}`}
    ${actor.projectId === undefined ? sqlEmpty : sql`and id = ${actor.projectId}`}
    order by created_at, id limit 1`;
  const [row] = 'query' in source ? await source.query<ProjectRow>(statement) : await source.$queryRaw<ProjectRow[]>(statement);
  if (!row) throw commonProblems.not_found('No such project.', projectId === undefined ? {} : { pointer: '/projectId' });
  return viewOf(row);
}

export class CreateProject extends Command<ProjectView> {
  constructor(
    readonly actor: Actor,
    readonly input: { name: string },
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(CreateProject)
export class CreateProjectHandler implements ICommandHandler<CreateProject> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: CreateProject): Promise<ProjectView> {
    requireWhole(actor);
    const now = this.clock.now();
    return this.database.modelTransaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: { CreateProject: input }, now }, async () => {
      const project = await insertProject(tx, actor.ownerId, input.name, now);
      await audit(tx, actor, now, { action: 'project.created', subjectId: project.id, detail: input });
      return project;
    }));
  }
}

export class RenameProject extends Command<ProjectView> {
  constructor(
    readonly actor: Actor,
    readonly projectId: string,
    readonly input: { name: string },
  ) {
    super();
  }
}

@CommandHandler(RenameProject)
export class RenameProjectHandler implements ICommandHandler<RenameProject> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, projectId, input }: RenameProject): Promise<ProjectView> {
    return this.database.modelTransaction(async (tx) => {
      const project = await findProject(tx, actor, projectId);
      const [other] = await tx.$queryRaw<unknown[]>(sql`
        select 1 from projects where tenant_id = ${actor.ownerId} and name = ${input.name} and id <> ${projectId}`);
      if (other) throw identityProblems.name_taken(`There is a project called ${input.name}.`, { pointer: '/name' });
      await tx.project.update({ where: { id: projectId }, data: { name: input.name } });
      await audit(tx, actor, this.clock.now(), { action: 'project.renamed', subjectId: projectId, detail: { from: project.name, to: input.name } });
      return { ...project, name: input.name };
    });
  }
}

export class GetProject extends Query<ProjectView> {
  constructor(readonly actor: Actor, readonly projectId: string) {
    super();
  }
}

@QueryHandler(GetProject)
export class GetProjectHandler implements IQueryHandler<GetProject> {
  constructor(private readonly database: Database) {}

  execute({ actor, projectId }: GetProject): Promise<ProjectView> {
    return findProject(this.database, actor, projectId);
  }
}

export class ListProjects extends Query<PageOf<ProjectView>> {
  constructor(readonly actor: Actor, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListProjects)
export class ListProjectsHandler implements IQueryHandler<ListProjects> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page }: ListProjects): Promise<PageOf<ProjectView>> {
    const rows = await this.database.query<ProjectRow>(sql`
      select id, name, created_at from projects
      where tenant_id = ${actor.ownerId} ${actor.projectId === undefined ? sqlEmpty : sql`and id = ${actor.projectId}`} ${found(page, [sql`name`])} ${after(page)}
      order by created_at, id limit ${page.limit + 1}`);
    return pageOf(rows.map(viewOf), page.limit, positionOf);
  }
}
