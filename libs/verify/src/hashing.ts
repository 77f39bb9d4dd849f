import { sha256 } from '@noble/hashes/sha2.js';

export const HASH_BYTES = 32;

/** What tells a leaf's hash from a node's, so that none can stand in for the other. Source: RFC 6962, 2.1. */
const LEAF = 0;
const NODE = 1;
/** A UTF-16 unit is so many bytes of UTF-8 at most. */
const BYTES_PER_UNIT = 3;
/** Node's own, called once for all of a hash: some five times as fast as one in JavaScript. A browser has none that answers at once. */
const { hash: ownHash } = (globalThis as { process?: Runtime }).process?.getBuiltinModule?.('node:crypto') ?? {};
const hashOf: (bytes: Uint8Array) => Uint8Array = ownHash ? (bytes) => bytesOfUnits(ownHash('sha256', bytes, 'latin1')) : sha256;
const encoder = new TextEncoder();
/** Written anew for each hash: most of what verifying does is this. */
const pair = new Uint8Array(1 + 2 * HASH_BYTES);
let leaf = new Uint8Array(4_096);

/** SHA-256 of 0x00 and the text, in UTF-8. */
export function leafHash(text: string): Uint8Array {
  const most = 1 + text.length * BYTES_PER_UNIT;
  if (leaf.length < most) leaf = new Uint8Array(most);
  leaf[0] = LEAF;
  const { written } = encoder.encodeInto(text, leaf.subarray(1));
  return hashOf(leaf.subarray(0, 1 + written));
}

/** SHA-256 of 0x01 and both children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair[0] = NODE;
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return hashOf(pair);
}

/** A unit a byte. Taking a Buffer from Node would cost more than hashing does. */
function bytesOfUnits(units: string): Uint8Array {
  const bytes = new Uint8Array(units.length);
  for (let place = 0; place < bytes.length; place += 1) bytes[place] = units.charCodeAt(place);
  return bytes;
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && standsAt(one, other, 0);
}

/** Whether a hash stands in a list of them at an offset. Byte by byte, and nothing made on the way: each leaf asks some twenty times. */
export function standsAt(hashes: Uint8Array, hash: Uint8Array, offset: number): boolean {
  for (let place = 0; place < hash.length; place += 1) if (hashes[offset + place] !== hash[place]) return false;
  return true;
}

interface Runtime {
  getBuiltinModule?: (name: 'node:crypto') => { hash?: (algorithm: 'sha256', bytes: Uint8Array, form: 'latin1') => string } | undefined;
}
