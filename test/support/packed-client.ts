import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where its sources lie. */
export const clientSource = join(import.meta.dirname, '../../libs/client');

/** `@weir/client` as somebody would have it who got the files. */
export interface PackedClient {
  /** Of all that follows; whoever asked removes it. */
  folder: string;
  /** A folder with nothing but it and what it needs. */
  home: string;
  /** The files that it holds. */
  packed: string[];
}

const npm = async (args: string[], cwd: string): Promise<string> => (await run('npm', [...args, '--offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd })).stdout;

/** The package and all that it needs, as they lie here. */
async function foldersOf(name: string, from: string): Promise<string[]> {
  let at = from;
  while (!(await realpath(join(at, 'node_modules', name)).catch(() => undefined))) at = dirname(at);
  const found = await realpath(join(at, 'node_modules', name));
  const { dependencies = {} } = JSON.parse(await readFile(join(found, 'package.json'), 'utf8')) as { dependencies?: Record<string, string> };
  return [found, ...(await Promise.all(Object.keys(dependencies).map((one) => foldersOf(one, found)))).flat()];
}

/** Its tarball and those of what it needs, installed in an empty folder, without a network. */
export async function packedClient(): Promise<PackedClient> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-client-'));
  const { dependencies } = JSON.parse(await readFile(join(clientSource, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const needed = (await Promise.all(Object.keys(dependencies).map((name) => foldersOf(name, clientSource)))).flat();
  const tarballs: string[] = [];
  let packed: string[] = [];
  for (const place of new Set([clientSource, ...needed])) {
    const [made] = JSON.parse(await npm(['pack', '--json', '--pack-destination', folder, ...(place === clientSource ? [] : ['--ignore-scripts'])], place)) as [{ filename: string; files: { path: string }[] }];
    tarballs.push(join(folder, made.filename));
    if (place === clientSource) packed = made.files.map(({ path }) => path);
  }
  const home = join(folder, 'empty');
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{"private":true,"type":"module"}');
  await npm(['install', '--ignore-scripts', ...tarballs], home);
  return { folder, home, packed };
}

/** What its README shows, of a server that is elsewhere. */
export async function clientExample(url: string): Promise<string> {
  const [, example] = /```ts\n([^]*?)```/.exec(await readFile(join(clientSource, 'README.md'), 'utf8'))!;
  return example!.replace('http://127.0.0.1:7070', url);
}
