import { join } from 'node:path';

import optimizeLocales from '@react-aria/optimize-locales-plugin';
import { defineConfig } from 'vite';

import { compressed, eagerlyCompiled, pageChunks } from './page-chunks.js';

const ours = (lib: string, file = 'index'): string => join(import.meta.dirname, `../../libs/${lib}/src/${file}.ts`);

/** The console is served at /console/ by the API. `vite` itself finds the API where `npm start` serves it. */
export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  base: '/console/',
  // React Aria speaks thirty languages; the console one.
  plugins: [{ ...optimizeLocales.vite({ locales: ['en-US'] }), enforce: 'pre' }, pageChunks(import.meta.dirname), eagerlyCompiled(), compressed()],
  // Our own two from their sources, and what the verifier reckons by; the condition `source` would take React Aria's as well.
  resolve: { alias: { '@weir/client': ours('client'), '@weir/verify': ours('verify'), '#libs/kernel': ours('kernel', 'portable') } },
  server: { proxy: { '/v1': 'http://127.0.0.1:7070' } },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    // The policy allows nothing but files of our own.
    assetsInlineLimit: 0,
    // What the page loads first is read from it by the test that bounds it.
    manifest: true,
    target: 'es2024',
    reportCompressedSize: false,
    // Libraries mark what servers must not render; nothing here is rendered on one.
    rolldownOptions: { onwarn: (warning, warn) => { if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning); } },
  },
});
