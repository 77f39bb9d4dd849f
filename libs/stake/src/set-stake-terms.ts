import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, newId } from '#libs/kernel';
import { type Rules, rulesAt } from '#libs/rules';

import { bondingOperator } from './bond.store.js';
import { areWorse, type StakeTerms, termsAt } from './stake-pool.js';
import { lockPool, selectPools } from './stake-pool.store.js';
import { stakeProblems } from './stake.errors.js';
import { poolView, type StakePoolView } from './stake-pool.view.js';

/**
 * Sets on which terms an operator may be backed, and opens its stake pool the first time. Terms that are worse for whoever backs it hold after the notice that the rules ask for;
 * better ones hold at once, and end a notice. The same again changes nothing.
 * @throws Problem `forbidden`, `commission_too_high`.
 */
export class SetStakeTerms extends Command<StakePoolView> {
  constructor(readonly actor: Actor, readonly terms: StakeTerms) {
    super();
  }
}

@CommandHandler(SetStakeTerms)
export class SetStakeTermsHandler implements ICommandHandler<SetStakeTerms> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, terms }: SetStakeTerms): Promise<StakePoolView> {
    const operatorId = bondingOperator(actor);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const { rules } = await rulesAt(tx, now);
      checkTerms(terms, rules);
      const opened = await tx.$executeRaw(sql`
        insert into stake_pools (id, operator_id, created_at, earnings_bps, commission_bps, locked_since, unlocks_at, reported_to)
        values (${newId('stakePool')}, ${operatorId}, ${BigInt(now)}, ${terms.earningsBps}, ${terms.commissionBps}, ${BigInt(now)}, ${BigInt(now)}, ${BigInt(now)}) on conflict do nothing`);
      const { id } = (await selectPools(tx, sql`operator_id = ${operatorId}`, 1))[0]!;
      const pool = await lockPool(tx, id);
      const held = termsAt(pool, now);
      const same = (one: StakeTerms | null) => one !== null && one.earningsBps === terms.earningsBps && one.commissionBps === terms.commissionBps;
      if (opened === 0 && (same(pool.next ?? held))) return poolView(pool, now);
      const from = areWorse(terms, held) ? now + rules.stake.noticeMillis : now;
      const waits = from > now;
      const [kept, next] = waits ? [held, terms] : [terms, null];
      await tx.$executeRaw(sql`
        update stake_pools set earnings_bps = ${kept.earningsBps}, commission_bps = ${kept.commissionBps},
          next_earnings_bps = ${next?.earningsBps ?? null}::int, next_commission_bps = ${next?.commissionBps ?? null}::int, next_from = ${next ? BigInt(from) : null}::bigint where id = ${id}`);
      await audit(tx, actor, now, { action: 'stake.terms_set', subjectId: id, detail: { ...terms, from } });
      await appendEvents(tx, now, [{ type: opened === 1 ? 'stake.opened' : 'stake.terms_set', subjectId: id, payload: { poolId: id, operatorId, ...terms, from } }]);
      return poolView(await lockPool(tx, id), now);
    });
  }
}

function checkTerms({ commissionBps }: StakeTerms, { stake }: Rules): void {
  if (commissionBps > stake.commissionMostBps) {
    throw stakeProblems.commission_too_high(`The rules allow ${stake.commissionMostBps} basis points.`, { pointer: '/commissionBps', extra: { limit: stake.commissionMostBps } });
  }
}

/** The operator's own pool. @throws Problem `not_found` where it has none. */
export async function ownPool(database: Database, actor: Actor) {
  const [pool] = await selectPools(database, sql`operator_id = ${bondingOperator(actor)}`, 1);
  if (!pool) throw commonProblems.not_found('You have no stake pool: set its terms to open one.');
  return pool;
}
