import { expect } from 'vitest';

import { accountManifest, applyAccount, openKubeconfig } from '#libs/runtime-kubernetes';

import { FaultProxy } from '../support/fault-proxy.js';
import { type LocalCluster, testCluster } from '../support/local-cluster.js';
import { type Call, clientOf, eventually } from '../support/operator-client.js';
import { type ProcessRole, type Product, startProduct } from '../support/product.js';
import { setUpWorld, smallWorld } from '../support/world.js';

const HOSTS = 3;
const MANAGED = 'labelSelector=app.kubernetes.io/managed-by=weir';

/** The running product with a cluster of fake machines that joined it; between the two stands a fault proxy. */
export interface JoinedProduct {
  product: Product;
  cluster: LocalCluster;
  proxy: FaultProxy;
  tenantKey: string;
  close(): Promise<void>;
}

export async function joinedProduct(options: { roles: readonly ProcessRole[]; env?: Record<string, string> }): Promise<JoinedProduct> {
  const cluster = await testCluster({ kwok: HOSTS });
  const proxy = new FaultProxy({ url: cluster.admin.server, ca: cluster.admin.ca });
  let product: Product | undefined;
  const close = async () => {
    await product?.close();
    await proxy.close();
    await cluster.down();
  };
  try {
    const env = { WEIR_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'), WEIR_SCHEDULER_LOCK: '2s', WEIR_SETTLE_EVERY: '2s', WEIR_RATE_LIMIT: '1000000', ...options.env };
    product = await startProduct({ roles: options.roles, env });
    const world = await setUpWorld(product, smallWorld({ operators: 0 }));
    await join(product, cluster, proxy);
    return { product, cluster, proxy, tenantKey: world.tenants[0]!.key, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As an operator would, by REST; the way that it gives leads through the proxy. */
async function join(product: Product, { kubeconfig }: LocalCluster, proxy: FaultProxy): Promise<void> {
  const url = product.of('api')[0]!.url!;
  const account = await applyAccount(openKubeconfig(kubeconfig, undefined), accountManifest(), 'weir-');
  if (account.outcome !== 'applied') throw new Error(`the administrator lacks ${account.lacking.join(', ')}`);
  const way = await proxy.listen();
  const connection = { ...account.connection, server: way.url, caData: Buffer.from(way.ca).toString('base64') };
  const { key } = await clientOf(url, product.adminKey)<{ key: { secret: string } }>('POST', '/v1/admin/operators', { name: 'rack' });
  const operator: Call = clientOf(url, key.secret);
  const site = await operator<{ id: string }>('POST', '/v1/operator/sites', { name: 'desk', jurisdiction: 'DE', region: 'europe-west' });
  // What was just applied takes a moment to be heeded.
  await eventually(() => operator('POST', '/v1/operator/clusters', { siteId: site.id, pool: 'standard', name: 'rack', driver: 'kubernetes', connection }), 30_000);
  await eventually(async () => {
    const { items } = await operator<{ items: { contact: string }[] }>('GET', '/v1/operator/hosts?limit=100');
    expect(items.filter(({ contact }) => contact === 'live')).toHaveLength(HOSTS);
  }, 60_000);
}

interface Listed {
  items: { metadata: { name: string; namespace?: string; labels?: Record<string, string> } }[];
}

/** What the cluster holds of ours: claims by what runs them, and namespaces. */
export async function held(cluster: LocalCluster): Promise<{ deployments: string[]; pods: string[]; namespaces: string[] }> {
  const list = async (path: string) => (await cluster.ask<Listed>('GET', `${path}?${MANAGED}`)).items.map(({ metadata }) => metadata);
  const claims = async (path: string) => (await list(path)).map(({ labels }) => labels!['weir.dev/claim']!).toSorted();
  return {
    deployments: await claims('/apis/apps/v1/deployments'),
    pods: await claims('/api/v1/pods'),
    // Not the one of our account, which is as long as the cluster is joined.
    namespaces: (await list('/api/v1/namespaces')).map(({ name }) => name).filter((name) => name !== 'weir-system'),
  };
}
