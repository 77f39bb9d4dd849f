import { Global, Module } from '@nestjs/common';
import { CommandBus, QueryBus, type Command, type Query } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';

import { Database } from '#libs/database';
import { type Actor, CLOCK, defaultSettings, ManualClock, SETTINGS } from '#libs/kernel';

import { HostSweeps } from './host-sweeps.js';
import { InventoryModule } from './inventory.module.js';

/** The lib as an app would have it, on a test's database, with a clock that the test moves. */
export interface TestInventory {
  database: Database;
  clock: ManualClock;
  run<T>(command: Command<T>): Promise<T>;
  ask<T>(query: Query<T>): Promise<T>;
  sweeps: HostSweeps;
  close(): Promise<void>;
}

export async function testInventory(db: { database: Database; drop(): Promise<void> }): Promise<TestInventory> {
  const { database } = db;
  const clock = new ManualClock(1_000_000_000);
  @Global()
  @Module({
    providers: [{ provide: Database, useValue: database }, { provide: CLOCK, useValue: clock }, { provide: SETTINGS, useValue: defaultSettings }],
    exports: [Database, CLOCK, SETTINGS],
  })
  class Surroundings {}
  @Module({ imports: [Surroundings, InventoryModule] })
  class App {}
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  await app.init();
  const [commands, queries] = [app.get(CommandBus), app.get(QueryBus)];
  return {
    database,
    clock,
    run: (command) => commands.execute(command),
    ask: (query) => queries.execute(query),
    sweeps: app.get(HostSweeps),
    close: async () => {
      await app.close();
      await db.drop();
    },
  };
}

/** Somebody of an operator, a tenant or the platform. */
export function actorOf(ownerType: Actor['ownerType'], ownerId: string): Actor {
  return { keyId: `key_of_${ownerId}`, ownerType, ownerId, role: 'owner', scopes: ['*'], requestId: 'req_test' };
}
