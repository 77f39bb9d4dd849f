import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { verify } from './verify.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-verify-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(text: string, json = false): Promise<{ exit: number; lines: string[] }> {
  const file = join(folder, 'statement.json');
  await writeFile(file, text);
  const lines: string[] = [];
  return { exit: await verify(file, { json }, (line) => lines.push(line)), lines };
}

test('what is no statement is not verified, and says where', async () => {
  const other = await run('{"format":"weir-statement/2"}');
  expect([other.exit, other.lines.slice(0, 2)]).toEqual([1, ['NOT verified', '  /format is not weir-statement/1']]);
  const { exit, lines } = await run('[]', true);
  expect([exit, JSON.parse(lines[0]!)]).toMatchObject([1, { verified: false, findings: [{ pointer: '' }] }]);
});

test('what cannot be read is another matter', async () => {
  expect(await run('{"format":')).toMatchObject({ exit: 2, lines: [expect.stringMatching(/^unreadable: /)] });
  expect(await verify(join(folder, 'nothing'), { json: true }, () => undefined)).toBe(2);
});
