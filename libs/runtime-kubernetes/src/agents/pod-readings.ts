import type { V1Pod } from '@kubernetes/client-node';

import { isId } from '#libs/kernel';

import { nanosOf, unitsOf } from '../discovery/quantity.js';
import { ApiRefused, type ClusterApi } from '../join/cluster-api.js';
import { CLAIM_LABEL, MANAGED_BY_SELECTOR } from '../manifests/labels.js';
import type { PodReading } from './pod-usage.js';

/** What a kubelet's `/stats/summary` says of pods, as far as we read it. */
interface StatsSummary {
  pods?: {
    podRef?: { uid?: string };
    cpu?: { usageCoreNanoSeconds?: number | string };
    memory?: { workingSetBytes?: number | string };
    network?: { rxBytes?: number | string; txBytes?: number | string };
  }[];
}

/** What `metrics.k8s.io` says of a pod. */
interface PodMetrics {
  metadata?: { name?: string; namespace?: string };
  containers?: { usage?: { cpu?: string; memory?: string } }[];
}

/** Kubelets asked at once. */
const NODES_AT_ONCE = 4;

/** A pod of ours that runs. */
interface OurPod {
  reading: PodReading;
  key: string;
  node: string;
}

/** Our running pods, by what their labels and namespaces say. */
export async function ourPods(api: ClusterApi, namespacePrefix: string): Promise<OurPod[]> {
  const pods = await api.list<V1Pod>('/api/v1/pods', { labelSelector: MANAGED_BY_SELECTOR, fieldSelector: 'status.phase=Running' });
  return pods.flatMap(({ metadata, spec }) => {
    const claimId = metadata?.labels?.[CLAIM_LABEL] ?? '';
    const { namespace = '', name = '', uid = '' } = metadata ?? {};
    if (!isId('claim', claimId) || !namespace.startsWith(namespacePrefix) || !spec?.nodeName) return [];
    return [{ reading: { claimId, uid }, key: `${namespace}/${name}`, node: spec.nodeName }];
  });
}

/**
 * What kubelets count, by way of the API server: everything there is, for an account that may go that way; undefined for
 * one that may not. A kubelet that does not answer is left out.
 */
export async function readKubelets(api: ClusterApi, pods: readonly OurPod[]): Promise<PodReading[] | undefined> {
  const nodes = [...Map.groupBy(pods, ({ node }) => node)];
  const readings: PodReading[] = [];
  let refused = false;
  const one = async () => {
    for (let next = nodes.shift(); next && !refused; next = nodes.shift()) {
      const [node, here] = next;
      try {
        const summary = await api.get<StatsSummary>(`/api/v1/nodes/${encodeURIComponent(node)}/proxy/stats/summary`);
        readings.push(...readSummary(summary, here.map(({ reading }) => reading)));
      } catch (error) {
        if (error instanceof ApiRefused && error.status === 403) refused = true;
      }
    }
  };
  await Promise.all(Array.from({ length: NODES_AT_ONCE }, one));
  return refused ? undefined : readings;
}

/** Reads one kubelet's summary. Pure. */
export function readSummary(summary: StatsSummary, pods: readonly PodReading[]): PodReading[] {
  const found = new Map((summary.pods ?? []).map((pod) => [pod.podRef?.uid, pod]));
  return pods.flatMap((pod) => {
    const stats = found.get(pod.uid);
    if (!stats) return [];
    return [{
      ...pod, ...counted('cpuNanoSeconds', stats.cpu?.usageCoreNanoSeconds), ...counted('memoryBytes', stats.memory?.workingSetBytes),
      ...counted('sentBytes', stats.network?.txBytes), ...counted('receivedBytes', stats.network?.rxBytes),
    }];
  });
}

/** What the metrics API says, where the cluster has it: processor and memory as of now. None where it has not. */
export async function readMetrics(api: ClusterApi, pods: readonly OurPod[]): Promise<PodReading[]> {
  try {
    const metrics = await api.list<PodMetrics>('/apis/metrics.k8s.io/v1beta1/pods', { labelSelector: MANAGED_BY_SELECTOR });
    const found = new Map(metrics.map((each) => [`${each.metadata?.namespace}/${each.metadata?.name}`, each]));
    return pods.flatMap(({ key, reading }) => {
      const usage = (found.get(key)?.containers ?? []).map((container) => container.usage ?? {});
      if (usage.length === 0) return [];
      const total = (name: 'cpu' | 'memory') => usage.reduce((sum, each) => sum + (nanosOf(each[name]) ?? 0n), 0n);
      return [{ ...reading, cpuNanoCores: total('cpu'), memoryBytes: unitsOf(total('memory')) }];
    });
  } catch (error) {
    if (error instanceof ApiRefused) return [];
    throw error;
  }
}

function counted<K extends string>(name: K, value: number | string | undefined): Partial<Record<K, bigint>> {
  return value !== undefined && /^\d{1,20}$/.test(String(value)) ? ({ [name]: BigInt(value) } as Partial<Record<K, bigint>>) : {};
}
