import { guardEach } from '#libs/breaker';
import { appendEvents, columnsOf, rowsOf, sql, type Transaction } from '#libs/database';
import { assert, type Millis, MILLIS_PER_DAY, type NanoTokens } from '#libs/kernel';
import { balanceOf, postTransfers } from '#libs/ledger';
import { rulesOfVersion } from '#libs/rules';
import { freeExits, type LossCover, Waterfall } from '#libs/stake';

import type { Slash } from './slash.js';
import { lossKey, moveSlash, moveToCarriedOut, redressAccount } from './slash.store.js';

/** Months that service credits look back on, and some days. */
const OWED_MILLIS = 130 * MILLIS_PER_DAY;

/**
 * Has a locked slash go down the waterfall, into what is kept for whoever was harmed. Whoever was on the way out bore it: they may go.
 * @returns false when a breaker stops it: it waits as it is, and so does whoever is on the way out, until a person lets it go on.
 */
export async function carryOut(tx: Transaction, slash: Slash, now: Millis, cover?: LossCover): Promise<boolean> {
  return (await carryOutEach(tx, [slash], now, cover)) === 1;
}

/** The same of several, as one after the other would be: each finds what those before it left, counted and tripped. In few statements more than one takes. @returns how many no breaker stops. */
export async function carryOutEach(tx: Transaction, slashes: readonly Slash[], now: Millis, cover?: LossCover): Promise<number> {
  const passages = await guardEach(tx, now, 'slash', slashes.map(({ id, amount, atStake, operatorId, poolId }) => ({ key: lossKey(id), amount, of: atStake, operatorId, poolId })));
  const passed = slashes.filter((_, place) => passages[place]!.outcome === 'passed');
  if (passed.length === 0) {
    await appendEvents(tx, now, passages.flatMap(({ events }) => events));
    return 0;
  }
  let owed = await owedByEach(tx, passed, now);
  const waterfall = await Waterfall.open(tx, passed.map(({ id, operatorId, amount }) => ({ key: lossKey(id), operatorId, amount })), now, cover);
  for (const [place, slash] of slashes.entries()) {
    const { outcome, events } = passages[place]!;
    waterfall.events.push(...events);
    if (outcome !== 'passed') continue;
    const { id, operatorId, poolId, amount, faultId, kind } = slash;
    const harm = owed.get(slash)!;
    const borne = await waterfall.bear({ key: lossKey(id), operatorId, poolId, amount, harm: harm < amount ? harm : amount, to: redressAccount(id) });
    waterfall.events.push({ type: 'slash.carried_out', subjectId: operatorId, payload: { slashId: id, faultId, operatorId, kind, amount, ...borne } });
    // What insurance pays nobody is owed any more, whoever's slash is next.
    if (borne.insurance > 0n) owed = await owedByEach(tx, passed, now);
  }
  await waterfall.write();
  const redressMillis = new Map<number, Millis>();
  for (const version of new Set(passed.map(({ rulesVersion }) => rulesVersion))) redressMillis.set(version, (await rulesOfVersion(tx, version)).faults.redressMillis);
  await moveToCarriedOut(tx, passed, ({ rulesVersion }) => now + redressMillis.get(rulesVersion)!);
  await freeExits(tx, passed.map(({ id }) => id), now);
  return passed.length;
}

/** What tenants of each slash's pool are still owed for service levels that its operator's hosts had a part in missing. */
async function owedByEach(tx: Transaction, slashes: readonly Slash[], now: Millis): Promise<Map<Slash, NanoTokens>> {
  const since = BigInt(now - OWED_MILLIS);
  const { texts } = columnsOf(slashes);
  const rows = await rowsOf<{ place: number; owed: bigint }>(tx, sql`
    select s.place, owed.sum as owed from (
      select unnest(${texts(({ operatorId }) => operatorId)}::text[]) as operator_id, unnest(${texts(({ poolId }) => poolId)}::text[]) as pool_id,
        generate_series(1, ${slashes.length}::int) as place) s
    cross join lateral (
      select coalesce(sum(unpaid), 0)::bigint as sum from (
        select distinct on (g.lease_id, g.month_starts_at) g.unpaid from service_credits g join leases l on l.id = g.lease_id and l.pool_id = s.pool_id
        where g.month_ends_at > ${since} and exists (select 1 from outages o where o.lease_id = g.lease_id and o.operator_id = s.operator_id and o.starts_at < g.month_ends_at)
        order by g.lease_id, g.month_starts_at, g.round desc) latest) owed`);
  return new Map(rows.map(({ place, owed }) => [slashes[place - 1]!, owed]));
}

/** Lets a locked slash go that costs nothing after all. */
export async function forgive(tx: Transaction, slash: Slash, decidedBy: 'administrator' | 'time', reason: string, now: Millis): Promise<void> {
  const { id, operatorId, faultId, kind } = slash;
  await decideSlash(tx, id, 'forgiven', decidedBy, reason, now);
  await moveSlash(tx, slash, 'forgiven');
  await freeExits(tx, [id], now);
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
