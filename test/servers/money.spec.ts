import { describe, expect, test } from 'vitest';

import { runHistories } from '../money/run.js';

/** The same for every change, so that it is judged by itself; `npm test` goes through a hundred that nobody has seen each time it runs elsewhere than in CI. */
const SEEDS = [5_001, 424_242];

const count = Number(process.env.WEIR_TEST_HISTORIES ?? 2_500);
const seeds = process.env.WEIR_TEST_SEED ? [Number(process.env.WEIR_TEST_SEED)] : SEEDS;

describe('random histories cost what happened in them, however they are settled and billed', () => {
  // At once, each in a database of its own: a history is mostly waiting for one of two processors.
  test.concurrent.each(seeds)(`${count} with WEIR_TEST_SEED=%i`, { timeout: 120_000 + count * 1_000 }, async (seed) => {
    console.info(`WEIR_TEST_SEED=${seed} WEIR_TEST_HISTORIES=${count}`);
    const done = await runHistories(count, seed);
    // Histories in which nothing happened prove nothing.
    expect(done.leases).toBeGreaterThan(count);
    expect(done.charged).toBeGreaterThan(count / 2);
    expect(done.credited).toBeGreaterThan(count / 50);
    expect(done.paidOut).toBeGreaterThan(count / 50);
    expect(done.twins).toBeGreaterThanOrEqual(Math.floor(count / 5));
  });
});
