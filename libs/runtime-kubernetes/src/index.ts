export { CLUSTER_ACCESS, type ClusterAccess, type ClusterConnection } from './cluster-access.js';
export { ClusterLinks } from './cluster-links.js';
export { KubernetesDriver } from './driver.js';
export { type Verb } from './kube-client.js';
export { KubernetesModule } from './kubernetes.module.js';
export { NameSecret } from './name-secret.js';
export { Names } from './names.js';
export { defaultKubernetesOptions, KUBERNETES_OPTIONS, type KubernetesOptions } from './options.js';
export { RequestCounts } from './request-counts.js';
