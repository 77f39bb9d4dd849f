import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { poolByName, type PoolView, serviceLevelAt, type ServiceLevelTable } from '#libs/inventory';
import { type Actor, type Clock, CLOCK, type LeaseId, type Millis, type PoolId, type ProjectId, SETTINGS, type Settings, type TenantId } from '#libs/kernel';
import { type Blocked, checkAffinity, dearestChoice, EverFit, fallbacksOf, modelsOfChoices, type LeaseConstraints, type LeaseFallback, type LeasePricing, type LeaseResources, paidAhead, pricedModels, pricesOfChoices, pricingOf, type PricingTerms, quoteFingerprint } from '#libs/lease';
import { priceView, recordQuote, type ResourcePrice, type ResourcePriceView } from '#libs/pricing';

import { staysUntil } from './request-specs.js';
import { type RequestSpec } from './board.js';
import { coarseAsk } from './coarse-room.js';
import { expectedWait, type ExpectedWait, noWait, outlookOf } from './expected-wait.js';
import { pricesOfAll } from './find-alternatives.js';
import { neighboursOf } from './neighbours.js';
import { RecentDemands } from './packing/recent-demands.js';
import { place } from './place.js';
import { coarsePoolSnapshot } from './pool-snapshot.js';
import { type Alternative, alternativesTo } from './relax.js';

/** What is to be priced: the part of a lease request that decides where it fits and what it costs. */
export interface QuoteTerms {
  /** The pool's name. */
  pool: string;
  replicas: number;
  resources: LeaseResources;
  constraints?: LeaseConstraints;
  fallbacks?: readonly LeaseFallback[];
  /** On demand when left out. */
  pricing?: PricingTerms;
  /** How long it would last; left out: until it is closed. */
  durationMillis?: Millis;
}

/** A priced offer: plain JSON. It reserves nothing. */
export interface QuoteView extends ExpectedWait {
  id: string;
  /** Whether it could be placed when it was asked. */
  feasible: boolean;
  /** The number of the fall-back that it would be placed by; null for what was asked for first, and when the quote is read again later. */
  fallback: number | null;
  /** Why not; null when it could, and when the quote is read again later. */
  blocked: Blocked | null;
  /** What is like it and would have fitted then or soon, each with its price and wait; none when it fitted itself, and when the quote is read again later. */
  alternatives: Alternative[];
  pricing: LeasePricing;
  prices: ResourcePriceView[];
  /** All replicas, with the dearest GPU model allowed, by the dearest of its choices. */
  nanoTokensPerHour: string;
  /** What a term costs, all of it before it begins; null for what is paid as it is used. */
  paidAheadNanoTokens: string | null;
  /** What a lease that began now would be promised as long as it lives; null where nothing is. */
  serviceLevel: ServiceLevelTable | null;
  createdAt: Millis;
  /** Until then a lease may name it and get these prices. */
  expiresAt: Millis;
}

/** Asks what a lease would cost and whether it would fit now, without reserving anything. */
export class MakeQuote extends Command<QuoteView> {
  constructor(readonly actor: Actor, readonly terms: QuoteTerms) {
    super();
  }
}

@CommandHandler(MakeQuote)
export class MakeQuoteHandler implements ICommandHandler<MakeQuote> {
  private readonly everFit = new EverFit();
  private readonly recent = new RecentDemands();

  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** @throws Problem `not_found` (pool), `price_missing`, `cannot_ever_fit`. */
  async execute({ actor, terms }: MakeQuote): Promise<QuoteView> {
    const now = this.clock.now();
    const pool = await poolByName(this.database, terms.pool);
    const pricing = await pricingOf(this.database, pool.id, terms.pricing, terms.replicas);
    const prices = await pricesOfChoices(pricing, this.database, pool.id, terms, now);
    await this.everFit.check(this.database, pool.id, terms.resources, modelsOfChoices(terms, pricing, prices), now);
    await checkAffinity(this.database, actor.projectId === undefined ? { tenantId: actor.ownerId } : { projectId: actor.projectId }, terms.constraints ?? {});
    const { blocked, ...tried } = await this.tryNow(actor, pool, terms, { pricing, prices }, now);
    const quote = {
      tenantId: actor.ownerId, poolId: pool.id, fingerprint: quoteFingerprint(pool.id, terms), pricing, prices, nanoTokensPerHour: dearestChoice(terms, pricing, prices),
      feasible: blocked === null, createdAt: now, expiresAt: now + this.settings.quoteTtlMillis,
    };
    const serviceLevel = await serviceLevelAt(this.database, pool.id, now);
    const id = await this.database.transaction((tx) => recordQuote(tx, quote));
    return {
      id, feasible: quote.feasible, blocked, ...tried, pricing, prices: prices.map(priceView),
      nanoTokensPerHour: quote.nanoTokensPerHour.toString(), paidAheadNanoTokens: paidAhead(pricing, quote.nanoTokensPerHour)?.toString() ?? null, serviceLevel, createdAt: quote.createdAt, expiresAt: quote.expiresAt,
    };
  }

  /** Makes a plan for it alone, and where it does not fit for what is like it, and throws the plans away. */
  private async tryNow(
    actor: Actor, pool: PoolView, terms: QuoteTerms, { pricing, prices }: { pricing: LeasePricing; prices: readonly ResourcePrice[] }, now: Millis,
  ): Promise<{ blocked: Blocked | null; fallback: number | null; alternatives: Alternative[] } & ExpectedWait> {
    const request: Omit<RequestSpec, 'neighbours'> = {
      leaseId: '' as LeaseId, tenantId: actor.ownerId as TenantId, projectId: '' as ProjectId, poolId: pool.id as PoolId, state: 'requested', version: 1,
      replicas: terms.replicas, resources: terms.resources, gpuModels: pricedModels(terms.resources, prices), prices, constraints: terms.constraints ?? {},
      fallbacks: fallbacksOf({ ...terms, constraints: terms.constraints ?? {}, fallbacks: terms.fallbacks ?? [], pricing, prices }),
      isSpot: terms.pricing?.mode === 'spot', rank: 0, blocked: null, createdAt: now, held: [], avoidOperators: [],
      durationMillis: pricing.mode === 'reserved' ? pricing.termMillis : (terms.durationMillis ?? null), endsAt: null,
    };
    const ask: RequestSpec = { ...request, staysUntil: staysUntil(request, now), neighbours: (await neighboursOf(this.database, [request])).get(request.leaseId) ?? [] };
    const snapshot = await coarsePoolSnapshot(this.database, pool.id, this.recent, this.settings, now);
    const { blocked = null, fallback = null } = place(snapshot, pool, [coarseAsk(ask)], 0).leases[0]!;
    if (!blocked) return { blocked, fallback, alternatives: [], ...noWait };
    const outlook = await outlookOf(this.database, pool.id, now);
    return { blocked, fallback, alternatives: alternativesTo(snapshot, pool, ask, await pricesOfAll(this.database, pricing, ask, now), outlook), ...expectedWait(snapshot, pool, coarseAsk(ask), outlook) };
  }
}
