import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, type Reader, rowsOf, sql } from '#libs/database';
import { priceCover } from '#libs/economics';
import { audit } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, type Millis, type NanoTokens, newId } from '#libs/kernel';
import { dearestCost, isOpen, type Lease, leaseById, own } from '#libs/lease';
import { type CoverRules, rulesAt } from '#libs/rules';

import { judgedNext } from './cover-months.js';
import { capitalOf } from './cover-capital.js';
import { bookOf, coverAccounts, CoverChange, type CoverPool, keepRequired, lockCoverPool, selectCoverPool } from './cover-pool.store.js';
import { coverProblems } from './cover.errors.js';
import { coverView, type CoverView, selectCovers } from './cover.view.js';

export interface CoverInput {
  leaseId: string;
  /** The most that is ever paid. Above zero. */
  amount: NanoTokens;
  /** For an hour in which a replica is down. Above zero. */
  perHour: NanoTokens;
  periodMillis: Millis;
  /** Rather than pay more, buy nothing. */
  mostPremium?: NanoTokens | undefined;
}

/** What a cover would cost now: plain JSON, amounts as decimal strings. */
export interface CoverQuote {
  premium: string;
  price: { baseBps: string; capacity: string; used: string };
  startsAt: Millis;
  endsAt: Millis;
  rulesVersion: number;
}

interface Offer {
  premium: NanoTokens;
  baseBps: bigint;
  bumpedBps: bigint;
  /** What the capital was, of which that may be covered follows. */
  assets: NanoTokens;
  leaving: NanoTokens;
  capacity: NanoTokens;
  startsAt: Millis;
  endsAt: Millis;
}

/** Asks what a cover would cost, without buying. @throws Problem `not_found`, `lease_not_covered`, `cover_lacking`, `cover_exists`, `cover_too_small`, `cover_out_of_range`, `cover_halted`. */
export class QuoteCover extends Query<CoverQuote> {
  constructor(readonly actor: Actor, readonly input: CoverInput) {
    super();
  }
}

@QueryHandler(QuoteCover)
export class QuoteCoverHandler implements IQueryHandler<QuoteCover> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input }: QuoteCover): Promise<CoverQuote> {
    const now = this.clock.now();
    const lease = own(actor, await leaseById(this.database, input.leaseId));
    const { version, rules } = await rulesAt(this.database, now);
    const pool = await selectCoverPool(this.database, lease.poolId);
    const { premium, baseBps, capacity, startsAt, endsAt } = await offerOf(this.database, rules.cover, pool, lease, input, now);
    return { premium: premium.toString(), price: { baseBps: baseBps.toString(), capacity: capacity.toString(), used: (pool?.openCover ?? 0n).toString() }, startsAt, endsAt, rulesVersion: version };
  }
}

/**
 * Buys cover on a lease: what its outages cost, by the hour, beyond the service credit is paid by the pool's insurance, up to an amount. The premium is paid at once and is not given back.
 * @throws Problem as a quote, and `cover_too_dear`, `insufficient_cover_funds`, `account_frozen`.
 */
export class BuyCover extends Command<CoverView> {
  constructor(readonly actor: Actor, readonly input: CoverInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(BuyCover)
export class BuyCoverHandler implements ICommandHandler<BuyCover> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: BuyCover): Promise<CoverView> {
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['BuyCover', input], now }, async () => {
      const lease = own(actor, await leaseById(tx, input.leaseId));
      const { version, rules } = await rulesAt(tx, now);
      const pool = await lockCoverPool(tx, lease.poolId, rules.cover, now);
      const { premium, baseBps, bumpedBps, assets, leaving, capacity, startsAt, endsAt } = await offerOf(tx, rules.cover, pool, lease, input, now);
      if (input.mostPremium !== undefined && premium > input.mostPremium) throw coverProblems.cover_too_dear(`It costs ${premium} nano-tokens now.`, { pointer: '/mostPremium', extra: { premium: premium.toString() } });
      const [id, { poolId, openCover }] = [newId('cover'), pool];
      const change = new CoverChange(pool, now);
      const { unlocking } = change.gain(premium, rules.cover.unlockMillis);
      change.move('premium', { ownerId: actor.ownerId, kind: 'wallet' }, coverAccounts(poolId).tokens, premium, `cover/${id}/premium`);
      change.lock(unlocking.locked);
      const outcome = await change.post(tx, unlocking.unlocksAt);
      if (outcome.outcome !== 'posted') {
        throw coverProblems.insufficient_cover_funds(`The premium is ${premium} nano-tokens; you have ${outcome.available} to spend.`, { extra: { premium: premium.toString(), available: outcome.available.toString() } });
      }
      const { amount, perHour, periodMillis } = input;
      await tx.$executeRaw(sql`
        insert into covers (id, pool_id, lease_id, tenant_id, project_id, amount, per_hour, premium, base_bps, capacity, used, period_millis, bought_at, starts_at, ends_at, rules_version, judged_to, due_at,
          assets, leaving, bumped_before_bps, bumped_before_at, bumped_bps)
        values (${id}, ${poolId}, ${lease.id}, ${actor.ownerId}, ${lease.projectId}, ${amount}, ${perHour}, ${premium}, ${baseBps}, ${capacity}, ${openCover}, ${BigInt(periodMillis)}, ${BigInt(now)},
          ${BigInt(startsAt)}, ${BigInt(endsAt)}, ${version}, ${BigInt(startsAt)}, ${BigInt(judgedNext(startsAt, endsAt) + rules.cover.settleMillis)},
          ${assets}, ${leaving}, ${pool.bumpedBps}, ${BigInt(pool.bumpedAt)}, ${bumpedBps})`);
      await tx.$executeRaw(sql`update cover_pools set bumped_bps = ${bumpedBps}, bumped_at = ${BigInt(now)} where pool_id = ${poolId}`);
      await keepRequired(tx, rules.cover, (await selectCoverPool(tx, poolId))!, now);
      await audit(tx, actor, now, { action: 'cover.bought', subjectId: id, detail: { leaseId: lease.id, amount, perHour, premium, startsAt, endsAt } });
      await appendEvents(tx, now, [{
        type: 'cover.bought', subjectId: id, tenantId: actor.ownerId, payload: { coverId: id, leaseId: lease.id, projectId: lease.projectId, amount, nanoTokensPerHour: perHour, premium, startsAt, endsAt },
      }]);
      return coverView((await selectCovers(tx, sql`id = ${id}`, 1))[0]!, now);
    }));
  }
}

/** What the pool's insurance asks for it now, by the rules of now. */
async function offerOf(reader: Reader, rules: CoverRules, pool: CoverPool | undefined, lease: Lease, input: CoverInput, now: Millis): Promise<Offer> {
  const { amount, perHour, periodMillis } = input;
  assert(amount > 0n && perHour > 0n, 'something is covered');
  if (!isOpen(lease.state)) throw coverProblems.lease_not_covered('The lease is over.', { pointer: '/leaseId' });
  if (periodMillis < rules.minPeriodMillis || periodMillis > rules.maxPeriodMillis) {
    throw coverProblems.cover_out_of_range(`A cover is for between ${rules.minPeriodMillis} and ${rules.maxPeriodMillis} milliseconds.`, { pointer: '/periodMillis', extra: { least: rules.minPeriodMillis, most: rules.maxPeriodMillis } });
  }
  const mostPerHour = dearestCost(lease.resources, lease.prices, 1) * BigInt(rules.mostPriceTimes);
  if (perHour > mostPerHour) throw coverProblems.cover_out_of_range(`An hour of a replica of this lease is covered for at most ${mostPerHour} nano-tokens.`, { pointer: '/nanoTokensPerHour', extra: { most: mostPerHour.toString() } });
  const startsAt = await startOf(reader, lease.id, rules, now);
  if (pool?.halted) throw coverProblems.cover_halted('The insurance of this pool lost all that it had.');
  const book = pool && bookOf(pool, now);
  const capacity = book ? capitalOf(rules, book, now).capacity : 0n;
  const left = capacity - (pool?.openCover ?? 0n);
  if (!pool || !book || amount > left || capacity < rules.unitNanoTokens) {
    const most = left > 0n && capacity >= rules.unitNanoTokens ? left : 0n;
    throw coverProblems.cover_lacking(`At most ${most} nano-tokens can be covered now.`, { pointer: '/amount', extra: { most: most.toString() } });
  }
  const rule = { targetBps: BigInt(rules.targetBps), decayBpsPerDay: BigInt(rules.decayBpsPerDay), bumpBps: BigInt(rules.bumpBps), unit: rules.unitNanoTokens };
  const priced = priceCover(rule, { amount, periodMillis, bumpedBps: pool.bumpedBps, elapsedMillis: Math.max(0, now - pool.bumpedAt), capacity, used: pool.openCover });
  if (priced.premium === 0n) throw coverProblems.cover_too_small('The premium would be less than a nano-token.', { pointer: '/amount' });
  return { premium: priced.premium, baseBps: priced.baseBps, bumpedBps: priced.bumpedBps, assets: book.assets, leaving: book.leaving, capacity, startsAt, endsAt: startsAt + periodMillis };
}

/** After the waiting time, and after the cover before it. One that has not begun is enough. */
async function startOf(reader: Reader, leaseId: string, { waitMillis }: CoverRules, now: Millis): Promise<Millis> {
  const [last] = await rowsOf<{ starts_at: bigint; ends_at: bigint }>(reader, sql`select starts_at, ends_at from covers where lease_id = ${leaseId} order by ends_at desc limit 1`);
  if (last && Number(last.starts_at) > now) throw coverProblems.cover_exists('A cover of this lease has not begun yet; the next can be bought once it has.', { extra: { startsAt: Number(last.starts_at) } });
  return Math.max(now + waitMillis, Number(last?.ends_at ?? 0n));
}
