import { sql, type Transaction } from '#libs/database';
import { commonProblems, type Millis, type NanoTokens, newId, type QuoteId, toJson } from '#libs/kernel';

import { priceOf, type ResourcePrice, type StoredPrice } from './prices-for.js';
import { pricingProblems } from './pricing.errors.js';

/** An offer of prices to one tenant for one thing, until it expires. */
export interface NewQuote {
  tenantId: string;
  poolId: string;
  /** SHA-256 of what was priced, by whoever prices: a quote buys that and nothing else. */
  fingerprint: string;
  /** The way to buy, as JSON that means something to whoever prices. */
  pricing: object;
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
  await tx.$executeRaw(sql`
    insert into quotes (id, tenant_id, pool_id, fingerprint, pricing, prices, nano_tokens_per_hour, feasible, created_at, expires_at)
    values (${id}, ${quote.tenantId}, ${quote.poolId}, ${quote.fingerprint}, ${JSON.stringify(quote.pricing)}::jsonb, ${JSON.stringify(toJson(quote.prices))}::jsonb, ${quote.nanoTokensPerHour}, ${quote.feasible},
      ${BigInt(quote.createdAt)}, ${BigInt(quote.expiresAt)})`);
  return id;
}

/**
 * The prices that were offered, and the way to buy, for as long as the offer stands; it may be used again until then.
 * @throws Problem `not_found` (another tenant's too), `quote_mismatch` when it was made for something else, `quote_expired`.
 */
export async function useQuote(tx: Transaction, use: { quoteId: string; tenantId: string; fingerprint: string; now: Millis }): Promise<{ prices: ResourcePrice[]; pricing: object }> {
  const pointer = '/pricing/quoteId';
  const [quote] = await tx.$queryRaw<{ fingerprint: string; pricing: object; prices: StoredPrice[]; expires_at: bigint }[]>(sql`
    select fingerprint, pricing, prices, expires_at from quotes where id = ${use.quoteId} and tenant_id = ${use.tenantId}`);
  if (!quote) throw commonProblems.not_found('No such quote.', { pointer });
  if (quote.fingerprint !== use.fingerprint) {
    throw pricingProblems.quote_mismatch('The quote was made for another request; ask for one with exactly what the lease asks for.', { pointer });
  }
  const expiresAt = Number(quote.expires_at);
  if (use.now >= expiresAt) throw pricingProblems.quote_expired(`The quote ended at ${expiresAt}; ask for a new one.`, { pointer, extra: { expiresAt } });
  return { prices: quote.prices.map(priceOf), pricing: quote.pricing };
}

/** Forgets quotes that expired before a time. @returns how many; at most 10,000. */
export async function forgetQuotes(tx: Transaction, expiredBefore: Millis): Promise<number> {
  return tx.$executeRaw(sql`delete from quotes where ctid in (select ctid from quotes where expires_at < ${BigInt(expiredBefore)} limit 10000)`);
}
