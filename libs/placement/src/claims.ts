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
  part: ClaimPart;
  moves_to: string | null;
  made_at: bigint;
}

/**
 * What a held claim is to its replica. While a replica moves there may be two: a `successor` is made ready elsewhere while the
 * `serving` one goes on; then they change over, and what was `succeeded` only has to be removed.
 */
export type ClaimPart = 'serving' | 'successor' | 'succeeded';

/** A held claim with its part. Of each replica one serves at most, and one at most is its successor. */
export interface PlacedClaim extends HeldClaim {
  part: ClaimPart;
  /** The host that it is to move to, if there is room; left out when it stays. */
  movesTo?: string;
}

/** Why a claim was given back. `drain_ended`: a successor that nobody needs any more. `host_lost` and `capacity_withdrawn` are held against its operator when the replica is placed again. */
export type ReleaseReason = 'lease_closed' | 'scaled_down' | 'moved' | 'drained' | 'drain_ended' | 'host_lost' | 'capacity_withdrawn' | 'suspended';

/** The claims a lease holds, in order of replica: also those of replicas that are on their way out. */
export async function heldClaims(reader: Reader, leaseId: string): Promise<PlacedClaim[]> {
  return (await heldClaimsOf(reader, [leaseId])).get(leaseId) ?? [];
}

/** The claims of several leases. */
export async function heldClaimsOf(reader: Reader, leaseIds: readonly string[]): Promise<Map<string, PlacedClaim[]>> {
  const found = new Map<string, PlacedClaim[]>();
  if (leaseIds.length === 0) return found;
  const rows = await rowsOf<ClaimRow>(reader, sql`
    select c.id, c.lease_id, c.replica, c.host_id, c.cluster_id, c.site_id, c.operator_id, c.resources, c.part, c.moves_to, c.made_at
    from jsonb_array_elements_text(${JSON.stringify(leaseIds)}::jsonb) asked(id) join claims c on c.lease_id = asked.id
    where c.state = 'held' order by c.lease_id, c.replica`);
  for (const row of rows) {
    const claim = toClaim(row);
    found.set(claim.leaseId, [...(found.get(claim.leaseId) ?? []), claim]);
  }
  return found;
}

/** The claims held on a host. */
export async function heldClaimsOn(reader: Reader, hostId: string): Promise<PlacedClaim[]> {
  const rows = await rowsOf<ClaimRow>(reader, sql`
    select id, lease_id, replica, host_id, cluster_id, site_id, operator_id, resources, part, moves_to, made_at from claims
    where host_id = ${hostId} and state = 'held' order by lease_id, replica`);
  return rows.map(toClaim);
}

/**
 * Gives claims back: their capacity is free, their streams end at `at`, and replicas of leases that run on wait to be
 * placed again; a successor takes its place even if it is not ready. Claims that were released before are passed over. Remove what runs under them first, or know that it is gone.
 * @returns the claims that this call released.
 */
export async function releaseClaims(tx: Transaction, claimIds: readonly string[], { reason, at }: { reason: ReleaseReason; at: Millis }): Promise<PlacedClaim[]> {
  if (claimIds.length === 0) return [];
  const ids = JSON.stringify(claimIds);
  const owners = await tx.$queryRaw<{ lease_id: string }[]>(sql`
    select distinct lease_id from claims where state = 'held' and id in (select value from jsonb_array_elements_text(${ids}::jsonb))`);
  const leases = await lockLeases(tx, owners.map((row) => row.lease_id));
  const rows = await tx.$queryRaw<ClaimRow[]>(sql`
    update claims set state = 'released', released_at = ${BigInt(at)}, release_reason = ${reason}
    where state = 'held' and id in (select value from jsonb_array_elements_text(${ids}::jsonb))
      and lease_id in (select value from jsonb_array_elements_text(${JSON.stringify(leases.map((lease) => lease.id))}::jsonb))
    returning id, lease_id, replica, host_id, cluster_id, site_id, operator_id, resources, part, moves_to, made_at`);
  const released = rows.map(toClaim);
  for (const lease of leases) {
    const own = released.filter((claim) => claim.leaseId === lease.id);
    if (own.length > 0) await recordRelease(tx, lease, own.map((claim) => claim.id), at);
  }
  await promote(tx, released.filter((claim) => claim.part === 'serving'), at);
  await giveCapacity(tx, takesOf(released));
  return released;
}

/** Has the successors of replicas that nobody serves any more serve them. */
async function promote(tx: Transaction, released: readonly PlacedClaim[], at: Millis): Promise<void> {
  if (released.length === 0) return;
  const replicas = JSON.stringify(released.map(({ leaseId, replica }) => ({ lease_id: leaseId, replica })));
  await tx.$executeRaw(sql`
    update claims c set part = 'serving', serves_from = ${BigInt(at)} from jsonb_to_recordset(${replicas}::jsonb) as t(lease_id text, replica int)
    where c.lease_id = t.lease_id and c.replica = t.replica and c.state = 'held' and c.part = 'successor'`);
}

/** Has successors serve from now on; what they succeed is on its way out. Their lease must be locked. Twice is harmless. */
export async function handOver(tx: Transaction, successorIds: readonly ClaimId[], at: Millis): Promise<void> {
  if (successorIds.length === 0) return;
  const ids = JSON.stringify(successorIds);
  await tx.$executeRaw(sql`
    update claims c set part = 'succeeded' from claims s
    where s.id in (select value from jsonb_array_elements_text(${ids}::jsonb)) and s.state = 'held' and s.part = 'successor'
      and c.lease_id = s.lease_id and c.replica = s.replica and c.state = 'held' and c.part = 'serving'`);
  await tx.$executeRaw(sql`
    update claims set part = 'serving', serves_from = ${BigInt(at)}
    where id in (select value from jsonb_array_elements_text(${ids}::jsonb)) and state = 'held' and part = 'successor'`);
}

/** Leases that run in a pool with replicas that are to move, since their hosts drain or they were told to, and no successor for them yet; by lot, so that each gets its turn. */
export async function leasesToMove(reader: Reader, poolId: string, limit: number): Promise<LeaseId[]> {
  const rows = await rowsOf<{ lease_id: LeaseId }>(reader, sql`
    select c.lease_id from (
      select c.* from hosts h join claims c on c.host_id = h.id where h.pool_id = ${poolId} and h.state = 'draining' and c.state = 'held' and c.part = 'serving'
      union all
      select * from claims where pool_id = ${poolId} and moves_to is not null and state = 'held' and part = 'serving'
    ) c join leases l on l.id = c.lease_id
    where l.state in ('active', 'degraded') and c.replica < l.replicas
      and not exists (select 1 from claims s where s.lease_id = c.lease_id and s.replica = c.replica and s.state = 'held' and s.part = 'successor')
    group by c.lease_id order by random() limit ${limit}`);
  return rows.map((row) => row.lease_id);
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

function toClaim(row: ClaimRow): PlacedClaim {
  return {
    id: row.id, leaseId: row.lease_id, replica: row.replica, hostId: row.host_id, clusterId: row.cluster_id, siteId: row.site_id, operatorId: row.operator_id,
    resources: row.resources, part: row.part, madeAt: Number(row.made_at), ...(row.moves_to === null ? {} : { movesTo: row.moves_to }),
  };
}
