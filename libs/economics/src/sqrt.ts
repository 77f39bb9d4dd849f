import { assert } from '#libs/kernel';

/** The square root, rounded down, by Newton's method from above. @throws AssertionFailed on a negative number. */
export function sqrtFloor(square: bigint): bigint {
  assert(square >= 0n, 'a square is not negative');
  if (square < 2n) return square;
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** The square root, rounded up. */
export function sqrtCeil(square: bigint): bigint {
  const root = sqrtFloor(square);
  return root * root === square ? root : root + 1n;
}
