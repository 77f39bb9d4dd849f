import { EMPTY_ROOT, HASH_BYTES, nodeHash, sameHash } from './hash.js';

export interface Inclusion {
  index: number;
  size: number;
  leafHash: Uint8Array;
  proof: readonly Uint8Array[];
}

/** The root that an inclusion proof leads to; undefined when it is no proof for this leaf and size. Source: RFC 9162, 2.1.3.2. */
export function rootOfInclusion({ index, size, leafHash, proof }: Inclusion): Uint8Array | undefined {
  if (!isCount(index) || !isCount(size) || index >= size || ![leafHash, ...proof].every(isHash)) return undefined;
  let [at, last] = [index, size - 1];
  let hash = leafHash;
  for (const sibling of proof) {
    if (last === 0) return undefined;
    if (isOdd(at) || at === last) {
      hash = nodeHash(sibling, hash);
      // The last subtree of a ragged tree has no sibling on some levels.
      for (; !isOdd(at) && at !== 0; last = half(last)) at = half(at);
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? hash : undefined;
}

/** Whether the tree with this root has this leaf there. Never throws, whatever it is given. */
export function verifyInclusion(inclusion: Inclusion, root: Uint8Array): boolean {
  const found = rootOfInclusion(inclusion);
  return found !== undefined && sameHash(found, root);
}

export interface Consistency {
  first: number;
  second: number;
  firstRoot: Uint8Array;
  secondRoot: Uint8Array;
  proof: readonly Uint8Array[];
}

/** Whether the second tree begins with the first. Never throws, whatever it is given. Source: RFC 9162, 2.1.4.2. */
export function verifyConsistency({ first, second, firstRoot, secondRoot, proof }: Consistency): boolean {
  if (!isCount(first) || !isCount(second) || first > second || ![firstRoot, secondRoot, ...proof].every(isHash)) return false;
  if (first === 0) return proof.length === 0 && sameHash(firstRoot, EMPTY_ROOT) && (second > 0 || sameHash(secondRoot, EMPTY_ROOT));
  if (first === second) return proof.length === 0 && sameHash(firstRoot, secondRoot);
  let [at, last] = [first - 1, second - 1];
  for (; isOdd(at); last = half(last)) at = half(at);
  // at is 0 when the first tree is a whole subtree of the second: then its root begins the way.
  const [start, ...rest] = at === 0 ? [firstRoot, ...proof] : proof;
  if (!start) return false;
  let [old, grown] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      old = nodeHash(sibling, old);
      grown = nodeHash(sibling, grown);
      for (; !isOdd(at) && at !== 0; last = half(last)) at = half(at);
    } else {
      grown = nodeHash(grown, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(old, firstRoot) && sameHash(grown, secondRoot);
}

/** Sizes go beyond 32 bits, so that they are halved rather than shifted. */
function half(count: number): number {
  return Math.floor(count / 2);
}

function isOdd(count: number): boolean {
  return count % 2 === 1;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_BYTES;
}
