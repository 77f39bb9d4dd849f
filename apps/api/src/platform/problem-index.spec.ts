import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { problemCatalogue } from '#libs/kernel';

import { openApiDocument } from '../index.js';
import { problemIndex } from './problem-index.js';
import { typeOfCode } from './problems.js';

const root = join(import.meta.dirname, '../../../..');
const document = await openApiDocument();

test('each code that is declared anywhere in the sources has a section, which its type names', async () => {
  const files = (await Promise.all(['libs', 'apps'].map(async (folder) => (await readdir(join(root, folder), { recursive: true })).map((name) => join(root, folder, name)))))
    .flat().filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('node_modules'));
  const declared = (await Promise.all(files.map((name) => readFile(name, 'utf8')))).flatMap((text) => [...text.matchAll(/\b([a-z_]+): \{ kind: '[a-z_]+', title: /g)].map(([, code]) => code!));
  expect(declared.length).toBeGreaterThan(60);
  expect(declared.filter((code) => !problemCatalogue().has(code))).toEqual([]);
  const sections = [...problemIndex(document).matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  for (const code of declared) expect(sections).toContain(typeOfCode(code).split('/').at(-1));
  expect(new Set(sections).size).toBe(sections.length);
});
