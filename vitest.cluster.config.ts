import { mergeConfig } from 'vitest/config';

import base from './vitest.config.js';

/** Suites on a real Kubernetes of this machine, made by deploy/local-cluster: minutes, one at a time. */
const config = mergeConfig(base, { test: { testTimeout: 900_000, hookTimeout: 120_000, fileParallelism: false, isolate: true } });
config.test!.globalSetup = ['libs/testing/src/global-setup.ts', 'test/cluster/global-setup.ts'];
config.test!.include = ['test/cluster/**/*.spec.ts'];
config.test!.exclude = ['node_modules/**', 'dist/**'];

export default config;
