import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** What a secret decides about its challenge: the same for whoever knows it. */
export interface Draw {
  /** From the hour's start. */
  afterMillis: number;
  /** Which of the hosts that can take it, and which of the sizes that fit there: to be taken modulo their number. */
  host: number;
  size: number;
  image: number;
  /** Of the work: 32 bytes, in hexadecimal digits. */
  seed: string;
}

const HOUR = 3_600_000;
/** None starts in an hour's first and last minutes: its commitment is in the log by then, and it is judged by its hour's rules. */
const MARGIN_MILLIS = 60_000;
/** Of a digest, a number takes so many. */
const NUMBER_BYTES = 6;
/** Rounds of an answer that are done again. */
export const CHECKED_ROUNDS = 2;

/** HMAC-SHA256 with a secret of 32 bytes, in hexadecimal digits. */
function part(secret: string, name: string): Uint8Array {
  return hmac(sha256, hexToBytes(secret), utf8ToBytes(name));
}

function numberAt(digest: Uint8Array, from = 0): number {
  return digest.subarray(from, from + NUMBER_BYTES).reduce((value, byte) => value * 256 + byte, 0);
}

/** What is told of a secret before it is used. */
export function commitmentOf(secret: string): string {
  return bytesToHex(sha256(hexToBytes(secret)));
}

export function drawOf(secret: string): Draw {
  const number = (name: string) => numberAt(part(secret, name));
  return { afterMillis: MARGIN_MILLIS + (number('start') % (HOUR - 2 * MARGIN_MILLIS)), host: number('host'), size: number('size'), image: number('image'), seed: bytesToHex(part(secret, 'seed')) };
}

/** The key of a challenge's data. */
export function dataKeyOf(secret: string): string {
  return bytesToHex(part(secret, 'key'));
}

/** When within its part of a challenge something is asked, by a secret or seed: modulo how long that is. */
export function askedAfter(secret: string, number: number, within: number): number {
  return numberAt(part(secret, `ask ${number}`)) % within;
}

/** SHA-256 of an answer's digests, in hexadecimal digits, lane by lane and round by round. */
export function answerHash(digests: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes(digests.join(''))));
}

/**
 * Which rounds of an answer are done again: they follow from the challenge's secret, which nobody else knows before, and from all of the answer, so that neither who answers nor who looks
 * can choose them.
 */
export function checkedRounds(secret: string, hash: string, { lanes, rounds }: { lanes: number; rounds: number }): { lane: number; round: number }[] {
  return Array.from({ length: CHECKED_ROUNDS }, (_, number) => {
    const digest = part(secret, `check ${number} ${hash}`);
    return { lane: numberAt(digest) % lanes, round: numberAt(digest, NUMBER_BYTES) % rounds };
  });
}
