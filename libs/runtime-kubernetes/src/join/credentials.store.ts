import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, type Sealer } from '#libs/kernel';

import type { ClusterConnection } from '../cluster-access.js';
import type { StoredConnection } from './connection.js';

interface Row {
  cluster_id: string;
  sealed: Uint8Array;
  revision: number;
}

/** Keeps a cluster's connection, sealed; one that is there is replaced. @returns its revision. */
export async function writeCredential(tx: Transaction, sealer: Sealer, clusterId: string, connection: StoredConnection, at: Millis): Promise<number> {
  const sealed = sealer.seal(Buffer.from(JSON.stringify(connection), 'utf8'), contextOf(clusterId));
  const [row] = await tx.$queryRaw<{ revision: number }[]>(sql`
    insert into cluster_credentials (cluster_id, sealed, updated_at) values (${clusterId}, ${sealed}, ${BigInt(at)})
    on conflict (cluster_id) do update set sealed = excluded.sealed, updated_at = excluded.updated_at, revision = cluster_credentials.revision + 1
    returning revision`);
  return row!.revision;
}

/** @throws Unsealable */
export async function readCredential(reader: Reader, sealer: Sealer, clusterId: string): Promise<ClusterConnection | undefined> {
  const [row] = await rowsOf<Row>(reader, sql`select cluster_id, sealed, revision from cluster_credentials where cluster_id = ${clusterId}`);
  if (!row) return undefined;
  const connection = JSON.parse(Buffer.from(sealer.open(row.sealed, contextOf(clusterId))).toString('utf8')) as StoredConnection;
  return { ...connection, revision: row.revision };
}

/**
 * Seals with the first key what was sealed with another, up to `limit` after a cluster's id. What is read meanwhile opens
 * with either. @returns how many were sealed anew, and where to go on; undefined at the end. @throws Unsealable
 */
export async function resealCredentials(tx: Transaction, sealer: Sealer, after: string, limit: number): Promise<{ resealed: number; next: string | undefined }> {
  const rows = await tx.$queryRaw<Row[]>(sql`
    select cluster_id, sealed, revision from cluster_credentials where cluster_id > ${after} order by cluster_id limit ${limit} for update`);
  let resealed = 0;
  for (const { cluster_id: clusterId, sealed } of rows) {
    if (!sealer.needsResealing(sealed)) continue;
    const anew = sealer.seal(sealer.open(sealed, contextOf(clusterId)), contextOf(clusterId));
    await tx.$executeRaw(sql`update cluster_credentials set sealed = ${anew} where cluster_id = ${clusterId}`);
    resealed += 1;
  }
  return { resealed, next: rows.length === limit ? rows.at(-1)!.cluster_id : undefined };
}

function contextOf(clusterId: string): string {
  return `cluster_credentials/${clusterId}`;
}
