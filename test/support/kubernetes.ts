import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';

import type { ConnectionInput } from '#libs/runtime-kubernetes';

import { eventually } from './operator-client.js';

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
  /** Waits until every node that was added is. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** As whoever has this account would write it. */
export function kubeconfigOf({ server, caData, token }: ConnectionInput): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'test', server, ...(caData ? { caData } : {}), skipTLSVerify: false }, { name: 'account', token });
  return config;
}

const kubeconfig = process.env['WEIR_TEST_KWOK_KUBECONFIG'];

export async function clusterForTests(): Promise<TestCluster> {
  if (!kubeconfig) throw new CannotReach('WEIR_TEST_KWOK_KUBECONFIG names no kubeconfig');
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const made: string[] = [];
  return {
    kubeconfig,
    async addNode(name, { labels = {}, allocatable = {}, taints, arch = 'amd64' }) {
      const all = { cpu: '8', memory: '16Gi', 'ephemeral-storage': '100Gi', pods: '110', ...allocatable };
      await core.createNode({ body: {
        metadata: { name, annotations: { 'kwok.x-k8s.io/node': 'fake' }, labels: { 'kubernetes.io/arch': arch, 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name, type: 'kwok', ...labels } },
        spec: taints ? { taints } : {},
        status: { allocatable: all, capacity: all, nodeInfo: { architecture: arch, operatingSystem: 'linux' } as never },
      } });
      made.push(name);
    },
    ready: () => eventually(async () => {
      const { items } = await core.listNode();
      const ready = new Set(items.filter(({ status }) => status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')).map(({ metadata }) => metadata?.name));
      const waiting = made.filter((name) => !ready.has(name));
      if (waiting.length > 0) throw new CannotReach(`not ready: ${waiting.join(', ')}`);
    }, 60_000),
    async close() {
      for (const name of made) await core.deleteNode({ name }).catch(() => undefined);
      for (const { metadata } of (await core.listNamespace()).items) {
        if (/^weir-[0-9a-z]{20}$/.test(metadata?.name ?? '')) await core.deleteNamespace({ name: metadata!.name! }).catch(() => undefined);
      }
    },
  };
}
