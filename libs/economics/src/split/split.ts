import { assert } from '#libs/kernel';

/** One party's weight in a split: basis points, amounts owed, work done; only proportions count. */
export interface Share {
  id: string;
  weight: bigint;
}

/**
 * Divides `total` in proportion to the weights, exactly: each gets its floor, and the units left over go one each to the
 * largest remainders, ties to the lesser id. The same parties in any order get the same; a greater weight never gets less;
 * nobody is more than one unit from the exact proportion. The map is in the order of `shares`.
 *
 * Split each amount by itself: a party's part of a greater total can be one unit less than of a smaller one
 * (the Alabama paradox of largest remainders), so the differences of two splits are not a split.
 * @throws AssertionFailed on a negative total or weight, a doubled id, or when there is something to divide and no weight.
 */
export function split(total: bigint, shares: readonly Share[]): Map<string, bigint> {
  assert(total >= 0n, 'a split divides no negative amount');
  let weights = 0n;
  for (const { weight } of shares) {
    assert(weight >= 0n, 'a split takes no negative weight');
    weights += weight;
  }
  assert(total === 0n || weights > 0n, 'a split of something needs a weight');

  const parts = new Map<string, bigint>();
  const remainders: { id: string; remainder: bigint }[] = [];
  let left = total;
  for (const { id, weight } of shares) {
    assert(!parts.has(id), `a split names ${id} twice`);
    const numerator = total * weight;
    const part = weights === 0n ? 0n : numerator / weights;
    parts.set(id, part);
    remainders.push({ id, remainder: numerator - part * weights });
    left -= part;
  }
  if (left > 0n) {
    remainders.sort((a, b) => (a.remainder !== b.remainder ? (a.remainder > b.remainder ? -1 : 1) : a.id < b.id ? -1 : 1));
    for (const { id } of remainders.slice(0, Number(left))) parts.set(id, parts.get(id)! + 1n);
  }
  return parts;
}
