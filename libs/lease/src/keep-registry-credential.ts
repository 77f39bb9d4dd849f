import { Inject, Optional } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, type Clock, CLOCK, type Millis, newId, type ProjectId, SEALER, type Sealer } from '#libs/kernel';

import { openStates } from './lease.js';
import { leaseProblems } from './lease.errors.js';
import { logSteps } from './lease.log.js';
import { selectLeases } from './lease.store.js';
import { findProject } from './project.js';
import { credentialView, type RegistryCredentialRow, type RegistryCredentialView, sealPassword } from './registry-credential.js';

export interface RegistryCredentialInput {
  projectId?: string;
  name: string;
  /** A registry: a host name, with a port or without. */
  server: string;
  username: string;
  password: string;
}

/** The most a project may keep. */
const MOST_CREDENTIALS = 50;

/**
 * Keeps what images are pulled with. Under a name that is taken, it takes the old one's place: leases that name it pull with
 * the new one from now on. So a repeat is harmless, and needs no key that would have to remember the password.
 */
export class KeepRegistryCredential extends Command<RegistryCredentialView> {
  constructor(readonly actor: Actor, readonly input: RegistryCredentialInput) {
    super();
  }
}

@CommandHandler(KeepRegistryCredential)
export class KeepRegistryCredentialHandler implements ICommandHandler<KeepRegistryCredential> {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(SEALER) private readonly sealer?: Sealer,
  ) {}

  execute({ actor, input }: KeepRegistryCredential): Promise<RegistryCredentialView> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const projectId = await findProject(tx, actor, input.projectId);
      await tx.$queryRaw(sql`select 1 from projects where id = ${projectId} for no key update`);
      const row = (await this.replace(tx, projectId, input, now)) ?? (await this.add(tx, projectId, input, now));
      const { name, server, username } = input;
      await audit(tx, actor, now, { action: 'registry_credential.kept', subjectId: row.id, detail: { projectId, name, server, username } });
      return credentialView(row);
    });
  }

  private async replace(tx: Transaction, projectId: ProjectId, input: RegistryCredentialInput, now: Millis): Promise<RegistryCredentialRow | undefined> {
    const [known] = await tx.$queryRaw<RegistryCredentialRow[]>(sql`select * from registry_credentials where project_id = ${projectId} and name = ${input.name} for update`);
    if (!known) return undefined;
    const sealed = sealPassword(known.id, input.password, this.sealer);
    await tx.$executeRaw(sql`
      update registry_credentials set server = ${input.server}, username = ${input.username}, sealed_password = ${sealed}, revision = revision + 1, updated_at = ${BigInt(now)}
      where id = ${known.id}`);
    await this.tellLeases(tx, projectId, input.name, now);
    return { ...known, server: input.server, username: input.username, updated_at: BigInt(now) };
  }

  private async add(tx: Transaction, projectId: ProjectId, { name, server, username, password }: RegistryCredentialInput, now: Millis): Promise<RegistryCredentialRow> {
    const [{ kept } = { kept: 0n }] = await tx.$queryRaw<{ kept: bigint }[]>(sql`select count(*) as kept from registry_credentials where project_id = ${projectId}`);
    if (kept >= BigInt(MOST_CREDENTIALS)) throw leaseProblems.too_many_credentials(`A project keeps ${MOST_CREDENTIALS} registry credentials at most; remove one first.`);
    const id = newId('registryCredential');
    await tx.$executeRaw(sql`
      insert into registry_credentials (id, project_id, name, server, username, sealed_password, created_at, updated_at)
      values (${id}, ${projectId}, ${name}, ${server}, ${username}, ${sealPassword(id, password, this.sealer)}, ${BigInt(now)}, ${BigInt(now)})`);
    return { id, project_id: projectId, name, server, username, created_at: BigInt(now), updated_at: BigInt(now) };
  }

  /** Has what runs with it applied anew: that is where the new password is needed. */
  private async tellLeases(tx: Transaction, projectId: ProjectId, name: string, now: Millis): Promise<void> {
    const leases = await selectLeases(tx, sql`
      where project_id = ${projectId} and workload->>'registryCredential' = ${name}
        and state in (select value from jsonb_array_elements_text(${JSON.stringify(openStates)}::jsonb))`);
    await logSteps(tx, now, leases.map((lease) => ({ lease, type: 'lease.changed', data: { registryCredential: name } })));
  }
}
