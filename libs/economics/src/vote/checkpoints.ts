import { assert } from '#libs/kernel';

/** A value from a time on, until the next. */
export interface Checkpoint {
  at: bigint;
  value: bigint;
}

/** The value at a time: that of the last checkpoint not after it, nothing before the first. Source: OpenZeppelin's Checkpoints `upperLookup`. */
export function valueAt(checkpoints: readonly Checkpoint[], at: bigint): bigint {
  let [from, to] = [0, checkpoints.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (checkpoints[middle]!.at <= at) from = middle + 1;
    else to = middle;
  }
  return from === 0 ? 0n : checkpoints[from - 1]!.value;
}

/** Sets the value from a time on: the past stays what it was. A second one at the same time replaces the first. */
export function addCheckpoint(checkpoints: readonly Checkpoint[], at: bigint, value: bigint): Checkpoint[] {
  const last = checkpoints.at(-1);
  assert(value >= 0n && (!last || last.at <= at), 'checkpoints are added in the order of time');
  return [...(last?.at === at ? checkpoints.slice(0, -1) : checkpoints), { at, value }];
}
