import { sql, type Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';

import { newSessionSecret, sessionHashOf } from './session-secret.js';

export interface PersonView {
  id: string;
  email: string;
  name: string;
  hasPassword: boolean;
  /** Whether an identity provider knows it. */
  hasIdentity: boolean;
  createdAt: number;
}

export interface PersonRow {
  id: string;
  email: string;
  name: string;
  password_hash: string | null;
  issuer: string | null;
  subject: string | null;
  created_at: bigint;
}

export const personColumns = sql`id, email, name, password_hash, issuer, subject, created_at`;

export function viewOfPerson(row: PersonRow): PersonView {
  return { id: row.id, email: row.email, name: row.name, hasPassword: row.password_hash !== null, hasIdentity: row.subject !== null, createdAt: Number(row.created_at) };
}

/** Sessions of one person at once; the oldest make room. */
const MOST_SESSIONS = 20;
const FORGOTTEN_AT_ONCE = 1_000;

/** Begins a session, under a secret that nobody has seen before. @returns the secret, which is kept nowhere. */
export async function beginSession(tx: Transaction, now: Millis, { personId, expiresAt, replaces }: { personId: string; expiresAt: Millis; replaces?: string }): Promise<string> {
  const secret = newSessionSecret();
  if (replaces !== undefined) await tx.$executeRaw(sql`delete from sessions where hash = ${sessionHashOf(replaces)}`);
  await tx.$executeRaw(sql`
    delete from sessions where hash in (select hash from sessions where expires_at <= ${BigInt(now)} order by expires_at limit ${FORGOTTEN_AT_ONCE} for update skip locked)`);
  await tx.$executeRaw(sql`
    delete from sessions where hash in (select hash from sessions where person_id = ${personId} order by created_at desc, hash offset ${MOST_SESSIONS - 1})`);
  await tx.$executeRaw(sql`
    insert into sessions (hash, person_id, created_at, seen_at, expires_at)
    values (${sessionHashOf(secret)}, ${personId}, ${BigInt(now)}, ${BigInt(now)}, ${BigInt(expiresAt)})`);
  return secret;
}
