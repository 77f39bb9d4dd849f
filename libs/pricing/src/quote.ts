import { sql, type Transaction } from '#libs/database';
import { commonProblems, type Millis, type NanoTokens, newId, type QuoteId } from '#libs/kernel';

import type { ResourcePrice } from './prices-for.js';
import { pricingProblems } from './pricing.errors.js';

/** An offer of prices to one tenant for one thing, until it expires. */
export interface NewQuote {
  tenantId: string;
  poolId: string;
  /** SHA-256 of what was priced, by whoever prices: a quote buys that and nothing else. */
  fingerprint: string;
  prices: readonly ResourcePrice[];
  nanoTokensPerHour: NanoTokens;
  /** Whether it could be placed when it was asked. */
  feasible: boolean;
  createdAt: Millis;
  expiresAt: Millis;
}

/** Keeps an offer. @returns its id. */
export async function recordQuote(tx: Transaction, quote: NewQuote): Promise<QuoteId> {
  const id = newId('quote');
  await tx.quote.create({
    data: {
      ...quote,
      id,
      prices: quote.prices.map((price) => ({ ...price, nanoTokensPerUnitHour: price.nanoTokensPerUnitHour.toString() })),
      createdAt: BigInt(quote.createdAt),
      expiresAt: BigInt(quote.expiresAt),
    },
  });
  return id;
}

/**
 * The prices that were offered, for as long as the offer stands; it may be used again until then.
 * @throws Problem `not_found` (another tenant's too), `quote_mismatch` when it was made for something else, `quote_expired`.
 */
export async function useQuote(tx: Transaction, use: { quoteId: string; tenantId: string; fingerprint: string; now: Millis }): Promise<ResourcePrice[]> {
  const pointer = '/pricing/quoteId';
  const quote = await tx.quote.findFirst({ where: { id: use.quoteId, tenantId: use.tenantId } });
  if (!quote) throw commonProblems.not_found('No such quote.', { pointer });
  if (quote.fingerprint !== use.fingerprint) {
    throw pricingProblems.quote_mismatch('The quote was made for another request; ask for one with exactly what the lease asks for.', { pointer });
  }
  if (use.now >= Number(quote.expiresAt)) throw pricingProblems.quote_expired(`The quote ended at ${quote.expiresAt}; ask for a new one.`, { pointer, extra: { expiresAt: Number(quote.expiresAt) } });
  return (quote.prices as unknown as { resourceClass: ResourcePrice['resourceClass']; variant: string; nanoTokensPerUnitHour: string }[])
    .map((price) => ({ ...price, nanoTokensPerUnitHour: BigInt(price.nanoTokensPerUnitHour) }));
}

/** Forgets quotes that expired before a time. @returns how many; at most 10,000. */
export async function forgetQuotes(tx: Transaction, expiredBefore: Millis): Promise<number> {
  return tx.$executeRaw(sql`delete from quotes where ctid in (select ctid from quotes where expires_at < ${BigInt(expiredBefore)} limit 10000)`);
}
