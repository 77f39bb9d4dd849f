import { createHash } from 'node:crypto';

import { assert, canonicalJson, commonProblems, type Millis, toJson } from '#libs/kernel';

import { sql, type Transaction } from './database.js';

export interface IdempotentRequest {
  /** Whose key it is: a tenant's or operator's id. */
  ownerId: string;
  /** The caller's Idempotency-Key; without one every request is new. */
  key: string | undefined;
  /** What was asked, all of it: a key repeated with another request is refused. */
  request: unknown;
  now: Millis;
}

/**
 * Runs `body` once for a key, in the caller's transaction; repeats, also concurrent ones, get the first answer.
 * The answer must be plain JSON (amounts as strings).
 * @throws Problem `idempotency_key_reused` when the key came with a different request before.
 */
export async function once<T>(tx: Transaction, idempotent: IdempotentRequest, body: () => Promise<T>): Promise<T> {
  if (idempotent.key === undefined) return body();
  const fingerprint = createHash('sha256').update(canonicalJson(idempotent.request)).digest('hex');
  // A concurrent holder of the key makes this wait until it commits; then there is a row, and nothing is inserted.
  const mine = await tx.$executeRaw(sql`
    insert into idempotency_records (owner_id, key, fingerprint, response, created_at)
    values (${idempotent.ownerId}, ${idempotent.key}, ${fingerprint}, 'null'::jsonb, ${BigInt(idempotent.now)})
    on conflict do nothing`);
  if (mine === 0) {
    const [record] = await tx.$queryRaw<{ fingerprint: string; response: T }[]>(sql`
      select fingerprint, response from idempotency_records where owner_id = ${idempotent.ownerId} and key = ${idempotent.key}`);
    assert(record, 'a key that was there is there');
    if (record.fingerprint !== fingerprint) {
      throw commonProblems.idempotency_key_reused('This Idempotency-Key was used before with another request; use a new key for a new request.');
    }
    return record.response;
  }
  const response = toJson<T>(await body());
  await tx.$executeRaw(sql`
    update idempotency_records set response = ${JSON.stringify(response ?? null)}::jsonb
    where owner_id = ${idempotent.ownerId} and key = ${idempotent.key}`);
  return response;
}

/** Forgets keys older than the promise. @returns how many. */
export async function forgetKeys(tx: Transaction, olderThan: Millis): Promise<number> {
  return tx.$executeRaw(sql`
    delete from idempotency_records where ctid in (
      select ctid from idempotency_records where created_at < ${BigInt(olderThan)} limit 10000)`);
}
