import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { poolByName, type PoolView } from '#libs/inventory';
import { type Actor, assert, type Clock, CLOCK, type Millis, newId, newLabel, type NanoTokens, type PoolId, type ProjectId, SETTINGS, type Settings, type TenantId } from '#libs/kernel';
import { type ResourcePrice, useQuote } from '#libs/pricing';

import { checkAffinity } from './affinity.js';
import { goesToAuction, waitForBids } from './auctions.js';
import { checkBudgets } from './budget-stop.js';
import { dearestOf, modelsOfChoices, pricesOfChoices } from './fallbacks.js';
import { EverFit } from './fit.js';
import { askForPlacement } from './for-placement.js';
import { type Lease, type LeaseAddress, type LeasePricing, type LeaseTerms } from './lease.js';
import { logSteps } from './lease.log.js';
import { insertLease } from './lease.store.js';
import { type LeaseView, toView } from './lease.view.js';
import { holdOf, setAside } from './funds.js';
import { checkMaximum, lockMillisOf, paidAhead, pricingOf } from './prices.js';
import { quoteFingerprint } from './quote-fingerprint.js';
import { findProject } from './project.js';
import { checkQuota } from './quota.js';
import { requireCredential } from './registry-credential.js';
import { dearestCost, fundsToRun, quotaAmounts } from './resources.js';

/** Asks for a lease: admitted with its price fixed and its first funds held, or refused with nothing left behind. */
export class RequestLease extends Command<LeaseView> {
  constructor(readonly actor: Actor, readonly terms: LeaseTerms, readonly idempotencyKey?: string) {
    super();
  }
}

/** What an admission comes to know, step by step. */
export interface Draft {
  actor: Actor;
  terms: LeaseTerms;
  now: Millis;
  settings: Settings;
  everFit: EverFit;
  projectId?: ProjectId;
  pool?: PoolView;
  pricing?: LeasePricing;
  prices?: readonly ResourcePrice[];
  costPerHour?: NanoTokens;
  lease?: Lease;
}

export interface AdmissionStep {
  name: string;
  run(tx: Transaction, draft: Draft): Promise<void>;
}

/**
 * The steps of an admission, in order, in one transaction: the undo of each is that it never was. Funds come last, so
 * that a wallet's lock is short; events after them, so that only what is funded is told.
 */
export const admission: readonly AdmissionStep[] = [
  { name: 'find-project', run: findItsProject },
  { name: 'check-budgets', run: checkItsBudgets },
  { name: 'find-credential', run: findCredential },
  { name: 'find-neighbours', run: findNeighbours },
  { name: 'find-pool', run: findItsPool },
  { name: 'fix-price', run: fixPrice },
  { name: 'check-fit', run: checkFit },
  { name: 'check-quota', run: checkItsQuota },
  { name: 'record-lease', run: recordLease },
  { name: 'announce', run: announce },
  { name: 'open-auction', run: openItsAuction },
  { name: 'hold-funds', run: holdFunds },
];

@CommandHandler(RequestLease)
export class RequestLeaseHandler implements ICommandHandler<RequestLease> {
  private readonly everFit = new EverFit();

  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  execute(command: RequestLease): Promise<LeaseView> {
    return this.admit(command, admission);
  }

  /** Takes the steps given: those of an admission, unless a test has one fail. */
  admit({ actor, terms, idempotencyKey }: RequestLease, steps: readonly AdmissionStep[]): Promise<LeaseView> {
    const now = this.clock.now();
    const request = { command: 'RequestLease', projectId: actor.projectId, terms };
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request, now }, async () => {
      const draft: Draft = { actor, terms, now, settings: this.settings, everFit: this.everFit };
      for (const step of steps) await step.run(tx, draft);
      assert(draft.lease && draft.pool, 'an admission ends with a lease');
      return toView(draft.lease, draft.pool.name, this.settings, true);
    }));
  }
}

async function findItsProject(tx: Transaction, draft: Draft): Promise<void> {
  draft.projectId = await findProject(tx, draft.actor, draft.terms.projectId);
}

async function checkItsBudgets(tx: Transaction, draft: Draft): Promise<void> {
  await checkBudgets(tx, { tenantId: draft.actor.ownerId, projectId: draft.projectId! }, draft.now);
}

async function findCredential(tx: Transaction, draft: Draft): Promise<void> {
  await requireCredential(tx, draft.projectId!, draft.terms.workload.registryCredential);
}

async function findNeighbours(tx: Transaction, draft: Draft): Promise<void> {
  await checkAffinity(tx, { projectId: draft.projectId! }, draft.terms.constraints ?? {}); // fall-backs keep them
}

async function findItsPool(tx: Transaction, draft: Draft): Promise<void> {
  draft.pool = await poolByName(tx, draft.terms.pool);
}

/** A quote's prices when it names one that was made for just this, else current ones. @throws Problem `price_missing`, `price_above_maximum`, those of quotes. */
async function fixPrice(tx: Transaction, draft: Draft): Promise<void> {
  const { terms, now, actor } = draft;
  const pool = draft.pool!;
  const quoteId = terms.pricing?.quoteId;
  if (quoteId === undefined) {
    draft.pricing = await pricingOf(tx, pool.id, terms.pricing, terms.replicas);
    draft.prices = await pricesOfChoices(draft.pricing, tx, pool.id, terms, now);
  } else {
    const { prices, pricing } = await useQuote(tx, { quoteId, tenantId: actor.ownerId, fingerprint: quoteFingerprint(pool.id, terms), now });
    Object.assign(draft, { prices, pricing: { ...pricing, ...terms.pricing } });
  }
  draft.costPerHour = dearestCost(terms.resources, draft.prices!, terms.replicas);
  checkMaximum(draft.pricing!, draft.costPerHour);
}

async function checkFit(tx: Transaction, draft: Draft): Promise<void> {
  await draft.everFit.check(tx, draft.pool!.id, draft.terms.resources, modelsOfChoices(draft.terms, draft.pricing!, draft.prices!), draft.now);
}

/** Against what the project's claims hold now. The applier checks again: requests beside this one count for nothing here. */
async function checkItsQuota(tx: Transaction, draft: Draft): Promise<void> {
  await checkQuota(tx, draft.projectId!, quotaAmounts(draft.terms.resources, draft.terms.replicas));
}

async function recordLease(tx: Transaction, draft: Draft): Promise<void> {
  const { terms, now } = draft;
  const id = newId('lease');
  draft.lease = {
    id, tenantId: draft.actor.ownerId as TenantId, projectId: draft.projectId!, poolId: draft.pool!.id as PoolId, name: terms.name ?? id, state: 'requested',
    replicas: terms.replicas, resources: terms.resources, workload: terms.workload, constraints: terms.constraints ?? {}, fallbacks: terms.fallbacks ?? [], fallback: null,
    pricing: draft.pricing!, prices: draft.prices!, priceLockedUntil: now + lockMillisOf(draft.pricing!, draft.settings),
    durationMillis: draft.pricing!.mode === 'reserved' ? draft.pricing!.termMillis : (terms.durationMillis ?? null),
    waitUntil: terms.waitMillis === undefined ? null : now + terms.waitMillis, version: 1,
    unplaced: true, readiness: [], addresses: addressesOf(terms), blocked: null, reclaim: null, closedReason: null, agreed: null, holdKey: `hold:${id}:1`,
    createdAt: now, placedAt: null, activatedAt: null, endsAt: null, warnedAt: null, graceAt: null, suspension: null, closingAt: null, closedAt: null,
  };
  await insertLease(tx, draft.lease);
}

/** One for each public port. */
function addressesOf({ workload }: LeaseTerms): LeaseAddress[] {
  return (workload.ports ?? []).filter((each) => each.public).map(({ name, port }) => ({ name, port, label: newLabel() }));
}

async function announce(tx: Transaction, draft: Draft): Promise<void> {
  const lease = draft.lease!;
  await audit(tx, draft.actor, draft.now, { action: 'lease.requested', subjectId: lease.id, detail: { name: lease.name, projectId: lease.projectId } });
  await logSteps(tx, draft.now, [{ lease, type: 'lease.requested', data: { nanoTokensPerHour: draft.costPerHour } }]);
  await askForPlacement(tx, lease);
}

/** Has operators bid for what is bought on demand and is large, or is to be bid for. @throws Problem `no_auctions` */
async function openItsAuction(tx: Transaction, draft: Draft): Promise<void> {
  if (draft.pricing!.mode === 'on-demand' && goesToAuction(draft.terms, draft.pool!, draft.costPerHour!)) draft.lease = await waitForBids(tx, draft.lease!, draft.pool!.auctionWindowMillis, draft.now);
}

/** Reserves the first funds, and the reserve for its volumes, in the wallet; or all that a term costs. @throws Problem `insufficient_funds` */
async function holdFunds(tx: Transaction, draft: Draft): Promise<void> {
  const { lease, settings, now } = draft;
  const cost = dearestOf(lease!);
  await setAside(tx, now, [holdOf(lease!, paidAhead(lease!.pricing, cost) ?? fundsToRun(lease!, cost, settings, now))]);
}
