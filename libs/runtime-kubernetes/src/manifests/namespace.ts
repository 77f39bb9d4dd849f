import type { V1LimitRange, V1Namespace, V1ResourceQuota } from '@kubernetes/client-node';

import type { Envelope } from './holds.js';
import { MANAGED_BY, TOUCHED_ANNOTATION } from './labels.js';

export const QUOTA_NAME = 'claims';
export const LIMITS_NAME = 'claims';

/** The quota and the limits say what they are for, so that what is there can be compared with what is needed. */
export const ENVELOPE_ANNOTATION = 'weir.dev/envelope';

/** A project's namespace in a cluster. Nothing that Pod Security calls more than `restricted` is admitted to it. */
export function namespaceOf(name: string, touched: string): V1Namespace {
  const security = Object.fromEntries(['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'], [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]));
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...MANAGED_BY, ...security }, annotations: { [TOUCHED_ANNOTATION]: touched } } };
}

/** No more than the claims hold, whoever asks; nothing that would open a port on the operator's machines. */
export function quotaOf(namespace: string, envelope: Envelope): V1ResourceQuota {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { namespace, name: QUOTA_NAME, labels: { ...MANAGED_BY }, annotations: { [ENVELOPE_ANNOTATION]: JSON.stringify(envelope) } },
    spec: {
      hard: {
        pods: `${envelope.pods}`,
        'requests.cpu': `${envelope.cpuMillis}m`,
        'limits.cpu': `${envelope.cpuMillis}m`,
        'requests.memory': `${envelope.memoryMib}Mi`,
        'limits.memory': `${envelope.memoryMib}Mi`,
        'limits.ephemeral-storage': `${envelope.ephemeralMib}Mi`,
        'requests.nvidia.com/gpu': `${envelope.gpus}`,
        'requests.storage': `${envelope.storageGib}Gi`,
        persistentvolumeclaims: `${envelope.volumes}`,
        'services.nodeports': '0',
        'services.loadbalancers': '0',
      },
    },
  };
}

/** Requests equal limits in every container, and none is larger than the largest claim. */
export function limitsOf(namespace: string, envelope: Envelope): V1LimitRange {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { namespace, name: LIMITS_NAME, labels: { ...MANAGED_BY }, annotations: { [ENVELOPE_ANNOTATION]: JSON.stringify(envelope) } },
    spec: {
      limits: [{
        type: 'Container',
        max: { cpu: `${envelope.largestCpuMillis}m`, memory: `${envelope.largestMemoryMib}Mi` },
        maxLimitRequestRatio: { cpu: '1', memory: '1' },
      }],
    },
  };
}
