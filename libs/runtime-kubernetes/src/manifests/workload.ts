import type { V1Deployment, V1PersistentVolumeClaim, V1StatefulSet } from '@kubernetes/client-node';

import type { DesiredReplica, DesiredWorkloads } from '#libs/runtime';

import { holdsOf } from './holds.js';
import { CLAIM_LABEL, claimLabels, FINGERPRINT_ANNOTATION, HOLDS_ANNOTATION } from './labels.js';
import { podOf, type PodSite, volumeName } from './pod.js';

/** Where and under which names a replica's workload is made. */
export interface WorkloadPlace {
  namespace: string;
  name: string;
  serviceName: string;
}

/** What keeps one replica's one pod in existence: a Deployment, or a StatefulSet when it has volumes that outlast the pod. */
export function workloadOf(desired: DesiredWorkloads, replica: DesiredReplica, place: WorkloadPlace, site: PodSite): V1Deployment | V1StatefulSet {
  const holds = holdsOf(replica.resources);
  const { leaseId, workload } = desired;
  const labels = claimLabels(leaseId, replica.claimId);
  const metadata = {
    namespace: place.namespace, name: place.name, labels,
    annotations: { [FINGERPRINT_ANNOTATION]: replica.fingerprint, [HOLDS_ANNOTATION]: JSON.stringify(holds) },
  };
  const common = { replicas: 1, revisionHistoryLimit: 0, selector: { matchLabels: { [CLAIM_LABEL]: replica.claimId } }, template: podOf(leaseId, replica, workload, holds, site) };
  // The old pod ends before the new one starts: there is room for one.
  if (replica.volumes.length === 0) return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { ...common, strategy: { type: 'Recreate' } } };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      ...common,
      serviceName: place.serviceName,
      volumeClaimTemplates: replica.volumes.map(({ name, storageClass, gib }) => ({
        metadata: { name: volumeName(name), labels },
        spec: { accessModes: ['ReadWriteOnce'], storageClassName: site.storageClasses.get(storageClass) ?? storageClass, resources: storageOf(gib) },
      })),
    },
  };
}

/** What Kubernetes calls the volume that it makes for the one pod of a StatefulSet. */
export function volumeClaimOf(statefulSet: string, volume: string): string {
  return `${volumeName(volume)}-${statefulSet}-0`;
}

/** All that we say of a volume that there is: how large it is to be. The API server refuses what its storage class cannot do. */
export function volumeSizeOf(namespace: string, name: string, gib: number): V1PersistentVolumeClaim {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { namespace, name }, spec: { resources: storageOf(gib) } };
}

function storageOf(gib: number): { requests: { storage: string } } {
  return { requests: { storage: `${gib}Gi` } };
}
