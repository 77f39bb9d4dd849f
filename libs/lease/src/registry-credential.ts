import { type Reader, rowsOf, type SealedColumn, sql } from '#libs/database';
import { commonProblems, type Millis, type ProjectId, type RegistryCredentialId, type Sealer, Unsealable } from '#libs/kernel';

/** What a project's images may be pulled with, as its tenant sees it: never the password. */
export interface RegistryCredentialView {
  id: RegistryCredentialId;
  projectId: string;
  name: string;
  server: string;
  username: string;
  createdAt: Millis;
  /** When its password was last given. */
  updatedAt: Millis;
}

export interface RegistryCredentialRow {
  id: RegistryCredentialId;
  project_id: string;
  name: string;
  server: string;
  username: string;
  created_at: bigint;
  updated_at: bigint;
}

export function credentialView(row: RegistryCredentialRow): RegistryCredentialView {
  const { id, name, server, username } = row;
  return { id, projectId: row.project_id, name, server, username, createdAt: Number(row.created_at), updatedAt: Number(row.updated_at) };
}

/** As it is kept, and read with a lease's intent. */
export interface SealedCredential {
  id: RegistryCredentialId;
  /** Every new password adds one. */
  revision: number;
  server: string;
  username: string;
  /** Sealed, in base 64. */
  password: string;
}

/** Seals a password for its row alone. @throws Problem `unavailable` where nothing can be sealed. */
export function sealPassword(id: RegistryCredentialId, password: string, sealer: Sealer | undefined): Uint8Array {
  if (!sealer) throw commonProblems.unavailable('Secrets cannot be kept here just now.', { retryAfterSeconds: 60 });
  return sealer.seal(Buffer.from(password, 'utf8'), contextOf(id));
}

/** The credential with its password. @throws Unsealable when the key that it was sealed with is not here. */
export function openCredential({ id, server, username, password }: SealedCredential, sealer: Sealer | undefined): { server: string; username: string; password: string } {
  if (!sealer) throw new Unsealable('there is no key to open a registry credential with');
  const opened = sealer.open(Buffer.from(password, 'base64'), contextOf(id));
  return { server, username, password: Buffer.from(opened).toString('utf8') };
}

function contextOf(id: string): string {
  return `registry_credentials.password:${id}`;
}

/** For whoever seals all secrets anew. */
export const sealedPasswords: SealedColumn = { table: 'registry_credentials', id: 'id', column: 'sealed_password', contextOf };

/** Keeps the named credential from being removed until the transaction ends. @throws Problem `not_found` when the project has none of that name. */
export async function requireCredential(tx: Reader, projectId: ProjectId, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const found = await rowsOf<unknown>(tx, sql`select 1 from registry_credentials where project_id = ${projectId} and name = ${name} for share`);
  if (found.length === 0) throw commonProblems.not_found(`This project has no registry credential called ${name}.`, { pointer: '/workload/registryCredential' });
}
