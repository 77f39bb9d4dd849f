import type { V1Container, V1EnvVar, V1PodTemplateSpec, V1Probe, V1ResourceRequirements } from '@kubernetes/client-node';

import type { LeaseId } from '#libs/kernel';
import type { DesiredReplica, DesiredVolume, WorkloadSpec } from '#libs/runtime';

import { type Holds, UNCLAIMED_EPHEMERAL_MIB } from './holds.js';
import { claimLabels, FINGERPRINT_ANNOTATION, HOLDS_ANNOTATION } from './labels.js';

/** The one container of a pod. */
export const CONTAINER_NAME = 'main';

/** What of its place a pod is made with. */
export interface PodSite {
  nameservers: readonly string[];
  imagePullPolicy: 'Always' | 'IfNotPresent';
  /** Name of the secret that images are pulled with, where one is needed. */
  pullSecret?: string;
  /** The cluster's own names of storage classes, by ours; what is not in it goes by ours. */
  storageClasses: ReadonlyMap<string, string>;
  /** Whether the host's runtime can map the container's users to others than its own. */
  userNamespaces: boolean;
}

/**
 * Set in every pod by the kubelet, and telling the API server's address, unless the pod has them itself. There they are
 * empty.
 */
const blanked = [
  'KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT', 'KUBERNETES_SERVICE_PORT_HTTPS', 'KUBERNETES_PORT', 'KUBERNETES_PORT_443_TCP',
  'KUBERNETES_PORT_443_TCP_PROTO', 'KUBERNETES_PORT_443_TCP_PORT', 'KUBERNETES_PORT_443_TCP_ADDR',
];

/** Stays where it was put when its host falls silent: whether it moves is not the cluster's to decide. */
const staying = ['not-ready', 'unreachable'].map((condition) => ({ key: `node.kubernetes.io/${condition}`, operator: 'Exists', effect: 'NoExecute' }));

/**
 * A replica's pod: hardened as for hostile neighbours, with what its claim holds, on the claimed host and no other. Only what
 * is named here is taken from a workload, so that whatever else one may contain cannot reach a cluster.
 */
export function podOf(leaseId: LeaseId, replica: DesiredReplica, workload: WorkloadSpec, holds: Holds, site: PodSite): V1PodTemplateSpec {
  return {
    metadata: { labels: claimLabels(leaseId, replica.claimId), annotations: annotationsOf(replica, holds) },
    spec: {
      hostname: `replica-${replica.replica}`,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      hostUsers: !site.userNamespaces,
      terminationGracePeriodSeconds: 30,
      // The cluster's own search domains and those of its machines may name their operator.
      dnsPolicy: 'None',
      dnsConfig: { nameservers: [...site.nameservers], options: [{ name: 'ndots', value: '1' }] },
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [
        { matchFields: [{ key: 'metadata.name', operator: 'In', values: [replica.hostName] }] },
      ] } } },
      tolerations: staying,
      securityContext: {
        runAsNonRoot: true,
        ...(workload.runAsUser === undefined ? {} : { runAsUser: workload.runAsUser }),
        ...(replica.volumes.length > 0 ? { fsGroup: workload.runAsUser ?? VOLUME_GROUP, fsGroupChangePolicy: 'OnRootMismatch' } : {}),
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...(site.pullSecret === undefined ? {} : { imagePullSecrets: [{ name: site.pullSecret }] }),
      containers: [containerOf(workload, replica.volumes, holds, site)],
      ...(workload.writableRoot ? {} : { volumes: [{ name: 'tmp', emptyDir: { sizeLimit: `${holds.ephemeralMib || UNCLAIMED_EPHEMERAL_MIB}Mi` } }] }),
    },
  };
}

/** Who may write to volumes when the workload names no user. */
const VOLUME_GROUP = 65_532;

function annotationsOf(replica: DesiredReplica, holds: Holds): Record<string, string> {
  const bandwidth: Record<string, string> = holds.egressMbps > 0 ? { 'kubernetes.io/egress-bandwidth': `${holds.egressMbps}M` } : {};
  return { [FINGERPRINT_ANNOTATION]: replica.fingerprint, [HOLDS_ANNOTATION]: JSON.stringify(holds), ...bandwidth };
}

function containerOf(workload: WorkloadSpec, volumes: readonly DesiredVolume[], holds: Holds, site: PodSite): V1Container {
  const mounts = [
    ...volumes.map(({ name, mountPath }) => ({ name: volumeName(name), mountPath })),
    ...(workload.writableRoot ? [] : [{ name: 'tmp', mountPath: '/tmp' }]),
  ];
  return {
    name: CONTAINER_NAME,
    image: workload.image,
    imagePullPolicy: site.imagePullPolicy,
    ...(workload.command ? { command: workload.command.map(literally) } : {}),
    ...(workload.args ? { args: workload.args.map(literally) } : {}),
    env: environmentOf(workload),
    ports: (workload.ports ?? []).map(({ name, port, protocol }) => ({ name: portName(name), containerPort: port, protocol: protocol.toUpperCase() })),
    resources: resourcesOf(holds),
    ...probesOf(workload),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: !workload.writableRoot,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    terminationMessagePolicy: 'File',
  };
}

/** Apart from the names of volumes that we add. */
export function volumeName(name: string): string {
  return `v-${name}`.slice(0, 63).replace(/-+$/, '');
}

/** Names of ports are at most 15 characters in a pod; nobody refers to them. */
function portName(name: string): string {
  return name.slice(0, 15).replace(/-+$/, '');
}

/** Kubernetes would put other values in the place of `$(NAME)`. */
function literally(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function environmentOf(workload: WorkloadSpec): V1EnvVar[] {
  const own = Object.entries(workload.environment ?? {});
  const names = new Set(own.map(([name]) => name));
  return [...own.map(([name, value]) => ({ name, value: literally(value) })), ...blanked.filter((name) => !names.has(name)).map((name) => ({ name, value: '' }))];
}

function resourcesOf(holds: Holds): V1ResourceRequirements {
  const claimed = {
    cpu: `${holds.cpuMillis}m`,
    memory: `${holds.memoryMib}Mi`,
    ...(holds.gpus > 0 ? { 'nvidia.com/gpu': `${holds.gpus}` } : {}),
    // Offered by whatever shares devices on the host; without it such a pod cannot be scheduled.
    ...(holds.gpuMilli > 0 ? { 'weir.dev/gpu-milli': `${holds.gpuMilli}` } : {}),
  };
  const ephemeral = `${holds.ephemeralMib || UNCLAIMED_EPHEMERAL_MIB}Mi`;
  return {
    requests: { ...claimed, 'ephemeral-storage': holds.ephemeralMib > 0 ? ephemeral : '0' },
    limits: { ...claimed, 'ephemeral-storage': ephemeral },
  };
}

function probesOf({ healthCheck }: WorkloadSpec): { readinessProbe?: V1Probe; livenessProbe?: V1Probe } {
  if (!healthCheck) return {};
  const { type, path = '/', port, intervalSeconds, timeoutSeconds, failureThreshold } = healthCheck;
  const probe = {
    ...(type === 'http' ? { httpGet: { path, port, scheme: 'HTTP' } } : { tcpSocket: { port } }),
    periodSeconds: intervalSeconds, timeoutSeconds, failureThreshold,
  };
  // Restarted only when it was out of service for as long again.
  return { readinessProbe: probe, livenessProbe: { ...probe, failureThreshold: failureThreshold * 2 } };
}
