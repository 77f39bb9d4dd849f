import { expect, test } from 'vitest';

import { runHistories } from './money/run.js';
import { seedOfRun } from './support/seed.js';

/** As many as do not hold anybody up; test/servers/money.spec.ts goes through thousands. */
const count = Number(process.env.WEIR_TEST_HISTORIES ?? 100);
const seed = seedOfRun();

test(`${count} random histories cost what happened in them, however they are settled and billed (WEIR_TEST_SEED=${seed})`, { timeout: 120_000 + count * 2_000 }, async () => {
  console.info(`WEIR_TEST_SEED=${seed} WEIR_TEST_HISTORIES=${count}`);
  expect((await runHistories(count, seed)).charged).toBeGreaterThan(process.env.WEIR_TEST_HISTORY === undefined ? count / 3 : -1);
});
