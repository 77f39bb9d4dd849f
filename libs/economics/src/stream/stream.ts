import { assert, type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR } from '#libs/kernel';

import { split } from '../split/split.js';

const HOUR = BigInt(MILLIS_PER_HOUR);

/** What runs: so much of a resource at such a price. */
export interface StreamRate {
  /** In the resource's own unit: CPU_MILLI, MEMORY_MIB. An integer. */
  quantity: bigint | number;
  nanoTokensPerUnitHour: bigint;
  /** Units in the one thing the price is for: 1,000 CPU_MILLI are a vCPU. */
  unitsPerPriced: bigint;
}

export interface StreamSpan extends StreamRate {
  /** Since the stream's start. An integer. */
  elapsedMillis: bigint | Millis;
}

/**
 * What a stream owes for its whole time so far, rounded down once, in nano-tokens. Always computed from the start:
 * what is due for an interval is `owed(end) - owed(start)`, so that intervals of any lengths sum to the same.
 * @throws RangeError on a fraction; AssertionFailed on a negative number.
 */
export function owed(span: StreamSpan): bigint {
  const quantity = BigInt(span.quantity);
  const elapsed = BigInt(span.elapsedMillis);
  assert(quantity >= 0n && elapsed >= 0n && span.nanoTokensPerUnitHour >= 0n && span.unitsPerPriced > 0n, 'a stream never runs backwards');
  return (quantity * span.nanoTokensPerUnitHour * elapsed) / (span.unitsPerPriced * HOUR);
}

/** A stream that may have run for a while and been charged for some of it. */
export interface RunningStream extends StreamRate {
  /** How long it has run; none by default. */
  elapsedMillis?: bigint | Millis;
  /** What was charged of it so far; none by default. */
  charged?: bigint;
}

/** A hundred years: funds that last longer are said to last this long. */
export const MAX_FUNDED_MILLIS: Millis = 100 * 365 * MILLIS_PER_DAY;

/**
 * How long funds last: the greatest time, in whole milliseconds from now, at which all that the streams owe beyond what
 * was charged does not exceed `funds`. 0 when even now more is due; at most `MAX_FUNDED_MILLIS`.
 */
export function fundedMillis(funds: bigint, streams: readonly RunningStream[]): Millis {
  assert(funds >= 0n, 'funds are not negative');
  const dueAfter = (millis: Millis): bigint => streams.reduce(
    (sum, stream) => sum + owed({ ...stream, elapsedMillis: BigInt(stream.elapsedMillis ?? 0) + BigInt(millis) }) - (stream.charged ?? 0n), 0n);
  if (dueAfter(MAX_FUNDED_MILLIS) <= funds) return MAX_FUNDED_MILLIS;
  let funded = 0;
  let unfunded = MAX_FUNDED_MILLIS;
  while (unfunded - funded > 1) {
    const middle = funded + Math.floor((unfunded - funded) / 2);
    if (dueAfter(middle) <= funds) funded = middle;
    else unfunded = middle;
  }
  return funded;
}

/**
 * What each stream is paid of `funds`: all that it is owed while there is enough, else in proportion to what it is owed,
 * by largest remainder. Never more than the funds, and to nobody more than it is owed.
 */
export function splitShortage(funds: bigint, streams: readonly { id: string; owed: bigint }[]): Map<string, bigint> {
  assert(funds >= 0n, 'funds are not negative');
  const due = streams.reduce((sum, stream) => sum + stream.owed, 0n);
  return split(funds < due ? funds : due, streams.map((stream) => ({ id: stream.id, weight: stream.owed })));
}
