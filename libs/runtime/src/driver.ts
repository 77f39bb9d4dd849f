import type { Duplex } from 'node:stream';

import type { ClaimedResource, ClaimId, ClusterId, HostId, LeaseId, Millis, ProjectId, TenantId } from '#libs/kernel';

/** A cluster as a driver is told of it. How to reach it is the driver's own knowledge. */
export interface ClusterRef {
  id: ClusterId;
  /** Which driver runs it. */
  driver: string;
}

/** What to run in each replica; as the tenant wrote it. */
export interface WorkloadSpec {
  image: string;
  command?: readonly string[];
  args?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  ports?: readonly { name: string; port: number; protocol: string; public?: boolean }[];
  healthCheck?: { type: 'http' | 'tcp'; path?: string; port: number; intervalSeconds: number; timeoutSeconds: number; failureThreshold: number };
  /** 1 to 65535; the image's own user when left out, which must not be root either. */
  runAsUser?: number;
  /** Whether the replica may write outside its volumes and /tmp. */
  writableRoot?: boolean;
}

/** Storage of a replica that outlasts it. */
export interface DesiredVolume {
  name: string;
  storageClass: string;
  gib: number;
  /** Absolute and normalised; no two of a replica overlap. */
  mountPath: string;
}

/** What an image is pulled with. A secret: it goes into the cluster, and nowhere else. */
export interface PullCredential {
  /** A registry: a host name, with a port or without. */
  server: string;
  username: string;
  password: string;
}

/** One replica that is to run on one host, with what its claim holds and no more. */
export interface DesiredReplica {
  claimId: ClaimId;
  replica: number;
  hostId: HostId;
  /** The machine's name in its cluster. */
  hostName: string;
  resources: readonly ClaimedResource[];
  /** What of the claimed storage is volumes: never more than the claim holds, also while a larger one is waited for. */
  volumes: readonly DesiredVolume[];
  /** Of everything above, the workload and which pull credential it is: a replica that was applied with another is applied anew, in place where possible. */
  fingerprint: string;
}

/** Volumes of a replica that does not run for now. */
export interface KeptVolumes {
  claimId: ClaimId;
  /** The storage that its claim still holds. */
  resources: readonly ClaimedResource[];
}

/** The complete set of one lease's replicas wanted in one cluster. What is neither in it nor kept is to go; an empty set that keeps nothing removes all. */
export interface DesiredWorkloads {
  leaseId: LeaseId;
  tenantId: TenantId;
  projectId: ProjectId;
  workload: WorkloadSpec;
  /** Without one, images are pulled as anybody may. */
  pullCredential?: PullCredential;
  replicas: readonly DesiredReplica[];
  /** Replicas that are not to run while their volumes stay as they are, for when they run again. None when left out. */
  kept?: readonly KeptVolumes[];
}

export const replicaStates = ['starting', 'ready', 'failed', 'unknown'] as const;

/**
 * `starting`: on its way. `ready`: runs and passes its health check. `failed`: does not run, and will not by waiting alone.
 * `unknown`: its host cannot be asked, so it may or may not run.
 */
export type ReplicaState = (typeof replicaStates)[number];

/** Why a replica is not ready, in the tenant's words: these reach its timeline, and are documented to it. */
export const replicaReasons = {
  image_not_found: 'Its image cannot be pulled.',
  crash_loop: 'It keeps ending.',
  out_of_memory: 'It took more memory than the lease has, and was ended.',
  health_check_failed: 'It runs, and does not pass its health check.',
  not_enough_room: 'Where it was placed there is no room for it just now.',
  invalid_workload: 'It cannot be started as it is described: its command does not exist, its image runs as root, or the like.',
  host_lost: 'What it ran on is not heard of any more.',
  contact_lost: 'What it runs on cannot be asked just now.',
} as const;
export type ReplicaReason = keyof typeof replicaReasons;

/** One replica as its cluster reports it. */
export interface ObservedReplica {
  claimId: ClaimId;
  state: ReplicaState;
  reason?: ReplicaReason;
  /** Since when it is in this state, as far as the cluster knows: what is charged for starts and ends here, not when we looked. */
  since: Millis;
  restarts: number;
  /** Of the desired replica it was last applied with. */
  fingerprint: string;
  /** When this was true. A late report is from the past, and says so. */
  observedAt: Millis;
  /** A hint: the state is expected to change by itself after about so long. */
  changesInMillis?: number;
}

/** What a cluster holds of one lease. */
export interface PresentLease {
  leaseId: LeaseId;
  claimIds: readonly ClaimId[];
}

/** One replica of a lease, as its cluster knows it. */
export interface ReplicaRef {
  leaseId: LeaseId;
  claimId: ClaimId;
}

export interface LogOptions {
  /** The last so many lines, counted before following. */
  tailLines: number;
  /** No line from before. */
  since?: Millis;
  /** Goes on with new lines until the replica ends or the signal aborts. */
  follow: boolean;
}

/** One line of what a replica wrote. */
export interface LogLine {
  at: Millis;
  text: string;
}

/** The replica is not there, or does not take connections on that port just now. Says nothing about whether it will. */
export class ReplicaUnreachable extends Error {
  override name = 'ReplicaUnreachable';

  constructor(readonly replica: ReplicaRef, options?: ErrorOptions) {
    super(`replica ${replica.claimId} cannot be reached`, options);
  }
}

/** The cluster does not answer. Says nothing about what runs there; the caller tries again later. */
export class ClusterUnreachable extends Error {
  override name = 'ClusterUnreachable';

  constructor(readonly clusterId: ClusterId, options?: ErrorOptions) {
    super(`cluster ${clusterId} cannot be reached`, options);
  }
}

/**
 * The way to clusters of one kind. Level-triggered: it is told what is wanted, never what to do, and every call may be
 * repeated, or made by two callers at once, without harm. It keeps no memory of its own that a restart could lose.
 */
export interface Driver {
  /** The name in `clusters.driver`. */
  readonly name: string;

  /**
   * Makes this lease's replicas in the cluster exactly the desired ones. Returns when the cluster has accepted it, not when
   * they run. A host that cannot be asked keeps what it has until it can.
   * @throws ClusterUnreachable nothing or part of it was accepted: apply again
   */
  apply(cluster: ClusterRef, desired: DesiredWorkloads): Promise<void>;

  /**
   * Every replica of the lease that the cluster knows of, wanted or not. One that is not in the answer does not run.
   * @throws ClusterUnreachable
   */
  observe(cluster: ClusterRef, leaseId: LeaseId): Promise<ObservedReplica[]>;

  /**
   * Every lease that the cluster holds anything of: for finding what runs without a claim, and claims that nothing runs for.
   * @throws ClusterUnreachable
   */
  list(cluster: ClusterRef): Promise<PresentLease[]>;

  /**
   * Calls back with a lease's id soon after something of it changed by itself. A hint, possibly repeated: after a gap in
   * which changes may have been missed, such as its start, it is called for every lease present. Connects, and reconnects, in the background.
   * @returns the way to stop. Throws nothing.
   */
  watch(cluster: ClusterRef, onChange: (leaseId: LeaseId) => void): () => void;

  /**
   * What a replica writes, line by line in order; long lines are cut. Ends when there is no more, or the signal aborts.
   * @throws ClusterUnreachable, ReplicaUnreachable when it is not there or has not started
   */
  logs(cluster: ClusterRef, replica: ReplicaRef, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine>;

  /**
   * Bytes to and from a TCP port of a replica, through the cluster's own credential. Aborting the signal ends it.
   * @throws ClusterUnreachable, ReplicaUnreachable
   */
  connect(cluster: ClusterRef, replica: ReplicaRef, port: number, signal: AbortSignal): Promise<Duplex>;
}
