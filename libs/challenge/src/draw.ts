import { randomBytes } from 'node:crypto';

/** 32 random bytes, in hexadecimal digits. What follows from them `libs/verify` says, which has to work it out again. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}
