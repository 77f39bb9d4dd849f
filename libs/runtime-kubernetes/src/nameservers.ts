import type { V1Service } from '@kubernetes/client-node';

import { isStatus } from './kube-error.js';
import type { KubeClient } from './kube-client.js';
import { pathOf } from './kinds.js';

const KEEP_MILLIS = 600_000;

/** Where pods of a cluster ask for names: at its own resolver, or where there is none, at others. */
export class Nameservers {
  private readonly known = new WeakMap<KubeClient, { until: number; nameservers: Promise<readonly string[]> }>();

  constructor(private readonly fallback: readonly string[]) {}

  async of(client: KubeClient): Promise<readonly string[]> {
    const known = this.known.get(client);
    if (known && known.until > performance.now()) return known.nameservers;
    const nameservers = this.ask(client);
    this.known.set(client, { until: performance.now() + KEEP_MILLIS, nameservers });
    nameservers.catch(() => this.known.delete(client));
    return nameservers;
  }

  private async ask(client: KubeClient): Promise<readonly string[]> {
    try {
      const { spec } = await client.json<V1Service>({ verb: 'GET', path: pathOf('Service', 'kube-system', 'kube-dns') });
      const addresses = (spec?.clusterIPs ?? []).filter((address) => address !== 'None');
      return addresses.length > 0 ? addresses : this.fallback;
    } catch (error) {
      if (isStatus(error, 403, 404)) return this.fallback;
      throw error;
    }
  }
}
