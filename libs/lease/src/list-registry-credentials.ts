import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import type { Actor } from '#libs/kernel';

import { findProject } from './project.js';
import { credentialView, type RegistryCredentialRow, type RegistryCredentialView } from './registry-credential.js';

/** What a project's images may be pulled with, by name. There are few, so that the list is whole. @throws Problem `not_found` */
export class ListRegistryCredentials extends Query<RegistryCredentialView[]> {
  constructor(readonly actor: Actor, readonly projectId?: string) {
    super();
  }
}

@QueryHandler(ListRegistryCredentials)
export class ListRegistryCredentialsHandler implements IQueryHandler<ListRegistryCredentials> {
  constructor(private readonly database: Database) {}

  async execute({ actor, projectId }: ListRegistryCredentials): Promise<RegistryCredentialView[]> {
    const project = await findProject(this.database, actor, projectId);
    const rows = await this.database.query<RegistryCredentialRow>(sql`
      select id, project_id, name, server, username, created_at, updated_at from registry_credentials where project_id = ${project} order by name collate "C"`);
    return rows.map(credentialView);
  }
}
