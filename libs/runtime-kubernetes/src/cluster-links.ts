import { Inject, Injectable } from '@nestjs/common';

import { CLOCK, type Clock, type ClusterId, type LeaseId } from '#libs/kernel';

import { CLUSTER_ACCESS, type ClusterAccess, type ClusterConnection } from './cluster-access.js';
import { ClusterLink } from './cluster-link.js';
import { KubeClient } from './kube-client.js';
import { KUBERNETES_OPTIONS, type KubernetesOptions } from './options.js';
import { RequestCounts } from './request-counts.js';

/** A replaced connection is noticed after so long. */
const LOOK_EVERY_MILLIS = 10_000;

interface Entry {
  revision: number;
  lookedAt: number;
  client: KubeClient;
  link?: ClusterLink;
}

/** The cluster has no connection that this process can open. */
export class NotJoined extends Error {
  override name = 'NotJoined';
}

/** One link per cluster, made when it is first needed, and made anew when its connection is replaced. */
@Injectable()
export class ClusterLinks {
  private readonly entries = new Map<ClusterId, Promise<Entry>>();
  private readonly watchers = new Map<ClusterId, Set<(leaseId: LeaseId) => void>>();

  constructor(
    @Inject(CLUSTER_ACCESS) private readonly access: ClusterAccess,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(KUBERNETES_OPTIONS) private readonly options: KubernetesOptions,
    private readonly counts: RequestCounts,
  ) {}

  /** The cluster's own names of storage classes, by ours. */
  storageClasses(clusterId: string): Promise<ReadonlyMap<string, string>> {
    return this.access.storageClassesOf(clusterId);
  }

  /** @throws NotJoined */
  async of(clusterId: ClusterId): Promise<ClusterLink> {
    const entry = await this.entry(clusterId);
    entry.link ??= new ClusterLink(entry.client, () => this.clock.now(), (leaseId) => this.tell(clusterId, leaseId));
    return entry.link;
  }

  /** For what needs no more than a request; the link only if there is one. @throws NotJoined */
  async client(clusterId: ClusterId): Promise<{ client: KubeClient; link: ClusterLink | undefined }> {
    const { client, link } = await this.entry(clusterId);
    return { client, link };
  }

  watch(clusterId: ClusterId, onChange: (leaseId: LeaseId) => void): () => void {
    const watchers = this.watchers.get(clusterId) ?? new Set();
    this.watchers.set(clusterId, watchers.add(onChange));
    const keep = () => void this.of(clusterId).catch(() => undefined);
    keep();
    const looking = setInterval(keep, LOOK_EVERY_MILLIS).unref();
    return () => {
      clearInterval(looking);
      watchers.delete(onChange);
    };
  }

  async close(): Promise<void> {
    const entries = [...this.entries.values()];
    this.entries.clear();
    this.watchers.clear();
    for (const entry of entries) await entry.then(closeEntry, () => undefined);
  }

  /** One look at a time, whoever asks meanwhile. */
  private async entry(clusterId: ClusterId): Promise<Entry> {
    const before = this.entries.get(clusterId);
    const known = await before?.catch(() => undefined);
    if (this.entries.get(clusterId) !== before) return this.entries.get(clusterId) ?? this.entry(clusterId);
    if (known && performance.now() - known.lookedAt < LOOK_EVERY_MILLIS) return known;
    const looked = this.look(clusterId, known);
    this.entries.set(clusterId, looked);
    looked.catch(() => this.entries.get(clusterId) === looked && this.entries.delete(clusterId));
    return looked;
  }

  private async look(clusterId: ClusterId, known: Entry | undefined): Promise<Entry> {
    const connection = await this.access.kubeconfigOf(clusterId);
    if (known && known.revision === connection?.revision) return Object.assign(known, { lookedAt: performance.now() });
    if (known) await closeEntry(known);
    if (!connection) throw new NotJoined(clusterId);
    return { revision: connection.revision, lookedAt: performance.now(), client: this.clientFor(clusterId, connection) };
  }

  private clientFor(clusterId: ClusterId, connection: ClusterConnection): KubeClient {
    return new KubeClient(connection, this.options, (verb) => this.counts.add(clusterId, verb));
  }

  private tell(clusterId: ClusterId, leaseId: LeaseId): void {
    for (const onChange of this.watchers.get(clusterId) ?? []) onChange(leaseId);
  }
}

async function closeEntry({ client, link }: Entry): Promise<void> {
  await (link ? link.close() : client.close());
}
