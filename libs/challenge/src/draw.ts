import { createHash, createHmac, randomBytes } from 'node:crypto';

import { type Millis, MILLIS_PER_HOUR, MILLIS_PER_MINUTE } from '#libs/kernel';

/** What a secret decides about its challenge: the same for whoever knows it. */
export interface Draw {
  /** From the hour's start. */
  afterMillis: Millis;
  /** Which of the hosts that can take it, and which of the sizes that fit there: to be taken modulo their number. */
  host: number;
  size: number;
  image: number;
  /** Of the work: 32 bytes, in hexadecimal digits. */
  seed: string;
}

/** None starts in an hour's first and last minutes: its commitment is in the log by then, and it is judged by its hour's rules. */
const MARGIN_MILLIS: Millis = MILLIS_PER_MINUTE;

/** 32 random bytes, in hexadecimal digits. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** What is told of a secret before it is used. */
export function commitmentOf(secret: string): string {
  return createHash('sha256').update(Buffer.from(secret, 'hex')).digest('hex');
}

export function drawOf(secret: string): Draw {
  const part = (name: string) => createHmac('sha256', Buffer.from(secret, 'hex')).update(name).digest();
  const number = (name: string) => part(name).readUIntBE(0, 6);
  return {
    afterMillis: MARGIN_MILLIS + (number('start') % (MILLIS_PER_HOUR - 2 * MARGIN_MILLIS)), host: number('host'), size: number('size'), image: number('image'), seed: part('seed').toString('hex'),
  };
}
