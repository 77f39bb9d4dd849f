import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import { fromBase64 } from './base64.js';
import { HASH_BYTES } from './hashing.js';

/** What the log was at a moment. */
export interface Head {
  /** Leaves. */
  size: number;
  /** Base 64. */
  root: string;
  /** Milliseconds since 1970. */
  signedAt: number;
}

export interface SignedHead extends Head {
  keyId: string;
  /** Ed25519 over `headText`, base 64. */
  signature: string;
}

const FORMAT = 'weir-log-head';
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** What is signed of a head: one thing a line, so that no two heads have one text. */
export function headText({ size, root, signedAt }: Head): string {
  return `${FORMAT}\n${size}\n${root}\n${signedAt}\n`;
}

/** What a key is called: the beginning of its hash. */
export function keyIdOf(publicKey: Uint8Array): string {
  return bytesToHex(sha256(publicKey)).slice(0, 16);
}

/** The 32 bytes of a public key from base 64; undefined when it is none. */
export function publicKeyOf(text: string): Uint8Array | undefined {
  return bytesOf(text, PUBLIC_KEY_BYTES);
}

/** The root's bytes; undefined when they are none. */
export function rootOf(head: Head): Uint8Array | undefined {
  return bytesOf(head.root, HASH_BYTES);
}

/** Whether the key signed this text, as RFC 8032 has it. Never throws, whatever it is given. */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: string): boolean {
  const bytes = bytesOf(signature, SIGNATURE_BYTES);
  if (!bytes || publicKey.length !== PUBLIC_KEY_BYTES) return false;
  return ed25519.verify(bytes, new TextEncoder().encode(text), publicKey, { zip215: false });
}

/** So many bytes of base 64 in its one right form. */
export function bytesOf(text: string, length: number): Uint8Array | undefined {
  const bytes = fromBase64(text);
  return bytes?.length === length ? bytes : undefined;
}
