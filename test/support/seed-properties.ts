import { seedOfRun } from './seed.js';

// Before each spec: its properties draw their cases from the run's seed where one is given. Without one fast-check draws a seed for each, and tells it when a property fails.
if (process.env.WEIR_TEST_SEED ?? process.env.CI) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: seedOfRun() });
}
