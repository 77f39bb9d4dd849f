import { Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, type Sql, sql, type Transaction } from '#libs/database';
import { type DiversifiedBook, type DiversifyRule, dividedWhole, keptForLeavers, poolAt, type Routing, routeRound, sharesForWithdrawal } from '#libs/economics';
import { assert, type Millis } from '#libs/kernel';
import { type DiversifiedRules, rulesAt, type RuleSet } from '#libs/rules';

import { heldBack } from '../hold-exits.js';
import { askToLeave, stakeInto } from '../stake-moves.js';
import { MOST_EXITS } from '../waiting-exits.js';
import { type Holding, leaversOf, lockDiversified, type StoredDiversified } from './diversified-pool.store.js';

/** Operators that it backs at a time: those that it does already, then those whose pools are older. */
const MOST_OPERATORS = 256;

/** Divides what the diversified pool has over operators' stake pools. */
@Injectable()
export class DiversifiedRounds {
  constructor(private readonly database: Database) {}

  /** Once in as long as the rules say, whoever else sweeps. @returns how many deposits and exits it made. */
  async divideDue(now: Millis): Promise<number> {
    const { rules } = await rulesAt(this.database, now);
    const due = sql`(round_at is null or round_at <= ${BigInt(now - rules.diversified.roundMillis)})`;
    const [waits] = await rowsOf<{ id: string }>(this.database, sql`select id from diversified_pools where ${due}`);
    return waits ? this.database.transaction((tx) => divide(tx, now)) : 0;
  }
}

async function divide(tx: Transaction, now: Millis): Promise<number> {
  const ruleSet = await rulesAt(tx, now);
  const of = await lockDiversified(tx, now, await candidates(tx, ruleSet.rules.diversified, now));
  if (of.roundAt !== null && of.roundAt > now - ruleSet.rules.diversified.roundMillis) return 0; // another sweep was faster
  const book = await bookOf(tx, of, ruleSet.rules.diversified, now);
  const routing = routeRound(book, ruleOf(ruleSet.rules.diversified));
  const moved = await carryOut(tx, of, routing, ruleSet, now);
  await tx.$executeRaw(sql`update diversified_pools set round_at = ${BigInt(now)} where id = ${of.id}`);
  await recordRound(tx, of, { book, routing, moved, version: ruleSet.version }, now);
  const { deposits, exits } = moved;
  if (deposits.length + exits.length > 0) await appendEvents(tx, now, [{ type: 'diversified.divided', subjectId: of.id, payload: { rulesVersion: ruleSet.version, deposits, exits } }]);
  return deposits.length + exits.length;
}

/** Pools that may be backed, the oldest first; those that it has something in come besides. */
async function candidates(tx: Transaction, rules: DiversifiedRules, now: Millis): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(tx, sql`
    select p.id from stake_pools p where ${isEligible(rules, now)}
    order by exists (select 1 from accounts a join diversified_pools d on d.id = a.owner_id where a.kind = 'wallet' and a.asset = 'share/' || p.id and a.balance > 0) desc, p.created_at, p.id limit ${MOST_OPERATORS}`);
  return rows.map(({ id }) => id);
}

/** Whether enough of what the operator of pool `p` earns reaches whoever backs it, also by the terms that are to come: there is time to leave before they hold. */
function isEligible({ leastEarningsBps }: DiversifiedRules, now: Millis): Sql {
  const least = BigInt(leastEarningsBps) * 10_000n;
  return sql`(not p.halted and (coalesce(p.next_from <= ${BigInt(now)}, false) or p.earnings_bps::bigint * (10000 - p.commission_bps) >= ${least})
    and (p.next_from is null or p.next_earnings_bps::bigint * (10000 - p.next_commission_bps) >= ${least}))`;
}

/** What it has and owes, and what of each pool decides. */
async function bookOf(tx: Transaction, of: StoredDiversified, rules: DiversifiedRules, now: Millis): Promise<DiversifiedBook> {
  const ids = JSON.stringify(of.holdings.map(({ pool }) => pool.id));
  const rows = await rowsOf<{ id: string; belongs: string; eligible: boolean; held: boolean; frozen: boolean }>(tx, sql`
    select p.id, coalesce('group:' || o.group_id, p.operator_id) as belongs, ${isEligible(rules, now)} as eligible, ${heldBack(sql`p.operator_id`, now)} as held,
      exists (select 1 from accounts a where a.owner_id = p.id and a.frozen_at is not null) as frozen
    from stake_pools p left join operators o on o.id = p.operator_id where p.id in (select value from jsonb_array_elements_text(${ids}::jsonb))`);
  const said = new Map(rows.map((row) => [row.id, row]));
  const pools = of.holdings.map(({ pool: { id }, worth, leaving, exits }) => {
    const { belongs, eligible, held, frozen } = said.get(id)!;
    return { id, group: belongs, worth, leaving, eligible, takes: !held && !frozen, gives: exits < MOST_EXITS && !frozen };
  });
  return { cash: of.cash, owed: keptForLeavers(await leaversOf(tx, of)), pools };
}

function ruleOf({ operatorMostBps, groupMostBps, driftBps, moveMostBps }: DiversifiedRules): DiversifyRule {
  return { operatorMostBps: BigInt(operatorMostBps), groupMostBps: BigInt(groupMostBps), driftBps: BigInt(driftBps), moveMostBps: BigInt(moveMostBps) };
}

/** Keeps what a round was decided by, and what came of it: a leaf of the log. Who belongs together is told by numbers of this round. */
async function recordRound(tx: Transaction, { id, roundAt }: StoredDiversified, { book, routing, moved, version }: { book: DiversifiedBook; routing: Routing; moved: Moved; version: number }, now: Millis): Promise<void> {
  const groups = [...new Set(book.pools.map(({ group }) => group))];
  const pools = book.pools.map(({ id: poolId, group, worth, leaving, eligible, takes, gives }) => ({ poolId, group: groups.indexOf(group), worth: worth.toString(), leaving: leaving.toString(), eligible, takes, gives }));
  const [deposited, asked] = [moved.deposits, moved.exits].map((moves) => new Map(moves.map(({ poolId, amount }) => [poolId, amount])));
  const deposits = routing.deposits.map(({ id: poolId, amount }) => ({ poolId, amount: amount.toString(), deposited: (deposited!.get(poolId) ?? 0n).toString() }));
  const exits = routing.exits.map(({ id: poolId, amount }) => ({ poolId, amount: amount.toString(), asked: asked!.get(poolId)!.toString() }));
  await tx.$executeRaw(sql`
    insert into diversified_rounds (pool_id, at, before_at, rules_version, cash, owed, whole, pools, deposits, exits)
    values (${id}, ${BigInt(now)}, ${roundAt === null ? null : BigInt(roundAt)}, ${version}, ${book.cash}, ${book.owed}, ${dividedWhole(book)}, ${JSON.stringify(pools)}::jsonb, ${JSON.stringify(deposits)}::jsonb, ${JSON.stringify(exits)}::jsonb)`);
}

interface Move {
  poolId: string;
  amount: bigint;
}

interface Moved {
  deposits: Move[];
  exits: Move[];
}

async function carryOut(tx: Transaction, of: StoredDiversified, { deposits, exits }: Routing, ruleSet: RuleSet, now: Millis): Promise<Moved> {
  const holdings = new Map(of.holdings.map((holding) => [holding.pool.id, holding]));
  const moved: Moved = { deposits: [], exits: [] };
  for (const { id, amount } of deposits) {
    const { outcome } = await stakeInto(tx, holdings.get(id)!.pool, of.id, amount, now);
    assert(outcome !== 'insufficient_funds', 'what is in hand changes under its lock alone, but for what comes in');
    if (outcome === 'staked') moved.deposits.push({ poolId: id, amount });
  }
  for (const { id, amount } of exits) {
    const shares = sharesToLeave(holdings.get(id)!, amount, now);
    const outcome = await askToLeave(tx, holdings.get(id)!.pool, { holderId: of.id, shares }, ruleSet, now);
    assert(outcome.outcome === 'asked', 'nobody else moves its shares');
    moved.exits.push({ poolId: id, amount: outcome.amount });
  }
  return moved;
}

/** As many as are worth so much, and all where that is all. */
function sharesToLeave({ pool: { unlocking }, shares, worth }: Holding, amount: bigint, now: Millis): bigint {
  const priced = sharesForWithdrawal(poolAt(unlocking, Math.max(now, unlocking.updatedAt)), amount);
  return amount >= worth || priced > shares ? shares : priced;
}
