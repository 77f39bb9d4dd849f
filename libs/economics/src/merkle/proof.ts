import { assert } from '#libs/kernel';

import { completeSubtrees, hashOfSubtrees, type LeafRange, type TreeNode } from './tree.js';

/** The subtrees whose hashes prove that a tree of `size` has this leaf, from the leaf up. Source: RFC 6962, 2.1.1. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  assert(Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size, 'the leaf is in the tree');
  const ranges: LeafRange[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + leftSpan(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.toReversed();
}

/** The subtrees whose hashes prove that a tree of `second` leaves begins with that of `first`. Source: RFC 6962, 2.1.2. */
export function consistencyRanges(first: number, second: number): LeafRange[] {
  assert(Number.isSafeInteger(first) && Number.isSafeInteger(second) && first >= 0 && first <= second, 'a tree only grows');
  if (first === 0 || first === second) return [];
  const ranges: LeafRange[] = [];
  let [from, to] = [0, second];
  while (to !== first) {
    const middle = from + leftSpan(to - from);
    if (first <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  // The old tree itself, when it is a whole subtree of the new one, is known to whoever asks.
  if (from !== 0) ranges.push({ from, to });
  return ranges.toReversed();
}

/** The stored nodes that a proof is made from: no more than two for each level of the tree. */
export function nodesOf(ranges: readonly LeafRange[]): TreeNode[] {
  return ranges.flatMap(completeSubtrees);
}

/** The hashes of a proof, from those of its stored nodes. */
export function proofOf(ranges: readonly LeafRange[], hashOf: (node: TreeNode) => Uint8Array): Uint8Array[] {
  return ranges.map((range) => hashOfSubtrees(completeSubtrees(range).map(hashOf)));
}

/** How many leaves go to the left: the greatest power of two that is less than their number. */
function leftSpan(count: number): number {
  let span = 1;
  while (span * 2 < count) span *= 2;
  return span;
}
