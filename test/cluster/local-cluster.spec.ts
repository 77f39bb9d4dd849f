import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { attempt, processesOf, until } from '../../deploy/local-cluster/processes.js';
import { canHaveNodes, type LocalCluster, PROGRAM_IMAGE, testCluster } from '../support/local-cluster.js';

const pod = (name: string, node: string, image: string) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { nodeName: node, terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image, imagePullPolicy: 'IfNotPresent' }] },
});

async function running(cluster: LocalCluster, name: string): Promise<string> {
  let address = '';
  await until(`pod ${name} runs`, async () => {
    const { status } = await cluster.ask<{ status: { phase: string; podIP?: string } }>('GET', `/api/v1/namespaces/default/pods/${name}`);
    address = status.podIP ?? '';
    return status.phase === 'Running' && address !== '';
  }, { withinMillis: 60_000 });
  return address;
}

describe('a cluster of fake machines', () => {
  let cluster: LocalCluster;
  beforeAll(async () => {
    cluster = await testCluster({ kwok: 3 });
  }, 3_000_000);
  afterAll(() => cluster?.down());

  test('runs pods, also after its API server was killed and its history was forgotten', async () => {
    await cluster.ask('POST', '/api/v1/namespaces/default/pods', pod('first', 'kwok-0', 'any'));
    expect(await running(cluster, 'first')).toMatch(/^10\./);
    await cluster.restartApiServer();
    await cluster.compact();
    await cluster.ask('POST', '/api/v1/namespaces/default/pods', pod('second', 'kwok-2', 'any'));
    expect(await running(cluster, 'second')).toMatch(/^10\./);
  });

  test('has others beside it', async () => {
    const other = await testCluster({ kwok: 1 });
    await expect(other.ask('GET', '/api/v1/namespaces/default/pods/first')).rejects.toThrow(/404/);
    await other.down();
    expect(await processesOf(other.folder)).toEqual([]);
    expect(await cluster.ask('GET', '/version')).toMatchObject({ major: '1' });
  });
});

describe.runIf(canHaveNodes)('a cluster with a real node', () => {
  const mounts = async (folder: string) => (await readFile('/proc/self/mounts', 'utf8')).split('\n').filter((line) => line.includes(folder));
  const links = async () => ((await attempt('ip', ['-o', 'link'])) ?? '').split('\n').filter((line) => /: (wb|wd|veth)/.test(line));
  const networks = async () => readdir('/var/run/netns').catch((): string[] => []);

  test('runs containers that answer and write, and leaves nothing of them behind', async () => {
    const before = { links: await links(), networks: await networks() };
    const cluster = await testCluster({ kubelet: 'node-0' });
    await cluster.ask('POST', '/api/v1/namespaces/default/pods', pod('real', 'node-0', PROGRAM_IMAGE));
    const address = await running(cluster, 'real');
    // It runs before it listens.
    let answer: string | undefined;
    await until('the replica answers', async () => {
      answer = await fetch(`http://${address}:8080/`).then((response) => response.text(), () => undefined);
      return answer !== undefined;
    }, { withinMillis: 10_000 });
    expect(answer).toBe('hello from a replica\n');
    const lines = await attempt('curl', ['-sk', '-H', `Authorization: Bearer ${cluster.admin.token}`, `${cluster.admin.server}/api/v1/namespaces/default/pods/real/log`]);
    expect(lines).toBe('listening\nGET /\n');
    await cluster.down();
    expect(await processesOf(cluster.folder)).toEqual([]);
    expect(await mounts(cluster.folder)).toEqual([]);
    await until('interfaces are gone', async () => (await links()).length <= before.links.length, { withinMillis: 5_000 });
    expect({ links: await links(), networks: await networks() }).toEqual(before);
  }, 3_000_000);

  test('leaves nothing behind either when its containerd and kubelet were killed', async () => {
    const cluster = await testCluster({ kubelet: 'node-0' });
    const limited = pod('limited', 'node-0', PROGRAM_IMAGE);
    await cluster.ask('POST', '/api/v1/namespaces/default/pods', { ...limited, metadata: { ...limited.metadata, annotations: { 'kubernetes.io/egress-bandwidth': '10M' } } });
    await running(cluster, 'limited');
    const tag = createHash('sha256').update(cluster.folder).digest('hex').slice(0, 8);
    const results = '/var/lib/cni/results';
    const notes = async () => (await readdir(results)).filter((name) => name.startsWith(`wb${tag}-`));
    const [note] = await notes();
    const text = await readFile(join(results, note!), 'utf8');
    const [, network] = /netns\/([\w-]+)"/.exec(text)!;
    const [, shaper] = /"(bwp[0-9a-f]+)"/.exec(text)!;
    for (const pid of await processesOf(cluster.folder)) {
      if (/containerd\.toml|kubelet\.json/.test(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))) process.kill(pid, 'SIGKILL');
    }
    await cluster.down();
    expect(await processesOf(cluster.folder)).toEqual([]);
    expect(await mounts(cluster.folder)).toEqual([]);
    expect(await notes()).toEqual([]);
    expect(await networks()).not.toContain(network);
    expect(await attempt('ip', ['-o', 'link'])).not.toMatch(new RegExp(`${tag}|${shaper}`));
  }, 3_000_000);
});
