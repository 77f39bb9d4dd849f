import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type ClaimId, type HostId, type LeaseId, newId, type Millis, type ProjectId } from '#libs/kernel';
import {
  type ClusterRef, ClusterUnreachable, type DesiredReplica, type DesiredWorkloads, type Driver, type FaultInput, type FaultKind, fingerprintOf, type LogLine, type ObservedReplica, type ReplicaRef, ReplicaUnreachable, type WorkloadSpec,
} from '#libs/runtime';

/** A driver with a cluster of at least two hosts to try it on. */
export interface DriverUnderTest {
  driver: Driver;
  cluster: ClusterRef;
  hosts: readonly { id: HostId; name: string }[];
  now: () => Millis;
  /** Lets so much of the cluster's time pass. */
  pass: (millis: Millis) => Promise<void>;
  /** Makes something go wrong, and gives the way to end it. Left out where that cannot be done. */
  inject?: (fault: FaultInput) => Promise<() => Promise<void>>;
  /** What cannot be tried on this cluster, and why; it is printed. */
  cannot?: Partial<Record<'logs' | 'connect' | FaultKind, string>>;
  /** An image that runs for ever there, and answers HTTP on port 8080 where `connect` can be tried. */
  image?: string;
  /** How long it may take to look as expected. */
  patienceMillis?: number;
  close: () => Promise<void>;
}

/** What every driver must do. Call it in a spec file of the driver's. `impossible`: why it cannot be tried here, if so; it is printed. */
export function driverConformance(name: string, make: () => Promise<DriverUnderTest>, impossible?: string): void {
  if (impossible !== undefined) console.log(`skipped: the driver port, on ${name}: ${impossible}`);
  describe.skipIf(impossible !== undefined)(`the driver port, on ${name}`, () => {
    let subject: DriverUnderTest;
    beforeAll(async () => {
      subject = await make();
      workload = { image: subject.image ?? ANY_IMAGE, ports: [{ name: 'http', port: PORT, protocol: 'tcp' }] };
    });
    afterAll(() => subject.close());
    startsAndStops(() => subject);
    reaches(() => subject);
    keepsApart(() => subject);
    faults(() => subject);
  });
}

type Get = () => DriverUnderTest;

function startsAndStops(get: Get): void {
  test('knows nothing of a lease that was never applied, and removing it is harmless', async () => {
    const { driver, cluster } = get();
    const leaseId = newId('lease');
    expect(await driver.observe(cluster, leaseId)).toEqual([]);
    await driver.apply(cluster, wanted(leaseId, []));
    expect(await driver.observe(cluster, leaseId)).toEqual([]);
  });

  test('starts replicas, and says since when they are ready', async () => {
    const { driver, cluster, now } = get();
    const before = now();
    const desired = wanted(newId('lease'), replicas(get(), 2));
    await driver.apply(cluster, desired);
    const found = await ready(get(), desired);
    for (const replica of found) {
      expect(replica.since).toBeGreaterThanOrEqual(before);
      expect(replica.since).toBeLessThanOrEqual(now());
      expect(replica.restarts).toBe(0);
      expect(desired.replicas.map((each) => each.fingerprint)).toContain(replica.fingerprint);
    }
  });

  test('takes the same desire again, also many times at once, without touching what runs', async () => {
    const { driver, cluster, pass } = get();
    const desired = wanted(newId('lease'), replicas(get(), 3));
    await Promise.all(Array.from({ length: 8 }, () => driver.apply(cluster, desired)));
    const before = await ready(get(), desired);
    await pass(50);
    await Promise.all(Array.from({ length: 8 }, () => driver.apply(cluster, desired)));
    expect(essence(await driver.observe(cluster, desired.leaseId))).toEqual(essence(before));
  });

  test('scales up and down, and leaves the others as they are', async () => {
    const { driver, cluster } = get();
    const leaseId = newId('lease');
    const [first, second, third] = replicas(get(), 3) as [DesiredReplica, DesiredReplica, DesiredReplica];
    await driver.apply(cluster, wanted(leaseId, [first]));
    const before = await ready(get(), wanted(leaseId, [first]));
    await driver.apply(cluster, wanted(leaseId, [first, second, third]));
    await ready(get(), wanted(leaseId, [first, second, third]));
    await driver.apply(cluster, wanted(leaseId, [first]));
    const after = await eventually(get(), () => driver.observe(cluster, leaseId), (found) => found.length === 1);
    expect(essence(after)).toEqual(essence(before));
  });

  test('stops a replica whose volumes are kept, and starts it again', async () => {
    const { driver, cluster } = get();
    const leaseId = newId('lease');
    const [one, other] = replicas(get(), 2) as [DesiredReplica, DesiredReplica];
    const kept = [{ claimId: one.claimId, resources: [{ resourceClass: 'STORAGE_GIB' as const, variant: 'ssd', amount: 1 }] }];
    const observed = (expected: number) => eventually(get(), () => driver.observe(cluster, leaseId), (found) => found.length === expected);
    await driver.apply(cluster, wanted(leaseId, [one, other]));
    await ready(get(), wanted(leaseId, [one, other]));
    await driver.apply(cluster, { ...wanted(leaseId, [other]), kept });
    expect((await observed(1)).map(({ claimId }) => claimId)).toEqual([other.claimId]);
    await driver.apply(cluster, { ...wanted(leaseId, []), kept });
    await observed(0);
    await driver.apply(cluster, wanted(leaseId, [one]));
    await ready(get(), wanted(leaseId, [one]));
  });

  test('changes what a replica may use and tells the new fingerprint', async () => {
    const { driver, cluster } = get();
    const leaseId = newId('lease');
    const [replica] = replicas(get(), 1) as [DesiredReplica];
    await driver.apply(cluster, wanted(leaseId, [replica]));
    await ready(get(), wanted(leaseId, [replica]));
    const larger = fingerprinted({ ...replica, resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 200 }] });
    await driver.apply(cluster, wanted(leaseId, [larger]));
    const found = await ready(get(), wanted(leaseId, [larger]));
    expect(found).toMatchObject([{ claimId: replica.claimId, fingerprint: larger.fingerprint }]);
  });
}

function reaches(get: Get): void {
  test('connects to a port of a replica that is ready, and to none that is not there', async ({ skip }) => {
    skipIfImpossible(get(), 'connect', skip);
    const { driver, cluster } = get();
    const desired = wanted(newId('lease'), replicas(get(), 1));
    await driver.apply(cluster, desired);
    await ready(get(), desired);
    const here = { leaseId: desired.leaseId, claimId: desired.replicas[0]!.claimId };
    const visit = async () => {
      const connection = await driver.connect(cluster, here, PORT, AbortSignal.timeout(30_000));
      connection.end('GET / HTTP/1.1\r\nhost: replica\r\nconnection: close\r\n\r\n');
      return text(connection);
    };
    // Without a health check a program is ready as soon as it runs, and may not listen yet.
    const answer = await eventually(get(), () => visit().catch(String), (told) => !told.includes('takes no connections'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    await expect(driver.connect(cluster, { ...here, claimId: newId('claim') }, PORT, AbortSignal.timeout(30_000))).rejects.toBeInstanceOf(ReplicaUnreachable);
  });

  test('gives what a replica wrote, no more lines than asked for, and nothing of one that is not there', async ({ skip }) => {
    skipIfImpossible(get(), 'logs', skip);
    const { driver, cluster } = get();
    const desired = wanted(newId('lease'), replicas(get(), 1));
    await driver.apply(cluster, desired);
    await ready(get(), desired);
    const here = { leaseId: desired.leaseId, claimId: desired.replicas[0]!.claimId };
    const linesOf = async (replica: ReplicaRef, tailLines: number) => {
      const lines: LogLine[] = [];
      for await (const line of driver.logs(cluster, replica, { tailLines, follow: false }, AbortSignal.timeout(30_000))) lines.push(line);
      return lines;
    };
    const lines = await eventually(get(), () => linesOf(here, 10), (found) => found.length > 0);
    expect(lines.every((line) => line.text.length > 0 && line.at > 0)).toBe(true);
    expect(await linesOf(here, 0)).toEqual([]);
    await expect(linesOf({ ...here, claimId: newId('claim') }, 10)).rejects.toBeInstanceOf(ReplicaUnreachable);
  });
}

function keepsApart(get: Get): void {
  test('removes all of a lease, and nothing of another', async () => {
    const { driver, cluster } = get();
    const [going, staying] = [wanted(newId('lease'), replicas(get(), 2)), wanted(newId('lease'), replicas(get(), 2))];
    await driver.apply(cluster, going);
    await driver.apply(cluster, staying);
    await ready(get(), going);
    const before = await ready(get(), staying);
    expect(leasesOf(await driver.list(cluster))).toEqual(expect.arrayContaining([going.leaseId, staying.leaseId]));
    await driver.apply(cluster, wanted(going.leaseId, []));
    await eventually(get(), () => driver.observe(cluster, going.leaseId), (found) => found.length === 0);
    await driver.apply(cluster, wanted(going.leaseId, []));
    expect(leasesOf(await driver.list(cluster))).not.toContain(going.leaseId);
    const present = (await driver.list(cluster)).find((lease) => lease.leaseId === staying.leaseId);
    expect(present?.claimIds.toSorted()).toEqual(staying.replicas.map((replica) => replica.claimId).toSorted());
    expect(essence(await driver.observe(cluster, staying.leaseId))).toEqual(essence(before));
  });
}

function faults(get: Get): void {
  test('tells an image that is not found, and starts once it is', async ({ skip }) => {
    const inject = injectorOf(get(), 'image_not_found', skip);
    const desired = wanted(newId('lease'), replicas(get(), 1));
    const clear = await inject({ kind: 'image_not_found', leaseId: desired.leaseId });
    await get().driver.apply(get().cluster, desired);
    expect(await failed(get(), desired.leaseId)).toMatchObject({ state: 'failed', reason: 'image_not_found' });
    await clear();
    await ready(get(), desired);
  });

  test('tells of crashes while they go on, and of recovery, and calls its watchers', async ({ skip }) => {
    const inject = injectorOf(get(), 'crash_loop', skip);
    const { driver, cluster, pass } = get();
    const desired = wanted(newId('lease'), replicas(get(), 1));
    await driver.apply(cluster, desired);
    const [before] = await ready(get(), desired);
    const told: LeaseId[] = [];
    const stop = driver.watch(cluster, (leaseId) => told.push(leaseId));
    const clear = await inject({ kind: 'crash_loop', leaseId: desired.leaseId });
    const crashing = await failed(get(), desired.leaseId);
    expect(crashing).toMatchObject({ state: 'failed', reason: 'crash_loop' });
    expect(crashing.restarts).toBeGreaterThan(0);
    await eventually(get(), async () => told, (leases) => leases.includes(desired.leaseId));
    stop();
    await pass(100);
    await clear();
    const [after] = await ready(get(), desired);
    expect(after!.since).toBeGreaterThan(before!.since);
  });

  test('loses what ran on a host that dies, and nothing else', async ({ skip }) => {
    const inject = injectorOf(get(), 'host_lost', skip);
    if (get().hosts.length < 2) skip('its cluster has one host');
    const { driver, cluster, hosts } = get();
    const [onDying, onLiving] = replicas(get(), 2) as [DesiredReplica, DesiredReplica];
    const desired = wanted(newId('lease'), [onDying, onLiving]);
    await driver.apply(cluster, desired);
    await ready(get(), desired);
    const clear = await inject({ kind: 'host_lost', hostId: hosts[0]!.id });
    const left = await eventually(get(), () => driver.observe(cluster, desired.leaseId), (found) => found.every((replica) => replica.state === 'unknown' || replica.claimId === onLiving.claimId));
    expect(left.find((replica) => replica.claimId === onLiving.claimId)?.state).toBe('ready');
    await clear();
    await driver.apply(cluster, desired);
    await ready(get(), desired);
  });

  test('throws ClusterUnreachable while contact is lost; what runs goes on', async ({ skip }) => {
    const inject = injectorOf(get(), 'contact_lost', skip);
    const { driver, cluster } = get();
    const desired = wanted(newId('lease'), replicas(get(), 2));
    await driver.apply(cluster, desired);
    const before = await ready(get(), desired);
    const clear = await inject({ kind: 'contact_lost' });
    await expect(driver.observe(cluster, desired.leaseId)).rejects.toBeInstanceOf(ClusterUnreachable);
    await expect(driver.apply(cluster, wanted(desired.leaseId, []))).rejects.toBeInstanceOf(ClusterUnreachable);
    await expect(driver.list(cluster)).rejects.toBeInstanceOf(ClusterUnreachable);
    await clear();
    expect(essence(await driver.observe(cluster, desired.leaseId))).toEqual(essence(before));
  });

  test('knows not how replicas fare on a host that it cannot ask, and leaves them there', async ({ skip }) => {
    const inject = injectorOf(get(), 'contact_lost', skip);
    if (get().hosts.length < 2) skip('its cluster has one host');
    const { driver, cluster, hosts } = get();
    const [silent, heard] = replicas(get(), 2) as [DesiredReplica, DesiredReplica];
    const desired = wanted(newId('lease'), [silent, heard]);
    await driver.apply(cluster, desired);
    const before = await ready(get(), desired);
    const clear = await inject({ kind: 'contact_lost', hostId: hosts[0]!.id });
    const stateOf = async (claimId: ClaimId) => (await driver.observe(cluster, desired.leaseId)).find((replica) => replica.claimId === claimId)?.state;
    await eventually(get(), () => stateOf(silent.claimId), (state) => state === 'unknown');
    expect(await stateOf(heard.claimId)).toBe('ready');
    await driver.apply(cluster, desired);
    await clear();
    expect(essence(await ready(get(), desired))).toEqual(essence(before));
  });
}

/** The way to make one kind of thing go wrong; without one the test is skipped. */
function injectorOf(subject: DriverUnderTest, kind: FaultKind, skip: (note?: string) => never): NonNullable<DriverUnderTest['inject']> {
  skipIfImpossible(subject, kind, skip);
  return subject.inject ?? skip('its cluster cannot be made to fail');
}

function skipIfImpossible({ cannot }: DriverUnderTest, what: keyof NonNullable<DriverUnderTest['cannot']>, skip: (note?: string) => never): void {
  const why = cannot?.[what];
  if (why === undefined) return;
  console.log(`skipped: ${expect.getState().currentTestName}: ${why}`);
  skip(why);
}

/** One replica on each host in turn. */
function replicas({ hosts }: DriverUnderTest, count: number): DesiredReplica[] {
  return Array.from({ length: count }, (_, replica) => {
    const host = hosts[replica % hosts.length]!;
    return fingerprinted({ claimId: newId('claim'), replica, hostId: host.id, hostName: host.name, resources: [{ resourceClass: 'CPU_MILLI', variant: '', amount: 100 }], volumes: [] });
  });
}

/** Where its replicas answer over HTTP. */
const PORT = 8080;
const ANY_IMAGE = 'registry.k8s.io/pause:3.10';

/** Of the cluster in use: one file tries one driver. */
let workload: WorkloadSpec = { image: ANY_IMAGE };

function fingerprinted(replica: Omit<DesiredReplica, 'fingerprint'>): DesiredReplica {
  const { claimId, replica: index, hostId, hostName, resources, volumes } = replica;
  const whole = { claimId, replica: index, hostId, hostName, resources, volumes };
  return { ...whole, fingerprint: fingerprintOf(workload, whole) };
}

function wanted(leaseId: LeaseId, of: readonly DesiredReplica[]): DesiredWorkloads {
  const projectId = projects.get(leaseId) ?? newId('project');
  projects.set(leaseId, projectId);
  return { leaseId, tenantId: TENANT, projectId, workload, replicas: of };
}

/** A lease stays in its project; here each has one of its own. */
const projects = new Map<LeaseId, ProjectId>();
const TENANT = newId('tenant');

/** Waits until exactly what is desired is ready. */
function ready(subject: DriverUnderTest, desired: DesiredWorkloads): Promise<ObservedReplica[]> {
  return eventually(subject, () => subject.driver.observe(subject.cluster, desired.leaseId), (found) =>
    found.length === desired.replicas.length
    && desired.replicas.every((replica) => found.some((each) => each.claimId === replica.claimId && each.fingerprint === replica.fingerprint && each.state === 'ready')));
}

async function failed(subject: DriverUnderTest, leaseId: LeaseId): Promise<ObservedReplica> {
  const [replica] = await eventually(subject, () => subject.driver.observe(subject.cluster, leaseId), (found) => found[0]?.state === 'failed');
  return replica!;
}

/** Lets time pass until a value is as expected, or throws with what it is after half a minute of it. */
async function eventually<T>(subject: DriverUnderTest, read: () => Promise<T>, expected: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await read();
    if (expected(value)) return value;
    if (tries * 100 >= (subject.patienceMillis ?? 30_000)) throw new Error(`still ${JSON.stringify(value)}`);
    await subject.pass(100);
    await sleep(5);
  }
}

function leasesOf(present: readonly { leaseId: LeaseId }[]): LeaseId[] {
  return present.map((lease) => lease.leaseId);
}

/** What must not change while nothing happens. */
function essence(found: readonly ObservedReplica[]): Pick<ObservedReplica, 'claimId' | 'state' | 'since' | 'restarts'>[] {
  return found.map(({ claimId, state, since, restarts }) => ({ claimId, state, since, restarts })).toSorted((a, b) => (a.claimId < b.claimId ? -1 : 1));
}
