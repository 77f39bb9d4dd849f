import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

/** What tells a leaf's hash from a node's, so that none can stand in for the other. Source: RFC 6962, 2.1. */
const LEAF = Buffer.of(0);
const NODE = 1;
/** Written anew for each node: most of what a log does is this. */
const pair = Buffer.alloc(1 + 2 * HASH_BYTES);

/** The root of a tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/** SHA-256 of 0x00 and the leaf's bytes; of a text, those of UTF-8. */
export function leafHash(leaf: Uint8Array | string): Uint8Array {
  return typeof leaf === 'string' ? hash('sha256', `\0${leaf}`, 'buffer') : sha256(Buffer.concat([LEAF, leaf]));
}

/** SHA-256 of 0x01 and both children, of 64 bytes at most together. @throws RangeError when they are longer. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair[0] = NODE;
  pair.set(left, 1);
  pair.set(right, 1 + left.length);
  return sha256(pair.subarray(0, 1 + left.length + right.length));
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
