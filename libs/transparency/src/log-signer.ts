import { SigningKey } from '#libs/kernel';
import { type Head, headText, keyIdOf } from '#libs/verify';

/** Nest's injection token for the `LogSigner` in use; nothing is provided where there is no key. */
export const LOG_SIGNER = Symbol('LOG_SIGNER');

/** Signs heads of the log. */
export class LogSigner extends SigningKey {
  readonly keyId: string;

  /** Takes a secret of 32 random bytes, from which both halves of the key follow. */
  constructor(seed: Uint8Array) {
    super(seed);
    this.keyId = keyIdOf(this.publicKey);
  }

  sign(head: Head): Uint8Array {
    return this.signText(headText(head));
  }
}
