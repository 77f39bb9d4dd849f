import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import type { Millis } from '#libs/kernel';

import { defaultDiscovery, type DiscoverySettings } from './discovery-settings.js';

/** What an operator reads of how its cluster's nodes become hosts. */
export interface DiscoveryView extends DiscoverySettings {
  /** Goes up with each change; a change carries it. */
  generation: number;
  discoveredAt: Millis | null;
  /** Why the last look failed; null when it did not. */
  failure: string | null;
}

export async function insertDiscovery(tx: Transaction, clusterId: string, settings: DiscoverySettings): Promise<void> {
  await tx.$executeRaw(sql`insert into cluster_discovery (cluster_id, settings) values (${clusterId}, ${JSON.stringify(settings)}::jsonb)`);
}

export async function readDiscovery(reader: Reader, clusterId: string): Promise<DiscoveryView | undefined> {
  const [row] = await rowsOf<{ settings: Partial<DiscoverySettings>; generation: number; discovered_at: bigint | null; failure: string | null }>(reader, sql`
    select settings, generation, discovered_at, failure from cluster_discovery where cluster_id = ${clusterId}`);
  if (!row) return undefined;
  return { ...defaultDiscovery, ...row.settings, generation: row.generation, discoveredAt: row.discovered_at === null ? null : Number(row.discovered_at), failure: row.failure };
}

/** Writes settings over those of a generation. @returns whether that was still the newest. */
export async function updateDiscovery(tx: Transaction, clusterId: string, settings: DiscoverySettings, generation: number): Promise<boolean> {
  return (await tx.$executeRaw(sql`
    update cluster_discovery set settings = ${JSON.stringify(settings)}::jsonb, generation = generation + 1
    where cluster_id = ${clusterId} and generation = ${generation}`)) > 0;
}

/** Notes how a look with the settings of a generation went. */
export async function noteDiscovery(tx: Transaction, clusterId: string, generation: number, at: Millis, failure: string | null): Promise<void> {
  await tx.$executeRaw(sql`
    update cluster_discovery set discovered_at = ${BigInt(at)}, seen = ${generation}, failure = ${failure} where cluster_id = ${clusterId}`);
}

/** Clusters that nobody looked at since a moment, or not with their newest settings; longest first. */
export function dueForDiscovery(reader: Reader, before: Millis, limit: number): Promise<{ id: string; operatorId: string }[]> {
  return rowsOf(reader, sql`
    select k.id, k.operator_id as "operatorId" from cluster_discovery d join clusters k on k.id = d.cluster_id
    where d.discovered_at is null or d.discovered_at <= ${BigInt(before)} or d.seen <> d.generation
    order by d.discovered_at nulls first, k.id limit ${limit}`);
}

/** A cluster's StorageClass for each name that tenants know one by. */
export async function storageClassNames(reader: Reader, clusterId: string): Promise<ReadonlyMap<string, string>> {
  const discovery = await readDiscovery(reader, clusterId);
  return new Map((discovery?.storageClasses ?? []).map(({ variant, storageClass }) => [variant, storageClass]));
}
