import { AppsV1Api, CoreV1Api, KubeConfig, type KubernetesObject, KubernetesObjectApi, NetworkingV1Api, PatchStrategy, type V1Pod, Watch } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';

import { answer } from './child.js';
import type { Took } from './our-convergence.js';

/** Leases under way at once: as many as our side has. */
const AT_ONCE = 8;
const WITHIN_MILLIS = 600_000;
const LOOK_EVERY_MILLIS = 50;
/** What it labels its objects with: another name than ours, whose informers must not hear of them. */
const SELECTOR = 'app.kubernetes.io/managed-by=bench';

/** An object to apply, with all that differs from lease to lease as `{{…}}`. */
export type Template = string;

let config: KubeConfig;
let namespaces: string[] = [];
let templates: Template[] = [];
let nodes: string[] = [];
let made = 0;

/** The peer: the same objects as ours makes of a lease, applied by the same kind of request with the official client, in a loop that remembers nothing. */
const tasks = {
  async start(input: { kubeconfig: string; surroundings: Template[]; templates: Template[]; namespaces: string[]; nodes: string[] }): Promise<void> {
    config = new KubeConfig();
    config.loadFromFile(input.kubeconfig);
    ({ namespaces, templates, nodes } = input);
    for (const namespace of namespaces) for (const template of input.surroundings) await apply(KubernetesObjectApi.makeApiClient(config), filledIn(template, 0, namespace));
  },

  /** Makes so many leases' objects, and waits until all their pods are ready. */
  async activate({ leases, replicas }: { leases: number; replicas: number }): Promise<Took> {
    const client = KubernetesObjectApi.makeApiClient(config);
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const ready = watchReady();
    try {
      let left = leases;
      let requests = 0;
      const work = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          made += 1;
          const [lease, namespace] = [made, namespaces[left % namespaces.length]!];
          // In the order of ours: the namespace, what surrounds the pods, the pods' workloads.
          for (const stage of [['Namespace'], ['NetworkPolicy', 'Service', 'ResourceQuota', 'LimitRange'], ['Deployment']]) {
            const objects = templates.map((template) => filledIn(template, lease, namespace)).filter(({ kind }) => stage.includes(kind!));
            await Promise.all(objects.map((object) => apply(client, object)));
            requests += objects.length;
          }
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      await ready.reach(leases * replicas);
      const { user, system } = process.cpuUsage(cpu);
      return { seconds: (performance.now() - begin) / 1_000, cpuMillis: (user + system) / 1_000, requests: { APPLY: requests } };
    } finally {
      ready.stop();
    }
  },

  /** Lists everything of ours in clusters, as whoever does not watch them must. */
  async list(kubeconfigs: string[]): Promise<{ seconds: number; objects: number }> {
    const of = { labelSelector: 'app.kubernetes.io/managed-by=weir' };
    const begin = performance.now();
    let objects = 0;
    for (const file of kubeconfigs) {
      const each = new KubeConfig();
      each.loadFromFile(file);
      const [core, apps, networking] = [each.makeApiClient(CoreV1Api), each.makeApiClient(AppsV1Api), each.makeApiClient(NetworkingV1Api)];
      const lists = await Promise.all([
        core.listNamespace(of), core.listNode(), core.listPodForAllNamespaces(of), core.listServiceForAllNamespaces(of), core.listResourceQuotaForAllNamespaces(of), core.listLimitRangeForAllNamespaces(of),
        apps.listDeploymentForAllNamespaces(of), networking.listNetworkPolicyForAllNamespaces(of),
      ]);
      objects += lists.reduce((sum, { items }) => sum + items.length, 0);
    }
    return { seconds: (performance.now() - begin) / 1_000, objects };
  },

  /** Takes everything of its leases away. */
  async close(): Promise<void> {
    const [core, apps, networking] = [config.makeApiClient(CoreV1Api), config.makeApiClient(AppsV1Api), config.makeApiClient(NetworkingV1Api)];
    for (const namespace of namespaces) {
      const of = { namespace, labelSelector: 'weir.dev/lease' };
      await apps.deleteCollectionNamespacedDeployment(of);
      await networking.deleteCollectionNamespacedNetworkPolicy(of);
      for (const { metadata } of (await core.listNamespacedService(of)).items) await core.deleteNamespacedService({ namespace, name: metadata!.name! });
    }
    const end = performance.now() + WITHIN_MILLIS;
    while ((await core.listPodForAllNamespaces({ labelSelector: SELECTOR, limit: 1 })).items.length > 0) {
      if (performance.now() > end) throw new Error('pods of the peer would not go');
      await sleep(LOOK_EVERY_MILLIS * 4);
    }
  },
};
export type BareTasks = typeof tasks;

function apply(client: KubernetesObjectApi, object: KubernetesObject): Promise<KubernetesObject> {
  return client.patch(object, undefined, undefined, 'bench', true, PatchStrategy.ServerSideApply);
}

function filledIn(template: Template, lease: number, namespace: string): KubernetesObject {
  const values: Record<string, string> = {
    namespace, lease: `wbench${lease}`, leaseId: `lse_bench${lease}`, version: String(lease),
    claim0: `rbench${lease}a`, claim1: `rbench${lease}b`, claimId0: `clm_bench${lease}a`, claimId1: `clm_bench${lease}b`,
    node0: nodes[(2 * lease) % nodes.length]!, node1: nodes[(2 * lease + 1) % nodes.length]!,
  };
  return JSON.parse(template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name]!)) as KubernetesObject;
}

/** Hears which pods are ready; connects again for as long as it is wanted. */
function watchReady() {
  const ready = new Set<string>();
  let stopped = false;
  let controller: AbortController | undefined;
  const hear = (phase: string, pod: V1Pod) => {
    const isReady = phase !== 'DELETED' && pod.metadata?.deletionTimestamp === undefined && pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (isReady) ready.add(pod.metadata!.uid!);
    else ready.delete(pod.metadata?.uid ?? '');
  };
  const connect = async (): Promise<void> => {
    controller = await new Watch(config).watch('/api/v1/pods', { labelSelector: SELECTOR }, hear, () => {
      if (!stopped) setTimeout(() => void connect(), LOOK_EVERY_MILLIS);
    });
  };
  void connect();
  return {
    async reach(count: number): Promise<void> {
      const end = performance.now() + WITHIN_MILLIS;
      while (ready.size < count) {
        if (performance.now() > end) throw new Error(`${ready.size} of ${count} pods of the peer are ready`);
        await sleep(LOOK_EVERY_MILLIS);
      }
    },
    stop(): void {
      stopped = true;
      controller?.abort();
    },
  };
}

answer(tasks);
