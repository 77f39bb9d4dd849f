import { expect, test } from 'vitest';

import { runHistories } from '../money/run.js';

const count = Number(process.env.WEIR_TEST_HISTORIES ?? 5_000);
const seed = Number(process.env.WEIR_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`${count} random histories cost what happened in them, however they are settled and billed (WEIR_TEST_SEED=${seed})`, { timeout: 120_000 + count * 1_000 }, async () => {
  console.info(`WEIR_TEST_SEED=${seed} WEIR_TEST_HISTORIES=${count}`);
  const done = await runHistories(count, seed);
  // Histories in which nothing happened prove nothing.
  expect(done.leases).toBeGreaterThan(count);
  expect(done.charged).toBeGreaterThan(count / 2);
  expect(done.twins).toBeGreaterThanOrEqual(Math.floor(count / 5));
});
