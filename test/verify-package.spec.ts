import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { honestKey, honestStatement } from './support/honest-statement.js';

const source = join(import.meta.dirname, '../libs/verify');
const charge = { type: 'time', quantity: 1_500n, price: 30_000_001n, startsAfter: 0, millis: 3_600_000 } as const;
const statement = JSON.stringify(honestStatement({ lines: [{ resourceClass: 'CPU_MILLI', leaseName: 'web', charges: [charge, { ...charge, type: 'credit', millis: 7 }] }], deposits: [5n], strangers: 3 }));

let folder: string;
let packed: string[];

const npm = async (args: string[], cwd: string) => (await promisify(execFile)('npm', [...args, '--offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd })).stdout;

/** As somebody would who got the files: its tarball and those of what it needs, in an empty folder, without a network. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-verify-'));
  const require = createRequire(join(source, 'package.json'));
  const needed = ['@noble/curves/ed25519.js', '@noble/hashes/sha2.js'].map((file) => dirname(require.resolve(file)));
  const tarballs: string[] = [];
  for (const place of [source, ...needed]) {
    const [made] = JSON.parse(await npm(['pack', '--json', '--pack-destination', folder, ...(place === source ? [] : ['--ignore-scripts'])], place)) as [{ filename: string; files: { path: string }[] }];
    tarballs.push(join(folder, made.filename));
    if (place === source) packed = made.files.map(({ path }) => path);
  }
  const home = join(folder, 'empty');
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{"private":true}');
  await npm(['install', '--ignore-scripts', ...tarballs], home);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(args: readonly string[], input?: string): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: join(folder, 'empty'), encoding: 'utf8', input });
  return { code: status, out: stdout + stderr };
}

describe('@weir/verify', () => {
  const command = 'node_modules/@weir/verify/dist/verify/src/main.js';

  test('holds what was built, and neither sources nor tests', () => {
    expect(packed).toEqual(expect.arrayContaining(['package.json', 'README.md', 'dist/verify/src/index.js', 'dist/verify/src/index.d.ts', 'dist/verify/src/main.js']));
    expect(packed.filter((path) => /\.spec\.|^src\//.test(path))).toEqual([]);
  });

  test('is a command that verifies a file, or names what was changed', async () => {
    await writeFile(join(folder, 'empty/statement.json'), statement);
    const verified = run([command, 'statement.json', '--key', honestKey]);
    expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/^verified: statement "stm_/)]);
    expect(run([command, '-', '--json'], statement)).toMatchObject({ code: 0, out: expect.stringContaining('"verified":true') });
    expect(run([command, '-'], statement.replace('"quantity":"1500"', '"quantity":"1600"'))).toEqual({ code: 1, out: 'NOT verified\n  /lines/0/charges/0/leaf/quantity was changed: the log has "1500"\n' });
    expect(run([command, '-'], statement.slice(1)).code).toBe(2);
    expect(run([command, 'nowhere.json']).code).toBe(2);
    for (const wrong of [[], ['a', 'b'], ['--nonsense', 'a']]) expect(run([command, ...wrong])).toMatchObject({ code: 2, out: expect.stringContaining('weir-verify FILE') });
    expect(run([command, '--help']).code).toBe(0);
  });

  test('is a library that needs nothing of Node, as in a browser: no module of it, no network, no Buffer', async () => {
    await writeFile(join(folder, 'empty/as-in-a-browser.mjs'), `
      import { registerHooks, isBuiltin } from 'node:module';
      const print = console.log;
      registerHooks({ resolve(name, context, next) { if (isBuiltin(name)) throw new Error('asked for ' + name); return next(name, context); } });
      for (const name of ['Buffer', 'process', 'require', 'fetch', 'WebSocket', 'setImmediate', 'global']) delete globalThis[name];
      const { verifyStatement } = await import('@weir/verify');
      const document = JSON.parse(${JSON.stringify(statement)});
      print(JSON.stringify(verifyStatement(document, { publicKey: ${JSON.stringify(honestKey)} })));
      document.statement.leaf.closingBalance += '0';
      print(verifyStatement(document).findings[0].pointer);
    `);
    const { code, out } = run(['as-in-a-browser.mjs']);
    expect(out.split('\n').slice(0, 2)).toEqual([JSON.stringify({ verified: true, findings: [], leaves: 7, charges: 2, unexplainedPrices: 0 }), '/statement/leaf']);
    expect(code).toBe(0);
  });

  test('has types that say what it takes', async () => {
    const types = await readFile(join(folder, 'empty/node_modules/@weir/verify/dist/verify/src/verify-statement.d.ts'), 'utf8');
    expect(types).toContain('verifyStatement(document: unknown');
    expect(types).not.toContain('#libs');
  });
});
