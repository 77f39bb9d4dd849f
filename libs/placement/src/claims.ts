import { type Reader, rowsOf, sql, type Transaction } from '#libs/database';
import { giveCapacity, type Take } from '#libs/inventory';
import { type ClaimedResource, type ClaimId, type LeaseId, type Millis } from '#libs/kernel';
import { type HeldClaim, lockLeases, recordRelease } from '#libs/lease';

interface ClaimRow {
  id: ClaimId;
  lease_id: LeaseId;
  replica: number;
  host_id: string;
  cluster_id: string;
  site_id: string;
  operator_id: string;
  resources: ClaimedResource[];
  made_at: bigint;
}

/** Why a claim was given back. `host_lost` and `capacity_withdrawn` are held against its operator when the replica is placed again. */
export type ReleaseReason = 'lease_closed' | 'scaled_down' | 'moved' | 'drained' | 'host_lost' | 'capacity_withdrawn';

/** The claims a lease holds, in order of replica: also those of replicas that are on their way out. */
export async function heldClaims(reader: Reader, leaseId: string): Promise<HeldClaim[]> {
  return (await heldClaimsOf(reader, [leaseId])).get(leaseId) ?? [];
}

/** The claims of several leases. */
export async function heldClaimsOf(reader: Reader, leaseIds: readonly string[]): Promise<Map<string, HeldClaim[]>> {
  const found = new Map<string, HeldClaim[]>();
  if (leaseIds.length === 0) return found;
  const rows = await rowsOf<ClaimRow>(reader, sql`
    select c.id, c.lease_id, c.replica, c.host_id, c.cluster_id, c.site_id, c.operator_id, c.resources, c.made_at
    from jsonb_array_elements_text(${JSON.stringify(leaseIds)}::jsonb) asked(id) join claims c on c.lease_id = asked.id
    where c.state = 'held' order by c.lease_id, c.replica`);
  for (const row of rows) {
    const claim = toClaim(row);
    found.set(claim.leaseId, [...(found.get(claim.leaseId) ?? []), claim]);
  }
  return found;
}

/** The claims held on a host. */
export async function heldClaimsOn(reader: Reader, hostId: string): Promise<HeldClaim[]> {
  const rows = await rowsOf<ClaimRow>(reader, sql`
    select id, lease_id, replica, host_id, cluster_id, site_id, operator_id, resources, made_at from claims
    where host_id = ${hostId} and state = 'held' order by lease_id, replica`);
  return rows.map(toClaim);
}

/**
 * Gives claims back: their capacity is free, their streams end at `at`, and replicas of leases that run on wait to be
 * placed again. Claims that were released before are passed over. Remove what runs under them first, or know that it is gone.
 * @returns the claims that this call released.
 */
export async function releaseClaims(tx: Transaction, claimIds: readonly string[], { reason, at }: { reason: ReleaseReason; at: Millis }): Promise<HeldClaim[]> {
  if (claimIds.length === 0) return [];
  const ids = JSON.stringify(claimIds);
  const owners = await tx.$queryRaw<{ lease_id: string }[]>(sql`
    select distinct lease_id from claims where state = 'held' and id in (select value from jsonb_array_elements_text(${ids}::jsonb))`);
  const leases = await lockLeases(tx, owners.map((row) => row.lease_id));
  const rows = await tx.$queryRaw<ClaimRow[]>(sql`
    update claims set state = 'released', released_at = ${BigInt(at)}, release_reason = ${reason}
    where state = 'held' and id in (select value from jsonb_array_elements_text(${ids}::jsonb))
      and lease_id in (select value from jsonb_array_elements_text(${JSON.stringify(leases.map((lease) => lease.id))}::jsonb))
    returning id, lease_id, replica, host_id, cluster_id, site_id, operator_id, resources, made_at`);
  const released = rows.map(toClaim);
  for (const lease of leases) {
    const own = released.filter((claim) => claim.leaseId === lease.id);
    if (own.length > 0) await recordRelease(tx, lease, own.map((claim) => claim.id), at);
  }
  await giveCapacity(tx, takesOf(released));
  return released;
}

/** What claims take, as inventory counts it. */
export function takesOf(claims: readonly { hostId: string; resources: readonly ClaimedResource[] }[]): Take[] {
  return claims.flatMap(({ hostId, resources }) => resources.map((resource) => ({ hostId, ...resource })));
}

/** Operators that lost a replica of each lease. */
export async function operatorsThatLost(reader: Reader, leaseIds: readonly string[]): Promise<Map<string, string[]>> {
  if (leaseIds.length === 0) return new Map();
  const rows = await rowsOf<{ lease_id: string; operators: string[] }>(reader, sql`
    select c.lease_id, array_agg(distinct c.operator_id) as operators
    from jsonb_array_elements_text(${JSON.stringify(leaseIds)}::jsonb) asked(id) join claims c on c.lease_id = asked.id
    where c.state = 'released' and c.release_reason in ('host_lost', 'capacity_withdrawn') group by 1`);
  return new Map(rows.map((row) => [row.lease_id, row.operators]));
}

function toClaim(row: ClaimRow): HeldClaim {
  return {
    id: row.id, leaseId: row.lease_id, replica: row.replica, hostId: row.host_id, clusterId: row.cluster_id, siteId: row.site_id, operatorId: row.operator_id,
    resources: row.resources, madeAt: Number(row.made_at),
  };
}
