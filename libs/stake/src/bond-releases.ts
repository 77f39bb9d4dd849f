import { Injectable } from '@nestjs/common';

import { guard, isStopped } from '#libs/breaker';
import { Database, rowsOf, sql, type Transaction } from '#libs/database';
import { atStake, release } from '#libs/economics';
import { assert, type Millis } from '#libs/kernel';
import { postTransfers } from '#libs/ledger';

import { bondAccount, earningsAccount, lockBond, type StoredUnbonding, tellBond } from './bond.store.js';
import { exitsHeld, heldBack } from './hold-exits.js';

/** Operators of one sweep; the rest is next. */
const BATCH = 100;

/** A part's name for breakers, and of its transfer. */
const unbondKey = sql`'unbond/' || id`;

/** Lets go of what was unbonded long enough ago. */
@Injectable()
export class BondReleases {
  constructor(private readonly database: Database) {}

  /** Gives what is due, and not held back, to its operators' earnings, each in a transaction of its own, once, whoever else sweeps. What a breaker stops stays at stake. @returns of how many operators. */
  async releaseDue(now: Millis): Promise<number> {
    const due = await rowsOf<{ operator_id: string }>(this.database, sql`
      select operator_id from unbondings where released_at is null and releases_at <= ${BigInt(now)} and not ${heldBack(sql`operator_id`, now)} and not ${isStopped(unbondKey)} group by operator_id order by min(releases_at), operator_id limit ${BATCH}`);
    for (const { operator_id } of due) await this.database.transaction((tx) => releaseOf(tx, operator_id, now));
    return due.length;
  }
}

async function releaseOf(tx: Transaction, operatorId: string, now: Millis): Promise<void> {
  const before = await lockBond(tx, operatorId);
  if (await exitsHeld(tx, operatorId, now)) return; // a loss came into evidence
  const due: StoredUnbonding[] = [];
  for (const part of before.unbonding.filter(({ releasesAt }) => releasesAt <= now)) {
    const passage = await guard(tx, now, 'exit', { key: `unbond/${part.id}`, amount: part.amount, of: atStake(before), operatorId, accountId: operatorId });
    if (passage.outcome === 'passed') due.push(part);
  }
  if (due.length === 0) return; // another sweep was faster, or all of it is stopped
  const { released } = release({ ...before, unbonding: due }, now);
  const bond = { ...before, unbonding: before.unbonding.filter((part) => !due.includes(part)) };
  const outcome = await postTransfers(tx, now, due.map(({ id, amount }) => ({
    key: `unbond/${id}`, type: 'posted' as const, reason: 'unbond' as const, amount, subjectId: operatorId, from: bondAccount(operatorId), to: earningsAccount(operatorId),
  })));
  assert(outcome.outcome === 'posted', 'a bond holds what is on its way out');
  await tx.$executeRaw(sql`
    update unbondings set released_at = ${BigInt(now)} where id in (select value from jsonb_array_elements_text(${JSON.stringify(due.map(({ id }) => id))}::jsonb))`);
  await tellBond(tx, now, 'bond.released', operatorId, bond, released);
}
