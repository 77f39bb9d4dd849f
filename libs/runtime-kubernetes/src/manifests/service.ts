import type { V1Service } from '@kubernetes/client-node';

import type { LeaseId } from '#libs/kernel';
import type { WorkloadSpec } from '#libs/runtime';

import { LEASE_LABEL, leaseLabels } from './labels.js';

/** Finds a lease's ready replicas. Headless: it takes no address of the cluster's, and opens nothing. */
export function serviceOf(namespace: string, name: string, leaseId: LeaseId, workload: WorkloadSpec): V1Service {
  const ports = (workload.ports ?? []).map(({ name, port, protocol }) => ({ name, port, targetPort: port, protocol: protocol.toUpperCase() }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name, labels: leaseLabels(leaseId) },
    spec: { type: 'ClusterIP', clusterIP: 'None', selector: { [LEASE_LABEL]: leaseId }, ...(ports.length > 0 ? { ports } : {}) },
  };
}
