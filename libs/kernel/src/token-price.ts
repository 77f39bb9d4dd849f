/** What a token costs in money. */
export interface TokenPrice {
  /** ISO 4217. */
  currency: string;
  /** Billionths of the currency. */
  nanoUnitsPerToken: bigint;
}

const currencies = new Set(Intl.supportedValuesOf('currency'));
const PLACES = 9;

/** From a decimal such as `0.01` and a currency such as `USD`; undefined when they are none, or a token is free. */
export function tokenPriceOf(amount = '', currency = ''): TokenPrice | undefined {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(amount) ?? [];
  if (whole === undefined || !currencies.has(currency)) return undefined;
  const nanoUnitsPerToken = BigInt(whole + fraction.padEnd(PLACES, '0'));
  return nanoUnitsPerToken > 0n ? { currency, nanoUnitsPerToken } : undefined;
}
