import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

import { HASH_BYTES } from '#libs/economics';

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
/** DER that stands before the bytes of an Ed25519 public key. Source: RFC 8410, 4. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** What is signed of a head: one thing a line, so that no two heads have one text. */
export function headText({ size, root, signedAt }: Head): string {
  return `${FORMAT}\n${size}\n${root}\n${signedAt}\n`;
}

/** What a key is called: the beginning of its hash. */
export function keyIdOf(publicKey: Uint8Array): string {
  return hash('sha256', publicKey, 'hex').slice(0, 16);
}

/** The 32 bytes of a public key from base 64; undefined when it is none. */
export function publicKeyOf(text: string): Buffer | undefined {
  return bytesOf(text, PUBLIC_KEY_BYTES);
}

/** The root's bytes; undefined when they are none. */
export function rootOf(head: Head): Buffer | undefined {
  return bytesOf(head.root, HASH_BYTES);
}

/** Whether the key signed this text. Never throws, whatever it is given. */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: string): boolean {
  if (publicKey.length !== PUBLIC_KEY_BYTES) return false;
  return verify(null, Buffer.from(text, 'utf8'), keyObjectOf(publicKey), Buffer.from(signature, 'base64'));
}

function keyObjectOf(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
}

/** Bytes of base 64 in its one right form: a text that only decodes to the same is another text. */
export function bytesOf(text: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text ? bytes : undefined;
}
