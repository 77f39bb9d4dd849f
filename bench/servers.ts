import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';

import { Database, ensureDatabase, freePort, migrate, startEmbedded } from '#libs/database';

export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** The PostgreSQL the product brings, with its own settings, or some others: what is promised to be durable is. */
export async function benchPostgres(settings: Readonly<Record<string, string>> = {}): Promise<Server & { cpuMillis(): Promise<number> }> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  await chmod(folder, 0o755); // as root, the server runs as another user
  const server = await startEmbedded({ folder, settings });
  return {
    url: server.url,
    cpuMillis: () => cpuMillisOf(join(folder, 'data')),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A new database of a server with the product's own schema. */
export async function benchDatabase(serverUrl: string, name: string, poolSize: number): Promise<Database> {
  await ensureDatabase(serverUrl, name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href, join(process.cwd(), 'prisma/migrations'));
  return new Database({ url: url.href, poolSize });
}

/** Processor time of a server and of what it started, as Linux counts it, in ticks of 10 ms; NaN on other systems. */
async function cpuMillisOf(data: string): Promise<number> {
  if (process.platform !== 'linux') return Number.NaN;
  const parent = Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const times = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined) return 0; // it ended meanwhile
    const [, ppid, , , , , , , , , , user, system, endedUser, endedSystem] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
    if (Number(pid) === parent) return user! + system! + endedUser! + endedSystem!;
    return ppid === parent ? user! + system! : 0;
  });
  return 10 * (await Promise.all(times)).reduce((sum, one) => sum + one, 0);
}

/** REDIS_URL, or a `redis-server` of our own when there is one on PATH, or nothing. */
export async function benchRedis(): Promise<Server | undefined> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => undefined };
  const found = await promisify(execFile)('redis-server', ['--version']).then(() => true, () => false);
  if (!found) return undefined;
  const port = await freePort();
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  const redis = new Redis(url, { retryStrategy: (times) => (times < 100 ? 50 : null) });
  redis.on('error', () => undefined);
  await redis.ping();
  redis.disconnect();
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}
