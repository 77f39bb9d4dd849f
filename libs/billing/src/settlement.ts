import { Inject, Injectable, Logger } from '@nestjs/common';

import { Database, sql, type Transaction } from '#libs/database';
import { mulDivCeil, mulDivFloor } from '#libs/economics';
import { poolById } from '#libs/inventory';
import { CLOCK, type Clock, type Millis, MILLIS_PER_HOUR, MILLIS_PER_MINUTE, type NanoTokens, newId, SETTINGS, type Settings } from '#libs/kernel';
import { type AccountRef, balancesOf, postTransfers } from '#libs/ledger';
import {
  beginClosing, chargeableUntil, clearFundsWarning, closedReasons, cutSilences, dearestCost, isForfeit, isOpen, isVolume, type Lease, lockLeases, runwayMillis, standsStill, standStillBefore, storageReserve, suspendLease, warnOfFunds,
} from '#libs/lease';
import { markUsageCharged, reviewUsage, type UsageKey } from '#libs/metering';

import type { Budget } from './budget.js';
import { countSpending, suspendStoppedOf } from './budget-spending.js';
import { budgetsOf } from './budget.store.js';
import { chargedBy, planSettlement, type SettlementInput, type SettlementPlan } from './plan-settlement.js';
import {
  type ChargedLease, doneTo, type DueLease, dueLeases, endedLeases, insertTakenBack, type LeaseSettlementRow, leaseStanding, settlementRows, streamAccounts, writeSettlement,
} from './settlement.store.js';
import { transfersOf } from './settlement-transfers.js';
import type { ShareBps } from './shares.js';
import { hourlyRate, type KeptUntil, runsAt, type StreamAccount } from './stream-account.js';
import { settleContested, standingUsage } from './take-back.js';
import { cutterFrom, lockBilling, type TenantBilling } from './tenant-billing.js';
import { priceUsage } from './usage-pricing.js';

/** Leases of one transaction. */
const BATCH = 25;
/** Leases of one sweep; the rest is next. */
const MOST_DUE = 500;
/** Tenants that a sweep settles at once: one is reckoned while another's is written. */
const TENANTS_AT_ONCE = 2;
/** Leases that were never settled are looked for among all that run as often; in between among those that began to since, and so long before. */
const LOOK_AT_ALL_MILLIS = MILLIS_PER_MINUTE;
const LOOK_BACK_MILLIS = 10 * MILLIS_PER_MINUTE;
/** A wallet is shared: between reading and posting, admission may have held some of it. So often, besides once for each lease of which a credit waits. */
const MOST_TRIES = 5;

/** All that planning a lease needs but the funds. */
interface Prepared {
  lease: Lease;
  input: Omit<SettlementInput, 'escrow' | 'wallet' | 'othersNanoTokensPerHour'>;
  /** Of one that closes: how it would have been settled the moment before. */
  asItRan?: Prepared['input'] | undefined;
  usageKeys: UsageKey[];
  before: LeaseSettlementRow | undefined;
  /** Something of it is to be credited, and who would give it back has spent it. */
  creditWaits?: boolean;
}

interface Planned extends ChargedLease, Prepared {}

/** Where a lease stands after a settlement. */
interface Standing extends Pick<Planned, 'lease' | 'plan'> {
  row: LeaseSettlementRow;
  funds: { rate: NanoTokens; runway: Millis; remaining: NanoTokens };
}

/**
 * Charges what leases owe. All of a settlement is one transaction under the lock of the tenant's billing: done or not at
 * all, and done again it finds nothing to do. What an escrow holds is its lease's alone; the wallet goes to whichever of
 * the tenant's leases is settled first.
 */
@Injectable()
export class Settlement {
  private readonly logger = new Logger(Settlement.name);
  /** When no lease that ran then was left unsettled. */
  private lookedAtAll: Millis | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Settles one lease up to now, or to an instant before. Nothing when there is no such lease, or nothing left to settle.
   * When many leases of a tenant end at about the same time, the first to be settled takes others along.
   */
  async settle(leaseId: string, upTo?: Millis): Promise<void> {
    const standing = await leaseStanding(this.database, leaseId);
    if (!standing || standing.done) return;
    const { tenantId } = standing;
    if (upTo !== undefined) return this.settleGroup(tenantId, [leaseId], upTo);
    try {
      await this.database.transaction(async (tx) => {
        const billing = await lockBilling(tx, tenantId);
        const others = await endedLeases(tx, tenantId, BATCH);
        // Whoever had the lock before may have taken this one along.
        const left = (await leaseStanding(tx, leaseId))?.done ? others : [...new Set([leaseId, ...others])];
        if (left.length > 0) await this.settleIn(tx, billing, left);
      });
    } catch {
      // Another's failure must not be this one's; its own comes again.
      await this.settleGroup(tenantId, [leaseId]);
    }
  }

  /**
   * Settles leases whose turn it is: every `settleEveryMillis`, and when their escrow would be empty before that.
   * @returns how many.
   * @throws AggregateError after all were tried, when some failed.
   */
  async settleOpen(now: Millis): Promise<number> {
    const due = await this.dueLeases(now);
    const tenants = [...Map.groupBy(due, ({ tenantId }) => tenantId)];
    const errors: unknown[] = [];
    await Promise.all(Array.from({ length: TENANTS_AT_ONCE }, async () => {
      for (let next = tenants.shift(); next; next = tenants.shift()) errors.push(...(await this.settleAll(next[0], next[1].map(({ leaseId }) => leaseId), now)));
    }));
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${due.length} leases could not be settled`);
    return due.length;
  }

  /** Reading all that run each time would cost more than settling what is due. */
  private async dueLeases(now: Millis): Promise<DueLease[]> {
    const all = this.lookedAtAll === undefined || now < this.lookedAtAll || now >= this.lookedAtAll + LOOK_AT_ALL_MILLIS;
    const due = await dueLeases(this.database, now, all ? -1 : this.lookedAtAll! - LOOK_BACK_MILLIS, MOST_DUE);
    if (all && due.filter(({ isNew }) => isNew).length < MOST_DUE) this.lookedAtAll = now;
    return due;
  }

  /** Settles leases of one tenant, a batch a transaction; where a batch fails, one by one, so that one bad lease stops no other. @returns the errors. */
  async settleAll(tenantId: string, leaseIds: readonly string[], upTo: Millis): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (let start = 0; start < leaseIds.length; start += BATCH) {
      const batch = leaseIds.slice(start, start + BATCH);
      try {
        await this.settleGroup(tenantId, batch, upTo);
      } catch (error) {
        if (batch.length === 1) errors.push(error);
        else for (const leaseId of batch) await this.settleGroup(tenantId, [leaseId], upTo).catch((single: unknown) => errors.push(single));
      }
    }
    return errors;
  }

  private async settleGroup(tenantId: string, leaseIds: readonly string[], upTo?: Millis): Promise<void> {
    await this.database.transaction(async (tx) => this.settleIn(tx, await lockBilling(tx, tenantId), leaseIds, upTo));
  }

  /** Settles leases of a tenant whose billing the caller has locked, in the caller's transaction. */
  settleIn(tx: Transaction, billing: TenantBilling, leaseIds: readonly string[], upTo?: Millis): Promise<void> {
    return this.settleAsKnown(tx, billing, leaseIds, upTo, false);
  }

  /** @param stoodStill whether these just turned out to have stood still before they closed: that is not asked again, as what ran on a host that is silent is not settled up to then. */
  private async settleAsKnown(tx: Transaction, billing: TenantBilling, leaseIds: readonly string[], upTo: Millis | undefined, stoodStill: boolean): Promise<void> {
    const now = this.clock.now();
    const budgets = await budgetsOf(tx, billing.tenantId);
    await suspendStoppedOf(tx, budgets, leaseIds, this.settings);
    const { prepared, othersRate } = await this.prepare(tx, billing, leaseIds, { upTo: Math.min(upTo ?? now, now), now, stoodStill });
    // What all of the tenant's leases cost an hour: these as they are, the others as of when each was last settled.
    const tenantRate = prepared.some(({ input }) => input.open) ? prepared.reduce((sum, one) => sum + rateOf(one), othersRate) : 0n;
    const waiting = new Set<string>();
    for (let attempt = 1; attempt <= MOST_TRIES + prepared.length; attempt += 1) {
      const planned = await this.plan(tx, billing.tenantId, prepared.map((one) => (waiting.has(one.lease.id) ? withoutCredits(one) : one)), tenantRate);
      await tx.$executeRaw(sql`savepoint planned`);
      await this.write(tx, billing, planned, { budgets, tenantRate, now });
      // At last: what operators and pools have is everybody's, and waits from here on.
      const outcome = await postTransfers(tx, now, planned.flatMap(transfersOf));
      if (outcome.outcome === 'posted') {
        // What turned out to have stood still before it closed goes on from there.
        const goOn = planned.filter(({ lease, plan }) => !isOpen(lease.state) && plan.closeAt !== undefined).map(({ leaseId }) => leaseId);
        return goOn.length === 0 ? undefined : this.settleAsKnown(tx, billing, goOn, upTo, true);
      }
      await tx.$executeRaw(sql`rollback to savepoint planned`);
      const { account, available, asked } = outcome;
      if (account.kind === 'wallet' || account.kind === 'escrow') continue;
      // Who would give back has spent it: the credit stays due, and is tried again with the next settlement.
      this.logger.warn(`a credit waits: ${account.kind} of ${account.ownerId} has ${available} of ${asked}`);
      for (const one of planned) if (takesFrom(one, account)) waiting.add(one.leaseId);
    }
    throw new Error(`the funds of ${billing.tenantId} kept changing while it was settled`);
  }

  /** All that a plan leads to but its transfers; nothing of it, when the funds turn out to have changed. */
  private async write(
    tx: Transaction, billing: TenantBilling, planned: readonly Planned[], { budgets, tenantRate, now }: { budgets: readonly Budget[]; tenantRate: NanoTokens; now: Millis },
  ): Promise<void> {
    const standings = this.standings(planned, tenantRate, now);
    await writeSettlement(tx, { settled: planned, positions: planned.flatMap(changedPositions), rows: standings.map(({ row }) => row), periodStartsAt: billing.startsAt }, now);
    await insertTakenBack(tx, planned, billing.startsAt, now);
    await markUsageCharged(tx, planned.flatMap(({ usageKeys }) => usageKeys), now);
    for (const { lease, plan } of planned) {
      if (plan.closeAt !== undefined) await this.stop(tx, lease, plan.closeAt);
    }
    for (const { lease, plan, funds } of standings) {
      if (plan.closeAt === undefined) await this.warn(tx, lease, funds, now);
    }
    await countSpending(tx, budgets, planned.map(({ lease, plan }) => ({ projectId: lease.projectId, amount: chargedBy(plan) })), now);
  }

  /** Its funds ended: it is suspended, for as long as its reserve pays for its volumes, or closes. */
  private async stop(tx: Transaction, lease: Lease, at: Millis): Promise<void> {
    const suspension = { reason: 'funds_ended', at, until: at + this.settings.suspensionMillis } as const;
    if (!isOpen(lease.state)) return standStillBefore(tx, lease.id, suspension);
    if (this.mayWait(lease) && (await suspendLease(tx, lease.id, suspension, { noticedAt: this.clock.now(), priceLockMillis: this.settings.priceLockMillis }))) return;
    await beginClosing(tx, lease.id, { reason: 'funds_ended', at });
  }

  private mayWait(lease: Lease): boolean {
    return this.settings.suspensionMillis > 0 && !standsStill(lease);
  }

  private async prepare(tx: Transaction, billing: TenantBilling, leaseIds: readonly string[], { upTo, now, stoodStill }: { upTo: Millis; now: Millis; stoodStill: boolean }): Promise<{ prepared: Prepared[]; othersRate: NanoTokens }> {
    const leases = (await lockLeases(tx, leaseIds)).filter((lease) => lease.tenantId === billing.tenantId);
    const freeIds = leases.filter(isFree).map(({ id }) => id);
    const accounts = await this.accountsOf(tx, leases, freeIds, now);
    const streams = new Map(leases.map((lease) => [lease.id, accounts.get(lease.id)!.map((stream) => seenFrom(lease, stream))]));
    const { rows: before, othersRate } = await settlementRows(tx, billing.tenantId, leaseIds);
    const review = await reviewUsage(tx, leaseIds, now);
    const contested = await settleContested(tx, review.charge, review.contested);
    const usage = Map.groupBy(contested.charge, ({ leaseId }) => leaseId);
    const dealtWith = Map.groupBy(review.dealtWith, ({ leaseId }) => leaseId);
    const takeBack = Map.groupBy([...contested.takeBack.filter(({ leaseId }) => !freeIds.some((id) => id === leaseId)), ...(await standingUsage(tx, freeIds))], ({ leaseId }) => leaseId);
    // One that turns out to have ended before what it is charged to is credited from its end.
    const began = [...streams.values()].flat().map(({ endsAt, settledTo }) => Math.min(settledTo, endsAt ?? settledTo));
    const cut = await cutterFrom(tx, billing, Math.min(...began, ...[...usage.values()].flat().map((record) => record.startsAt)));
    const pools = new Map<string, ShareBps>();
    const prepared: Prepared[] = [];
    for (const lease of leases) {
      const bps = pools.get(lease.poolId) ?? (await poolById(tx, lease.poolId));
      pools.set(lease.poolId, bps);
      const used = usage.get(lease.id) ?? [];
      const chargeableTo = Math.min(upTo, chargeableUntil(lease, now));
      const suspends = this.mayWait(lease) && lease.pricing.mode !== 'reserved';
      const input: Prepared['input'] = {
        open: isOpen(lease.state),
        ended: lease.state === 'closed' || lease.state === 'failed',
        leaseEndsAt: lease.endsAt,
        streams: streams.get(lease.id)!,
        usage: isFree(lease) ? [] : await priceUsage(tx, used.map((record) => ({ ...record, poolId: lease.poolId }))),
        takeBack: takeBack.get(lease.id) ?? [],
        bps,
        prepaid: prepaidOf(lease, chargeableTo),
        upTo: chargeableTo,
        cut,
        holdMillis: this.settings.holdMillis,
        kept: keptOf(lease, streams.get(lease.id)!, chargeableTo, this.settings),
        suspends,
      };
      const asItRan = suspends && !stoodStill ? this.asItRan(lease, input) : undefined;
      prepared.push({ lease, usageKeys: dealtWith.get(lease.id) ?? [], before: before.get(lease.id), input, asItRan });
    }
    return { prepared, othersRate };
  }

  /** The streams of leases as they are to be charged: without times in which contact was lost. */
  private async accountsOf(tx: Transaction, leases: readonly Lease[], freeIds: readonly string[], now: Millis): Promise<Map<string, StreamAccount[]>> {
    const read = async () => streamAccounts(tx, leases.map(({ id }) => id), freeIds, now, this.settings);
    const { accounts, silenced } = await read();
    if (silenced.size === 0) return accounts;
    for (const lease of leases) if (silenced.has(lease.id)) await cutSilences(tx, lease);
    return (await read()).accounts;
  }

  /** A lease on its way out may have stood still before, and nobody have noticed: it is looked at as of its closing, while it was still open. */
  private asItRan(lease: Lease, input: Prepared['input']): Prepared['input'] | undefined {
    if (isOpen(lease.state) || lease.closingAt === null) return undefined;
    const closingAt = lease.closingAt;
    const ranUntilThen = (stream: StreamAccount) => stream.endsAt === closingAt && stream.startsAt < closingAt;
    // It may have been down by then, and have had no funds while it still ran.
    if (!input.streams.some((stream) => !isVolume(stream) && stream.settledTo < Math.min(stream.endsAt ?? closingAt, closingAt))) return undefined;
    const streams = input.streams.map((stream) => (ranUntilThen(stream) ? { ...stream, endsAt: null } : stream));
    const upTo = Math.min(input.upTo, closingAt);
    return { ...input, open: true, streams, upTo, kept: keptOf({ ...lease, state: 'active' }, streams, upTo, this.settings) };
  }

  /** Plans on what the accounts hold. */
  private async plan(tx: Transaction, tenantId: string, prepared: readonly Prepared[], tenantRate: NanoTokens): Promise<Planned[]> {
    const [walletBalance, ...escrows] = await balancesOf(tx, [
      { ownerId: tenantId, kind: 'wallet' },
      ...prepared.map(({ lease }) => ({ ownerId: lease.id, kind: 'escrow' as const })),
    ]);
    let wallet = walletBalance!.available;
    let unfilled = tenantRate;
    const planned: Planned[] = [];
    for (const [index, one] of prepared.entries()) {
      // Of what is left of the wallet, those before had their share.
      unfilled -= rateOf(one);
      // What is suspended for lack of funds lives on its reserve alone.
      const usable = standsStill(one.lease) ? 0n : wallet;
      const funds = { escrow: escrows[index]!.available, wallet: usable, othersNanoTokensPerHour: unfilled };
      const before = one.asItRan && (await planOf(tx, one, { ...one.asItRan, ...funds }));
      const stoodStill = before?.closeAt !== undefined && before.closeAt < one.lease.closingAt!;
      const plan = stoodStill ? before : await planOf(tx, one, { ...one.input, ...funds });
      wallet += plan.walletAfter - usable;
      planned.push({ ...one, plan, leaseId: one.lease.id, tenantId, poolId: one.lease.poolId, settlementId: newId('settlement') });
    }
    return planned;
  }

  /** What is remembered of each lease, when it is to be settled again, and how long its funds last. */
  private standings(planned: readonly Planned[], tenantRate: NanoTokens, now: Millis): Standing[] {
    const wallet = planned.reduce((left, { plan, lease }) => (standsStill(lease) ? left : plan.walletAfter), 0n);
    return planned.map((one) => {
      const { lease, plan, input, before } = one;
      const rate = standsStill(lease) ? 0n : plan.nanoTokensPerHour;
      const spendable = plan.escrowAfter - input.kept.fromTime;
      const alone = runwayMillis(spendable > 0n ? spendable : 0n, rate);
      const runway = rate === 0n ? Infinity : alone + runwayMillis(wallet, tenantRate);
      return {
        lease, plan, funds: { rate, runway, remaining: spendable + wallet },
        row: {
          leaseId: lease.id, tenantId: lease.tenantId, nanoTokensPerHour: rate, reserve: reserveAfter(one),
          settledTo: Math.max(input.upTo, before?.settledTo ?? 0),
          nextAt: now + (one.creditWaits && input.ended ? MILLIS_PER_HOUR : Math.min(this.settings.settleEveryMillis, alone + 1, ...thresholds(runway, this.settings))),
          finalAt: before?.finalAt ?? (plan.final && !one.creditWaits ? now : null),
          chargedTo: Math.max(before?.chargedTo ?? 0, ...[...plan.streamCharges, ...plan.usageCharges].map(({ endsAt }) => endsAt)),
        },
      };
    });
  }

  /** Warns of funds that will not last, once until they are enough again. */
  private async warn(tx: Transaction, lease: Lease, { rate, runway, remaining }: Standing['funds'], now: Millis): Promise<void> {
    const { lowFundsWarningMillis, graceMillis } = this.settings;
    const low = runway < Math.max(lowFundsWarningMillis, graceMillis) && (lease.endsAt === null || now + runway < lease.endsAt);
    if (low) await warnOfFunds(tx, lease.id, runway < graceMillis ? 'grace' : 'low', { lastUntil: now + runway, remaining }, now);
    else if (rate > 0n && (lease.warnedAt !== null || lease.graceAt !== null)) await clearFundsWarning(tx, lease.id);
  }
}

/** The plan of one lease. How far streams are charged that are done with is looked up where it matters: where the lease would stop before the end of some charge. */
async function planOf(tx: Transaction, { lease, before }: Prepared, input: SettlementInput): Promise<SettlementPlan> {
  const plan = planSettlement(input);
  if (plan.closeAt === undefined || plan.closeAt >= (before?.chargedTo ?? 0)) return plan;
  return planSettlement({ ...input, doneTo: await doneTo(tx, lease.id) });
}

/** How long until a runway is so short that the tenant is told. */
function thresholds(runway: Millis, { lowFundsWarningMillis, graceMillis }: Pick<Settings, 'lowFundsWarningMillis' | 'graceMillis'>): Millis[] {
  return [lowFundsWarningMillis, graceMillis].map((least) => runway - least + 1).filter((until) => until > 0);
}

/** What a lease takes of the wallet an hour: nothing when it was paid ahead. */
function rateOf({ lease, input }: Pick<Prepared, 'lease' | 'input'>): NanoTokens {
  return input.open && input.prepaid === null && !standsStill(lease) ? hourlyRate(input.streams) : 0n;
}

/** What of an escrow is not spent on time or usage: the reserve, and once it is suspended what is yet to come of it. */
function keptOf(lease: Lease, streams: readonly StreamAccount[], upTo: Millis, settings: Settings): SettlementInput['kept'] {
  if (!isOpen(lease.state)) return { fromTime: 0n, fromUsage: 0n };
  if (!standsStill(lease)) {
    const reserve = storageReserve(lease, settings.suspensionMillis);
    return { fromTime: reserve, fromTimeBefore: reservesBefore(lease, streams, settings), fromUsage: reserve };
  }
  const rest = BigInt(Math.max(0, lease.suspension!.until! - upTo));
  return { fromTime: 0n, fromUsage: mulDivCeil(hourlyRate(streams), rest, BigInt(MILLIS_PER_HOUR)) };
}

/** What was kept at the prices that volumes had before those of now, as far as that time is not settled: where a price changed, streams end. */
function reservesBefore(lease: Lease, streams: readonly StreamAccount[], { suspensionMillis }: Settings): KeptUntil[] {
  const volumes = streams.filter((stream) => isVolume(stream));
  const ends = [...new Set(volumes.flatMap(({ startsAt, endsAt }) => (endsAt !== null && endsAt > startsAt ? [endsAt] : [])))].toSorted((a, b) => a - b);
  return ends.map((until) => {
    const ran = volumes.filter((stream) => runsAt(stream, until - 1));
    const prices = lease.prices.map((price) => ({ ...price, ...ran.find(({ resourceClass, variant }) => resourceClass === price.resourceClass && variant === price.variant) }));
    return { until, amount: storageReserve({ ...lease, prices }, suspensionMillis) };
  });
}

/** What of the escrow cannot be spent on running, as views tell it: all of it once the lease is suspended for lack of funds. */
function reserveAfter({ lease, input, plan }: Planned): NanoTokens {
  if (!input.open) return 0n;
  const stopped = standsStill(lease) || plan.closeAt !== undefined;
  return stopped || input.kept.fromTime > plan.escrowAfter ? plan.escrowAfter : input.kept.fromTime;
}

/** What the rest of a term costs that was paid ahead and is charged to its end; null for other leases. */
function prepaidOf(lease: Lease, at: Millis): NanoTokens | null {
  const { pricing, endsAt } = lease;
  if (pricing.mode !== 'reserved' || endsAt === null || !(isOpen(lease.state) || isForfeit(lease, lease.closedReason))) return null;
  return mulDivFloor(dearestCost(lease.resources, lease.prices, pricing.replicas), BigInt(Math.max(0, endsAt - at)), BigInt(MILLIS_PER_HOUR));
}

/** What ended for a reason that is not billed was never served; and of a term that was given up nothing is held any more that contact could be lost with. */
function seenFrom(lease: Lease, stream: StreamAccount): StreamAccount {
  if (isFree(lease)) return { ...stream, endsAt: stream.startsAt };
  return lease.state === 'closed' && isForfeit(lease, lease.closedReason) ? { ...stream, silentSince: null, hostLost: false } : stream;
}

/** Whether it ended for a reason that is not billed. */
function isFree(lease: Lease): boolean {
  return lease.closedReason !== null && !closedReasons[lease.closedReason].billed;
}

function changedPositions({ lease, input, plan }: Planned) {
  return plan.positions.flatMap((position, index) => {
    const stream = input.streams[index]!;
    const moved = position.settledTo !== stream.settledTo || position.charged !== stream.charged || stream.endsAt === position.settledTo;
    return moved ? [{ ...position, leaseId: lease.id }] : [];
  });
}

/** Whether it would have somebody give back from this account. */
function takesFrom(one: ChargedLease, { ownerId, kind }: AccountRef): boolean {
  return transfersOf(one).some((transfer) => 'from' in transfer && transfer.from.kind === kind && transfer.from.ownerId === ownerId);
}

/** Leaves out the streams that were charged beyond their end, and the usage of a lease some of which is to be taken back. */
function withoutCredits(prepared: Prepared): Prepared {
  const streams = prepared.input.streams.filter((stream) => stream.endsAt === null || stream.endsAt >= stream.settledTo);
  const takesBack = prepared.input.takeBack.length > 0;
  const usage = takesBack ? { input: { usage: [], takeBack: [] }, usageKeys: [] } : { input: {} };
  return { ...prepared, ...usage, creditWaits: takesBack || streams.length < prepared.input.streams.length, input: { ...prepared.input, ...usage.input, streams } };
}
