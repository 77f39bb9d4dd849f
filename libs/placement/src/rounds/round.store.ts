import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis } from '#libs/kernel';

/** A round as it is kept. */
export interface RoundRow {
  id: string;
  sequence: bigint;
  poolId: string;
  fence: bigint;
  at: bigint;
  chainId: string;
  header: string;
  secret: Uint8Array;
  baseId: string;
  baseAt: bigint;
  changes: Uint8Array;
  inputs: Uint8Array;
  leaseIds: string[];
}

const columns = sql`id, sequence, pool_id as "poolId", fence, at, chain_id as "chainId", header, secret, base_id as "baseId", base_at as "baseAt", changes, inputs, lease_ids as "leaseIds"`;

export async function insertRound(tx: Transaction, row: Omit<RoundRow, 'sequence'>): Promise<void> {
  await tx.$executeRaw(sql`
    insert into placement_rounds (id, pool_id, fence, at, chain_id, header, secret, base_id, base_at, changes, inputs, lease_ids)
    values (${row.id}, ${row.poolId}, ${row.fence}, ${row.at}, ${row.chainId}, ${row.header}, decode(${base64(row.secret)}, 'base64'), ${row.baseId}, ${row.baseAt},
      decode(${base64(row.changes)}, 'base64'), decode(${base64(row.inputs)}, 'base64'), ${row.leaseIds})`);
}

export async function selectRound(reader: Reader, id: string): Promise<RoundRow | undefined> {
  return (await rowsOf<RoundRow>(reader, sql`select ${columns} from placement_rounds where id = ${id}`))[0];
}

/** What changed in each round from the base of one up to that one itself, in order. */
export async function selectChanges(reader: Reader, { baseId, sequence }: Pick<RoundRow, 'baseId' | 'sequence'>): Promise<Uint8Array[]> {
  const rows = await rowsOf<{ changes: Uint8Array }>(reader, sql`select changes from placement_rounds where base_id = ${baseId} and sequence <= ${sequence} order by sequence`);
  return rows.map(({ changes }) => changes);
}

/** The last rounds that decided about a lease, the latest first. */
export async function selectRoundsOf(reader: Reader, leaseId: string, limit: number): Promise<RoundRow[]> {
  return rowsOf<RoundRow>(reader, sql`select ${columns} from placement_rounds where lease_ids @> array[${leaseId}] order by sequence desc limit ${limit}`);
}

/** A round without what it was decided by. */
export type RoundSummary = Pick<RoundRow, 'id' | 'sequence' | 'poolId' | 'fence' | 'at' | 'chainId' | 'header'> & { leases: number; bytes: number };

/** Rounds of a pool before a sequence, the latest first. */
export async function selectRounds(reader: Reader, poolId: string, before: bigint, limit: number): Promise<RoundSummary[]> {
  return rowsOf<RoundSummary>(reader, sql`
    select id, sequence, pool_id as "poolId", fence, at, chain_id as "chainId", header, cardinality(lease_ids) as leases, length(changes) + length(inputs) as bytes
    from placement_rounds where pool_id = ${poolId} and sequence < ${before} order by sequence desc limit ${limit}`);
}

/** Bases of one run; the rest is next. */
const MOST_FORGOTTEN = 100;

/**
 * Forgets rounds whose base is older than that, each base with all that followed it; what the log says of them stays.
 * @param loggedTo the sequence up to which the log has rounds: none is forgotten before it is there.
 * @returns how many.
 */
export async function forgetRounds(tx: Transaction, before: Millis, loggedTo: bigint): Promise<number> {
  return tx.$executeRaw(sql`
    delete from placement_rounds where base_id in (
      select b.id from placement_rounds b where b.id = b.base_id and b.base_at < ${BigInt(before)}
        and not exists (select 1 from placement_rounds r where r.base_id = b.id and r.sequence > ${loggedTo}) order by b.base_at limit ${MOST_FORGOTTEN})`);
}

interface ChainRow {
  id: string;
  number: number;
  secret: Uint8Array;
  length: number;
  used: number;
}

/** A pool's chains that have seeds left, in order. */
export async function selectChains(reader: Reader, poolId: string): Promise<ChainRow[]> {
  return rowsOf<ChainRow>(reader, sql`select id, number, secret, "length", used from placement_seed_chains where pool_id = ${poolId} and used < "length" order by number limit 2`);
}

/** Adds a chain behind the last one of the pool. Two at once add one. */
export async function insertChain(tx: Transaction, chain: { id: string; poolId: string; anchor: Uint8Array; secret: Uint8Array; length: number; madeAt: Millis }): Promise<void> {
  await tx.$executeRaw(sql`
    insert into placement_seed_chains (id, pool_id, number, anchor, secret, "length", made_at)
    select ${chain.id}, ${chain.poolId}, coalesce(max(number) + 1, 0), decode(${base64(chain.anchor)}, 'base64'), decode(${base64(chain.secret)}, 'base64'), ${chain.length}, ${BigInt(chain.madeAt)}
    from placement_seed_chains where pool_id = ${chain.poolId} on conflict (pool_id, number) do nothing`);
}

/** Uses up the next seed of a chain. @returns false when it was not the next. */
export async function useSeed(tx: Transaction, chainId: string, place: number): Promise<boolean> {
  return (await tx.$executeRaw(sql`update placement_seed_chains set used = used + 1 where id = ${chainId} and used = ${place}`)) === 1;
}

export async function selectAnchor(reader: Reader, chainId: string): Promise<{ anchor: Uint8Array; length: number } | undefined> {
  return (await rowsOf<{ anchor: Uint8Array; length: number }>(reader, sql`select anchor, "length" from placement_seed_chains where id = ${chainId}`))[0];
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
