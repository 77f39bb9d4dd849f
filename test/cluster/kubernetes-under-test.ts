import { setTimeout as sleep } from 'node:timers/promises';

import { newId, systemClock } from '#libs/kernel';
import type { FaultInput } from '#libs/runtime';
import { type ClusterConnection, ClusterLinks, defaultKubernetesOptions, KubernetesDriver, Names, openKubeconfig, RequestCounts } from '#libs/runtime-kubernetes';

import type { DriverUnderTest } from '../conformance/driver.js';
import { cuttable } from './cuttable.js';
import { kwokFaults } from './kwok-faults.js';

/** How to reach a cluster's API server as its administrator. */
export interface TestCluster {
  server: string;
  token: string;
  /** PEM. */
  ca: string;
}

/** Reads how a cluster is reached from a kubeconfig with a token. */
export async function testClusterFrom(kubeconfig: string): Promise<TestCluster> {
  const config = openKubeconfig(kubeconfig, undefined);
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  if (!cluster?.caData || !user?.token) throw new Error(`${kubeconfig} has no authority or no token`);
  return { server: cluster.server, token: user.token, ca: Buffer.from(cluster.caData, 'base64').toString() };
}

export interface KubernetesUnderTest extends DriverUnderTest {
  counts: RequestCounts;
  connection: ClusterConnection;
  api: (method: string, path: string, body?: object, contentType?: string) => Promise<Response>;
}

/** The driver on a cluster, with all its nodes as hosts. */
export async function kubernetesUnderTest({ server, token, ca }: TestCluster, more: Partial<DriverUnderTest> = {}): Promise<KubernetesUnderTest> {
  const cluster = { id: newId('cluster'), driver: 'kubernetes' };
  const relay = await cuttable(new URL(server));
  const connection: ClusterConnection = { server: `https://127.0.0.1:${relay.port}`, token, caData: Buffer.from(ca).toString('base64'), namespacePrefix: 'weir-', revision: 1 };
  const options = { ...defaultKubernetesOptions, imagePullPolicy: 'IfNotPresent' as const };
  const counts = new RequestCounts();
  const links = new ClusterLinks({ kubeconfigOf: async () => connection, storageClassesOf: async () => new Map() }, systemClock, options, counts);
  const names = new Names('a secret for tests');
  const driver = new KubernetesDriver(links, { names: async () => names }, systemClock, options);
  const api = apiOf({ server, token, ca });
  const { items } = (await (await api('GET', '/api/v1/nodes')).json()) as { items: { metadata: { name: string } }[] };
  const subject: KubernetesUnderTest = {
    driver, cluster, counts, connection, api,
    hosts: items.map((node) => ({ id: newId('host'), name: node.metadata.name })),
    now: () => Date.now(),
    pass: (millis) => sleep(millis),
    close: async () => {
      // What tests left takes room from those that come.
      const left = await driver.list(cluster);
      const nothing = { tenantId: newId('tenant'), projectId: newId('project'), workload: { image: 'none' }, replicas: [] };
      await Promise.all(left.map(({ leaseId }) => driver.apply(cluster, { ...nothing, leaseId })));
      await driver.onApplicationShutdown();
      await relay.close();
    },
    ...more,
  };
  const inject = more.inject ?? kwokFaults(subject);
  return Object.assign(subject, {
    inject: async (fault: FaultInput) => {
      if (fault.kind !== 'contact_lost' || fault.hostId !== undefined) return inject(fault);
      await relay.cut();
      return async () => relay.mend();
    },
  });
}

/** Requests past the driver: what operators, users and faults do. */
function apiOf({ server, token, ca }: TestCluster): KubernetesUnderTest['api'] {
  return async (method, path, body, contentType = 'application/json') => {
    const { Agent, fetch: request } = await import('undici');
    const dispatcher = new Agent({ connect: { ca } });
    const response = await request(`${server}${path}`, {
      method, dispatcher, headers: { authorization: `Bearer ${token}`, 'content-type': contentType }, ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    await dispatcher.close();
    return new Response(text === '' ? null : text, { status: response.status });
  };
}
