import type { V1Node } from '@kubernetes/client-node';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { RecordHeartbeats } from '#libs/inventory';
import { type Millis, MILLIS_PER_DAY, MILLIS_PER_MINUTE, MILLIS_PER_SECOND, SETTINGS, type Settings, systemActor } from '#libs/kernel';
import type { UsageEvent, UsageSink } from '#libs/runtime';

import { isReady } from '../discovery/node-offer.js';
import { ApiRefused, ApiUnreachable, type ClusterApi } from '../join/cluster-api.js';
import { ClusterApis } from '../join/cluster-apis.js';
import { ourPods, readKubelets, readMetrics } from './pod-readings.js';
import { type PodReading } from './pod-usage.js';
import { beginSamples, finishSamples, unfinishedSamples } from './usage.store.js';

const MAX_CLUSTERS = 1_000;
const AT_ONCE = 16;
/** One that did not answer is left in peace for a moment. */
const AFTER_FAILURE_MILLIS = 5 * MILLIS_PER_SECOND;
/** An account that may not ask kubelets may be given leave to. */
const ASK_KUBELETS_AGAIN_MILLIS = 10 * MILLIS_PER_MINUTE;
const MAX_BATCH = 500;
/** A pod that was not heard of for longer begins anew: nobody knows what it used meanwhile. */
const LONGEST_MILLIS = MILLIS_PER_DAY;

interface Due {
  clusterId: string;
  hosts: { id: string; name: string }[];
}

/** Speaks for the hosts of Kubernetes clusters, as agents on them would: which are alive, and what runs there uses. Any number may run at once. */
@Injectable()
export class KubernetesAgents {
  private readonly logger = new Logger('kubernetes');
  /** Until when clusters that failed are not asked. */
  private readonly failed = new Map<string, Millis>();
  private readonly withoutKubelets = new Map<string, Millis>();

  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly apis: ClusterApis,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Heartbeats of the hosts whose kubelets say that they are ready. @returns how many clusters were asked. */
  async beat(now: Millis): Promise<number> {
    const period = Math.floor(this.settings.hostStaleAfterMillis / 3);
    const due = await this.database.query<Due>(sql`
      select h.cluster_id as "clusterId", json_agg(json_build_object('id', h.id, 'name', h.name)) as hosts
      from hosts h join clusters k on k.id = h.cluster_id
      where k.driver = 'kubernetes' and (h.last_heartbeat_at is null or h.last_heartbeat_at <= ${BigInt(now - period)} or h.last_heartbeat_at > ${BigInt(now)})
      group by h.cluster_id order by h.cluster_id limit ${MAX_CLUSTERS}`);
    return this.ask(due, now, async ({ clusterId, hosts }, api) => {
      // From the API server's memory: nothing is asked of its database.
      const nodes = await api.list<V1Node>('/api/v1/nodes', { resourceVersion: '0' });
      const ready = new Set(nodes.filter(isReady).map((node) => node.metadata?.name));
      const hostIds = hosts.filter(({ name }) => ready.has(name)).map(({ id }) => id);
      if (hostIds.length > 0) await this.commands.execute(new RecordHeartbeats(systemActor, { clusterId, hostIds }));
    });
  }

  /**
   * What our pods used since they were last sampled. What is about to be sent is noted first and forgotten when it was taken:
   * a crash between sends the same samples again, with the same ids. @returns how many clusters were asked.
   */
  async sample(now: Millis, sink: UsageSink): Promise<number> {
    const every = this.settings.kubernetesSampleMillis;
    if (every <= 0) return 0;
    const due = await this.database.query<{ clusterId: string }>(sql`
      select k.id as "clusterId" from clusters k
      where k.driver = 'kubernetes' and exists (
        select 1 from claims c left join kubernetes_usage u on u.claim_id = c.id
        where c.cluster_id = k.id and c.state = 'held' and (u.sampled_to is null or u.sampled_to <= ${BigInt(now - every)} or u.pending is not null))
      order by k.id limit ${MAX_CLUSTERS}`);
    return this.ask(due, now, async ({ clusterId }, api, namespacePrefix) => {
      await this.send(clusterId, await unfinishedSamples(this.database, clusterId), sink);
      const readings = await this.readings(clusterId, api, namespacePrefix, now);
      await this.send(clusterId, await beginSamples(this.database, clusterId, readings, { now, every, longest: LONGEST_MILLIS }), sink);
    });
  }

  private async readings(clusterId: string, api: ClusterApi, namespacePrefix: string, now: Millis): Promise<PodReading[]> {
    const pods = await ourPods(api, namespacePrefix);
    if (pods.length === 0) return [];
    if ((this.withoutKubelets.get(clusterId) ?? 0) <= now) {
      const counted = await readKubelets(api, pods);
      if (counted) return counted;
      this.withoutKubelets.set(clusterId, now + ASK_KUBELETS_AGAIN_MILLIS);
    }
    return readMetrics(api, pods);
  }

  private async send(clusterId: string, samples: readonly { claimId: string; events: UsageEvent[] }[], sink: UsageSink): Promise<void> {
    const events = samples.flatMap((sample) => sample.events);
    for (let start = 0; start < events.length; start += MAX_BATCH) await sink(events.slice(start, start + MAX_BATCH));
    await finishSamples(this.database, clusterId, samples.map(({ claimId }) => claimId));
  }

  /** Asks clusters, some at once. One that cannot be reached keeps no other waiting, and its silence tells the rest. */
  private async ask<T extends { clusterId: string }>(due: readonly T[], now: Millis, question: (one: T, api: ClusterApi, namespacePrefix: string) => Promise<void>): Promise<number> {
    const waiting = due.filter(({ clusterId }) => (this.failed.get(clusterId) ?? 0) <= now || this.failed.get(clusterId)! > now + AFTER_FAILURE_MILLIS);
    const count = waiting.length;
    const one = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        this.failed.delete(next.clusterId);
        try {
          const found = await this.apis.of(next.clusterId);
          if (found) await question(next, found.api, found.namespacePrefix);
        } catch (error) {
          if (!(error instanceof ApiUnreachable || error instanceof ApiRefused)) throw error;
          this.failed.set(next.clusterId, now + AFTER_FAILURE_MILLIS);
          this.logger.warn(`${next.clusterId}: ${error.message}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return count;
  }
}
