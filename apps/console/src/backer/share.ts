const WAD = 10n ** 18n;
const DIGITS = 10n ** 14n;

/** A share began at one token: what is above is gain, what is below loss. Cut off at four digits. */
export const shareText = (wad: string): string => `${BigInt(wad) / WAD}.${((BigInt(wad) % WAD) / DIGITS).toString().padStart(4, '0')}`;

/** What a share has lost of the token that it began as; a loss is never told smaller than it is. */
export function lossText(wad: string): string {
  const lost = WAD - BigInt(wad);
  if (lost <= 0n) return 'none';
  const bps = (lost * 10_000n + WAD - 1n) / WAD;
  return `${Number(bps) / 100} % of a share`;
}
