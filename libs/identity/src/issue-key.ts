import { sql, type Transaction } from '#libs/database';
import { type Millis, newId } from '#libs/kernel';

import { type KeyView, type KeyRow, keyColumns, viewOfKey } from './key.js';
import type { Owner } from './owner.js';
import { type Scope, scopesOf } from './roles.js';
import { newSecret } from './secret.js';

/** A key with its secret. The secret is in the first answer alone: it is stored nowhere. */
export interface IssuedKey extends KeyView {
  secret?: string;
}

export interface NewKey {
  owner: Owner;
  name: string;
  role: string;
  /** Default: all of the role's. */
  scopes?: readonly Scope[];
  projectId?: string;
  expiresAt?: Millis;
  createdBy: string;
}

/** Writes a new key. Whether the creator may give so much is checked before. */
export async function issueKey(tx: Transaction, now: Millis, key: NewKey): Promise<IssuedKey> {
  const { secret, prefix, hash } = newSecret(key.owner.type);
  const scopes = [...(key.scopes ?? scopesOf(key.owner.type, key.role))];
  const [row] = await tx.$queryRaw<KeyRow[]>(sql`
    insert into api_keys (id, prefix, hash, owner_type, owner_id, project_id, name, role, scopes, created_by, created_at, expires_at)
    values (${newId('apiKey')}, ${prefix}, ${hash}, ${key.owner.type}, ${key.owner.id}, ${key.projectId ?? null}, ${key.name}, ${key.role},
      ${scopes}, ${key.createdBy}, ${BigInt(now)}, ${key.expiresAt === undefined ? null : BigInt(key.expiresAt)})
    returning ${keyColumns}`);
  return { ...viewOfKey(row!), secret };
}
