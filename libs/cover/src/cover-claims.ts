import { Injectable } from '@nestjs/common';

import { appendEvents, Database, rowsOf, type Sql, sql, sqlJoin, type Transaction } from '#libs/database';
import { downMillisOf, type DownTime, lossBeyondCredit } from '#libs/economics';
import { serviceLevelOfLease } from '#libs/inventory';
import { assert, canonicalJson, eachApart, type Millis, MILLIS_PER_DAY, MILLIS_PER_HOUR, type NanoTokens } from '#libs/kernel';
import { leaseById, tenantsOutages } from '#libs/lease';
import { rulesAt, rulesOfVersion } from '#libs/rules';

import { judgedNext, monthStart } from './cover-months.js';
import { payCover } from './cover-payout.js';
import { keepRequired, lockCoverPool, selectCoverPool } from './cover-pool.store.js';
import { type CoverRow, selectCovers } from './cover.view.js';
import { windUp } from './wind-up.js';

/** Covers of one sweep; the rest is next. */
const BATCH = 200;
/** Outages of a month that are written down one by one with what was found of it; of more, those of each replica are told together. */
const MOST_OUTAGES = 5_000;
/** A service credit that is not given by then never is: statements look back no further. */
const CREDIT_MILLIS = 100 * MILLIS_PER_DAY;

interface Span {
  from: Millis;
  to: Millis;
}

/** Pays for outages from the record of them, month by month, without being asked. */
@Injectable()
export class CoverClaims {
  constructor(private readonly database: Database) {}

  /** Each cover in a transaction of its own; a month is dealt with once, whoever else sweeps. One that cannot be holds up no other. @returns how many were looked at. @throws AggregateError of those that failed. */
  async judgeDue(now: Millis): Promise<number> {
    const due = await rowsOf<{ id: string }>(this.database, sql`select id from covers where ended_at is null and due_at <= ${BigInt(now)} order by due_at, id limit ${BATCH}`);
    await eachApart(due, ({ id }) => this.database.transaction((tx) => judge(tx, id, now)), 'covers could not be dealt with');
    return due.length;
  }
}

async function judge(tx: Transaction, coverId: string, now: Millis): Promise<void> {
  const [peek] = await selectCovers(tx, sql`id = ${coverId}`, 1);
  const { rules } = await rulesAt(tx, now);
  await lockCoverPool(tx, peek!.pool_id, rules.cover, now);
  const [cover] = await selectCovers(tx, sql`id = ${coverId} and ended_at is null and due_at <= ${BigInt(now)}`, 1);
  if (!cover) return; // another sweep was faster
  const span = { from: Number(cover.judged_to), to: judgedNext(Number(cover.judged_to), Number(cover.ends_at)) };
  const lease = (await leaseById(tx, cover.lease_id))!;
  const down = await downMillis(tx, cover.lease_id, span);
  const credit = down > 0n ? await creditOf(tx, cover, span, lease.createdAt, now) : undefined;
  if (credit === 'waits') {
    await tx.$executeRaw(sql`update covers set due_at = ${BigInt(now + MILLIS_PER_HOUR)} where id = ${coverId}`);
    return;
  }
  if (down > 0n) await claim(tx, cover, span, down, credit, now);
  const isOver = span.to === Number(cover.ends_at) || (lease.closingAt !== null && lease.closingAt <= span.to);
  const { cover: own } = await rulesOfVersion(tx, cover.rules_version);
  await tx.$executeRaw(sql`
    update covers set judged_to = ${BigInt(span.to)}, due_at = ${BigInt(judgedNext(span.to, Number(cover.ends_at)) + own.settleMillis)}, ended_at = ${isOver ? BigInt(now) : null} where id = ${coverId}`);
  if (isOver) await end(tx, cover, now);
  await keepRequired(tx, rules.cover, (await selectCoverPool(tx, cover.pool_id))!, now);
  await windUp(tx, cover.pool_id, rules.cover, now);
}

/** Replica-time that the pool's capacity failed for, while the lease was open. */
export async function downMillis(tx: Transaction, leaseId: string, { from, to }: Span): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ down: bigint }[]>(sql`select coalesce(sum(ends_at - starts_at), 0)::bigint as down from (${downTimes(leaseId, { from, to })}) d`);
  return row!.down;
}

/** An outage, or how many of a replica are told together. */
type Found = DownTime & { replica: number; count?: number };

/** The outages that make up so much of it, as they are in the record now: as many as are written down, whatever a lease went through, since replicas are bounded. */
async function outagesIn(tx: Transaction, leaseId: string, span: Span, down: bigint): Promise<Found[]> {
  const each = await rowsOf<{ replica: number; starts_at: bigint; ends_at: bigint }>(tx, sql`select replica, starts_at, ends_at from (${downTimes(leaseId, span)}) d order by starts_at, replica limit ${MOST_OUTAGES + 1}`);
  const outages = each.length > MOST_OUTAGES ? await outagesTogether(tx, leaseId, span) : each.map(({ replica, starts_at, ends_at }) => ({ replica, startsAt: Number(starts_at), endsAt: Number(ends_at) }));
  assert(downMillisOf(outages) === down, 'what was down is the sum of its outages');
  return outages;
}

async function outagesTogether(tx: Transaction, leaseId: string, span: Span): Promise<Found[]> {
  const rows = await rowsOf<{ replica: number; starts_at: bigint; ends_at: bigint; down: bigint; count: number }>(tx, sql`
    select replica, min(starts_at) as starts_at, max(ends_at) as ends_at, sum(ends_at - starts_at)::bigint as down, count(*)::int as count
    from (${downTimes(leaseId, span)}) d group by replica order by min(starts_at), replica`);
  return rows.map(({ replica, starts_at, ends_at, down, count }) => ({ replica, startsAt: Number(starts_at), endsAt: Number(ends_at), downMillis: down, count }));
}

function downTimes(leaseId: string, { from, to }: Span): Sql {
  return sql`
    select * from (
      select o.replica, greatest(o.starts_at, ${BigInt(from)}) as starts_at, least(coalesce(o.ends_at, ${BigInt(to)}), coalesce(l.closing_at, ${BigInt(to)}), ${BigInt(to)}) as ends_at
      from outages o join leases l on l.id = o.lease_id
      where o.lease_id = ${leaseId} and o.starts_at < ${BigInt(to)} and (o.ends_at is null or o.ends_at > ${BigInt(from)}) and o.reason not in (${sqlJoin([...tenantsOutages])})) t
    where ends_at > starts_at`;
}

/** What the pool credits for the month by its service level, given or still owed; undefined for nothing; `waits` until it is known. */
async function creditOf(tx: Transaction, cover: CoverRow, { from }: Span, askedAt: Millis, now: Millis): Promise<{ amount: NanoTokens; downMillis: bigint } | undefined | 'waits'> {
  const month = monthStart(from);
  const level = await serviceLevelOfLease(tx, cover.pool_id, askedAt);
  if (!level || level.activeFrom > month) return undefined;
  const [credit] = await rowsOf<{ amount: bigint; down: bigint }>(tx, sql`
    select (sum(amount) + min(unpaid))::bigint as amount, min(down_millis) as down from service_credits where lease_id = ${cover.lease_id} and month_starts_at = ${BigInt(month)} having count(*) > 0`);
  if (credit) return { amount: credit.amount, downMillis: credit.down };
  return now < monthStart(from, 1) + CREDIT_MILLIS ? 'waits' : undefined;
}

/** Pays what the outages cost beyond the credit, as far as the cover and its pool go; the rest is on record. */
async function claim(tx: Transaction, cover: CoverRow, { from, to }: Span, down: bigint, credit: { amount: NanoTokens; downMillis: bigint } | undefined, now: Millis): Promise<void> {
  const { id, lease_id: leaseId, project_id: projectId, tenant_id: tenantId } = cover;
  const { loss, credited, beyond } = lossBeyondCredit(cover.per_hour, down, credit);
  const outages = await outagesIn(tx, leaseId, { from, to }, down);
  const { assets } = (await selectCoverPool(tx, cover.pool_id))!.unlocking.pool;
  const paid = await payCover(tx, cover, beyond, `cover/${id}/claim/${from}`, now);
  await tx.$executeRaw(sql`
    insert into cover_claims (cover_id, starts_at, ends_at, down_millis, loss, credited, paid, unpaid, judged_at, cover_left, assets, credit, credit_down_millis, outages)
    values (${id}, ${BigInt(from)}, ${BigInt(to)}, ${down}, ${loss}, ${credited}, ${paid}, ${beyond - paid}, ${BigInt(now)},
      ${cover.amount - cover.paid}, ${assets}, ${credit?.amount ?? null}, ${credit?.downMillis ?? null}, ${canonicalJson(outages)}::jsonb)`);
  await appendEvents(tx, now, [{
    type: 'cover.paid', subjectId: id, tenantId, payload: { coverId: id, leaseId, projectId, startsAt: from, endsAt: to, downMillis: down, loss, credited, paid, unpaid: beyond - paid },
  }]);
}

async function end(tx: Transaction, { id, lease_id: leaseId, project_id: projectId, tenant_id: tenantId }: CoverRow, now: Millis): Promise<void> {
  const [row] = await selectCovers(tx, sql`id = ${id}`, 1);
  await appendEvents(tx, now, [{ type: 'cover.ended', subjectId: id, tenantId, payload: { coverId: id, leaseId, projectId, paid: row!.paid, endedAt: now } }]);
}
