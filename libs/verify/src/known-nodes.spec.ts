import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { economics } from '../../../test/support/honest-statement.js';
import { fromBase64 } from './base64.js';
import { leafHash, nodeHash } from './hashing.js';
import { KnownNodes } from './known-nodes.js';

const { appendLeaves, hashOfSubtrees, inclusionRanges, proofOf, rootOfInclusion, sameHash } = economics;
const HASH = 32;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** A log of so many leaves, and the proof of each. */
function logOf(size: number) {
  const hashes = Array.from({ length: size }, (_, index) => leafHash(`${index}`));
  const { nodes, frontier } = appendLeaves(0, [], hashes);
  const byPlace = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const proofs = hashes.map((_, index) => Buffer.concat(proofOf(inclusionRanges(index, size), ({ level, index: at }) => byPlace.get(`${level}/${at}`)!)));
  return { root: hashOfSubtrees(frontier), hashes, proofs };
}

/** As RFC 9162, 2.1.3.2 has it, each by itself. */
function isIncluded(index: number, size: number, hash: Uint8Array, proof: string, root: Uint8Array): boolean {
  const bytes = fromBase64(proof);
  if (!bytes || bytes.length % HASH !== 0 || index >= size) return false;
  const found = rootOfInclusion({ index, size, leafHash: hash, proof: Array.from({ length: bytes.length / HASH }, (_, place) => bytes.subarray(place * HASH, (place + 1) * HASH)) });
  return found !== undefined && sameHash(found, root);
}

const damages = {
  none: (proof: string) => proof,
  'a character': (proof: string, at: number) => (proof.length === 0 ? 'A' : `${proof.slice(0, at % proof.length)}${proof[at % proof.length] === 'A' ? 'B' : 'A'}${proof.slice((at % proof.length) + 1)}`),
  'cut off': (proof: string, at: number) => proof.slice(0, proof.length === 0 ? 0 : at % proof.length),
  'a hash more': (proof: string) => base64(Buffer.concat([Buffer.from(proof, 'base64'), Buffer.alloc(HASH, 7)])),
  'a hash less': (proof: string) => base64(Buffer.from(proof, 'base64').subarray(HASH)),
} as const;

test('proofs, honest or not and in whatever order, are accepted if and only if each would be by itself', () => {
  let [held, refused] = [0, 0];
  const asked = fc.record({ leaf: fc.nat(), index: fc.nat(), isElsewhere: fc.boolean(), at: fc.nat(), damage: fc.constantFrom(...(Object.keys(damages) as (keyof typeof damages)[]), 'none' as const, 'none' as const) });
  fc.assert(fc.property(fc.integer({ min: 1, max: 600 }), fc.array(asked, { minLength: 1, maxLength: 60 }), (size, all) => {
    const { root, hashes, proofs } = logOf(size);
    const nodes = new KnownNodes(size, root);
    for (const { leaf, index, isElsewhere, at, damage } of all) {
      const [of, claimed] = [leaf % size, isElsewhere && damage !== 'none' ? index % (size + 2) : leaf % size];
      const proof = damages[damage](base64(proofs[of]!), at);
      const expected = isIncluded(claimed, size, hashes[of]!, proof, root);
      if (nodes.holdsText(claimed, hashes[of]!, proof) !== expected) throw new Error(`leaf ${of} at ${claimed} of ${size} with ${damage}: should be ${expected}`);
      if (expected) held += 1;
      else refused += 1;
    }
  }), { numRuns: 150 });
  expect(Math.min(held, refused)).toBeGreaterThan(150);
});

test('a further leaf of a log is known by what leads to others, and so is a leaf that was changed or is elsewhere', () => {
  const size = 600;
  const { root, hashes, proofs } = logOf(size);
  const nodes = new KnownNodes(size, root);
  const proof = (index: number) => base64(proofs[index]!);
  for (let index = 0; index < size; index += 2) expect(nodes.holdsText(index, hashes[index]!, proof(index))).toBe(true);
  for (let index = 1; index < size; index += 2) {
    expect(nodes.holdsText(index, hashes[index - 1]!, proof(index))).toBe(false);
    expect(nodes.holdsText(index + 1, hashes[index]!, proof(index))).toBe(false);
    // What is the same from some place on, before which something else stands.
    expect(nodes.holdsText(index, hashes[index]!, `${proof(index).slice(4, 8)}${proof(index).slice(4)}`)).toBe(false);
    expect(nodes.holdsText(index, hashes[index]!, proof(index))).toBe(true);
  }
});

test('hashes are the same whoever reckons them', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 1_000 }), fc.uint8Array({ minLength: HASH, maxLength: HASH }), fc.uint8Array({ minLength: HASH, maxLength: HASH }), (text, left, right) => {
    expect(leafHash(text)).toEqual(sha256(Buffer.concat([Uint8Array.of(0), Buffer.from(text, 'utf8')])));
    expect(nodeHash(left, right)).toEqual(sha256(Uint8Array.of(1, ...left, ...right)));
  }), { numRuns: 40 });
});
