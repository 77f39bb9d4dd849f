import { type Reader, rowsOf, type SealedColumn, sql, type Transaction } from '#libs/database';
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

/** For whoever seals all secrets anew. */
export const sealedConnections: SealedColumn = { table: 'cluster_credentials', id: 'cluster_id', column: 'sealed', contextOf };

function contextOf(clusterId: string): string {
  return `cluster_credentials/${clusterId}`;
}
