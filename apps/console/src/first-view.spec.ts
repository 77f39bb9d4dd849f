import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { COMPILE_HINT, pagesOf } from '../page-chunks.js';

const built = 'dist/console';
const MOST_SCRIPT_BYTES = 150_000;

interface Chunk {
  file: string;
  imports?: string[];
}

/** Everything that must have come before a view is there: its chunk, and all that those import. */
async function scriptOf(...views: string[]): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(built, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const files = new Set<string>();
  const add = (name: string): void => {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`the build has no ${name}`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) add(imported);
  };
  for (const view of views) add(view);
  return [...files, 'theme.js', 'preload.js'];
}

// `npm test` builds first; without a build there is nothing to measure, and that is a failure, too.
describe('what the first view loads', () => {
  test.each([['src/public/sign-in.tsx'], ['src/tenant/leases-page.tsx']])('of script, compressed, is under 150 kB: %s', async (view) => {
    expect(existsSync(built)).toBe(true);
    let bytes = 0;
    for (const file of await scriptOf('index.html', view)) bytes += gzipSync(await readFile(join(built, file))).length;
    expect(bytes).toBeGreaterThan(MOST_SCRIPT_BYTES / 4);
    expect(bytes).toBeLessThan(MOST_SCRIPT_BYTES);
  });

  test('has no code of dialogs, choices and long tables on any page: a page opens without them', async () => {
    const router = await readFile(join(import.meta.dirname, 'router.tsx'), 'utf8');
    const parts = (await Promise.all(['src/parts/ask-dialog.tsx', 'src/parts/choice-select.tsx', 'src/parts/long-table.tsx', 'src/tenant/deliveries-dialog.tsx'].map((part) => scriptOf(part)))).map(([own]) => own);
    for (const [, page] of pagesOf(router)) expect([page, (await scriptOf('index.html', page)).filter((file) => parts.includes(file))]).toEqual([page, []]);
  });

  test('has the code of the page that is opened on its way beside the code of all pages, whichever page that is', async () => {
    const manifest = JSON.parse(await readFile(join(built, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk | undefined>;
    const preload = await readFile(join(built, 'preload.js'), 'utf8');
    const pages = pagesOf(await readFile(join(import.meta.dirname, 'router.tsx'), 'utf8'));
    expect(pages.length).toBeGreaterThan(25);
    for (const [path, file] of pages) {
      const asked: string[] = [];
      const document = { head: { append: ({ href }: { href: string }) => asked.push(href) }, createElement: () => ({}) };
      runInNewContext(preload, { document, location: { pathname: `/console${path.replaceAll(/\$\w+/g, 'lse_4k9d')}` } });
      expect([path, asked]).toEqual([path, expect.arrayContaining([`/console/${manifest[file]?.file}`])]);
      expect([path, asked.filter((href) => href === `/console/${manifest['index.html']?.file}`)]).toEqual([path, []]);
    }
  });

  test('is compressed beside each file, so that no server does it again for everybody', async () => {
    const { 'index.html': { file } } = JSON.parse(await readFile(join(built, '.vite/manifest.json'), 'utf8')) as { 'index.html': Chunk };
    const source = await readFile(join(built, file));
    expect([brotliDecompressSync(await readFile(join(built, `${file}.br`))).equals(source), gunzipSync(await readFile(join(built, `${file}.gz`))).equals(source)]).toEqual([true, true]);
  });

  test('says at its beginning that all of it is needed at once, which V8 reads nowhere else', async () => {
    const manifest = JSON.parse(await readFile(join(built, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk & { isEntry?: boolean }>;
    const entries = Object.values(manifest).filter(({ isEntry }) => isEntry);
    expect(entries.map(({ file }) => file)).toEqual([manifest['index.html']?.file]);
    expect((await readFile(join(built, entries[0]?.file ?? ''), 'utf8')).startsWith(COMPILE_HINT)).toBe(true);
  });

  test('has no script or style in the page itself, which the policy would refuse', async () => {
    const page = await readFile(join(built, 'index.html'), 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/i);
    expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '').filter((url) => !url.startsWith('/console/'))).toEqual([]);
  });
});
