import { CommandBus } from '@nestjs/cqrs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { Database, Signals, sql } from '#libs/database';
import { RecordHeartbeats, type HeartbeatInput } from '#libs/inventory';
import { type Actor, defaultSettings, ManualClock, MILLIS_PER_HOUR, newId, systemActor } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { fingerprintOf } from './difference.js';
import type { FaultInput } from './fault.js';
import { InjectFault, InjectFaultHandler } from './inject-fault.js';
import { SimulatedAgents, type UsageEvent } from './simulated-agents.js';
import { SimulatedDriver } from './simulated-driver.js';
import { makeFleet, type TestFleet, type TestHost } from './test-fleet.js';

const MINUTE = 60_000;
const clock = new ManualClock(1_800_000_000_000);
const settings = { ...defaultSettings, simulatedStartMillis: 0, simulatedSampleMillis: MINUTE };
let db: TestDatabase;
let database: Database;
let fleet: TestFleet;
let agents: SimulatedAgents;
let beats: HeartbeatInput[] = [];
let sent: UsageEvent[] = [];

beforeAll(async () => {
  db = await testDatabase();
  database = db.database;
  const bus = { execute: async (command: RecordHeartbeats) => void beats.push(command.input) };
  agents = new SimulatedAgents(database, bus as unknown as CommandBus, settings);
});
beforeEach(async () => {
  await database.client.$executeRaw(sql`truncate clusters, hosts, inventories, simulated_workloads, simulated_faults`);
  fleet = await makeFleet(database, clock.now());
  beats = [];
  sent = [];
});
afterAll(() => db.drop());

async function inject(host: TestHost, fault: FaultInput): Promise<void> {
  const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: host.operatorId };
  await new InjectFaultHandler(database, clock).execute(new InjectFault(actor, host.clusterId, fault));
}

/** A replica with a volume of 2 GiB that runs since now. */
async function start(host: TestHost): Promise<string> {
  const driver = new SimulatedDriver(database, new Signals(db.url), clock, settings);
  const workload = { image: 'nginx' };
  const replica = { claimId: newId('claim'), replica: 0, hostId: host.id, hostName: 'a', resources: [{ resourceClass: 'STORAGE_GIB' as const, variant: 'ssd', amount: 2 }], volumes: [] };
  const replicas = [{ ...replica, fingerprint: fingerprintOf(workload, replica) }];
  await driver.apply({ id: host.clusterId, driver: 'simulated' }, { leaseId: newId('lease'), tenantId: newId('tenant'), projectId: newId('project'), workload, replicas });
  return replica.claimId;
}

const sample = () => agents.sample(clock.now(), async (events) => void sent.push(...events));

test('hosts send heartbeats when they are due for one, but for those that cannot', async () => {
  const [dead, alive, silent] = fleet.hosts;
  await agents.beat(clock.now());
  expect(beats).toEqual([]);
  await inject(dead, { kind: 'host_lost', hostId: dead.id });
  await inject(silent, { kind: 'contact_lost' });
  clock.advance(settings.hostStaleAfterMillis / 3);
  await agents.beat(clock.now());
  expect(beats).toEqual([{ clusterId: alive.clusterId, hostIds: [alive.id] }]);
});

test('what a replica uses is sampled without a gap, whatever the pace, and sent again with the same id after a crash', async () => {
  const began = clock.now();
  const claimId = await start(fleet.hosts[0]);
  clock.advance(90_000);
  await sample();
  expect(sent.map((event) => [event.subject, event.type])).toEqual([[claimId, 'weir.usage.egress_bytes.v1'], [claimId, 'weir.usage.stored_bytes.v1']]);
  expect(sent[1]!.data.bytes).toBe((2n ** 30n).toString());
  clock.advance(MILLIS_PER_HOUR);
  await expect(agents.sample(clock.now(), async () => Promise.reject(new Error('crash')))).rejects.toThrow('crash');
  clock.advance(MILLIS_PER_HOUR);
  await sample();
  clock.advance(MINUTE);
  await sample();
  const intervals = sent.filter((event) => event.type.includes('egress')).map((event) => event.data);
  expect(intervals[0]!.startsAt).toBe(began);
  expect(intervals.slice(1).map((each) => each.startsAt)).toEqual(intervals.slice(0, -1).map((each) => each.endsAt));
  expect(intervals[1]!.endsAt - intervals[1]!.startsAt).toBe(MILLIS_PER_HOUR); // as it was begun before the crash
  expect(new Set(sent.map((event) => event.id)).size).toBe(sent.length);
});

test('reports come twice, late or not at all, as faults have it', async () => {
  const [host, , other] = fleet.hosts;
  await start(host);
  await start(other);
  await inject(host, { kind: 'duplicate_reports' });
  await inject(host, { kind: 'delay_reports', delayMillis: 5 * MINUTE });
  await inject(other, { kind: 'contact_lost' });
  clock.advance(2 * MINUTE);
  expect(await sample()).toBe(0);
  clock.advance(5 * MINUTE);
  await sample();
  expect(sent).toHaveLength(4);
  expect(new Set(sent.map((event) => event.id)).size).toBe(2);
  expect(sent.every((event) => event.data.endsAt <= clock.now() - 5 * MINUTE)).toBe(true);
});

test('what died with its host is buried', async () => {
  const [host, other] = fleet.hosts;
  await start(host);
  const living = await start(other);
  await inject(host, { kind: 'host_lost', hostId: host.id });
  expect(await agents.bury()).toBe(1);
  expect((await database.client.simulatedWorkload.findMany()).map((row) => row.claimId)).toEqual([living]);
});
