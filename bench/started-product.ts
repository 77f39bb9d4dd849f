import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Database, startEmbedded } from '#libs/database';

export interface StartedProduct {
  apiUrl: string;
  adminKey: string;
  /** Of the product; its PostgreSQL has processes of its own. */
  pid: number;
  databaseUrl: string;
  /** For looking from outside, without the API's limits. */
  database: Database;
  stop(): Promise<void>;
}

/** The built product's entry; benchmarks run from the build, beside it. */
const main = join(import.meta.dirname, '../apps/weir/src/main.js');
const START_WITHIN_MILLIS = 60_000;

/** Starts `weir up --empty` as a process of its own, on a new PostgreSQL in a temporary folder. */
export async function startUp(environment: Record<string, string> = {}): Promise<StartedProduct> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-run-'));
  await chmod(folder, 0o755);
  const server = await startEmbedded({ folder: join(folder, 'postgres') });
  const child = spawn(process.execPath, [main, 'up', '--empty'], {
    env: { ...process.env, DATABASE_URL: server.url, WEIR_HOME: folder, WEIR_PORT: '0', WEIR_LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`weir up was not ready within ${START_WITHIN_MILLIS} ms`)), START_WITHIN_MILLIS);
      child.stdout.on('data', (chunk: Buffer) => {
        if (!chunk.toString().includes('is serving at')) return;
        clearTimeout(timer);
        resolve();
      });
      child.once('exit', (code) => reject(new Error(`weir up exited with ${code}`)));
    });
    const { apiUrl, adminKey } = JSON.parse(await readFile(join(folder, 'credentials.json'), 'utf8')) as { apiUrl: string; adminKey: string };
    const database = new Database({ url: server.url, poolSize: 2 });
    return {
      apiUrl, adminKey, pid: child.pid!, databaseUrl: server.url, database,
      stop: async () => {
        await database.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
