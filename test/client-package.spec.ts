import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { WebhookModule } from '#libs/webhook';

import { webhookControllers } from '../apps/api/src/webhook/controllers.js';
import { startTestApi, type TestApi } from './support/api.js';
import { clientExample, clientSource, packedClient } from './support/packed-client.js';

const run = promisify(execFile);

let api: TestApi;
let folder: string;
let home: string;
let packed: string[];

beforeAll(async () => {
  ({ folder, home, packed } = await packedClient());
  api = await startTestApi({ modules: [WebhookModule], controllers: webhookControllers });
}, 300_000);
afterAll(async () => {
  await api?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('@weir/client', () => {
  test('holds what was built, and neither sources nor tests', () => {
    expect(packed).toEqual(expect.arrayContaining(['package.json', 'README.md', 'dist/index.js', 'dist/index.d.ts', 'dist/api.d.ts']));
    expect(packed.filter((path) => /\.spec\.|^src\//.test(path))).toEqual([]);
  });

  test('does what its README shows, by its own types', async () => {
    const example = await clientExample(api.url);
    await writeFile(join(home, 'example.ts'), `declare const process: { env: Record<string, string | undefined> };\ndeclare const console: { log(...words: unknown[]): void };\n${example}`);
    const wrong = example.replace("'not_found'", "'not_fond'").replace('{ id, url }', '{ id, uri }');
    await writeFile(join(home, 'wrong.ts'), `declare const process: { env: Record<string, string | undefined> };\ndeclare const console: { log(...words: unknown[]): void };\n${wrong}`);
    const compiler = join(clientSource, 'node_modules/typescript/bin/tsc');
    const options = ['--target', 'es2022', '--lib', 'es2022,dom', '--module', 'nodenext', '--strict'];
    const tenant = await api.tenant();
    await run(process.execPath, [compiler, ...options, 'example.ts'], { cwd: home });
    await expect(run(process.execPath, [compiler, ...options, '--noEmit', 'wrong.ts'], { cwd: home })).rejects.toMatchObject({ stdout: expect.stringContaining("Property 'uri' does not exist") });
    const { stdout } = await run(process.execPath, ['example.js'], { cwd: home, env: { WEIR_API_KEY: tenant.secret } });
    expect(stdout).toMatch(/^end_\w+ https:\/\/example\.com\/hooks\ngone\n$/);
  });

  test('loads nothing that only Node has', async () => {
    const files = packed.filter((path) => path.endsWith('.js'));
    const texts = await Promise.all(files.map((path) => readFile(join(home, 'node_modules/@weir/client', path), 'utf8')));
    expect(files.length).toBeGreaterThan(4);
    expect(texts.flatMap((text) => text.match(/from ['"](?:node:)?(?:fs|http|https|crypto|buffer|stream|path|util|timers)[^'"]*['"]|\b(?:process|Buffer|require|__dirname)\b[.(]/g) ?? [])).toEqual([]);
  });
});
