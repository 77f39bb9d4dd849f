import type { CommandBus } from '@nestjs/cqrs';
import { afterAll, beforeEach, beforeAll, expect, test } from 'vitest';

import { type Database, sql } from '#libs/database';
import { RecordHeartbeats } from '#libs/inventory';
import { type ClaimId, type ClusterId, defaultSettings, newId } from '#libs/kernel';
import type { UsageEvent } from '#libs/runtime';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { ApiRefused, ApiUnreachable, type ClusterApi } from '../join/cluster-api.js';
import type { ClusterApis } from '../join/cluster-apis.js';
import { KubernetesAgents } from './kubernetes-agents.js';

const NOW = 1_800_000_000_000;
const namespace = `weir-${'a'.repeat(20)}`;

let db: TestDatabase;
let database: Database;
let cluster: { clusterId: ClusterId; claimId: ClaimId; hostIds: string[] };
beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
});
afterAll(() => db.drop());
beforeEach(async () => {
  await database.client.$executeRaw(sql`truncate clusters, hosts, claims, kubernetes_usage`);
  cluster = await clusterOf();
});

/** A cluster with a node that is ready and one that is not, and a claim of ours on the first. */
async function clusterOf(): Promise<typeof cluster> {
  const [clusterId, claimId, hostIds] = [newId('cluster'), newId('claim'), [newId('host'), newId('host')]];
  const place = { operatorId: 'opr', siteId: 'sit', poolId: 'pol' };
  await database.client.cluster.create({ data: { id: clusterId, ...place, name: clusterId, driver: 'kubernetes', createdAt: 0n } });
  for (const [index, id] of hostIds.entries()) {
    await database.client.host.create({ data: { id, clusterId, ...place, name: `node-${index}`, jurisdiction: 'DE', region: 'r', traits: [], createdAt: 0n } });
  }
  await database.client.$executeRaw(sql`
    insert into claims (id, lease_id, tenant_id, project_id, replica, pool_id, host_id, cluster_id, site_id, operator_id, resources, fence, state, made_at)
    values (${claimId}, ${newId('lease')}, 'ten', 'prj', 0, 'pol', ${hostIds[0]!}, ${clusterId}, 'sit', 'opr', '[]', 1, 'held', 0)`);
  return { clusterId, claimId, hostIds };
}

const nodes = [{ metadata: { name: 'node-0' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } }, { metadata: { name: 'node-1' }, status: { conditions: [{ type: 'Ready', status: 'False' }] } }];
const pods = () => [
  { metadata: { name: 'p', namespace, uid: 'u', labels: { 'weir.dev/claim': cluster.claimId } }, spec: { nodeName: 'node-0' } },
  { metadata: { name: 'forged', namespace: 'others', uid: 'f', labels: { 'weir.dev/claim': newId('claim') } }, spec: { nodeName: 'node-0' } },
];

/** Agents over clusters that answer from a table, by path. */
function agents(answers: Record<string, () => unknown>) {
  const asked: string[] = [];
  const answer = async (path: string): Promise<unknown> => {
    asked.push(path);
    const found = answers[path];
    if (!found) throw new ApiRefused(404, 'not found');
    return found();
  };
  const api = { get: answer, list: answer } as unknown as ClusterApi;
  const beats: RecordHeartbeats['input'][] = [];
  const commands = { execute: async (command: RecordHeartbeats) => void beats.push(command.input) } as unknown as CommandBus;
  const apis = { of: async () => ({ api, namespacePrefix: 'weir-' }) } as unknown as ClusterApis;
  return { agents: new KubernetesAgents(database, commands, apis, defaultSettings), asked, beats };
}

test('a host beats when its kubelet says that it is ready', async () => {
  const { agents: all, beats } = agents({ '/api/v1/nodes': () => nodes });
  await all.beat(NOW);
  expect(beats).toEqual([{ clusterId: cluster.clusterId, hostIds: [cluster.hostIds[0]] }]);
});

test('a cluster that does not answer is left in peace for a moment, and others are asked all the same', async () => {
  let silent = true;
  const { agents: all, asked, beats } = agents({ '/api/v1/nodes': () => {
    if (silent) throw new ApiUnreachable('no answer');
    return nodes;
  } });
  await all.beat(NOW);
  await all.beat(NOW + 1_000);
  expect(asked).toHaveLength(1);
  silent = false;
  await all.beat(NOW + 5_000);
  expect(beats).toHaveLength(1);
});

async function sampled(answers: Record<string, () => unknown>): Promise<{ events: UsageEvent[]; asked: string[] }> {
  const { agents: all, asked } = agents({ '/api/v1/pods': pods, ...answers });
  const events: UsageEvent[] = [];
  const sink = async (sent: UsageEvent[]) => void events.push(...sent);
  await all.sample(NOW, sink);
  await all.sample(NOW + 60_000, sink);
  return { events, asked };
}

const metrics = () => [{ metadata: { name: 'p', namespace }, containers: [{ usage: { cpu: '500m', memory: '1Ki' } }] }];
const meters = (events: readonly UsageEvent[]) => Object.fromEntries(events.map(({ type, subject, data }) => [`${subject} ${type}`, data.amount ?? data.bytes]));

test('usage comes from the metrics API where kubelets may not be asked, and those are not asked again and again', async () => {
  const kubelet = '/api/v1/nodes/node-0/proxy/stats/summary';
  const { events, asked } = await sampled({ '/apis/metrics.k8s.io/v1beta1/pods': metrics, [kubelet]: () => {
    throw new ApiRefused(403, 'forbidden');
  } });
  expect(meters(events)).toEqual({ [`${cluster.claimId} weir.usage.cpu_millis_seconds.v1`]: '30000', [`${cluster.claimId} weir.usage.memory_byte_seconds.v1`]: '61440' });
  expect(asked.filter((path) => path === kubelet)).toHaveLength(1);
});

test('and from kubelets, with bytes, where they may', async () => {
  let counted = 0;
  const { events, asked } = await sampled({ '/apis/metrics.k8s.io/v1beta1/pods': metrics, '/api/v1/nodes/node-0/proxy/stats/summary': () => {
    counted += 1;
    return { pods: [{ podRef: { uid: 'u' }, cpu: { usageCoreNanoSeconds: counted * 1e9 }, memory: { workingSetBytes: 1_000 }, network: { rxBytes: counted * 10, txBytes: counted * 20 } }] };
  } });
  expect(meters(events)).toMatchObject({ [`${cluster.claimId} weir.usage.egress_bytes.v1`]: '20', [`${cluster.claimId} weir.usage.ingress_bytes.v1`]: '10' });
  expect(asked).not.toContain('/apis/metrics.k8s.io/v1beta1/pods');
});

test('a cluster that has neither gives none', async () => {
  expect((await sampled({ '/api/v1/nodes/node-0/proxy/stats/summary': () => {
    throw new ApiRefused(403, 'forbidden');
  } })).events).toEqual([]);
});
