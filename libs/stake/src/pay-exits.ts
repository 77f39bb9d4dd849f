import { guard, isStopped } from '#libs/breaker';
import { rowsOf, type Sql, sql, sqlEmpty, type Transaction } from '#libs/database';
import { assetsForRedemption, exitPayment, exitRate } from '#libs/economics';
import type { Millis, NanoTokens } from '#libs/kernel';

import type { ShareChange } from './share-change.js';
import { fundsOf } from './stake-pool.js';

/** Exits of one pool at once; the rest is next. */
const BATCH = 200;

/** How exits of a kind of pool are kept, and in which order they are paid. */
export interface ExitQueue {
  kind: 'stake' | 'cover' | 'diversified';
  table: Sql;
  /** Begins an exit's name for breakers, and of its transfer. */
  prefix: string;
  /** Whether the first who asked is the first who is paid: who does not fit, or is stopped by a breaker, keeps the others waiting. */
  inTurn: boolean;
}

/** What exits of one pool are paid out of. */
export interface ExitSource {
  poolId: string;
  change: ShareChange;
  /** What may leave now. */
  room: NanoTokens;
  /** Of a stake pool: whose breakers are asked. */
  operatorId?: string;
}

/** What is kept of exits beside: leaves of the log. */
export interface ExitEvidence {
  /** The version of the rules in force. */
  version: number;
  /** Operators of which a loss in evidence held the exits back. */
  operatorIds: readonly string[];
  /** Of insurance: what its room follows from. */
  capital?: { openCover: NanoTokens; leaving: NanoTokens; required: NanoTokens; requiredAt: Millis };
}

export interface PaidExit {
  id: string;
  holderId: string;
  shares: bigint;
  paid: NanoTokens;
  /** What others got of the room first. */
  paidBefore: NanoTokens;
  /** What the shares were worth beyond what is paid. */
  remains: NanoTokens;
}

/** Has those who are due leave a locked pool, at one rate for all: what each is paid above it, or below, changes nothing for the next. Nothing is written before the change is posted. */
export async function letLeave(tx: Transaction, queue: ExitQueue, { poolId, change, room, operatorId }: ExitSource, now: Millis): Promise<PaidExit[]> {
  const { pool } = change.settled;
  const due = await rowsOf<{ id: string; holder_id: string; shares: bigint; amount: bigint }>(tx, sql`
    select id, holder_id, shares, amount from ${queue.table} where pool_id = ${poolId} and paid_at is null and due_at <= ${BigInt(now)} ${queue.inTurn ? sqlEmpty : sql`and not ${isStopped(exitKey(queue))}`}
    order by ${queue.inTurn ? sql`asked_at` : sql`due_at`}, id limit ${BATCH}`);
  const rateRay = exitRate(pool);
  const paid: PaidExit[] = [];
  let paidBefore = 0n;
  for (const { id, holder_id: holderId, ...exit } of due) {
    const amount = rateRay === 0n ? 0n : exitPayment(exit, rateRay);
    const key = `${queue.prefix}${id}`;
    const passes = paidBefore + amount <= room && (await guard(tx, now, 'exit', { key, amount, of: pool.assets, poolId, accountId: holderId, ...(operatorId === undefined ? {} : { operatorId }) })).outcome === 'passed';
    if (passes) {
      change.move('unstake', change.accounts.tokens, fundsOf(holderId), amount, key);
      change.burn(change.accounts.exits, exit.shares);
      paid.push({ id, holderId, shares: exit.shares, paid: amount, paidBefore, remains: assetsForRedemption(pool, exit.shares) - amount });
      paidBefore += amount;
    } else if (queue.inTurn) break;
  }
  return paid;
}

/** Keeps that exits are paid, and all that follows from. */
export async function recordPaid(tx: Transaction, { kind, table }: ExitQueue, { change: { settled: { pool } }, room }: ExitSource, paid: readonly PaidExit[], { version, operatorIds, capital }: ExitEvidence, now: Millis): Promise<void> {
  const at = BigInt(now);
  const rows = JSON.stringify(paid.map(({ id, paid: amount, paidBefore, remains }) => ({ id, paid: amount.toString(), paid_before: paidBefore.toString(), remains: remains.toString() })));
  const bore = kind === 'stake' ? sql`l.operator_id = any(${[...operatorIds]}) and l.stake > 0` : sql`false`;
  const told = kind === 'stake' ? sql`b.losses, b.lost` : sql`null, null`;
  await tx.$executeRaw(sql`
    insert into paid_exits (exit_id, kind, pool_id, holder_id, shares, amount, asked_at, due_at, rules_version, asked_assets, asked_shares, paid_at, paid_version, assets, pool_shares, room, paid_before, paid, remains,
      open_cover, leaving, required, required_at, holds, held_until, losses, lost)
    select e.id, ${kind}, e.pool_id, e.holder_id, e.shares, e.amount, e.asked_at, e.due_at, e.rules_version, e.asked_assets, e.asked_shares, ${at}, ${version}, ${pool.assets}, ${pool.shares}, ${room}, t.paid_before, t.paid, t.remains,
      ${capital?.openCover ?? null}::bigint, ${capital?.leaving ?? null}::bigint, ${capital?.required ?? null}::bigint, ${capital === undefined ? null : BigInt(capital.requiredAt)}::bigint, h.holds, h.held_until, ${told}
    from jsonb_to_recordset(${rows}::jsonb) as t(id text, paid bigint, paid_before bigint, remains bigint) join ${table} e on e.id = t.id
      cross join lateral (
        select count(*)::int as holds, case when count(*) > 0 then least(max(least(o.until, o.freed_at)), ${at}) end as held_until from stake_holds o
        where o.operator_id = any(${[...operatorIds]}) and o.since <= ${at} and least(o.until, o.freed_at) >= e.asked_at) h
      cross join lateral (select count(*)::int as losses, coalesce(sum(l.stake), 0)::bigint as lost from losses l where ${bore} and l.at between e.asked_at and ${at}) b
    order by t.paid_before, e.id`);
  await tx.$executeRaw(sql`update ${table} e set paid_at = ${at}, paid = t.paid from jsonb_to_recordset(${rows}::jsonb) as t(id text, paid bigint) where e.id = t.id`);
}

/** The name of exit `id` for breakers, and of its transfer. */
export function exitKey({ prefix }: ExitQueue): Sql {
  return sql`${prefix}::text || id`;
}
