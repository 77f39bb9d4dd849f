import { duration } from '../format.js';

const WAD = 10n ** 18n;
const DIGITS = 10n ** 14n;
const BPS = 10_000n;

/** A share began at one token: what is above is gain, what is below loss. Cut off at four digits. */
export const shareText = (wad: string): string => `${BigInt(wad) / WAD}.${((BigInt(wad) % WAD) / DIGITS).toString().padStart(4, '0')}`;

/** What a share has lost of the token that it began as; a loss is never told smaller than it is. */
export function lossText(wad: string): string {
  const lost = WAD - BigInt(wad);
  if (lost <= 0n) return 'none';
  const bps = (lost * BPS + WAD - 1n) / WAD;
  return `${Number(bps) / 100} % of a share`;
}

/** What a share has gained over the token that it began as, and in how long, cut off: nothing is drawn out to a year that was not one. */
export function yieldText(wad: string, millis: number): string {
  const gained = BigInt(wad) - WAD;
  if (gained <= 0n) return 'none';
  const bps = (gained * BPS) / WAD;
  return `${bps === 0n ? 'under 0.01' : Number(bps) / 100} % in ${duration(millis)}`;
}

/** What of a whole something is, in basis points, cut off; nothing of nothing. */
export const bpsOfWhole = (part: bigint, whole: bigint): number => (whole <= 0n ? 0 : Number((part * BPS) / whole));

/** So many percent of shares, as somebody writes them, `100`, `33.3`; undefined when that is no part of them, or none at all. */
export function partOfShares(shares: string, percent: string): string | undefined {
  const [, whole, fraction = ''] = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(percent.trim()) ?? [];
  if (whole === undefined) return undefined;
  const bps = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'));
  const part = (BigInt(shares) * bps) / BPS;
  return bps > BPS || part === 0n ? undefined : part.toString();
}
