import { BPS, mulDivCeil } from '#libs/economics';

/**
 * The Herfindahl–Hirschman index of parts of a whole: the sum of the squares of their shares, in basis points, rounded up. 10,000
 * where one has all. Of a pool's capacity rather than of what is claimed the first claim is not all there is: it rises with
 * every claim from nothing to the index of the claims when all is claimed, and is never above that.
 * @param parts whole numbers, as the whole: exact whatever their size.
 */
export function concentrationOf(parts: Iterable<number>, whole: number): number {
  if (whole === 0) return 0;
  let squares = 0n;
  for (const part of parts) squares += BigInt(part) ** 2n;
  return Number(mulDivCeil(squares, BPS, BigInt(whole) ** 2n));
}

/** A part of a whole in basis points, rounded down; 0 of nothing. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(part) * BPS) / BigInt(whole));
}
