import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { stoppedKeys } from '#libs/breaker';
import { appendEvents, Database, once, type Reader, rowsOf, sql } from '#libs/database';
import { audit, requireWhole } from '#libs/identity';
import { poolByName } from '#libs/inventory';
import { type Actor, assert, CLOCK, type Clock, type Millis, type NanoTokens, newId } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';
import { rulesAt } from '#libs/rules';

import { type AssessorExitRow, assessorsAccount, changeWeight, weightAt } from './assessors.store.js';
import { lockCoverPool } from './cover-pool.store.js';
import { coverProblems } from './cover.errors.js';
import { checkWaitingExits } from './waiting-exits.js';

/** What somebody deposited to vote on disputes of a pool's insurance: plain JSON, amounts as decimal strings. */
export interface AssessorView {
  pool: string;
  /** What a vote weighs on what is disputed from now on. */
  weight: string;
  exits: { id: string; amount: string; askedAt: Millis; dueAt: Millis; rulesVersion: number; stopped: boolean }[];
}

/** Deposits tokens of the wallet, to vote on what is disputed from then on. @throws Problem `not_found`, `insufficient_cover_funds`, `key_limited_to_project`. */
export class DepositToAssess extends Command<AssessorView> {
  constructor(
    readonly actor: Actor,
    /** The pool's name. */
    readonly pool: string,
    /** Above zero. */
    readonly amount: NanoTokens,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(DepositToAssess)
export class DepositToAssessHandler implements ICommandHandler<DepositToAssess> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, pool: name, amount, idempotencyKey }: DepositToAssess): Promise<AssessorView> {
    requireWhole(actor);
    assert(amount > 0n, 'something is deposited');
    const [now, assessorId] = [this.clock.now(), actor.ownerId];
    return this.database.transaction((tx) => once(tx, { ownerId: assessorId, key: idempotencyKey, request: ['DepositToAssess', name, amount], now }, async () => {
      const { id: poolId } = await poolByName(tx, name);
      const { rules } = await rulesAt(tx, now);
      await lockCoverPool(tx, poolId, rules.cover, now);
      const outcome = await postTransfers(tx, now, [
        { key: `assess/${newId('transfer')}`, type: 'posted', reason: 'stake', amount, subjectId: poolId, from: { ownerId: assessorId, kind: 'wallet' }, to: assessorsAccount(poolId) },
      ]);
      if (outcome.outcome !== 'posted') throw coverProblems.insufficient_cover_funds('There is not so much to spend.', { pointer: '/amount', extra: { asked: amount.toString() } });
      const weight = await changeWeight(tx, poolId, assessorId, amount, now);
      await audit(tx, actor, now, { action: 'cover.assessor_deposited', subjectId: poolId, detail: { amount } });
      await appendEvents(tx, now, [{ type: 'cover.assessor_changed', subjectId: poolId, payload: { poolId, assessorId, weight } }]);
      return assessorOf(tx, { id: poolId, name }, assessorId, now);
    }));
  }
}

/** Begins to leave with a part of what was deposited: from now on it has no vote, and it is paid back after the time that the rules say. @throws Problem `not_found`, `exceeds_assessor_deposit`, `too_many_cover_exits`, `key_limited_to_project`. */
export class StopAssessing extends Command<AssessorView> {
  constructor(
    readonly actor: Actor,
    readonly pool: string,
    /** Above zero. */
    readonly amount: NanoTokens,
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(StopAssessing)
export class StopAssessingHandler implements ICommandHandler<StopAssessing> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, pool: name, amount, idempotencyKey }: StopAssessing): Promise<AssessorView> {
    requireWhole(actor);
    assert(amount > 0n, 'somebody leaves with something');
    const [now, assessorId] = [this.clock.now(), actor.ownerId];
    return this.database.transaction((tx) => once(tx, { ownerId: assessorId, key: idempotencyKey, request: ['StopAssessing', name, amount], now }, async () => {
      const { id: poolId } = await poolByName(tx, name);
      const { version, rules } = await rulesAt(tx, now);
      await lockCoverPool(tx, poolId, rules.cover, now);
      const held = await weightAt(tx, poolId, assessorId, Number.MAX_SAFE_INTEGER);
      if (amount > held) throw coverProblems.exceeds_assessor_deposit(`You have ${held} nano-tokens deposited.`, { pointer: '/amount', extra: { held: held.toString() } });
      await checkWaitingExits(tx, sql`assessor_exits where pool_id = ${poolId} and assessor_id = ${assessorId}`);
      const [id, dueAt] = [newId('assessorExit'), now + rules.dispute.exitMillis];
      const weight = await changeWeight(tx, poolId, assessorId, -amount, now);
      await tx.$executeRaw(sql`
        insert into assessor_exits (id, pool_id, assessor_id, amount, asked_at, due_at, rules_version) values (${id}, ${poolId}, ${assessorId}, ${amount}, ${BigInt(now)}, ${BigInt(dueAt)}, ${version})`);
      await audit(tx, actor, now, { action: 'cover.assessor_left', subjectId: id, detail: { poolId, amount, dueAt } });
      await appendEvents(tx, now, [{ type: 'cover.assessor_changed', subjectId: poolId, payload: { poolId, assessorId, weight } }]);
      return assessorOf(tx, { id: poolId, name }, assessorId, now);
    }));
  }
}

/** What the actor deposited to vote on disputes. @throws Problem `not_found`, `key_limited_to_project`. */
export class GetAssessor extends Query<AssessorView> {
  constructor(readonly actor: Actor, readonly pool: string) {
    super();
  }
}

@QueryHandler(GetAssessor)
export class GetAssessorHandler implements IQueryHandler<GetAssessor> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, pool }: GetAssessor): Promise<AssessorView> {
    requireWhole(actor);
    return assessorOf(this.database, await poolByName(this.database, pool), actor.ownerId, this.clock.now());
  }
}

/** What somebody deposited to vote on disputes of one pool. */
export async function assessorOf(reader: Reader, { id: poolId, name }: { id: string; name: string }, assessorId: string, now: Millis): Promise<AssessorView> {
  const exits = await rowsOf<AssessorExitRow>(reader, sql`
    select id, pool_id, assessor_id, amount, asked_at, due_at, rules_version from assessor_exits where pool_id = ${poolId} and assessor_id = ${assessorId} and paid_at is null order by asked_at, id`);
  const stopped = await stoppedKeys(reader, exits.map(({ id }) => `assessor_exit/${id}`));
  return {
    pool: name, weight: (await weightAt(reader, poolId, assessorId, now)).toString(),
    exits: exits.map(({ id, amount, asked_at, due_at, rules_version }) => ({
      id, amount: amount.toString(), askedAt: Number(asked_at), dueAt: Number(due_at), rulesVersion: rules_version, stopped: stopped.has(`assessor_exit/${id}`),
    })),
  };
}
