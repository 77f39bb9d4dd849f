import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { frontierOf, type HashedNode, type TreeNode } from '#libs/economics';
import type { Millis } from '#libs/kernel';
import type { SignedHead } from '#libs/verify';

import type { Leaf, LeafKind } from './leaf.js';

/** Locks the log until the transaction ends: one appends or signs at a time. @returns its size. */
export async function lockLog(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ size: bigint }[]>(sql`select size from log_state where id = 1 for update`);
  return Number(row!.size);
}

/** Up to which sequence the log has records of a kind. */
export async function cursorOf(tx: Transaction, kind: LeafKind): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ sequence: bigint }[]>(sql`select sequence from log_cursors where kind = ${kind}`);
  return row!.sequence;
}

export async function moveCursor(tx: Transaction, kind: LeafKind, sequence: bigint): Promise<void> {
  await tx.$executeRaw(sql`update log_cursors set sequence = ${sequence} where kind = ${kind}`);
}

export async function insertLeaves(tx: Transaction, leaves: readonly Leaf[], nodes: readonly HashedNode[]): Promise<void> {
  const leafRows = leaves.map(({ index, kind, sequence, tenantId, leaseId, body, hidden }) =>
    ({ index, kind, sequence: sequence.toString(), tenant_id: tenantId, lease_id: leaseId, body, hidden }));
  await tx.$executeRaw(sql`
    insert into log_leaves (index, kind, sequence, tenant_id, lease_id, body, hidden)
    select index, kind, sequence, tenant_id, lease_id, body, hidden from jsonb_to_recordset(${JSON.stringify(leafRows)}::jsonb)
      as t(index bigint, kind text, sequence bigint, tenant_id text, lease_id text, body text, hidden text)`);
  const nodeRows = nodes.map(({ level, index, hash }) => ({ level, index, hash: Buffer.from(hash).toString('hex') }));
  await tx.$executeRaw(sql`
    insert into log_nodes (level, index, hash)
    select level, index, decode(hash, 'hex') from jsonb_to_recordset(${JSON.stringify(nodeRows)}::jsonb) as t(level smallint, index bigint, hash text)`);
  await tx.$executeRaw(sql`update log_state set size = size + ${leaves.length} where id = 1`);
}

/** The hashes of stored nodes, by place. @throws Error when one is missing: the log is broken. */
export async function nodeHashes(reader: Reader, nodes: readonly TreeNode[]): Promise<(node: TreeNode) => Uint8Array> {
  const rows = await rowsOf<{ level: number; index: bigint; hash: Uint8Array }>(reader, sql`
    select n.level, n.index, n.hash from jsonb_to_recordset(${JSON.stringify(nodes)}::jsonb) as t(level smallint, index bigint)
    join log_nodes n on n.level = t.level and n.index = t.index`);
  const known = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return ({ level, index }) => {
    const hash = known.get(`${level}/${index}`);
    if (!hash) throw new Error(`the log has no node ${index} of level ${level}`);
    return hash;
  };
}

export async function frontierHashes(reader: Reader, size: number): Promise<Uint8Array[]> {
  const places = frontierOf(size);
  return places.map(await nodeHashes(reader, places));
}

/** Heads, the latest first. */
export async function selectHeads(reader: Reader, { limit, before = Number.MAX_SAFE_INTEGER }: { limit: number; before?: Millis }): Promise<SignedHead[]> {
  const rows = await rowsOf<{ signedAt: bigint; size: bigint; root: Uint8Array; keyId: string; signature: Uint8Array }>(reader, sql`
    select signed_at as "signedAt", size, root, key_id as "keyId", signature from log_heads
    where signed_at < ${BigInt(before)} order by signed_at desc limit ${limit}`);
  return rows.map((row) => ({ size: Number(row.size), root: base64(row.root), signedAt: Number(row.signedAt), keyId: row.keyId, signature: base64(row.signature) }));
}

export async function insertHead(tx: Transaction, head: SignedHead, publicKey: Uint8Array): Promise<void> {
  await tx.$executeRaw(sql`
    insert into log_keys (id, public_key, first_signed_at) values (${head.keyId}, decode(${Buffer.from(publicKey).toString('hex')}, 'hex'), ${BigInt(head.signedAt)}) on conflict do nothing`);
  await tx.$executeRaw(sql`
    insert into log_heads (signed_at, size, root, key_id, signature)
    values (${BigInt(head.signedAt)}, ${BigInt(head.size)}, decode(${head.root}, 'base64'), ${head.keyId}, decode(${head.signature}, 'base64'))`);
}

/** A key that signs, or did. */
export interface LogKeyView {
  id: string;
  /** The 32 bytes of an Ed25519 public key, base 64. */
  publicKey: string;
  firstSignedAt: Millis;
}

/** Keys that ever signed, the latest first. */
export async function selectKeys(reader: Reader): Promise<LogKeyView[]> {
  const rows = await rowsOf<{ id: string; publicKey: Uint8Array; firstSignedAt: bigint }>(reader, sql`
    select id, public_key as "publicKey", first_signed_at as "firstSignedAt" from log_keys order by first_signed_at desc limit 100`);
  return rows.map((row) => ({ id: row.id, publicKey: base64(row.publicKey), firstSignedAt: Number(row.firstSignedAt) }));
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
