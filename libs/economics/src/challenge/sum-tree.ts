import { assert } from '#libs/kernel';

import { allow } from '../refusal.js';

/**
 * Sums of leaf counts as a Fenwick tree: entry i sums the counts of the 2^k pieces that end with i, k the zeros at the end of i + 1. A piece is found, added or taken out in as many steps
 * as the number of pieces has digits. Source: FilOzone's PDPVerifier.
 */
export type SumTree = readonly bigint[];

/** The tree over counts; a piece that was taken out counts 0n. */
export function sumTreeOf(leafCounts: readonly bigint[]): SumTree {
  const tree = [...leafCounts];
  for (const [index, count] of tree.entries()) {
    assert(leafCounts[index]! >= 0n, 'a piece has no fewer than no leaves');
    const parent = index | (index + 1);
    if (parent < tree.length) tree[parent]! += count;
  }
  return tree;
}

/** All leaves under the tree. */
export function leavesUnder(tree: SumTree): bigint {
  let sum = 0n;
  for (let index = tree.length - 1; index >= 0; index = (index & (index + 1)) - 1) sum += tree[index]!;
  return sum;
}

export interface PieceLeaf {
  piece: number;
  offset: bigint;
}

/** In which piece a leaf is, counted over all, and where in it. @throws Problem when there are not so many. */
export function findLeaf(tree: SumTree, leaf: bigint): PieceLeaf {
  allow(leaf >= 0n && leaf < leavesUnder(tree), 'leaf_out_of_range', `There are ${leavesUnder(tree)} leaves.`, '/leaf');
  let [piece, offset] = [0, leaf];
  for (let span = 2 ** Math.floor(Math.log2(tree.length)); span >= 1; span /= 2) {
    const sum = tree[piece + span - 1];
    if (sum !== undefined && sum <= offset) {
      piece += span;
      offset -= sum;
    }
  }
  return { piece, offset };
}
