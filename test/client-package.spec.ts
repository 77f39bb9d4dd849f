import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { WebhookModule } from '#libs/webhook';

import { webhookControllers } from '../apps/api/src/webhook/controllers.js';
import { startTestApi, type TestApi } from './support/api.js';

const root = join(import.meta.dirname, '..');
const source = join(root, 'libs/client');
const run = promisify(execFile);

let api: TestApi;
let folder: string;
let home: string;
let packed: string[];

const npm = async (args: string[], cwd: string) => (await run('npm', [...args, '--offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd })).stdout;

/** The package and all that it needs, as they lie here. */
async function foldersOf(name: string, from: string): Promise<string[]> {
  let at = from;
  while (!(await realpath(join(at, 'node_modules', name)).catch(() => undefined))) at = dirname(at);
  const found = await realpath(join(at, 'node_modules', name));
  const { dependencies = {} } = JSON.parse(await readFile(join(found, 'package.json'), 'utf8')) as { dependencies?: Record<string, string> };
  return [found, ...(await Promise.all(Object.keys(dependencies).map((one) => foldersOf(one, found)))).flat()];
}

/** As somebody would who got the files: its tarball and those of what it needs, in an empty folder, without a network. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-client-'));
  const { dependencies } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const needed = (await Promise.all(Object.keys(dependencies).map((name) => foldersOf(name, source)))).flat();
  const tarballs: string[] = [];
  for (const place of new Set([source, ...needed])) {
    const [made] = JSON.parse(await npm(['pack', '--json', '--pack-destination', folder, ...(place === source ? [] : ['--ignore-scripts'])], place)) as [{ filename: string; files: { path: string }[] }];
    tarballs.push(join(folder, made.filename));
    if (place === source) packed = made.files.map(({ path }) => path);
  }
  home = join(folder, 'empty');
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{"private":true,"type":"module"}');
  await npm(['install', '--ignore-scripts', ...tarballs], home);
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
    const [, example] = /```ts\n([^]*?)```/.exec(await readFile(join(source, 'README.md'), 'utf8'))!;
    await writeFile(join(home, 'example.ts'), `declare const process: { env: Record<string, string | undefined> };\ndeclare const console: { log(...words: unknown[]): void };\n${example!.replace('http://127.0.0.1:7070', api.url)}`);
    const wrong = example!.replace("'not_found'", "'not_fond'").replace('{ id, url }', '{ id, uri }');
    await writeFile(join(home, 'wrong.ts'), `declare const process: { env: Record<string, string | undefined> };\ndeclare const console: { log(...words: unknown[]): void };\n${wrong}`);
    const compiler = join(source, 'node_modules/typescript/bin/tsc');
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
