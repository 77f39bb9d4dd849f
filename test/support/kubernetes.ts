import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';

/** There is no cluster to test on, or it does not let us. */
export class CannotReach extends Error {
  override name = 'CannotReach';
}

export interface NodeOptions {
  labels?: Record<string, string>;
  allocatable?: Record<string, string>;
  taints?: { key: string; value: string; effect: string }[];
  arch?: string;
}

/** A real API server with kwok in place of kubelets. */
export interface TestCluster {
  /** The administrator's. */
  kubeconfig: string;
  addNode(name: string, options: NodeOptions): Promise<void>;
  close(): Promise<void>;
}

const kubeconfigs = process.env['WEIR_TEST_KUBECONFIG'];

export async function clusterForTests(_name: string): Promise<TestCluster> {
  if (!kubeconfigs) throw new CannotReach('WEIR_TEST_KUBECONFIG names no kubeconfig');
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigs);
  const core = config.makeApiClient(CoreV1Api);
  const made: string[] = [];
  return {
    kubeconfig: kubeconfigs,
    async addNode(name, { labels = {}, allocatable = {}, taints, arch = 'amd64' }) {
      const all = { cpu: '8', memory: '16Gi', 'ephemeral-storage': '100Gi', pods: '110', ...allocatable };
      await core.createNode({ body: {
        metadata: { name, annotations: { 'kwok.x-k8s.io/node': 'fake' }, labels: { 'kubernetes.io/arch': arch, 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name, type: 'kwok', ...labels } },
        spec: taints ? { taints } : {},
        status: { allocatable: all, capacity: all, nodeInfo: { architecture: arch, operatingSystem: 'linux' } as never },
      } });
      made.push(name);
    },
    async close() {
      for (const name of made) await core.deleteNode({ name }).catch(() => undefined);
      for (const { metadata } of (await core.listNamespace()).items) {
        if (metadata?.name?.startsWith('weir-t')) await core.deleteNamespace({ name: metadata.name }).catch(() => undefined);
      }
    },
  };
}
