import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, type Reader, rowsOf, sql, sqlEmpty, type Transaction } from '#libs/database';
import { BPS, lossBeyondCredit, mulDivFloor } from '#libs/economics';
import { audit, requireWhole } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, type NanoTokens, newId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { type Rules, rulesAt, rulesOfVersion } from '#libs/rules';

import { ALL, disputeAccount, weightAt } from './assessors.store.js';
import { capitalOf } from './cover-capital.js';
import { judgedNext, monthStart } from './cover-months.js';
import { bookOf, type CoverPool, keepRequired, lockCoverPool, selectCoverPool } from './cover-pool.store.js';
import { coverProblems } from './cover.errors.js';
import { type CoverRow, selectCovers } from './cover.view.js';
import { disputeViews, type DisputeView, type DisputeVote, selectDisputes, visibleTo } from './dispute.view.js';

/** Stay in a pool when all that is kept for disputes is paid. */
const LAST_UNITS = 2n;

export interface DisputeInput {
  coverId: string;
  /** Which month, or part of one: where it begins, as the claims of a cover say. */
  startsAt: Millis;
  /** How long replicas were down in it, as the tenant has it: replica-time. */
  downMillis: bigint;
  /** For assessors to read. */
  reason: string;
}

/**
 * Disputes what was found of a month, or that nothing was. What that would cost beyond is kept until it is decided, and a deposit is put down.
 * @throws Problem `not_found`, `cover_month_unknown`, `cover_not_judged`, `dispute_too_late`, `dispute_exists`, `dispute_asks_nothing`, `cover_exhausted`, `insufficient_cover_funds`.
 */
export class DisputeCover extends Command<DisputeView> {
  constructor(readonly actor: Actor, readonly input: DisputeInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(DisputeCover)
export class DisputeCoverHandler implements ICommandHandler<DisputeCover> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: DisputeCover): Promise<DisputeView> {
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: ['DisputeCover', input], now }, async () => {
      const own = sql`id = ${input.coverId} and tenant_id = ${actor.ownerId} ${actor.projectId === undefined ? sqlEmpty : sql`and project_id = ${actor.projectId}`}`;
      const [peek] = await selectCovers(tx, own, 1);
      if (!peek) throw commonProblems.not_found('No such cover.');
      const { version, rules } = await rulesAt(tx, now);
      const pool = await lockCoverPool(tx, peek.pool_id, rules.cover, now);
      const cover = (await selectCovers(tx, own, 1))[0]!;
      const { endsAt, recorded, asked } = await askedOf(tx, cover, input, rules, now);
      const reserved = await reservedFor(tx, cover, asked, pool, rules, now);
      const [id, { depositNanoTokens: deposit, votingMillis, cooldownMillis, quorumBps }] = [newId('coverDispute'), rules.dispute];
      await putDown(tx, id, actor.ownerId, deposit, now);
      // By deposits of the moment before: nobody brings votes along with a dispute.
      const quorum = mulDivFloor(await weightAt(tx, cover.pool_id, ALL, now - 1), BigInt(quorumBps), BPS);
      await tx.$executeRaw(sql`
        insert into cover_disputes (id, cover_id, pool_id, tenant_id, starts_at, ends_at, recorded, claimed, asked, reserved, deposit, reason, opened_at, voting_ends_at, decides_at, quorum, rules_version)
        values (${id}, ${cover.id}, ${cover.pool_id}, ${actor.ownerId}, ${BigInt(input.startsAt)}, ${BigInt(endsAt)}, ${recorded}, ${input.downMillis}, ${asked}, ${reserved}, ${deposit}, ${input.reason}, ${BigInt(now)},
          ${BigInt(now + votingMillis)}, ${BigInt(now + votingMillis + cooldownMillis)}, ${quorum}, ${version})`);
      await keepRequired(tx, rules.cover, (await selectCoverPool(tx, cover.pool_id))!, now);
      await audit(tx, actor, now, { action: 'cover.disputed', subjectId: id, detail: { coverId: cover.id, startsAt: input.startsAt, downMillis: input.downMillis, asked, deposit } });
      await appendEvents(tx, now, [{ type: 'cover.disputed', subjectId: id, payload: { disputeId: id, coverId: cover.id, poolId: cover.pool_id, startsAt: input.startsAt, asked, reserved } }]);
      return viewOf(tx, id, actor, now);
    }));
  }
}

/** What the tenant's word would cost beyond what was found, by the terms of the cover; no more than its amount. */
async function askedOf(tx: Transaction, cover: CoverRow, { startsAt, downMillis }: DisputeInput, { dispute }: Rules, now: Millis): Promise<{ endsAt: Millis; recorded: bigint; asked: NanoTokens }> {
  const [from, to] = [Number(cover.starts_at), Number(cover.ends_at)];
  if (startsAt !== from && (startsAt !== monthStart(startsAt) || startsAt < from || startsAt >= to)) {
    throw coverProblems.cover_month_unknown('A month of a cover begins with the month (UTC), and the first with the cover.', { pointer: '/startsAt', extra: { startsAt: from, endsAt: to } });
  }
  const endsAt = judgedNext(startsAt, to);
  if (endsAt > Number(cover.judged_to)) throw coverProblems.cover_not_judged('It is not dealt with yet.', { pointer: '/startsAt', extra: { judgedTo: Number(cover.judged_to) } });
  const [found] = await rowsOf<{ down_millis: bigint; credited: bigint; paid: bigint; unpaid: bigint; judged_at: bigint }>(tx, sql`
    select down_millis, credited, paid, unpaid, judged_at from cover_claims where cover_id = ${cover.id} and starts_at = ${BigInt(startsAt)}`);
  const { cover: own } = await rulesOfVersion(tx, cover.rules_version);
  const until = (found ? Number(found.judged_at) : endsAt + own.settleMillis) + dispute.openMillis;
  if (now > until) throw coverProblems.dispute_too_late('What was found is disputed in time or stays.', { extra: { until } });
  const [other] = await selectDisputes(tx, sql`cover_id = ${cover.id} and starts_at = ${BigInt(startsAt)}`, 1);
  if (other) throw coverProblems.dispute_exists('That month was disputed already.', { pointer: '/startsAt', extra: { disputeId: other.id } });
  const recorded = found?.down_millis ?? 0n;
  const { loss } = lossBeyondCredit(cover.per_hour, downMillis, undefined);
  const beyond = loss - (found?.credited ?? 0n);
  const more = (beyond > 0n ? beyond : 0n) - (found ? found.paid + found.unpaid : 0n);
  if (downMillis <= recorded || more <= 0n) throw coverProblems.dispute_asks_nothing('So much time down costs no more than what was found.', { pointer: '/downMillis', extra: { recordedMillis: recorded.toString() } });
  return { endsAt, recorded, asked: more < cover.amount ? more : cover.amount };
}

/** What of it is left of the cover, beside what other disputes keep, and, where the cover is over and keeps nothing any more, is free in the pool. */
async function reservedFor(tx: Transaction, cover: CoverRow, asked: NanoTokens, pool: CoverPool, rules: Rules, now: Millis): Promise<NanoTokens> {
  const [kept] = await rowsOf<{ sum: bigint }>(tx, sql`select coalesce(sum(reserved), 0)::bigint as sum from cover_disputes where cover_id = ${cover.id} and decided_at is null`);
  const left = cover.amount - cover.paid - kept!.sum;
  const free = cover.ended_at === null ? left : capitalOf(rules.cover, bookOf(pool, now), now).free - LAST_UNITS;
  const reserved = [asked, left, free].reduce((least, each) => (each < least ? each : least));
  if (reserved <= 0n) throw coverProblems.cover_exhausted('The cover, or its pool, has nothing left to pay with.');
  return reserved;
}

async function putDown(tx: Transaction, disputeId: string, tenantId: string, deposit: NanoTokens, now: Millis): Promise<void> {
  if (deposit === 0n) return;
  const outcome = await postTransfers(tx, now, [{ key: `dispute/${disputeId}`, type: 'posted', reason: 'stake', amount: deposit, subjectId: disputeId, from: { ownerId: tenantId, kind: 'wallet' }, to: disputeAccount(disputeId) }]);
  if (outcome.outcome !== 'posted') throw coverProblems.insufficient_cover_funds(`A deposit of ${deposit} nano-tokens is put down.`, { extra: { asked: deposit.toString() } });
}

async function viewOf(reader: Reader, id: string, actor: Actor, now: Millis): Promise<DisputeView> {
  return (await disputeViews(reader, await selectDisputes(reader, sql`id = ${id}`, 1), actor, now))[0]!;
}

/** Votes on a dispute, once, with what was deposited before it was opened and is there still. @throws Problem `not_found`, `own_dispute`, `votes_are_over`, `voted_already`, `no_weight`, `key_limited_to_project`. */
export class VoteOnDispute extends Command<DisputeView> {
  constructor(readonly actor: Actor, readonly disputeId: string, readonly vote: DisputeVote) {
    super();
  }
}

@CommandHandler(VoteOnDispute)
export class VoteOnDisputeHandler implements ICommandHandler<VoteOnDispute> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, disputeId, vote }: VoteOnDispute): Promise<DisputeView> {
    requireWhole(actor);
    const [now, assessorId] = [this.clock.now(), actor.ownerId];
    return this.database.transaction(async (tx) => {
      const [dispute] = await selectDisputes(tx, sql`id = ${disputeId} ${visibleTo(actor)}`, 1);
      if (!dispute) throw commonProblems.not_found('No such dispute.');
      const { rules } = await rulesAt(tx, now);
      await lockCoverPool(tx, dispute.pool_id, rules.cover, now);
      const [cast] = await rowsOf<{ vote: DisputeVote }>(tx, sql`select vote from cover_votes where dispute_id = ${disputeId} and assessor_id = ${assessorId}`);
      if (cast?.vote === vote) return viewOf(tx, disputeId, actor, now);
      if (cast) throw coverProblems.voted_already('A vote is cast once.', { pointer: '/vote' });
      if (dispute.tenant_id === assessorId) throw coverProblems.own_dispute('Nobody votes on what it disputes itself.');
      if (now >= Number(dispute.voting_ends_at)) throw coverProblems.votes_are_over('Votes are over.', { extra: { votingEndsAt: Number(dispute.voting_ends_at) } });
      const [before, current] = [await weightAt(tx, dispute.pool_id, assessorId, Number(dispute.opened_at) - 1), await weightAt(tx, dispute.pool_id, assessorId, Number.MAX_SAFE_INTEGER)];
      const weight = before < current ? before : current;
      if (weight === 0n) throw coverProblems.no_weight('Votes weigh what was deposited before it was opened and is not on its way out.');
      await tx.$executeRaw(sql`insert into cover_votes (dispute_id, assessor_id, vote, weight, at) values (${disputeId}, ${assessorId}, ${vote}, ${weight}, ${BigInt(now)})`);
      await audit(tx, actor, now, { action: 'cover.voted', subjectId: disputeId, detail: { vote, weight } });
      return viewOf(tx, disputeId, actor, now);
    });
  }
}
