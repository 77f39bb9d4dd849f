import { type Reader, rowsOf, sql } from '#libs/database';
import { type Millis, MILLIS_PER_DAY, MILLIS_PER_MINUTE } from '#libs/kernel';

/** What a pool publishes of the ways to buy from it, besides its prices. A lease keeps those it was made under. */
export interface TermsOfSale {
  /** A spot lease is told this long before it is reclaimed, at the least. */
  spotNoticeMillis: Millis;
}

/** Of pools that published none. */
export const defaultTermsOfSale: TermsOfSale = { spotNoticeMillis: 2 * MILLIS_PER_MINUTE };

export const MIN_NOTICE_MILLIS: Millis = MILLIS_PER_MINUTE;
export const MAX_NOTICE_MILLIS: Millis = MILLIS_PER_DAY;

/** A pool's terms of sale, as they are now. */
export async function termsOfSale(reader: Reader, poolId: string): Promise<TermsOfSale> {
  const [row] = await rowsOf<{ notice: bigint }>(reader, sql`select spot_notice_millis as notice from terms_of_sale where pool_id = ${poolId}`);
  return row ? { spotNoticeMillis: Number(row.notice) } : defaultTermsOfSale;
}
