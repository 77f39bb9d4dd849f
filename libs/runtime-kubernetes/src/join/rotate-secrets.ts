import { type Database } from '#libs/database';
import { type Sealer } from '#libs/kernel';

import { resealCredentials } from './credentials.store.js';

const AT_ONCE = 100;
const MAX_ROUNDS = 1_000;

/**
 * Seals every connection with the first key. Everything goes on meanwhile; when it is done, the other keys may go.
 * @returns how many were sealed anew. @throws Unsealable when one was sealed with a key that is not there any more.
 */
export async function rotateSecrets(database: Database, sealer: Sealer): Promise<number> {
  let [resealed, after]: [number, string | undefined] = [0, ''];
  for (let round = 0; after !== undefined && round < MAX_ROUNDS; round += 1) {
    const from: string = after;
    const done = await database.transaction((tx) => resealCredentials(tx, sealer, from, AT_ONCE));
    resealed += done.resealed;
    after = done.next;
  }
  return resealed;
}
