import { type Reader, rowsOf, sql } from '#libs/database';
import { mulDivCeil, mulDivFloor } from '#libs/economics';
import { type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, type NanoTokens } from '#libs/kernel';

import type { ResourcePrice } from './prices-for.js';

/** What a pool publishes of the ways to buy from it, besides its prices. A lease keeps those it was made under. */
export interface TermsOfSale {
  /** A spot lease is told this long before it is reclaimed, at the least. */
  spotNoticeMillis: Millis;
  /** Terms that may be paid ahead, each length once, and how much less they cost. */
  reserved: readonly ReservedOffer[];
}

export interface ReservedOffer {
  termMillis: Millis;
  /** Of every price, in basis points. */
  discountBps: number;
}

/** Of pools that published none. */
export const defaultTermsOfSale: TermsOfSale = { spotNoticeMillis: 2 * MILLIS_PER_MINUTE, reserved: [] };

export const MIN_NOTICE_MILLIS: Millis = MILLIS_PER_MINUTE;
export const MAX_NOTICE_MILLIS: Millis = MILLIS_PER_DAY;
export const MIN_TERM_MILLIS: Millis = MILLIS_PER_HOUR;
export const MAX_TERM_MILLIS: Millis = 3 * 366 * MILLIS_PER_DAY;
export const MAX_DISCOUNT_BPS = 9_000;

/** A pool's terms of sale, as they are now. */
export async function termsOfSale(reader: Reader, poolId: string): Promise<TermsOfSale> {
  const [row] = await rowsOf<{ notice: bigint; reserved: ReservedOffer[] }>(reader, sql`select spot_notice_millis as notice, reserved from terms_of_sale where pool_id = ${poolId}`);
  return row ? { spotNoticeMillis: Number(row.notice), reserved: row.reserved } : defaultTermsOfSale;
}

/** The least price of which a discount leaves this one. What was discounted may have been more, by less than 10,000 / (10,000 − discountBps) nano-tokens. */
export function undiscounted(nanoTokensPerUnitHour: NanoTokens, discountBps: number): NanoTokens {
  return mulDivCeil(nanoTokensPerUnitHour, 10_000n, BigInt(10_000 - discountBps));
}

/** Prices less a discount, rounded down; of the base as much goes as of the rest. */
export function discounted(prices: readonly ResourcePrice[], discountBps: number): ResourcePrice[] {
  const less = (amount: bigint) => mulDivFloor(amount, BigInt(10_000 - discountBps), 10_000n);
  return prices.map((price) => ({
    ...price, nanoTokensPerUnitHour: less(price.nanoTokensPerUnitHour),
    ...(price.baseNanoTokensPerUnitHour === undefined ? {} : { baseNanoTokensPerUnitHour: less(price.baseNanoTokensPerUnitHour) }),
  }));
}
