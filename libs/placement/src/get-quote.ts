import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { serviceLevelAt } from '#libs/inventory';
import { type Actor, commonProblems } from '#libs/kernel';
import { type LeasePricing, paidAhead } from '#libs/lease';
import { priceOf, priceView, type StoredPrice } from '#libs/pricing';

import { type QuoteView } from './make-quote.js';

/** A quote of the actor's, as it was made. */
export class GetQuote extends Query<QuoteView> {
  constructor(readonly actor: Actor, readonly quoteId: string) {
    super();
  }
}

@QueryHandler(GetQuote)
export class GetQuoteHandler implements IQueryHandler<GetQuote> {
  constructor(private readonly database: Database) {}

  /** @throws Problem `not_found`, also for another tenant's. */
  async execute({ actor, quoteId }: GetQuote): Promise<QuoteView> {
    const quote = await this.database.client.quote.findFirst({ where: { id: quoteId, tenantId: actor.ownerId } });
    if (!quote) throw commonProblems.not_found('No such quote.');
    const pricing = quote.pricing as unknown as LeasePricing;
    return {
      id: quote.id, feasible: quote.feasible, fallback: null, blocked: null, alternatives: [], expectedWaitMillis: quote.feasible ? 0 : null, waitBasis: quote.feasible ? 'now' : 'unknown', pricing, prices: (quote.prices as unknown as StoredPrice[]).map((price) => priceView(priceOf(price))),
      nanoTokensPerHour: quote.nanoTokensPerHour.toString(), paidAheadNanoTokens: paidAhead(pricing, quote.nanoTokensPerHour)?.toString() ?? null,
      serviceLevel: await serviceLevelAt(this.database, quote.poolId, Number(quote.createdAt)), createdAt: Number(quote.createdAt), expiresAt: Number(quote.expiresAt),
    };
  }
}
