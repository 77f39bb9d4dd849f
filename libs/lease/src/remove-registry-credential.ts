import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { audit, requireProject } from '#libs/identity';
import { type Actor, type Clock, CLOCK, commonProblems } from '#libs/kernel';

import { openStates } from './lease.js';
import { leaseProblems } from './lease.errors.js';
import type { RegistryCredentialRow } from './registry-credential.js';

/** Forgets a credential that no open lease names. @throws Problem `not_found`, `credential_in_use` */
export class RemoveRegistryCredential extends Command<void> {
  constructor(readonly actor: Actor, readonly credentialId: string) {
    super();
  }
}

@CommandHandler(RemoveRegistryCredential)
export class RemoveRegistryCredentialHandler implements ICommandHandler<RemoveRegistryCredential> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  execute({ actor, credentialId }: RemoveRegistryCredential): Promise<void> {
    return this.database.transaction(async (tx) => {
      // Waits for admissions that name it: each of them holds the row.
      const [row] = await tx.$queryRaw<RegistryCredentialRow[]>(sql`
        select c.* from registry_credentials c join projects p on p.id = c.project_id
        where c.id = ${credentialId} and p.tenant_id = ${actor.ownerId} for update of c`);
      if (!row) throw commonProblems.not_found('No such registry credential.');
      requireProject(actor, row.project_id, 'registry credential');
      const users = await tx.$queryRaw<unknown[]>(sql`
        select 1 from leases where project_id = ${row.project_id} and workload->>'registryCredential' = ${row.name}
          and state in (select value from jsonb_array_elements_text(${JSON.stringify(openStates)}::jsonb)) limit 1`);
      if (users.length > 0) throw leaseProblems.credential_in_use(`Open leases pull their images with ${row.name}; close them first, or give it a new password.`);
      await tx.$executeRaw(sql`delete from registry_credentials where id = ${row.id}`);
      await audit(tx, actor, this.clock.now(), { action: 'registry_credential.removed', subjectId: row.id, detail: { projectId: row.project_id, name: row.name } });
    });
  }
}
