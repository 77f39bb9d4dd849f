import { Database, sql } from '#libs/database';
import { type Millis, newId } from '#libs/kernel';

import { scopesOf } from './roles.js';
import { isSecret, newSecret, secretFrom } from './secret.js';

/**
 * Makes sure that an administrator's key exists: the one given, which whoever installs the product may choose, or a new
 * one. @returns its secret, which is shown nowhere else. @throws RangeError when the given one has not the form of a key.
 */
export async function ensureAdminKey(database: Database, now: Millis, chosen?: string): Promise<string> {
  if (chosen !== undefined && !isSecret(chosen)) throw new RangeError('an administrator\'s key is weir_adm_ and 43 characters of base64url');
  const { secret, prefix, hash } = chosen === undefined ? newSecret('platform') : secretFrom(chosen);
  await database.transaction((tx) => tx.$executeRaw(sql`
    insert into api_keys (id, prefix, hash, owner_type, owner_id, name, role, scopes, created_at)
    values (${newId('apiKey')}, ${prefix}, ${hash}, 'platform', 'platform', 'first administrator', 'administrator',
      ${[...scopesOf('platform', 'administrator')]}, ${BigInt(now)})
    on conflict (hash) do nothing`));
  return secret;
}
