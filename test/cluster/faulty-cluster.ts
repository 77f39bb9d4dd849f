import { setTimeout as sleep } from 'node:timers/promises';

import { type LeaseId, newId, systemClock } from '#libs/kernel';
import { type ClusterRef, ClusterUnreachable, type DesiredReplica, type DesiredWorkloads, difference, fingerprintOf, isSettled } from '#libs/runtime';
import { ClusterLinks, defaultKubernetesOptions, KubernetesDriver, Names, RequestCounts } from '#libs/runtime-kubernetes';

import { FaultProxy } from '../support/fault-proxy.js';
import type { TestCluster } from './kubernetes-under-test.js';

const workload = { image: 'weir.local/web:1' };
const AGAIN_MILLIS = 1_000;
/** As seldom as a sweep would come by, nearly. */
const AFTER_FAILURE_MILLIS = 5_000;

/** A driver that reaches its cluster through a fault proxy, and whoever keeps it converging as a worker does. */
export interface FaultyCluster {
  proxy: FaultProxy;
  /** Opens a lease of so many replicas. */
  open(replicas: number, projectId: DesiredWorkloads['projectId']): LeaseId;
  scale(leaseId: LeaseId, replicas: number): void;
  /** A line on each lease that is not yet as desired, as the driver tells. */
  unsettled(): Promise<string[]>;
  leases(): DesiredWorkloads[];
  /** Removes what is left of its leases. */
  close(): Promise<void>;
}

/** @param hosts names of the cluster's nodes. */
export async function faultyCluster(target: TestCluster, hosts: readonly string[]): Promise<FaultyCluster> {
  const cluster: ClusterRef = { id: newId('cluster'), driver: 'kubernetes' };
  const proxy = new FaultProxy({ url: target.server, ca: target.ca });
  const { url, ca } = await proxy.listen();
  const connection = { server: url, token: target.token, caData: Buffer.from(ca).toString('base64'), namespacePrefix: 'weir-', revision: 1 };
  const links = new ClusterLinks({ kubeconfigOf: async () => connection, storageClassesOf: async () => new Map() }, systemClock, defaultKubernetesOptions, new RequestCounts());
  const names = new Names('a secret for tests');
  const driver = new KubernetesDriver(links, { names: async () => names }, systemClock, defaultKubernetesOptions);
  const desires = new Map<LeaseId, DesiredWorkloads>();
  const keeping = keepConverging(driver, cluster, desires);
  const replicaOf = (replica: number): DesiredReplica => {
    const whole = { claimId: newId('claim'), replica, hostId: newId('host'), hostName: hosts[replica % hosts.length]!, resources: [{ resourceClass: 'CPU_MILLI' as const, variant: '', amount: 50 }], volumes: [] };
    return { ...whole, fingerprint: fingerprintOf(workload, whole) };
  };
  await driver.list(cluster);
  const scale = (leaseId: LeaseId, replicas: number) => {
    const desire = desires.get(leaseId)!;
    const kept = desire.replicas.slice(0, replicas);
    desires.set(leaseId, { ...desire, replicas: [...kept, ...Array.from({ length: replicas - kept.length }, (_, index) => replicaOf(kept.length + index))] });
    keeping.wake(leaseId);
  };
  const unsettled = async () => {
    const looked = await Promise.all([...desires.values()].map(async (desire) => {
      const found = await driver.observe(cluster, desire.leaseId);
      const between = difference(desire, found);
      const waits = found.filter(({ state }) => state !== 'ready').map(({ claimId, state, reason = 'no reason' }) => `${claimId} is ${state} (${reason})`);
      return isSettled(between) && waits.length === 0 ? [] : [`${desire.leaseId} of ${desire.projectId}: ${JSON.stringify(between)} ${waits.join(', ')}`];
    }));
    return looked.flat();
  };
  return {
    proxy, scale, unsettled,
    open: (replicas, projectId) => {
      const leaseId = newId('lease');
      desires.set(leaseId, { leaseId, tenantId: newId('tenant'), projectId, workload, replicas: [] });
      scale(leaseId, replicas);
      return leaseId;
    },
    leases: () => [...desires.values()],
    close: async () => {
      await keeping.stop();
      await Promise.all([...desires.values()].map((desire) => driver.apply(cluster, { ...desire, replicas: [] })));
      await driver.onApplicationShutdown();
      await proxy.close();
    },
  };
}

/** Converges a lease when its desire changes, when the cluster tells of it, and again until it has settled; one at a time each. */
function keepConverging(driver: KubernetesDriver, cluster: ClusterRef, desires: ReadonlyMap<LeaseId, DesiredWorkloads>) {
  const running = new Map<LeaseId, Promise<void>>();
  const again = new Set<LeaseId>();
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;
  const visit = async (leaseId: LeaseId): Promise<number | undefined> => {
    const desire = desires.get(leaseId)!;
    try {
      const found = await driver.observe(cluster, leaseId);
      if (desire.replicas.length > 0 && isSettled(difference(desire, found))) return found.some(({ state }) => state !== 'ready') ? AGAIN_MILLIS : undefined;
      await driver.apply(cluster, desire);
      return isSettled(difference(desire, await driver.observe(cluster, leaseId))) ? undefined : AGAIN_MILLIS;
    } catch (error) {
      if (!(error instanceof ClusterUnreachable)) throw error;
      return AFTER_FAILURE_MILLIS * (0.5 + Math.random());
    }
  };
  const wake = (leaseId: LeaseId): void => {
    if (stopped || !desires.has(leaseId)) return;
    if (running.has(leaseId)) {
      again.add(leaseId);
      return;
    }
    running.set(leaseId, visit(leaseId).then((afterMillis) => {
      running.delete(leaseId);
      if (again.delete(leaseId)) wake(leaseId);
      else if (afterMillis !== undefined) {
        const timer = setTimeout(() => {
          timers.delete(timer);
          wake(leaseId);
        }, afterMillis);
        timers.add(timer);
      }
    }));
  };
  const unwatch = driver.watch(cluster, wake);
  return {
    wake,
    stop: async () => {
      stopped = true;
      unwatch();
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
}

/** Waits until nothing is unsettled. @returns after how long. @throws Error with what still is */
export async function untilSettled(subject: FaultyCluster, withinMillis: number): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const left = await subject.unsettled().catch((error: unknown) => [String(error)]);
    const took = performance.now() - startedAt;
    if (left.length === 0) return took;
    if (took > withinMillis) throw new Error(`not settled after ${withinMillis} ms: ${left.join(', ')}`);
    await sleep(200);
  }
}
