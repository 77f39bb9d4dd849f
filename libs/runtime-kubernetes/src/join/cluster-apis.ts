import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';

import { CLUSTER_ACCESS, type ClusterAccess } from '../cluster-access.js';
import { ClusterApi } from './cluster-api.js';

const MAX_CLUSTERS = 1_000;

interface Opened {
  revision: number;
  api: ClusterApi;
  namespacePrefix: string;
}

/** One `ClusterApi` for each cluster, made anew when its connection was replaced. */
@Injectable()
export class ClusterApis implements OnApplicationShutdown {
  private readonly opened = new Map<string, Opened>();

  constructor(@Inject(CLUSTER_ACCESS) private readonly access: ClusterAccess) {}

  /** Undefined when the cluster has no connection that this process can open. */
  async of(clusterId: string): Promise<{ api: ClusterApi; namespacePrefix: string } | undefined> {
    const connection = await this.access.kubeconfigOf(clusterId);
    const known = this.opened.get(clusterId);
    if (known && known.revision === connection?.revision) return known;
    this.close(clusterId);
    if (!connection) return undefined;
    const [oldest] = this.opened.keys();
    if (oldest !== undefined && this.opened.size >= MAX_CLUSTERS) this.close(oldest);
    const made = { revision: connection.revision, api: new ClusterApi(connection), namespacePrefix: connection.namespacePrefix };
    this.opened.set(clusterId, made);
    return made;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.opened.values()].map(({ api }) => api.close()));
    this.opened.clear();
  }

  private close(clusterId: string): void {
    const known = this.opened.get(clusterId);
    this.opened.delete(clusterId);
    known?.api.close().catch(() => undefined);
  }
}
