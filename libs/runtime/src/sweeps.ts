import { Inject, Injectable } from '@nestjs/common';

import { Database, sql } from '#libs/database';
import { type ClaimId, type ClusterId, type LeaseId, type Millis, type ProjectId, SETTINGS, type Settings, type TenantId } from '#libs/kernel';

import { type ClusterRef, ClusterUnreachable, type PresentLease } from './driver.js';
import { DriverRegistry } from './driver-registry.js';

const MAX_LEASES = 500;
const MAX_CLUSTERS = 100;
/** A replica that is not ready for so long is looked at again, whoever forgot to. */
const UNSETTLED_AFTER_MILLIS = 15_000;

/**
 * Finds leases that want convergence though no event says so. They decide nothing: whoever converges looks for itself.
 * Bounded a run; what is over is found by the next.
 */
@Injectable()
export class RuntimeSweeps {
  private resyncedTo = '';

  constructor(
    private readonly database: Database,
    private readonly drivers: DriverRegistry,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Leases with replicas on a host that was lost, whose grace is over, or that was heard of again. */
  async onTroubledHosts(now: Millis): Promise<LeaseId[]> {
    return this.leases(sql`
      select c.lease_id from hosts h join claims c on c.host_id = h.id and c.state = 'held' left join workloads w on w.claim_id = c.id
      where h.lost_at is not null
        and (h.lost_at <= ${BigInt(now - this.settings.hostGraceMillis)} or w.reason is distinct from 'host_lost')
      union
      select w.lease_id from workloads w join claims c on c.id = w.claim_id join hosts h on h.id = c.host_id
      where w.state = 'unknown' and h.lost_at is null`);
  }

  /** Leases with replicas on a host whose draining has come to its end, with successors for what is not to move any more, or with what was succeeded. */
  async onDrainedHosts(now: Millis): Promise<LeaseId[]> {
    return this.leases(sql`
      select c.lease_id from hosts h join claims c on c.host_id = h.id and c.state = 'held'
      where h.state = 'draining' and h.drain_by <= ${BigInt(now)}
      union
      select c.lease_id from claims c left join claims s on s.lease_id = c.lease_id and s.replica = c.replica and s.state = 'held' and s.part = 'serving'
        left join hosts h on h.id = s.host_id
      where c.state = 'held' and c.part <> 'serving' and (c.part = 'succeeded' or (h.state is distinct from 'draining' and s.moves_to is null))`);
  }

  /** Leases with something that should have settled: replicas not ready for long, or with terms that could not be applied, claims nobody looked at, or that are to go, closings under way. */
  async unsettled(now: Millis): Promise<LeaseId[]> {
    const before = BigInt(now - UNSETTLED_AFTER_MILLIS);
    return this.leases(sql`
      select lease_id from workloads where (state in ('starting', 'failed') or (state = 'ready' and fingerprint is null)) and observed_at < ${before}
      union
      select c.lease_id from leases l join claims c on c.lease_id = l.id and c.state = 'held'
      where l.state in ('placed', 'provisioning', 'active', 'degraded') and c.made_at < ${before}
        and not exists (select 1 from workloads w where w.claim_id = c.id)
      union
      select c.lease_id from leases l join claims c on c.lease_id = l.id and c.state = 'held' where c.replica >= l.replicas and l.state <> 'closed'
      union
      select c.lease_id from leases l join claims c on c.lease_id = l.id and c.state = 'held'
      where l.state = 'suspended' and (l.suspension->>'at')::bigint < ${before}
        and jsonb_path_exists(c.resources, '$[*] ? (@.resourceClass != "STORAGE_GIB" || @.variant == "ephemeral")')
      union
      select l.id from leases l where l.closing_at is not null and l.closed_at is null and l.state = 'closing' and l.closing_at < ${before}
      union
      select c.lease_id from leases l join claims c on c.lease_id = l.id and c.state = 'held' where l.state in ('closed', 'failed')`);
  }

  /**
   * Compares what clusters hold with what is claimed in them, both ways. Gives the leases that differ; what is there of a
   * lease that never was, and what a closed one left besides replicas, is removed. Goes round all clusters in bounded steps.
   */
  async resync(now: Millis): Promise<LeaseId[]> {
    const clusters = await this.database.query<ClusterRef>(sql`
      select id, driver from clusters where id > ${this.resyncedTo} order by id limit ${MAX_CLUSTERS}`);
    this.resyncedTo = clusters.length === MAX_CLUSTERS ? clusters.at(-1)!.id : '';
    const found: LeaseId[] = [];
    for (const cluster of clusters) found.push(...(await this.resyncCluster(cluster, now)));
    return [...new Set(found)].slice(0, MAX_LEASES);
  }

  private async resyncCluster(cluster: ClusterRef, now: Millis): Promise<LeaseId[]> {
    const driver = this.drivers.find(cluster);
    if (!driver) return [];
    try {
      // What is present is read first: a lease is in our tables before anything of it is in a cluster.
      const present = await driver.list(cluster);
      const { held, states } = await this.claimedIn(cluster.id, present.map((lease) => lease.leaseId));
      const isLeftOver = ({ leaseId, claimIds }: PresentLease) => !states.has(leaseId) || (claimIds.length === 0 && states.get(leaseId) === 'closed');
      for (const { leaseId } of present.filter(isLeftOver)) {
        await driver.apply(cluster, { leaseId, tenantId: '' as TenantId, projectId: '' as ProjectId, workload: { image: '' }, replicas: [] });
      }
      const ours = present.filter((lease) => states.has(lease.leaseId));
      await this.rememberUnclaimed(cluster, ours, held, now);
      return misfits(ours, held);
    } catch (error) {
      if (error instanceof ClusterUnreachable) return [];
      throw error;
    }
  }

  /** Convergence looks where something is claimed or remembered: so what was found unclaimed is remembered. */
  private async rememberUnclaimed(cluster: ClusterRef, present: readonly PresentLease[], held: ReadonlyMap<LeaseId, ReadonlySet<ClaimId>>, now: Millis): Promise<void> {
    const rows = present.flatMap(({ leaseId, claimIds }) =>
      claimIds.filter((claimId) => !held.get(leaseId)?.has(claimId)).map((claimId) => ({ claim_id: claimId, lease_id: leaseId })));
    if (rows.length === 0) return;
    await this.database.client.$executeRaw(sql`
      insert into workloads (claim_id, lease_id, cluster_id, state, since, observed_at)
      select claim_id, lease_id, ${cluster.id}, 'unknown', ${BigInt(now)}, ${BigInt(now)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(claim_id text, lease_id text)
      on conflict do nothing`);
  }

  private async claimedIn(clusterId: ClusterId, present: readonly LeaseId[]): Promise<{ held: Map<LeaseId, Set<ClaimId>>; states: Map<LeaseId, string> }> {
    const claims = await this.database.query<{ id: ClaimId; lease_id: LeaseId }>(sql`
      select c.id, c.lease_id from claims c join leases l on l.id = c.lease_id
      where c.cluster_id = ${clusterId} and c.state = 'held' and l.state in ('placed', 'provisioning', 'active', 'degraded')`);
    const leases = await this.database.query<{ id: LeaseId; state: string }>(sql`
      select id, state from leases where id in (select value from jsonb_array_elements_text(${JSON.stringify(present)}::jsonb))`);
    const held = new Map<LeaseId, Set<ClaimId>>();
    for (const { id, lease_id: leaseId } of claims) held.set(leaseId, (held.get(leaseId) ?? new Set()).add(id));
    return { held, states: new Map(leases.map((lease) => [lease.id, lease.state])) };
  }

  private async leases(statement: ReturnType<typeof sql>): Promise<LeaseId[]> {
    // By lot, so that none that never settles keeps others from their turn.
    const rows = await this.database.query<{ lease_id: LeaseId }>(sql`
      select lease_id from (${statement}) found(lease_id) group by lease_id order by random() limit ${MAX_LEASES}`);
    return rows.map((row) => row.lease_id);
  }
}

/** Leases of which a cluster holds other replicas than are claimed there. */
export function misfits(present: readonly PresentLease[], held: ReadonlyMap<LeaseId, ReadonlySet<ClaimId>>): LeaseId[] {
  const there = new Map(present.map((lease) => [lease.leaseId, new Set(lease.claimIds)]));
  const all = new Set([...there.keys(), ...held.keys()]);
  return [...all].filter((leaseId) => {
    const runs = there.get(leaseId) ?? new Set<ClaimId>();
    const claimed = held.get(leaseId) ?? new Set<ClaimId>();
    return runs.size !== claimed.size || [...claimed].some((claimId) => !runs.has(claimId));
  });
}
