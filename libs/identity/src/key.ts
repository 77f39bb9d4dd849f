import { sql } from '#libs/database';

export interface KeyView {
  id: string;
  name: string;
  /** How it begins, for people to recognise it. */
  prefix: string;
  role: string;
  scopes: string[];
  /** The only project that it sees; null for all. */
  projectId: string | null;
  createdBy: string | null;
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
  /** To the minute. */
  lastUsedAt: number | null;
}

export interface KeyRow {
  id: string;
  name: string;
  prefix: string;
  role: string;
  scopes: string[];
  project_id: string | null;
  created_by: string | null;
  created_at: bigint;
  expires_at: bigint | null;
  revoked_at: bigint | null;
  last_used_at: bigint | null;
}

export const keyColumns = sql`id, name, prefix, role, scopes, project_id, created_by, created_at, expires_at, revoked_at, last_used_at`;

export function viewOfKey(row: KeyRow): KeyView {
  const millis = (at: bigint | null): number | null => (at === null ? null : Number(at));
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    role: row.role,
    scopes: row.scopes,
    projectId: row.project_id,
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    expiresAt: millis(row.expires_at),
    revokedAt: millis(row.revoked_at),
    lastUsedAt: millis(row.last_used_at),
  };
}
