/** How this process uses the clusters it reaches. */
export interface KubernetesOptions {
  /** `Always` asks the registry anew, so that nobody runs a private image that another tenant's pull left on a host. */
  imagePullPolicy: 'Always' | 'IfNotPresent';
  /** What one cluster's API server is asked at most, over time and at once. */
  requestsPerSecond: number;
  requestBurst: number;
  /** Resolvers of pods where a cluster has none of its own. */
  fallbackNameservers: readonly string[];
  /** How long one request may take. */
  requestTimeoutMillis: number;
}

/** Nest's injection token for the options. */
export const KUBERNETES_OPTIONS = Symbol('KUBERNETES_OPTIONS');

export const defaultKubernetesOptions: KubernetesOptions = {
  imagePullPolicy: 'Always',
  requestsPerSecond: 200,
  requestBurst: 400,
  fallbackNameservers: ['9.9.9.9', '1.1.1.1'],
  requestTimeoutMillis: 15_000,
};
