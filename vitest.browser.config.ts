import { mergeConfig } from 'vitest/config';

import base from './vitest.config.js';

/** The whole product on embedded defaults, and a real browser before it: what people do, by mouse and by keyboard. */
const config = mergeConfig(base, { test: { testTimeout: 90_000, hookTimeout: 120_000, fileParallelism: false, isolate: true } });
config.test!.include = ['test/browser/**/*.spec.ts'];
config.test!.exclude = ['node_modules/**', 'dist/**'];
// One product for all of them, with a PostgreSQL of its own; beside it the tests' own, for what needs a clock that is moved.
config.test!.globalSetup = [...[base.test?.globalSetup ?? []].flat(), 'test/browser/whole-weir.ts'];

export default config;
