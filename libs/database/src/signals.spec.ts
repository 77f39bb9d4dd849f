import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { signal, signalChannels, Signals } from '#libs/database';
import { testDatabase, type TestDatabase } from '#libs/testing';

let db: TestDatabase;
let signals: Signals;

beforeAll(async () => {
  db = await testDatabase();
  signals = new Signals(db.url);
  await signals.start();
});
afterAll(async () => {
  await signals?.stop();
  await db?.drop();
});

test('whoever begins to listen to several channels at once hears all of them, one statement at a time', async () => {
  const warnings: string[] = [];
  const warned = ({ message }: Error) => warnings.push(message);
  process.on('warning', warned);
  const channels = Object.values(signalChannels);
  const heard = new Set<string>();
  const stops = channels.map((channel) => signals.on(channel, () => heard.add(channel)));
  await vi.waitFor(async () => {
    await db.database.transaction(async (tx) => {
      for (const channel of channels) await signal(tx, channel);
    });
    expect([...heard].toSorted()).toEqual(channels.toSorted());
  }, { timeout: 20_000, interval: 50 });
  for (const stop of stops) stop();
  process.off('warning', warned);
  expect(warnings).toEqual([]);
});
