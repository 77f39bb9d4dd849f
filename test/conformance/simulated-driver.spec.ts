import { Signals } from '#libs/database';
import { type Actor, defaultSettings, ManualClock, newId, systemActor } from '#libs/kernel';
import { ClearFault, ClearFaultHandler, type FaultInput, InjectFault, InjectFaultHandler, SimulatedDriver } from '#libs/runtime';
import { testDatabase } from '#libs/testing';

import { type DriverUnderTest, driverConformance } from './driver.js';

driverConformance('simulated clusters', async (): Promise<DriverUnderTest> => {
  const db = await testDatabase();
  const { client } = db.database;
  const signals = new Signals(db.url);
  await signals.start();
  const clock = new ManualClock(1_800_000_000_000);
  const operatorId = newId('operator');
  const cluster = { id: newId('cluster'), driver: 'simulated' };
  const place = { operatorId, siteId: newId('site'), poolId: newId('pool') };
  await client.cluster.create({ data: { ...cluster, ...place, name: 'one', createdAt: 0n } });
  const hosts = ['a', 'b'].map((name) => ({ id: newId('host'), name }));
  await client.host.createMany({
    data: hosts.map((host) => ({ ...host, ...place, clusterId: cluster.id, jurisdiction: 'DE', region: 'europe-west', traits: [], createdAt: 0n })),
  });
  const actor: Actor = { ...systemActor, ownerType: 'operator', ownerId: operatorId };
  return {
    driver: new SimulatedDriver(db.database, signals, clock, { ...defaultSettings, simulatedStartMillis: 250 }),
    cluster,
    hosts,
    now: () => clock.now(),
    pass: async (millis) => clock.advance(millis),
    inject: async (fault: FaultInput) => {
      const { id } = await new InjectFaultHandler(db.database, clock).execute(new InjectFault(actor, cluster.id, fault));
      return () => new ClearFaultHandler(db.database, clock).execute(new ClearFault(actor, cluster.id, id));
    },
    close: async () => {
      await signals.stop();
      await db.drop();
    },
  };
});
