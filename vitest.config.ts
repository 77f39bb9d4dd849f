import { join } from 'node:path';
import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

// The alias stands for package.json's `imports` with the condition `source`, which Vitest's global set-up does not heed.
export default defineConfig({
  plugins: [
    swc.vite({
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2024',
      },
    }),
  ],
  resolve: { alias: [{ find: /^#(libs|apps)\/([a-z-]+)$/, replacement: join(import.meta.dirname, '$1/$2/src/index.ts') }] },
  test: {
    include: ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'test/**/*.spec.ts'],
    exclude: ['node_modules/**', 'dist/**', 'test/servers/**', 'test/cluster/**', 'test/browser/**'],
    globalSetup: ['libs/testing/src/global-setup.ts'],
    setupFiles: ['test/support/seed-properties.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    isolate: false,
  },
});
