import { type Database, rowsOf, sql, type Transaction } from '#libs/database';
import { type Millis, type ResourceClass, type Settings } from '#libs/kernel';
import { pricesFor, priceView } from '#libs/pricing';

import { closeLocked } from './closing.js';
import { dueEnding, isOpen, type Lease, standsStill } from './lease.js';
import { lockLease, openSql, updateLease } from './lease.store.js';
import { isAboveMaximum } from './prices.js';
import { noticeReclaim } from './reclaim.js';
import { costOf, newPrices, repriceLocked } from './reprice.js';
import { streamsNow } from './streams.js';

/** Leases of one pool in one sweep; the rest is next. */
const BATCH = 500;

/**
 * Has spot leases follow the prices of their pools: of those whose price is not what it was, each goes on at the current one
 * from now, never from before, and keeps it for `spotPriceMillis` at the least. One that would cost more than its maximum is
 * told that it will be reclaimed, and goes on at the price it has until then; one of which nothing was placed yet closes.
 * @returns how many were looked at. @throws AggregateError after all were tried, when some failed.
 */
export async function repriceSpot(database: Database, settings: Pick<Settings, 'spotPriceMillis'>, now: Millis): Promise<number> {
  const pools = await rowsOf<{ poolId: string }>(database, sql`
    select distinct pool_id as "poolId" from leases where pricing->>'mode' = 'spot' and ${openSql} order by 1`);
  const errors: unknown[] = [];
  let looked = 0;
  for (const { poolId } of pools) {
    const ids = await outOfDate(database, poolId, now).catch((error: unknown) => (errors.push(error), []));
    looked += ids.length;
    // One must not hold up the others.
    for (const id of ids) await database.transaction((tx) => repriceOne(tx, id, settings, now)).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} spot leases or pools could not be repriced`);
  return looked;
}

/** Spot leases of a pool with a price that is not the current one, and that may move by now. */
async function outOfDate(database: Database, poolId: string, now: Millis): Promise<string[]> {
  const spot = sql`pool_id = ${poolId} and pricing->>'mode' = 'spot' and ${openSql}`;
  const priced = await rowsOf<{ resourceClass: ResourceClass; variant: string }>(database, sql`
    select distinct p->>'resourceClass' as "resourceClass", p->>'variant' as variant from leases cross join lateral jsonb_array_elements(prices) p where ${spot} order by 1, 2`);
  const current = (await pricesFor(database, poolId, priced, now)).map(priceView);
  const rows = await rowsOf<{ id: string }>(database, sql`
    with current as (
      select * from jsonb_to_recordset(${JSON.stringify(current)}::jsonb) as c("resourceClass" text, variant text, "nanoTokensPerUnitHour" text, "baseNanoTokensPerUnitHour" text)
    )
    select id from leases where ${spot} and price_locked_until <= ${BigInt(now)} and suspension->>'until' is null and exists (
      select 1 from jsonb_array_elements(prices) p join current c on c."resourceClass" = p->>'resourceClass' and c.variant = p->>'variant'
      where c."nanoTokensPerUnitHour" <> p->>'nanoTokensPerUnitHour' or c."baseNanoTokensPerUnitHour" <> coalesce(p->>'baseNanoTokensPerUnitHour', '0'))
    order by price_locked_until, id limit ${BATCH}`);
  return rows.map(({ id }) => id);
}

async function repriceOne(tx: Transaction, leaseId: string, { spotPriceMillis }: Pick<Settings, 'spotPriceMillis'>, at: Millis): Promise<void> {
  const lease = await lockLease(tx, leaseId);
  if (!lease || !isOpen(lease.state) || lease.pricing.mode !== 'spot' || lease.priceLockedUntil > at || standsStill(lease) || dueEnding(lease, at)) return;
  const { open } = await streamsNow(tx, leaseId);
  const prices = await newPrices(tx, lease, at);
  const lockedUntil = at + spotPriceMillis;
  if (isAboveMaximum(lease.pricing, costOf(lease, open, prices.all))) await passMaximum(tx, lease, at, lockedUntil);
  else await repriceLocked(tx, lease, open, prices, { at, lockedUntil });
}

async function passMaximum(tx: Transaction, lease: Lease, at: Millis, lockedUntil: Millis): Promise<void> {
  if (lease.state === 'requested' || lease.state === 'blocked') {
    await closeLocked(tx, lease, { reason: 'price_above_maximum', at });
    return;
  }
  const noticed = lease.reclaim ? lease : await noticeReclaim(tx, lease, 'price_above_maximum', at);
  await updateLease(tx, noticed, { priceLockedUntil: lockedUntil });
}
