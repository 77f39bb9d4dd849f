import { MANAGED_BY_SELECTOR } from './manifests/labels.js';

interface KindInfo {
  /** Of the group and version. */
  base: string;
  plural: string;
  namespaced: boolean;
  /** Only ours; of hosts, all. */
  selector?: string;
  /** Where labels and annotations say enough, the rest is not even sent. */
  metadataOnly: boolean;
}

const ours = { selector: MANAGED_BY_SELECTOR, namespaced: true } as const;

/** The kinds of objects that we make or look at. */
export const kinds = {
  Namespace: { base: '/api/v1', plural: 'namespaces', ...ours, namespaced: false, metadataOnly: true },
  Node: { base: '/api/v1', plural: 'nodes', namespaced: false, metadataOnly: false },
  Pod: { base: '/api/v1', plural: 'pods', ...ours, metadataOnly: false },
  Deployment: { base: '/apis/apps/v1', plural: 'deployments', ...ours, metadataOnly: true },
  StatefulSet: { base: '/apis/apps/v1', plural: 'statefulsets', ...ours, metadataOnly: true },
  PersistentVolumeClaim: { base: '/api/v1', plural: 'persistentvolumeclaims', ...ours, metadataOnly: true },
  Service: { base: '/api/v1', plural: 'services', ...ours, metadataOnly: true },
  NetworkPolicy: { base: '/apis/networking.k8s.io/v1', plural: 'networkpolicies', ...ours, metadataOnly: true },
  ResourceQuota: { base: '/api/v1', plural: 'resourcequotas', ...ours, metadataOnly: true },
  LimitRange: { base: '/api/v1', plural: 'limitranges', ...ours, metadataOnly: true },
} as const satisfies Record<string, KindInfo>;

export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

export function kindInfo(kind: Kind): KindInfo {
  return kinds[kind];
}

/** Of a collection, or of one object in it. */
export function pathOf(kind: Kind, namespace?: string, name?: string): string {
  const { base, plural, namespaced } = kinds[kind];
  return `${base}${namespaced && namespace ? `/namespaces/${namespace}` : ''}/${plural}${name ? `/${name}` : ''}`;
}
