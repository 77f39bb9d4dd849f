import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const lib = new URL('../', import.meta.url);
const files = readdirSync(new URL('vectors/', lib)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
const readme = readFileSync(new URL('vectors/README.md', lib), 'utf8');
const specs = readdirSync(new URL('src/', lib), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.spec.ts')).map((name) => readFileSync(new URL(`src/${name}`, lib), 'utf8')).join('\n');

describe.each(files)('vectors %s', (name) => {
  const { source, cases } = JSON.parse(readFileSync(new URL(`vectors/${name}.json`, lib), 'utf8')) as { source: { repo?: string; licence?: string }; cases: unknown[] };

  test('say where they were read and under which licence, here and in the README', () => {
    expect(source.repo && source.licence).toBeTruthy();
    expect(cases.length).toBeGreaterThan(0);
    expect(readme).toContain(`\`${name}.json\``);
  });

  test('are run, all of them', () => {
    expect(specs).toMatch(new RegExp(`everyVector<[^>]+(<[^>]+>)?[^>]*>\\('${name}', ${cases.length},`));
  });
});
