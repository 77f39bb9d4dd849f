import { configureGlobal } from 'fast-check';
import { beforeEach } from 'vitest';

import { seedOfRun } from './seed.js';

/** Of a test's time limit, what its properties may take. */
const SHARE = 0.95;

// Before each spec: its properties draw their cases from the run's seed where one is given. Without one fast-check draws a seed for each, and tells it when a property fails.
const seeded = process.env.WEIR_TEST_SEED ?? process.env.CI ? { seed: seedOfRun() } : {};
configureGlobal(seeded);

// One that fails looks for a smaller example, one after another: past the test's limit nobody would hear that it failed, nor by what.
beforeEach(({ task }) => {
  configureGlobal({ ...seeded, interruptAfterTimeLimit: task.timeout * SHARE, markInterruptAsFailure: true });
});
