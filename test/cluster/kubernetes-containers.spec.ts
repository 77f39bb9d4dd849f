import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type DesiredWorkloads, fingerprintOf, type WorkloadSpec } from '#libs/runtime';

import { allReady, desired, until } from './desired.js';
import { askInside, linesOf, PROGRAM_PORT } from './inside.js';
import { kubernetesUnderTest, type KubernetesUnderTest, testClusterFrom } from './kubernetes-under-test.js';

const { WEIR_TEST_KUBELET_KUBECONFIG: kubelet, WEIR_TEST_IMAGE: image = 'weir.local/web:1' } = process.env;
if (!kubelet) console.log('skipped: what a kubelet tells of containers: WEIR_TEST_KUBELET_KUBECONFIG names no cluster');

describe.skipIf(!kubelet)('on a kubelet', () => {
  let subject: KubernetesUnderTest;
  beforeAll(async () => {
    subject = await kubernetesUnderTest(await testClusterFrom(kubelet!));
  });
  afterAll(() => subject?.close());

  const program: WorkloadSpec = {
    image, ports: [{ name: 'http', port: PROGRAM_PORT, protocol: 'tcp' }], healthCheck: { type: 'tcp', port: PROGRAM_PORT, intervalSeconds: 1, timeoutSeconds: 1, failureThreshold: 30 },
  };
  const apply = (of: DesiredWorkloads) => subject.driver.apply(subject.cluster, of);
  const ask = (of: DesiredWorkloads, path: string) => askInside(subject, of, 'GET', path);
  const put = (of: DesiredWorkloads, path: string, body: string) => askInside(subject, of, 'PUT', `/file?path=${path}`, body);
  const read = (of: DesiredWorkloads, path: string) => ask(of, `/file?path=${path}`);
  const remove = async (of: DesiredWorkloads) => {
    await apply({ ...of, replicas: [] });
    await until(subject, of, (left) => left.length === 0);
  };
  const running = async (workload: WorkloadSpec = program, changes: Partial<DesiredWorkloads['replicas'][number]> = {}) => {
    const of = changed(desired(subject, 1, workload), changes);
    await apply(of);
    const [replica] = await until(subject, of, allReady(of));
    return { of, replica: replica! };
  };
  const changed = (of: DesiredWorkloads, changes: Partial<DesiredWorkloads['replicas'][number]>): DesiredWorkloads => {
    const { fingerprint: _, ...replica } = { ...of.replicas[0]!, ...changes };
    return { ...of, replicas: [{ ...replica, fingerprint: fingerprintOf(of.workload, replica) }] };
  };
  const podsOf = async (of: DesiredWorkloads) => {
    const answer = await subject.api('GET', `/api/v1/pods?labelSelector=weir.dev/lease=${of.leaseId}`);
    return ((await answer.json()) as { items: { metadata: { namespace: string; name: string }; status: { podIP: string } }[] }).items;
  };

  test.each<[string, WorkloadSpec, string]>([
    ['there is no such image', { image: 'weir.local/absent:1' }, 'image_not_found'],
    ['a program is not in its image', { image, command: ['/absent'] }, 'invalid_workload'],
    ['a program keeps ending', { image, args: ['fail'] }, 'crash_loop'],
    ['a health check never passes', { ...program, healthCheck: { type: 'http', path: '/file?path=/absent', port: PROGRAM_PORT, intervalSeconds: 1, timeoutSeconds: 1, failureThreshold: 2 } }, 'health_check_failed'],
  ])('it is told that %s', async (_what, workload, reason) => {
    const of = desired(subject, 1, workload);
    await apply(of);
    const [found] = await until(subject, of, ([replica]) => replica?.state === 'failed' && (reason !== 'crash_loop' || replica.restarts > 0));
    expect(found).toMatchObject({ state: 'failed', reason });
    await remove(of);
  });

  test('a program that ended is started again, and ready anew', async () => {
    const { of, replica: before } = await running();
    expect(before.restarts).toBe(0);
    expect((await ask(of, '/exit?code=3')).status).toBe(0);
    const [after] = await until(subject, of, ([replica]) => replica?.state === 'ready' && replica.restarts > 0);
    expect(after!.since).toBeGreaterThan(before.since);
    expect((await ask(of, '/')).body).toBe('hello from a replica\n');
    await remove(of);
  });

  test('a program that takes more memory than its claim holds is ended, and it is told why', async () => {
    const { of } = await running();
    const told: string[] = [];
    const stop = subject.driver.watch(subject.cluster, (leaseId) => told.push(leaseId));
    // Once may be over before anybody looks; a kubelet waits longer with every time.
    const [found] = await until(subject, of, ([replica]) => {
      if (replica?.state === 'ready') void ask(of, '/eat?mib=200').catch(() => undefined);
      return replica?.reason === 'out_of_memory';
    });
    expect(found).toMatchObject({ state: 'failed', reason: 'out_of_memory' });
    await expect.poll(() => told).toContain(of.leaseId);
    stop();
    await remove(of);
  });

  test('a health check that begins to pass makes ready', async () => {
    const healthCheck = { type: 'http' as const, path: '/file?path=/tmp/healthy', port: PROGRAM_PORT, intervalSeconds: 1, timeoutSeconds: 1, failureThreshold: 3 };
    const of = desired(subject, 1, { ...program, healthCheck });
    await apply(of);
    await until(subject, of, ([replica]) => replica?.reason === 'health_check_failed');
    expect((await put(of, '/tmp/healthy', 'yes')).status).toBe(200);
    await until(subject, of, allReady(of));
    await remove(of);
  });

  test('a resized replica has what it was resized to', async () => {
    const { of } = await running();
    const limitOf = async (lease: DesiredWorkloads) => {
      const places = ['memory.max', 'memory/memory.limit_in_bytes'].map((file) => read(lease, `/sys/fs/cgroup/${file}`));
      return Number((await Promise.all(places)).find(({ status }) => status === 200)?.body);
    };
    expect(await limitOf(of)).toBe(64 * 2 ** 20);
    const larger = changed(of, { resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 100 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 128 }] });
    await apply(larger);
    await until(subject, larger, allReady(larger));
    expect(await limitOf(larger)).toBe(128 * 2 ** 20);
    await remove(larger);
  });

  test('of what it wrote the end, what is newer, and what comes are read', async () => {
    const { of } = await running();
    for (const path of ['/one', '/two']) await ask(of, `/file?path=${path}`);
    await ask(of, '/');
    const lines = await linesOf(subject, of);
    expect(lines.map((line) => line.text)).toEqual(['listening', 'GET /file', 'GET /file', 'GET /']);
    expect((await linesOf(subject, of, { tailLines: 2 })).map((line) => line.text)).toEqual(['GET /file', 'GET /']);
    await subject.pass(1_100);
    const since = Date.now();
    await ask(of, '/bytes?n=1');
    expect((await linesOf(subject, of, { since })).map((line) => line.text)).toEqual(['GET /bytes']);

    const following = new AbortController();
    const followed: string[] = [];
    const ended = (async () => {
      const ref = { leaseId: of.leaseId, claimId: of.replicas[0]!.claimId };
      for await (const line of subject.driver.logs(subject.cluster, ref, { tailLines: 1, follow: true }, following.signal)) followed.push(line.text);
    })();
    await expect.poll(() => followed, { timeout: 10_000 }).toEqual(['GET /bytes']);
    for (const path of ['/eat?mib=1', '/about']) await ask(of, path);
    await expect.poll(() => followed, { timeout: 10_000 }).toEqual(['GET /bytes', 'GET /eat', 'GET /about']);
    following.abort();
    await ended;
    await remove(of);
  });

  test('it runs as nobody, may write to /tmp alone, and has no way to more', async () => {
    const { of } = await running();
    expect((await ask(of, '/about')).body).toContain('uid 65532\n');
    const status = (await read(of, '/proc/self/status')).body;
    for (const line of [/^CapEff:\s0+$/m, /^CapBnd:\s0+$/m, /^NoNewPrivs:\s1$/m, /^Seccomp:\s2$/m]) expect(status).toMatch(line);
    expect(rootOf((await read(of, '/proc/self/mountinfo')).body)).toMatch(/^ro,/);
    expect((await put(of, '/written', 'x')).body).toContain('read-only file system');
    expect((await put(of, '/tmp/written', 'x')).status).toBe(200);
    expect((await read(of, '/tmp/written')).body).toBe('x');
    expect((await read(of, '/var/run/secrets/kubernetes.io/serviceaccount/token')).status).toBe(404);
    await remove(of);
  });

  test('the user it asks for, and a root to write to, are given when asked for', async () => {
    const { of } = await running({ ...program, runAsUser: 4_321, writableRoot: true });
    expect((await ask(of, '/about')).body).toContain('uid 4321\n');
    expect(rootOf((await read(of, '/proc/self/mountinfo')).body)).toMatch(/^rw,/);
    await remove(of);
  });

  test('closing leaves nothing', async () => {
    const { of } = await running();
    const { namespace } = (await podsOf(of))[0]!.metadata;
    await remove(of);
    expect(await podsOf(of)).toEqual([]);
    await expect.poll(async () => (await subject.api('GET', `/api/v1/namespaces/${namespace}`)).status, { timeout: 60_000, interval: 200 }).toBe(404);
  });

  test('what leaves a replica by its network is held to its bandwidth', async ({ skip }) => {
    const mbps = 20;
    const { of } = await running(program, { resources: [
      { resourceClass: 'CPU_MILLI', variant: '', amount: 500 }, { resourceClass: 'MEMORY_MIB', variant: '', amount: 64 }, { resourceClass: 'EGRESS_MBPS', variant: '', amount: mbps },
    ] });
    const [pod] = await podsOf(of);
    const address = `http://${pod!.status.podIP}:${PROGRAM_PORT}`;
    if (!(await fetch(address, { signal: AbortSignal.timeout(5_000) }).then(({ ok }) => ok, () => false))) {
      console.log("skipped: a replica's bandwidth: its address is not reachable from here");
      skip('its address is not reachable from here');
    }
    const measure = async (bytes: number) => {
      const begun = performance.now();
      let received = 0;
      for await (const chunk of (await fetch(`${address}/bytes?n=${bytes}`)).body!) received += (chunk as Uint8Array).length;
      expect(received).toBe(bytes);
      return (bytes * 8) / 1_000 / (performance.now() - begun);
    };
    let sent = 0;
    for (let last = Infinity; last > mbps * 2 && sent < 2 * BURST_BYTES; sent += PIECE_BYTES) last = await measure(PIECE_BYTES);
    expect(sent).toBeLessThan(1.1 * BURST_BYTES);
    const measured = await measure(MEASURED_BYTES);
    console.log(`a replica of ${mbps} Mbit/s sent ${measured.toFixed(1)} Mbit/s, after ${(sent / 2 ** 20).toFixed(0)} MiB as fast as it could`);
    expect(measured).toBeGreaterThan(mbps * 0.8); // frames' own bytes count too
    expect(measured).toBeLessThan(mbps * 1.05);
    await remove(of);
  });

  describe('with volumes', () => {
    const CLASS = `test-${Date.now()}`;
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'weir-volume-'));
      await subject.api('POST', '/apis/storage.k8s.io/v1/storageclasses', { metadata: { name: CLASS }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true });
      const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [subject.hosts[0]!.name] }] }] } };
      await subject.api('POST', '/api/v1/persistentvolumes', {
        metadata: { name: CLASS },
        spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain', storageClassName: CLASS, local: { path: folder }, nodeAffinity },
      });
    });
    afterAll(async () => {
      await subject.api('DELETE', `/api/v1/persistentvolumes/${CLASS}`);
      await subject.api('DELETE', `/apis/storage.k8s.io/v1/storageclasses/${CLASS}`);
      await rm(folder, { recursive: true, force: true });
    });

    test('what was written there is there after the program ended, after its pod is another, and after it was asked to be larger', async () => {
      const volume = { name: 'data', storageClass: CLASS, gib: 1, mountPath: '/data' };
      const { of } = await running(program, {
        resources: [...desired(subject, 1, program).replicas[0]!.resources, { resourceClass: 'STORAGE_GIB', variant: CLASS, amount: 1 }], volumes: [volume],
      });
      expect((await put(of, '/data/kept', 'kept')).status).toBe(200);
      await put(of, '/tmp/lost', 'lost');
      await ask(of, '/exit');
      await until(subject, of, ([replica]) => replica?.state === 'ready' && replica.restarts > 0);
      expect((await read(of, '/data/kept')).body).toBe('kept');
      const larger = changed(of, { resources: of.replicas[0]!.resources.map((one) => (one.resourceClass === 'MEMORY_MIB' ? { ...one, amount: 96 } : one)) });
      await apply(larger);
      await until(subject, larger, allReady(larger));
      expect((await read(larger, '/data/kept')).body).toBe('kept');
      expect((await read(larger, '/tmp/lost')).status).toBe(404);
      expect(await readFile(join(folder, 'kept'), 'utf8')).toBe('kept');
      const { namespace } = (await podsOf(larger))[0]!.metadata;
      const roomier = changed(larger, { resources: larger.replicas[0]!.resources.map((one) => (one.variant === CLASS ? { ...one, amount: 2 } : one)), volumes: [{ ...volume, gib: 2 }] });
      // What makes volumes cannot be changed: it is made anew, which takes a second try.
      await expect.poll(() => apply(roomier).then(() => 'applied', String), { timeout: 30_000 }).toBe('applied');
      await until(subject, roomier, allReady(roomier));
      expect((await read(roomier, '/data/kept')).body).toBe('kept');
      const { items } = (await (await subject.api('GET', `/api/v1/namespaces/${namespace}/persistentvolumeclaims`)).json()) as { items: { spec: { resources: object } }[] };
      expect(items.map(({ spec }) => spec.resources)).toEqual([{ requests: { storage: '2Gi' } }]);
      await remove(roomier);
      await expect.poll(async () => (await subject.api('GET', `/api/v1/namespaces/${namespace}`)).status, { timeout: 60_000, interval: 200 }).toBe(404);
      const { status } = (await (await subject.api('GET', `/api/v1/persistentvolumes/${CLASS}`)).json()) as { status: { phase: string } };
      expect(status.phase).toBe('Released');
    });
  });
});

/** containerd asks the shaper for the largest burst that can be said, 2³² bits: so much comes at first, as fast as it may. */
const BURST_BYTES = 2 ** 29;
const PIECE_BYTES = 8 * 2 ** 20;
const MEASURED_BYTES = 4 * PIECE_BYTES;

/** How the root of a mountinfo is mounted. */
function rootOf(mountinfo: string): string {
  return /^\d+ \d+ \S+ \S+ \/ (\S+) /m.exec(mountinfo)?.[1] ?? '';
}
