import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { Signals } from '#libs/database';
import { ManualClock } from '#libs/kernel';
import { testDatabase, type TestDatabase } from '#libs/testing';

import { Authenticator } from './authenticator.js';
import { ensureAdminKey } from './ensure-admin-key.js';
import { newSecret } from './secret.js';

let test_: TestDatabase;
let signals: Signals;
let authenticator: Authenticator;
const clock = new ManualClock(1_000_000);

beforeAll(async () => {
  test_ = await testDatabase();
  signals = new Signals(test_.url);
  await signals.start();
  authenticator = new Authenticator(test_.database, signals, clock);
});
afterAll(async () => {
  await authenticator.onApplicationShutdown();
  await signals.stop();
  await test_.drop();
});

test('an administrator\'s key is made once, however often it is asked for', async () => {
  const chosen = newSecret('platform').secret;
  expect(await Promise.all([1, 2, 3].map(() => ensureAdminKey(test_.database, clock.now(), chosen)))).toEqual([chosen, chosen, chosen]);
  expect(await test_.database.client.apiKey.count()).toBe(1);
  await expect(ensureAdminKey(test_.database, clock.now(), 'weak')).rejects.toThrow(RangeError);
});

test('the first use asks the database, the next ones do not', async () => {
  const secret = await ensureAdminKey(test_.database, clock.now());
  const asked = vi.spyOn(test_.database, 'query');
  const first = authenticator.authenticate(secret);
  expect(first).toBeInstanceOf(Promise);
  const key = await first;
  expect(key).toMatchObject({ ownerType: 'platform', role: 'administrator' });
  expect(authenticator.authenticate(secret)).toBe(key);
  expect(asked).toHaveBeenCalledTimes(1);
  asked.mockRestore();
});

test('a key that does not exist is asked for once, and what is no key never', async () => {
  const asked = vi.spyOn(test_.database, 'query');
  const { secret } = newSecret('tenant');
  expect(await authenticator.authenticate(secret)).toBeUndefined();
  expect(authenticator.authenticate(secret)).toBeUndefined();
  expect(authenticator.authenticate('nonsense')).toBeUndefined();
  expect(asked).toHaveBeenCalledTimes(1);
  asked.mockRestore();
});

test('an answer read before a revocation is not remembered after it', async () => {
  const secret = await ensureAdminKey(test_.database, clock.now());
  const query = test_.database.query.bind(test_.database);
  const slow = vi.spyOn(test_.database, 'query').mockImplementationOnce(async (statement) => {
    const rows = await query(statement);
    await test_.database.client.$executeRawUnsafe(`select pg_notify('weir_key', '')`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return rows;
  });
  await authenticator.authenticate(secret);
  slow.mockRestore();
  expect(authenticator.authenticate(secret)).toBeInstanceOf(Promise);
});
