/** Basis points in a whole: the scale of fees and parts. */
export const BPS = 10_000n;
/** The scale of prices. */
export const WAD = 10n ** 18n;
/** The scale of rates and indices. */
export const RAY = 10n ** 27n;
