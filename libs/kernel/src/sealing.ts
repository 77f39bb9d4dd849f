import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

import { assert } from './assert.js';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** The envelope: version, which key, nonce, tag, then the ciphertext. */
const VERSION = 1;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NONCE_AT = 1 + KEY_ID_BYTES;
const TAG_AT = NONCE_AT + NONCE_BYTES;
const TEXT_AT = TAG_AT + TAG_BYTES;

/** Nest's injection token for the `Sealer` in use; nothing is provided where there is no key. */
export const SEALER = Symbol('SEALER');

/** What was sealed cannot be opened: another key, another context, or not as it was sealed. */
export class Unsealable extends Error {
  override name = 'Unsealable';
}

interface SealingKey {
  id: Buffer;
  bytes: Uint8Array;
}

/**
 * Keeps secrets at rest, by AES-256-GCM. Several keys make rotation possible while everything runs: the first seals, all of
 * them open. A context (which row, which column) goes into the seal, so that one secret cannot be put in another's place.
 */
export class Sealer {
  private readonly keys: readonly SealingKey[];

  /** Takes keys of 32 bytes each, the one to seal with first. */
  constructor(keys: readonly Uint8Array[]) {
    assert(keys.length > 0, 'sealing needs a key');
    this.keys = keys.map((bytes) => {
      assert(bytes.length === KEY_BYTES, 'a sealing key has 32 bytes');
      return { id: keyIdOf(bytes), bytes };
    });
  }

  /** Seals under the first key. The same secret never looks the same twice. */
  seal(plain: Uint8Array, context: string): Uint8Array {
    const [key] = this.keys;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key!.bytes, nonce, { authTagLength: TAG_BYTES });
    const header = Buffer.concat([Buffer.of(VERSION), key!.id]);
    cipher.setAAD(associated(header, context));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([header, nonce, cipher.getAuthTag(), text]);
  }

  /** @throws Unsealable */
  open(sealed: Uint8Array, context: string): Uint8Array {
    const whole = Buffer.from(sealed);
    const key = this.keyOf(whole);
    if (!key || whole.length < TEXT_AT) throw new Unsealable('sealed with a key that is not here');
    const decipher = createDecipheriv(ALGORITHM, key.bytes, whole.subarray(NONCE_AT, TAG_AT), { authTagLength: TAG_BYTES });
    decipher.setAAD(associated(whole.subarray(0, NONCE_AT), context));
    decipher.setAuthTag(whole.subarray(TAG_AT, TEXT_AT));
    try {
      return Buffer.concat([decipher.update(whole.subarray(TEXT_AT)), decipher.final()]);
    } catch (error) {
      throw new Unsealable('sealed for another context, or changed since', { cause: error });
    }
  }

  /** Whether it was sealed with another key than the first, which is to be replaced. */
  needsResealing(sealed: Uint8Array): boolean {
    return this.keyOf(Buffer.from(sealed)) !== this.keys[0];
  }

  private keyOf(sealed: Buffer): SealingKey | undefined {
    if (sealed[0] !== VERSION) return undefined;
    return this.keys.find((key) => key.id.equals(sealed.subarray(1, NONCE_AT)));
  }
}

/** Tells keys apart, and tells nothing of them. */
function keyIdOf(key: Uint8Array): Buffer {
  return createHash('sha256').update('weir sealing key').update(key).digest().subarray(0, KEY_ID_BYTES);
}

function associated(header: Uint8Array, context: string): Buffer {
  return Buffer.concat([header, Buffer.from(context, 'utf8')]);
}
