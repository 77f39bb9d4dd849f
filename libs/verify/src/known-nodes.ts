import { fromBase64 } from './base64.js';
import { HASH_BYTES, nodeHash, sameHash, standsAt } from './hashing.js';

/** Trees have fewer levels than this, and proofs fewer hashes. */
const LEVELS = 64;
/** Three hashes of a proof are whole characters of base 64: there its text can be cut. */
const CUT_HASHES = 3;
const CUT_BYTES = CUT_HASHES * HASH_BYTES;
const CUT_UNITS = (CUT_BYTES / 3) * 4;

/** A node on a leaf's way up, and the last one of its level. */
interface Position {
  at: number;
  last: number;
  level: number;
}

/**
 * Checks inclusion proofs against one root. Nodes of proofs that held are remembered: a further leaf is led up only as
 * far as the first of them, and the rest of its proof compared, so that many proofs cost little more than their leaves.
 * A proof, its hashes one after another, is accepted if and only if RFC 9162, 2.1.3.2 accepts it.
 */
export class KnownNodes {
  private readonly known = new Map<number, Uint8Array>();
  /** What leads from a node that is known to the root, as it was written when it held. */
  private readonly rests = new Map<number, string>();

  constructor(private readonly size: number, private readonly root: Uint8Array) {}

  /** Whether the tree has a leaf with this hash at this place, by a proof in base 64: not when that is not whole hashes in its one right form. */
  holdsText(index: number, leafHash: Uint8Array, proof: string): boolean {
    const cut = index < this.size ? this.cutOf(index, proof) : undefined;
    // From there on it is what held before, character for character: only what leads there is read.
    const bytes = fromBase64(cut ? proof.slice(0, cut.units) : proof);
    if (!bytes || !this.leads(index, leafHash, bytes, cut?.key)) return false;
    this.rememberRests(index, proof, cut?.units ?? proof.length);
    return true;
  }

  /** The same by the hashes themselves. */
  holds(index: number, leafHash: Uint8Array, proof: Uint8Array): boolean {
    return this.leads(index, leafHash, proof, undefined);
  }

  /** Whether a leaf's proof leads to a node that is known; without one, to the root. */
  private leads(index: number, leafHash: Uint8Array, proof: Uint8Array, to: number | undefined): boolean {
    if (index >= this.size || proof.length % HASH_BYTES !== 0) return false;
    const keys: number[] = [];
    const hashes: Uint8Array[] = [];
    let [place, hash]: [Position, Uint8Array] = [{ at: index, last: this.size - 1, level: 0 }, leafHash];
    for (let start = 0; start < proof.length; start += HASH_BYTES) {
      if (place.last === 0) return false;
      skipAlone(place);
      const known = this.known.get(keyOf(place.at, place.level));
      if (known && !sameHash(known, hash)) return false;
      if (known && this.isRestKnown(place, proof, start, to)) return this.remember(keys, hashes);
      const sibling = proof.subarray(start, start + HASH_BYTES);
      const isRight = place.at % 2 === 1;
      keys.push(keyOf(place.at, place.level), keyOf(siblingOf(place.at), place.level));
      hashes.push(hash, sibling);
      hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
      rise(place);
    }
    return this.ends(place, hash, to) && this.remember(keys, hashes);
  }

  private ends(place: Position, hash: Uint8Array, to: number | undefined): boolean {
    if (to === undefined) return place.last === 0 && sameHash(hash, this.root);
    skipAlone(place);
    return keyOf(place.at, place.level) === to && sameHash(hash, this.known.get(to)!);
  }

  /** Whether what is left of a proof is all known, and it ends where it should. Else it must be led there. */
  private isRestKnown(from: Position, proof: Uint8Array, offset: number, to: number | undefined): boolean {
    const place = { ...from };
    for (let start = offset; start < proof.length; start += HASH_BYTES) {
      if (place.last === 0) return false;
      skipAlone(place);
      const sibling = this.known.get(keyOf(siblingOf(place.at), place.level));
      if (!sibling || !standsAt(proof, sibling, start)) return false;
      rise(place);
    }
    if (to === undefined) return place.last === 0;
    skipAlone(place);
    return keyOf(place.at, place.level) === to;
  }

  /** Where a proof first goes on as one that held does. */
  private cutOf(index: number, proof: string): { units: number; key: number } | undefined {
    const place = { at: index, last: this.size - 1, level: 0 };
    for (let units = CUT_UNITS; units < proof.length; units += CUT_UNITS) {
      if (!riseToCut(place)) return undefined;
      const key = keyOf(place.at, place.level);
      const rest = this.rests.get(key);
      if (rest !== undefined) return rest.length === proof.length - units && proof.endsWith(rest) ? { units, key } : undefined;
    }
    return undefined;
  }

  /** Of a proof that held, as far as it was read: every node on its way is known. */
  private rememberRests(index: number, proof: string, read: number): void {
    const place = { at: index, last: this.size - 1, level: 0 };
    for (let units = CUT_UNITS; units < read && riseToCut(place); units += CUT_UNITS) {
      const key = keyOf(place.at, place.level);
      if (this.known.has(key)) this.rests.set(key, proof.slice(units));
    }
  }

  private remember(keys: readonly number[], hashes: readonly Uint8Array[]): true {
    for (const [place, key] of keys.entries()) this.known.set(key, hashes[place]!);
    return true;
  }
}

function keyOf(at: number, level: number): number {
  return at * LEVELS + level;
}

function siblingOf(at: number): number {
  return at % 2 === 1 ? at - 1 : at + 1;
}

/** The last subtree of a ragged tree stands for itself on the levels where it has no sibling. */
function skipAlone(place: Position): void {
  for (; place.last > 0 && place.at % 2 === 0 && place.at === place.last; place.level += 1) [place.at, place.last] = [place.at / 2, Math.floor(place.last / 2)];
}

function rise(place: Position): void {
  [place.at, place.last, place.level] = [Math.floor(place.at / 2), Math.floor(place.last / 2), place.level + 1];
}

/** Up to where a proof's text can be cut next; false at the root. */
function riseToCut(place: Position): boolean {
  for (let hashes = 0; hashes < CUT_HASHES; hashes += 1) {
    if (place.last === 0) return false;
    skipAlone(place);
    rise(place);
  }
  skipAlone(place);
  return place.last > 0;
}
