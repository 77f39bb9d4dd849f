import { type Millis, MILLIS_PER_HOUR, MILLIS_PER_MINUTE } from '#libs/kernel';

/** Rewards are for whole hours of UTC. */
export const EPOCH_MILLIS: Millis = MILLIS_PER_HOUR;

/** A pool's hosts are looked at once in each of these, at a time that nobody knows before: what stands ready then counts for all of it. */
export const SLOT_MILLIS: Millis = 10 * MILLIS_PER_MINUTE;

/** So long before a slot's end the latest look is taken, and so long after an epoch's end it is closed. */
export const MARGIN_MILLIS: Millis = 2 * MILLIS_PER_MINUTE;

/** Epochs that a window reaches back at the most: a week. */
export const MOST_EPOCHS = 168;

export function startOf(at: Millis, length: Millis): Millis {
  return at - (at % length);
}
