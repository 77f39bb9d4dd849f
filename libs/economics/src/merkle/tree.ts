import { assert } from '#libs/kernel';

import { EMPTY_ROOT, nodeHash } from './hash.js';

/** A complete subtree: the `index`-th of those over 2^level leaves. Once there it never changes: what a log stores. */
export interface TreeNode {
  level: number;
  index: number;
}

export interface HashedNode extends TreeNode {
  hash: Uint8Array;
}

/** Leaves [from, to) that make one subtree of RFC 6962's recursion; it is complete when their number is a power of two. */
export interface LeafRange {
  from: number;
  to: number;
}

/** The complete subtrees that a tree of this size is made of, from the left: at most one for each bit of the size. */
export function frontierOf(size: number): TreeNode[] {
  return completeSubtrees({ from: 0, to: size });
}

/** The complete subtrees that a range is made of, from the left. */
export function completeSubtrees({ from, to }: LeafRange): TreeNode[] {
  assert(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to, 'a range of leaves is whole');
  const nodes: TreeNode[] = [];
  for (let start = from; start < to;) {
    let [level, span] = [0, 1];
    for (; span * 2 <= to - start; span *= 2) level += 1;
    nodes.push({ level, index: start / span });
    start += span;
  }
  return nodes;
}

/** The hash of a tree, or of a range of it, from those of its complete subtrees, from the left. Of none: the empty root. */
export function hashOfSubtrees(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return EMPTY_ROOT;
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), hashes.at(-1)!);
}

/**
 * Adds leaves to a tree of `size`, of which only the hashes of its frontier are needed. Gives every node that became
 * complete, the leaves themselves at level 0 included, and the new frontier's hashes.
 */
export function appendLeaves(size: number, frontier: readonly Uint8Array[], leafHashes: readonly Uint8Array[]): { nodes: HashedNode[]; frontier: Uint8Array[] } {
  const places = frontierOf(size);
  assert(places.length === frontier.length, 'the frontier is that of the size');
  const standing: HashedNode[] = places.map((node, place) => ({ ...node, hash: frontier[place]! }));
  const nodes: HashedNode[] = [];
  for (const [offset, hash] of leafHashes.entries()) {
    let node: HashedNode = { level: 0, index: size + offset, hash };
    nodes.push(node);
    while (standing.at(-1)?.level === node.level) {
      const left = standing.pop()!;
      node = { level: node.level + 1, index: left.index / 2, hash: nodeHash(left.hash, node.hash) };
      nodes.push(node);
    }
    standing.push(node);
  }
  return { nodes, frontier: standing.map((node) => node.hash) };
}
