import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import { LEAF_BYTES } from '../../economics/src/portable.js';

const MIB = 1_048_576;
const BLOCK_BYTES = 16;
const DIGEST_BYTES = 32;
/** Of scrypt (RFC 7914), as work that fills memory is. */
const BLOCKS_PER_MIB = 1_024;
const SCRYPT_R = 8;

interface Cipher {
  update(bytes: Uint8Array): Uint8Array;
}
interface Crypto {
  scryptSync(input: Uint8Array, salt: Uint8Array, length: number, options: { N: number; r: number; p: number; maxmem: number }): Uint8Array;
  createCipheriv(name: 'aes-256-ctr', key: Uint8Array, counter: Uint8Array): Cipher;
}
/** Node's own, where there is Node: some times as fast, and a browser has no cipher that answers at once. */
const own = (globalThis as { process?: { getBuiltinModule?: (name: 'node:crypto') => Crypto | undefined } }).process?.getBuiltinModule?.('node:crypto');

/** Whether there is what makes data anew here. */
export const canCipher = own !== undefined;

/** A round of work that fills memory: what it gives of what the round before gave, both in hexadecimal digits. */
export function memoryRound({ from, lane, laneMib, isSimulated }: { from: string; lane: number; laneMib: number; isSimulated: boolean }): string {
  if (isSimulated) return textHash(`simulated ${lane} ${from}`);
  const [input, salt, N, maxmem] = [hexToBytes(from), utf8ToBytes(String(lane)), BLOCKS_PER_MIB * laneMib, 2 * MIB * laneMib];
  return bytesToHex(Uint8Array.from(own ? own.scryptSync(input, salt, DIGEST_BYTES, { N, r: SCRYPT_R, p: 1, maxmem }) : scrypt(input, salt, { N, r: SCRYPT_R, p: 1, dkLen: DIGEST_BYTES, maxmem })));
}

/** The same of work with a disk: SHA-256 of so many MiB of the key stream whose key is what the round before gave. */
export function diskRound({ from, blockMib, isSimulated }: { from: string; blockMib: number; isSimulated: boolean }): string {
  if (isSimulated) return textHash(`simulated disk ${from}`);
  const [cipher, hash, zeros] = [cipherAt(from, 0), sha256.create(), new Uint8Array(MIB)];
  for (let at = 0; at < blockMib; at += 1) hash.update(cipher.update(zeros));
  return bytesToHex(hash.digest());
}

/** What answers for a leaf of stored data: SHA-256 of the question's seed and the leaf. */
export function leafAnswer(key: string, leaf: number, seed: string): string {
  const bytes = cipherAt(key, (leaf * LEAF_BYTES) / BLOCK_BYTES).update(new Uint8Array(LEAF_BYTES));
  return bytesToHex(sha256.create().update(hexToBytes(seed)).update(Uint8Array.from(bytes)).digest());
}

/** The key stream of AES-256 in counter mode (NIST SP 800-38A), from a block on. */
function cipherAt(key: string, block: number): Cipher {
  const counter = new Uint8Array(BLOCK_BYTES);
  new DataView(counter.buffer).setBigUint64(BLOCK_BYTES - 8, BigInt(block));
  return own!.createCipheriv('aes-256-ctr', hexToBytes(key), counter);
}

function textHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
