import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  appendLeaves, consistencyRanges, EMPTY_ROOT, frontierOf, hashOfSubtrees, inclusionRanges, leafHash, nodeHash, nodesOf, proofOf, type TreeNode, verifyConsistency, verifyInclusion,
} from '#libs/economics';

import { everyVector, noRule } from '../../../../test/support/vectors.js';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');

/** RFC 6962's definition as it stands there: what the incremental tree is compared with. */
function rootByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leafHash(leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(rootByDefinition(leaves.slice(0, k)), rootByDefinition(leaves.slice(k)));
}

/** A log as a store would keep it: nodes by place, and no more of the tree than its frontier in hand. */
class Log {
  readonly nodes = new Map<string, Uint8Array>();
  size = 0;
  private frontier: Uint8Array[] = [];

  append(leaves: readonly Uint8Array[]): void {
    const { nodes, frontier } = appendLeaves(this.size, this.frontier, leaves.map(leafHash));
    for (const node of nodes) this.nodes.set(`${node.level}/${node.index}`, node.hash);
    this.size += leaves.length;
    this.frontier = frontier;
  }

  at = (node: TreeNode): Uint8Array => this.nodes.get(`${node.level}/${node.index}`)!;
  root = (size = this.size): Uint8Array => hashOfSubtrees(frontierOf(size).map(this.at));
  inclusion = (index: number, size: number) => ({ index, size, leafHash: this.at({ level: 0, index }), proof: proofOf(inclusionRanges(index, size), this.at) });
  consistency = (first: number, second: number) =>
    ({ first, second, firstRoot: this.root(first), secondRoot: this.root(second), proof: proofOf(consistencyRanges(first, second), this.at) });
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, index) => Buffer.from(`leaf ${index}`));
function logOf(size: number): Log {
  const log = new Log();
  log.append(leavesOf(size));
  return log;
}
/** One bit changed somewhere in some of the hashes. */
function flip(hashes: readonly Uint8Array[], bit: number): Uint8Array[] {
  const flipped = hashes.map((hash) => Uint8Array.from(hash));
  const at = Math.floor(bit / 8) % (32 * flipped.length);
  flipped[Math.floor(at / 32)]![at % 32]! ^= 1 << (bit % 8);
  return flipped;
}

describe('vectors of RFC 6962', () => {
  type RootCase = { input: { leavesHex: string[] }; expected: { rootHex: string } } | { input: { fn: string; ascii: string | string[] }; expected: string };
  everyVector<RootCase>('rfc6962_roots', 11, (vector) => {
    if ('rootHex' in Object(vector.expected)) {
      const { input, expected } = vector as Extract<RootCase, { input: { leavesHex: string[] } }>;
      const log = new Log();
      log.append(input.leavesHex.map(bytes));
      return expect(hex(log.root())).toBe(expected.rootHex);
    }
    const { input: { fn, ascii }, expected } = vector as Extract<RootCase, { input: { fn: string } }>;
    const hashes: Record<string, () => Uint8Array> = {
      emptyRoot: () => EMPTY_ROOT,
      hashLeaf: () => leafHash(Buffer.from(String(ascii))),
      hashChildren: () => nodeHash(Buffer.from(ascii[0]!), Buffer.from(ascii[1]!)),
    };
    return expect(hex((hashes[fn] ?? noRule(vector))())).toBe(expected);
  });

  interface InclusionCase { name: string; input: { leafIdx: number; treeSize: number; root: string; leafHash: string; proof: string[] | null }; expected: { valid: boolean } }
  everyVector<InclusionCase>('rfc6962_inclusion_proofs', 98, ({ input, expected }) => {
    const inclusion = { index: input.leafIdx, size: input.treeSize, leafHash: bytes(input.leafHash), proof: (input.proof ?? []).map(bytes) };
    expect(verifyInclusion(inclusion, bytes(input.root))).toBe(expected.valid);
  });
});

describe('the tree', () => {
  const sizes = fc.integer({ min: 1, max: 300 });

  test('appended in any batches has the root that the definition gives', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), (batches) => {
      const leaves = leavesOf(batches.reduce((sum, count) => sum + count, 0));
      const log = new Log();
      for (const count of batches) log.append(leaves.slice(log.size, log.size + count));
      expect(hex(log.root())).toBe(hex(rootByDefinition(leaves)));
    }));
  });

  test('proves each leaf in each size that it had, from few stored nodes', () => {
    const log = logOf(300);
    fc.assert(fc.property(sizes, fc.nat(), (size, pick) => {
      const index = pick % size;
      const inclusion = log.inclusion(index, size);
      expect(verifyInclusion(inclusion, log.root(size))).toBe(true);
      expect(inclusion.proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
      expect(nodesOf(inclusionRanges(index, size)).length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(size)));
    }), { numRuns: 1_000 });
  });

  test('no changed bit of a proof, a leaf or a root, no other place and no other length is accepted', () => {
    const log = logOf(300);
    fc.assert(fc.property(sizes, fc.nat(), fc.nat(), (size, pick, bit) => {
      const inclusion = log.inclusion(pick % size, size);
      const root = log.root(size);
      const refused = [
        ...(inclusion.proof.length > 0 ? [{ ...inclusion, proof: flip(inclusion.proof, bit) }, { ...inclusion, proof: inclusion.proof.slice(0, -1) }] : []),
        { ...inclusion, leafHash: flip([inclusion.leafHash], bit)[0]! },
        { ...inclusion, proof: [...inclusion.proof, root] },
        ...(size > 1 ? [{ ...inclusion, index: (inclusion.index + 1) % size }] : []),
        { ...inclusion, index: size }, { ...inclusion, index: 0.5 }, { ...inclusion, size: Infinity },
      ];
      for (const wrong of refused) expect(verifyInclusion(wrong, root)).toBe(false);
      expect(verifyInclusion(inclusion, flip([root], bit)[0]!)).toBe(false);
    }), { numRuns: 1_000 });
  });

  test('is proven consistent between any two of its sizes, and a changed bit is not', () => {
    const log = logOf(300);
    fc.assert(fc.property(fc.nat(300), fc.nat(300), fc.nat(), (one, other, bit) => {
      const [first, second] = one < other ? [one, other] : [other, one];
      const consistency = log.consistency(first, second);
      expect(verifyConsistency(consistency)).toBe(true);
      const refused = [
        { ...consistency, proof: [...consistency.proof, EMPTY_ROOT] },
        { ...consistency, firstRoot: flip([consistency.firstRoot], bit)[0]! },
        ...(consistency.proof.length > 0 ? [{ ...consistency, proof: flip(consistency.proof, bit) }] : []),
        // A tree without leaves is the beginning of any other.
        ...(first > 0 ? [{ ...consistency, secondRoot: flip([consistency.secondRoot], bit)[0]! }] : []),
      ];
      for (const wrong of refused) expect(verifyConsistency(wrong)).toBe(false);
    }), { numRuns: 1_000 });
  });

  test('what is no tree, no place in one and no hash is refused, and is no bug of whoever asks', () => {
    const log = logOf(8);
    const [inclusion, consistency] = [log.inclusion(3, 8), log.consistency(5, 8)];
    const short = (hash: Uint8Array) => hash.slice(1);
    for (const wrong of [{ index: -1 }, { size: -8 }, { size: 8.5 }, { index: NaN }, { size: 2 ** 53 }, { leafHash: short(inclusion.leafHash) }, { proof: inclusion.proof.map(short) }, { proof: [] }]) {
      expect(verifyInclusion({ ...inclusion, ...wrong }, log.root())).toBe(false);
    }
    for (const wrong of [
      { first: 8, second: 5 }, { first: -5 }, { first: 5.5 }, { second: NaN }, { second: 2 ** 53 }, { first: -1, second: -1 }, { firstRoot: short(consistency.firstRoot) }, { secondRoot: short(consistency.secondRoot) },
      { proof: consistency.proof.map(short) }, { proof: [] }, { first: 0 }, { first: 0, second: 0, proof: [] }, { second: 5 },
    ]) expect(verifyConsistency({ ...consistency, ...wrong })).toBe(false);
    // Roots of half a hash, which are equal, are those of no tree.
    const half = { firstRoot: short(log.root()), secondRoot: short(log.root()), proof: [] };
    for (const sizes of [{ first: 8, second: 8 }, { first: 0, second: 0 }, { first: 0.5, second: 0.5 }]) expect(verifyConsistency({ ...sizes, ...half })).toBe(false);
    for (const sizes of [{ first: 0.5, second: 0.5 }, { first: -2, second: -2 }, { first: 2 ** 53, second: 2 ** 53 }]) expect(verifyConsistency({ ...sizes, firstRoot: log.root(), secondRoot: log.root(), proof: [] })).toBe(false);
    expect(verifyConsistency({ first: 0, second: 8, firstRoot: EMPTY_ROOT, secondRoot: short(log.root()), proof: [] })).toBe(false);
  });

  test.each([[-1, 8], [8, 8], [9, 8], [0.5, 8], [0, 8.5], [0, 0], [NaN, 8], [0, 2 ** 53]])('has no leaf %s of %s to prove', (index, size) => {
    expect(() => inclusionRanges(index, size)).toThrow('the leaf is in the tree');
  });

  test.each([[-1, 8], [9, 8], [0.5, 8], [0, 8.5], [NaN, 8], [0, 2 ** 53]])('does not grow from %s to %s leaves', (first, second) => {
    expect(() => consistencyRanges(first, second)).toThrow('a tree only grows');
  });

  test.each([-1, 0.5, NaN, 2 ** 53])('is not of %s leaves', (size) => {
    expect(() => frontierOf(size)).toThrow('a range of leaves is whole');
    expect(() => appendLeaves(3, [], [])).toThrow('the frontier is that of the size');
  });

  test('a log whose past was rewritten is not consistent', () => {
    const honest = logOf(50);
    const rewritten = new Log();
    rewritten.append(leavesOf(60).map((leaf, index) => (index === 20 ? Buffer.from('another') : leaf)));
    expect(verifyConsistency({ ...rewritten.consistency(50, 60), firstRoot: honest.root() })).toBe(false);
  });

  test('places beyond 32 bits are counted rightly', () => {
    const size = 2 ** 40 + 2 ** 33 + 1;
    expect(frontierOf(size)).toEqual([{ level: 40, index: 0 }, { level: 33, index: 2 ** 7 }, { level: 0, index: size - 1 }]);
    expect(inclusionRanges(size - 1, size)).toEqual([{ from: 2 ** 40, to: size - 1 }, { from: 0, to: 2 ** 40 }]);
  });
});
