import { type Reader, rowsOf, sql } from '#libs/database';
import type { ClaimId, ClusterId, LeaseId } from '#libs/kernel';

export interface RouteAddress {
  /** The random label that it is served at. */
  label: string;
  port: number;
}

/** A held claim that serves a replica of a lease: where requests may go. */
export interface RouteReplica {
  claimId: ClaimId;
  clusterId: ClusterId;
  /** Which driver reaches it. */
  driver: string;
  /** As it was last seen. */
  ready: boolean;
  /** What it claims of EGRESS_MBPS; 0 for none. */
  egressMbps: number;
}

/** One lease's public ports, and what answers there. */
export interface RouteRow {
  leaseId: LeaseId;
  addresses: RouteAddress[];
  replicas: RouteReplica[];
}

/** More leases than one process can serve. */
const MOST_ROUTES = 50_000;

/**
 * Routes of one lease, or of all. A lease that is not open has none. It joins tables of lease, placement, runtime and
 * inventory: each gateway reads it whole every few seconds.
 */
export async function readRoutes(reader: Reader, leaseId?: string): Promise<RouteRow[]> {
  return rowsOf<RouteRow>(reader, sql`
    select l.id as "leaseId", l.addresses,
      coalesce(jsonb_agg(jsonb_build_object(
        'claimId', c.id, 'clusterId', c.cluster_id, 'driver', k.driver, 'ready', coalesce(w.state = 'ready', false),
        'egressMbps', coalesce((select (r->>'amount')::bigint from jsonb_array_elements(c.resources) r where r->>'resourceClass' = 'EGRESS_MBPS' limit 1), 0)
      ) order by c.replica) filter (where c.id is not null), '[]') as replicas
    from leases l
      left join claims c on c.lease_id = l.id and c.state = 'held' and c.part = 'serving' and c.replica < l.replicas
      left join clusters k on k.id = c.cluster_id
      left join workloads w on w.claim_id = c.id
    where l.addresses <> '[]'::jsonb and (${leaseId ?? null}::text is null or l.id = ${leaseId ?? null})
    group by l.id limit ${MOST_ROUTES}`);
}
