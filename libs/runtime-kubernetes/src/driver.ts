import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Duplex } from 'node:stream';

import { CLOCK, type Clock, type ClusterId, type LeaseId } from '#libs/kernel';
import {
  type ClusterRef, ClusterUnreachable, type DesiredWorkloads, type Driver, type LogLine, type LogOptions, type ObservedReplica, type PresentLease, type ReplicaRef, ReplicaUnreachable,
} from '#libs/runtime';

import { applyLease, NamespaceGoing } from './apply.js';
import { ClusterLinks } from './cluster-links.js';
import type { ClusterLink } from './cluster-link.js';
import { isStatus, KubeError } from './kube-error.js';
import { logLinesOf } from './log-lines.js';
import { namespaceOfLease } from './names.js';
import { NameSecret } from './name-secret.js';
import { Nameservers } from './nameservers.js';
import { observedOf, presentIn } from './observe.js';
import { KUBERNETES_OPTIONS, type KubernetesOptions } from './options.js';
import { podOf } from './pod-lookup.js';
import { openPort } from './port-stream.js';
import { removeLease } from './remove.js';
import { Serially } from './serially.js';
import { reportStuck } from './stuck.js';

/** How long a namespace that is being removed is waited for before something is made in it anew. */
const GOING_TRIES = 20;
const GOING_PAUSE_MILLIS = 250;

/** Kubernetes clusters, as their operators joined them. Knows what it watches, and asks for nothing twice. */
@Injectable()
export class KubernetesDriver implements Driver, OnApplicationShutdown {
  readonly name = 'kubernetes';
  private readonly logger = new Logger('kubernetes');
  private readonly leases = new Serially();
  private readonly nameservers: Nameservers;
  private readonly stuck = reportStuck((text) => this.logger.warn(text));

  constructor(
    private readonly links: ClusterLinks,
    @Inject(NameSecret) private readonly nameSecret: Pick<NameSecret, 'names'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(KUBERNETES_OPTIONS) private readonly options: KubernetesOptions,
  ) {
    this.nameservers = new Nameservers(options.fallbackNameservers);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.links.close();
  }

  async apply(cluster: ClusterRef, desired: DesiredWorkloads): Promise<void> {
    await this.leases.run(`${cluster.id} ${desired.leaseId}`, () => this.reaching(cluster, async (link) => {
      const names = await this.nameSecret.names();
      const namespace = namespaceOfLease(names, link.client.connection, desired, cluster.id);
      if (desired.replicas.length === 0 && !desired.kept?.length) return removeLease(link, desired.leaseId, namespace);
      const nameservers = await this.nameservers.of(link.client);
      const storesData = desired.replicas.some((replica) => replica.volumes.length > 0);
      const storageClasses = storesData ? await this.links.storageClasses(cluster.id) : new Map<string, string>();
      const target = { link, names, namespace, site: { nameservers, storageClasses, imagePullPolicy: this.options.imagePullPolicy } };
      return onceGone(() => applyLease(target, desired));
    }));
  }

  async observe(cluster: ClusterRef, leaseId: LeaseId): Promise<ObservedReplica[]> {
    const names = await this.nameSecret.names();
    return this.reaching(cluster, async (link) => {
      const now = this.clock.now();
      this.stuck(link.ofLease(leaseId), now);
      return observedOf(link, leaseId, names.lease(leaseId), now);
    });
  }

  async list(cluster: ClusterRef): Promise<PresentLease[]> {
    return this.reaching(cluster, async (link) => {
      this.stuck(link.all('Namespace'), this.clock.now());
      return presentIn(link);
    });
  }

  watch(cluster: ClusterRef, onChange: (leaseId: LeaseId) => void): () => void {
    return this.links.watch(cluster.id, onChange);
  }

  async *logs(cluster: ClusterRef, replica: ReplicaRef, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine> {
    try {
      const { client, namespace, pod } = await this.find(cluster, replica, signal);
      if (options.tailLines > 0 || options.follow) yield* logLinesOf(client, namespace, pod, options, signal);
    } catch (error) {
      if (!signal.aborted) throw this.refusal(cluster.id, replica, error);
    }
  }

  async connect(cluster: ClusterRef, replica: ReplicaRef, port: number, signal: AbortSignal): Promise<Duplex> {
    try {
      const { client, namespace, pod } = await this.find(cluster, replica, signal);
      return await openPort(client, namespace, pod, port, signal);
    } catch (error) {
      throw this.refusal(cluster.id, replica, error);
    }
  }

  private async find(cluster: ClusterRef, replica: ReplicaRef, signal: AbortSignal) {
    const { client, link } = await this.links.client(cluster.id);
    const pod = await podOf(client, link, replica, signal);
    if (!pod) throw new ReplicaUnreachable(replica);
    return { client, ...pod };
  }

  /** @throws ClusterUnreachable for whatever keeps the cluster from doing what it was told. */
  private async reaching<T>(cluster: ClusterRef, visit: (link: ClusterLink) => Promise<T>): Promise<T> {
    try {
      const link = await this.links.of(cluster.id);
      await link.whenSynced();
      return await visit(link);
    } catch (error) {
      // What it finds wrong with an object is no matter of reach: it stays wrong.
      if (isStatus(error, 400, 405, 413, 415, 422)) throw error;
      throw new ClusterUnreachable(cluster.id, { cause: error });
    }
  }

  private refusal(clusterId: ClusterId, replica: ReplicaRef, error: unknown): unknown {
    if (error instanceof ReplicaUnreachable || error instanceof ClusterUnreachable) return error;
    const ofReplica = isStatus(error, 400, 404) || (error instanceof KubeError && error.status === 500);
    return ofReplica ? new ReplicaUnreachable(replica, { cause: error }) : new ClusterUnreachable(clusterId, { cause: error });
  }
}

/** Waits for what is on its way out of the place. */
async function onceGone(make: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await make();
    } catch (error) {
      const going = error instanceof NamespaceGoing || isStatus(error, 404) || (isStatus(error, 403) && /being terminated/.test(String(error)));
      if (!going || tries === GOING_TRIES) throw error;
      await sleep(GOING_PAUSE_MILLIS);
    }
  }
}
