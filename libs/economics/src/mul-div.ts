import { assert } from '#libs/kernel';

/**
 * `a × b ÷ d`, rounded down: for what is paid out. The product is never truncated.
 * @throws AssertionFailed when an operand is negative, RangeError when `d` is zero.
 */
export function mulDivFloor(a: bigint, b: bigint, d: bigint): bigint {
  assert(a >= 0n && b >= 0n && d >= 0n, 'mulDiv takes no negative numbers');
  return (a * b) / d;
}

/** `a × b ÷ d`, rounded up: for what must be covered in advance. Errors as `mulDivFloor`. */
export function mulDivCeil(a: bigint, b: bigint, d: bigint): bigint {
  assert(a >= 0n && b >= 0n && d >= 0n, 'mulDiv takes no negative numbers');
  const product = a * b;
  const quotient = product / d;
  return quotient * d === product ? quotient : quotient + 1n;
}
