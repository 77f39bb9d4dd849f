/** How one cluster's API server is reached: as its operator joined it. */
export interface ClusterConnection {
  /** `https://host:port`, with a path where there is one; no slash at the end. */
  server: string;
  /** PEM of the authorities that its certificate may come from, in base 64 as in a kubeconfig. Without it, the system's. */
  caData?: string;
  /** The service account's. */
  token: string;
  /** What every namespace of ours in this cluster begins with: its admission policy lets the account write nowhere else. */
  namespacePrefix: string;
  /** Goes up when the connection is replaced: a client that was made for another is made anew. */
  revision: number;
}

/** Nest's injection token for the `ClusterAccess` in use. */
export const CLUSTER_ACCESS = Symbol('CLUSTER_ACCESS');

/** Knows how clusters are reached. */
export interface ClusterAccess {
  /** Undefined for a cluster that has no connection, or one that this process cannot open: it cannot be reached. */
  kubeconfigOf(clusterId: string): Promise<ClusterConnection | undefined>;
  /** The cluster's own names of the storage classes that its operator offers, by ours. */
  storageClassesOf(clusterId: string): Promise<ReadonlyMap<string, string>>;
}
