import { type Reader, rowsOf, sql } from '#libs/database';
import { inclusionRanges, leafHash, nodesOf, proofOf, type TreeNode } from '#libs/economics';
import type { LeafBody, Proven } from '#libs/verify';

import { base64, nodeHashes } from './log.store.js';

/** Leaves by their places, each with its proof against the tree of a size. */
export async function provenLeaves(reader: Reader, places: readonly number[], size: number): Promise<Map<number, Proven>> {
  const leaves = await openedLeaves(reader, places, size);
  return new Map([...leaves].map(([index, { leaf, hash, proof }]) => [index, { leaf, hash, proof }]));
}

/** The same, with the texts that they commit to and do not say: who may read those is for the caller to know. */
export async function openedLeaves(reader: Reader, places: readonly number[], size: number): Promise<Map<number, Proven & { hidden: string | null }>> {
  const rows = await rowsOf<{ index: bigint; body: string; hidden: string | null }>(reader, sql`
    select index, body, hidden from log_leaves where index in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(places)}::jsonb))`);
  const ranges = new Map(rows.map(({ index }) => [index, inclusionRanges(Number(index), size)]));
  const nodes = new Map<string, TreeNode>([...ranges.values()].flatMap(nodesOf).map((node) => [`${node.level}/${node.index}`, node]));
  const hashOf = await nodeHashes(reader, [...nodes.values()]);
  return new Map(rows.map(({ index, body, hidden }) => {
    const proof = Buffer.concat(proofOf(ranges.get(index)!, hashOf));
    return [Number(index), { leaf: JSON.parse(body) as LeafBody, hash: base64(leafHash(Buffer.from(body, 'utf8'))), proof: base64(proof), hidden }];
  }));
}
