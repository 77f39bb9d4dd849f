import { type ClaimedResource, newId } from '#libs/kernel';
import { type DesiredWorkloads, fingerprintOf, type ObservedReplica, type WorkloadSpec } from '#libs/runtime';

import type { KubernetesUnderTest } from './kubernetes-under-test.js';

const PATIENCE_MILLIS = 60_000;

/** A lease of so many replicas, in turn on the cluster's hosts. */
export function desired({ hosts }: KubernetesUnderTest, replicas: number, workload: WorkloadSpec, more: { projectId?: DesiredWorkloads['projectId']; resources?: ClaimedResource[] } = {}): DesiredWorkloads {
  const resources = more.resources ?? [{ resourceClass: 'CPU_MILLI', variant: '', amount: 50 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 64 }];
  return {
    leaseId: newId('lease'), tenantId: newId('tenant'), projectId: more.projectId ?? newId('project'), workload,
    replicas: Array.from({ length: replicas }, (_, replica) => {
      const host = hosts[replica % hosts.length]!;
      const whole = { claimId: newId('claim'), replica, hostId: host.id, hostName: host.name, resources, volumes: [] };
      return { ...whole, fingerprint: fingerprintOf(workload, whole) };
    }),
  };
}

/** Observes until it is as expected. */
export async function until(subject: KubernetesUnderTest, of: DesiredWorkloads, expected: (found: ObservedReplica[]) => boolean): Promise<ObservedReplica[]> {
  const end = Date.now() + PATIENCE_MILLIS;
  for (;;) {
    const found = await subject.driver.observe(subject.cluster, of.leaseId);
    if (expected(found)) return found;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(found)}`);
    await subject.pass(50);
  }
}

export function allReady(of: DesiredWorkloads): (found: ObservedReplica[]) => boolean {
  return (found) => found.length === of.replicas.length && found.every((replica) => replica.state === 'ready' && of.replicas.some((each) => each.fingerprint === replica.fingerprint));
}
