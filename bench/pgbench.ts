import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { ensureDatabase } from '#libs/database';

const run = promisify(execFile);

/** The bench's own words for what is measured: its TPC-B at this scale, these clients, statements prepared. */
export const pgbenchIs = 'pgbench TPC-B (prepared, 8 clients, scale 20), same PostgreSQL';
const SCALE = 20;
const CLIENTS = 8;
const THREADS = 2;
const SECONDS = 4;

export interface Pgbench {
  /** @returns transactions per second. */
  run(): Promise<number>;
}

/** PostgreSQL's own benchmark in a database of its own on a server; undefined where the program is not on PATH. */
export async function preparePgbench(serverUrl: string): Promise<Pgbench | undefined> {
  const found = await run('pgbench', ['--version']).then(() => true, () => false);
  if (!found) return undefined;
  await ensureDatabase(serverUrl, 'pgbench');
  const url = new URL(serverUrl);
  url.pathname = '/pgbench';
  await run('pgbench', ['--initialize', '--quiet', `--scale=${SCALE}`, url.href]);
  return {
    run: async () => {
      const { stdout } = await run('pgbench', [
        '--no-vacuum', '--protocol=prepared', `--client=${CLIENTS}`, `--jobs=${THREADS}`, `--time=${SECONDS}`, url.href,
      ]);
      const rate = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
      if (rate === undefined) throw new Error(`pgbench did not say its rate:\n${stdout}`);
      return Number(rate);
    },
  };
}
