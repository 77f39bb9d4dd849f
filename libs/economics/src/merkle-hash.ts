import { hash } from 'node:crypto';

export const HASH_BYTES = 32;

/** What tells a leaf's hash from a node's, so that none can stand in for the other. Source: RFC 6962, 2.1. */
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** The root of a tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/** SHA-256 of 0x00 and the leaf's bytes. */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([LEAF, leaf]));
}

/** SHA-256 of 0x01 and both children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([NODE, left, right]));
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}
