import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

import { assert } from './assert.js';

const SEED_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;
/** DER that stands before the seed of an Ed25519 private key. Source: RFC 8410, 7. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Nest's injection token for the `SigningKey` in use; nothing is provided where there is no key. */
export const SIGNING_KEY = Symbol('SIGNING_KEY');

/** Signs texts, by Ed25519. What is signed begins with a line that says what it is, so that no signature can stand for another. */
export class SigningKey {
  readonly publicKey: Uint8Array;
  private readonly privateKey: KeyObject;

  /** Takes a secret of 32 random bytes, from which both halves of the key follow. */
  constructor(seed: Uint8Array) {
    assert(seed.length === SEED_BYTES, 'a signing key has 32 bytes');
    this.privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.privateKey).export({ format: 'der', type: 'spki' }).subarray(-PUBLIC_KEY_BYTES);
  }

  signText(text: string): Uint8Array {
    return sign(null, Buffer.from(text, 'utf8'), this.privateKey);
  }
}
