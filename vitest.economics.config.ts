import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// The pure lib alone: no decorators to compile, no database to start. What the search for mutants runs.
export default defineConfig({
  resolve: { alias: [{ find: /^#libs\/([a-z-]+)$/, replacement: join(import.meta.dirname, 'libs/$1/src/index.ts') }] },
  test: { include: ['libs/economics/**/*.spec.ts'], testTimeout: 60_000, maxWorkers: 1 },
});
