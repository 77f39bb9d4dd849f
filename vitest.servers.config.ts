import { mergeConfig } from 'vitest/config';

import base from './vitest.config.js';

/** Suites that start the product's own processes, Redis or fuzzers: minutes rather than seconds, one at a time, each in a worker of its own, so that what one leaves running does not reach the next. */
const config = mergeConfig(base, { test: { testTimeout: 900_000, hookTimeout: 120_000, fileParallelism: false, isolate: true } });
config.test!.include = ['test/servers/**/*.spec.ts'];
config.test!.exclude = ['node_modules/**', 'dist/**'];

export default config;
