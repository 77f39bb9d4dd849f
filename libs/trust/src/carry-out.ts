import { guard } from '#libs/breaker';
import { appendEvents, rowsOf, sql, type Transaction } from '#libs/database';
import { assert, type Millis, MILLIS_PER_DAY } from '#libs/kernel';
import { balanceOf, postTransfers } from '#libs/ledger';
import { rulesOfVersion } from '#libs/rules';
import { bearLoss, freeExits, type LossCover } from '#libs/stake';

import type { Slash } from './slash.js';
import { lossKey, moveSlash, redressAccount } from './slash.store.js';

/** Months that service credits look back on, and some days. */
const OWED_MILLIS = 130 * MILLIS_PER_DAY;

/**
 * Has a locked slash go down the waterfall, into what is kept for whoever was harmed. Whoever was on the way out bore it: they may go.
 * @returns false when a breaker stops it: it waits as it is, and so does whoever is on the way out, until a person lets it go on.
 */
export async function carryOut(tx: Transaction, slash: Slash, now: Millis, cover?: LossCover): Promise<boolean> {
  const { id, operatorId, poolId, amount, atStake, rulesVersion, faultId, kind } = slash;
  const passage = await guard(tx, now, 'slash', { key: lossKey(id), amount, of: atStake, operatorId, poolId });
  if (passage.outcome !== 'passed') return false;
  const owed = await owedTo(tx, slash, now);
  const borne = await bearLoss(tx, { key: lossKey(id), operatorId, poolId, amount, harm: owed < amount ? owed : amount, to: redressAccount(id) }, now, cover);
  const { faults } = await rulesOfVersion(tx, rulesVersion);
  await moveSlash(tx, slash, 'carried_out', now + faults.redressMillis);
  await freeExits(tx, id, now);
  await appendEvents(tx, now, [{ type: 'slash.carried_out', subjectId: operatorId, payload: { slashId: id, faultId, operatorId, kind, amount, ...borne } }]);
  return true;
}

/** What tenants of the pool are still owed for service levels that the operator's hosts had a part in missing. */
async function owedTo(tx: Transaction, { operatorId, poolId }: Slash, now: Millis): Promise<bigint> {
  const [row] = await rowsOf<{ owed: bigint }>(tx, sql`
    select coalesce(sum(unpaid), 0)::bigint as owed from (
      select distinct on (g.lease_id, g.month_starts_at) g.unpaid from service_credits g join leases l on l.id = g.lease_id and l.pool_id = ${poolId}
      where g.month_ends_at > ${BigInt(now - OWED_MILLIS)} and exists (select 1 from outages o where o.lease_id = g.lease_id and o.operator_id = ${operatorId} and o.starts_at < g.month_ends_at)
      order by g.lease_id, g.month_starts_at, g.round desc) latest`);
  return row!.owed;
}

/** Lets a locked slash go that costs nothing after all. */
export async function forgive(tx: Transaction, slash: Slash, decidedBy: 'administrator' | 'time', reason: string, now: Millis): Promise<void> {
  const { id, operatorId, faultId, kind } = slash;
  await decideSlash(tx, id, 'forgiven', decidedBy, reason, now);
  await moveSlash(tx, slash, 'forgiven');
  await freeExits(tx, id, now);
  await appendEvents(tx, now, [{ type: 'slash.forgiven', subjectId: operatorId, payload: { slashId: id, faultId, operatorId, kind, decidedBy, reason } }]);
}

export async function decideSlash(tx: Transaction, slashId: string, decision: 'upheld' | 'forgiven', decidedBy: 'administrator' | 'time', reason: string, now: Millis): Promise<void> {
  await tx.$executeRaw(sql`insert into slash_decisions (slash_id, decision, decided_by, reason, at) values (${slashId}, ${decision}, ${decidedBy}, ${reason}, ${BigInt(now)})`);
}

/** What nobody harmed asked for is the treasury's. */
export async function closeRedress(tx: Transaction, slash: Slash, now: Millis): Promise<void> {
  const { available } = await balanceOf(tx, redressAccount(slash.id));
  const outcome = await postTransfers(tx, now, [{
    key: `redress/${slash.id}/closed`, type: 'posted', reason: 'redress', amount: available, subjectId: slash.operatorId, from: redressAccount(slash.id), to: { ownerId: slash.poolId, kind: 'treasury' },
  }]);
  assert(outcome.outcome === 'posted', 'what is kept is kept under the slash\'s lock');
  await moveSlash(tx, slash, 'closed');
}
