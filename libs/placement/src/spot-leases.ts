import { type Reader, rowsOf, sql } from '#libs/database';
import type { LeaseId } from '#libs/kernel';

import type { SpotLease } from './choose-reclaims.js';
import { heldClaimsOf } from './claims.js';

/** Of a pool's spot leases so many are thought of in one round. */
const MOST_SPOT_LEASES = 2_000;

/** The spot leases of a pool that hold claims, those that nobody pays for before others, and those that came last first; told ones with them. */
export async function spotLeases(reader: Reader, poolId: string): Promise<SpotLease[]> {
  const rows = await rowsOf<{ id: LeaseId; noticed: boolean }>(reader, sql`
    select id, reclaim is not null as noticed from leases
    where pool_id = ${poolId} and pricing->>'mode' = 'spot' and closing_at is null and state in ('placed', 'provisioning', 'active', 'degraded') order by (pricing->>'unbilled' is null), created_at desc, id desc limit ${MOST_SPOT_LEASES}`);
  const held = await heldClaimsOf(reader, rows.map(({ id }) => id));
  return rows.map(({ id, noticed }) => ({ leaseId: id, noticed, claims: held.get(id) ?? [] }));
}
