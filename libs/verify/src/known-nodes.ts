import { HASH_BYTES, nodeHash, sameHash, standsAt } from './hashing.js';

/** Trees have fewer levels than this. */
const LEVELS = 64;

/**
 * Checks inclusion proofs against one root. Nodes of proofs that held are remembered: a further leaf is led up only as
 * far as the first of them, and the rest of its proof compared, so that many proofs cost little more than their leaves.
 * A proof, its hashes one after another, is accepted if and only if RFC 9162, 2.1.3.2 accepts it.
 */
export class KnownNodes {
  private readonly known = new Map<number, Uint8Array>();

  constructor(private readonly size: number, private readonly root: Uint8Array) {}

  /** Whether the tree has a leaf with this hash at this place. */
  holds(index: number, leafHash: Uint8Array, proof: Uint8Array): boolean {
    if (index >= this.size || proof.length % HASH_BYTES !== 0) return false;
    const keys: number[] = [];
    const hashes: Uint8Array[] = [];
    let [at, last, level, hash] = [index, this.size - 1, 0, leafHash];
    for (let start = 0; start < proof.length; start += HASH_BYTES) {
      if (last === 0) return false;
      // The last subtree of a ragged tree stands for itself on the levels where it has no sibling.
      for (; at % 2 === 0 && at === last; level += 1) [at, last] = [at / 2, Math.floor(last / 2)];
      const known = this.known.get(at * LEVELS + level);
      if (known && !sameHash(known, hash)) return false;
      if (known && this.isRestKnown(at, last, level, proof, start)) return this.remember(keys, hashes);
      const sibling = proof.subarray(start, start + HASH_BYTES);
      const isRight = at % 2 === 1;
      keys.push(at * LEVELS + level, (isRight ? at - 1 : at + 1) * LEVELS + level);
      hashes.push(hash, sibling);
      hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
      [at, last, level] = [Math.floor(at / 2), Math.floor(last / 2), level + 1];
    }
    return last === 0 && sameHash(hash, this.root) && this.remember(keys, hashes);
  }

  /** Whether what is left of a proof is all known, and it ends where it should. Else it must be led to the root. */
  private isRestKnown(from: number, lastThere: number, fromLevel: number, proof: Uint8Array, offset: number): boolean {
    let [at, last, level] = [from, lastThere, fromLevel];
    for (let start = offset; start < proof.length; start += HASH_BYTES) {
      if (last === 0) return false;
      for (; at % 2 === 0 && at === last; level += 1) [at, last] = [at / 2, Math.floor(last / 2)];
      const sibling = this.known.get((at % 2 === 1 ? at - 1 : at + 1) * LEVELS + level);
      if (!sibling || !standsAt(proof, sibling, start)) return false;
      [at, last, level] = [Math.floor(at / 2), Math.floor(last / 2), level + 1];
    }
    return last === 0;
  }

  private remember(keys: readonly number[], hashes: readonly Uint8Array[]): true {
    for (const [place, key] of keys.entries()) this.known.set(key, hashes[place]!);
    return true;
  }
}
