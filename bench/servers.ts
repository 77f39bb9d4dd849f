import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { Client } from 'pg';

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

/** Of 16 MiB each: nearly as many as a server keeps by the setting below. */
const LOG_FILES = 60;
const KEEPS_LOG = { min_wal_size: '1GB' };

/** The same with the log files that it would have after a while, which are written again: a new server makes each one first, full of zeros. */
export async function settledPostgres(): ReturnType<typeof benchPostgres> {
  const server = await benchPostgres(KEEPS_LOG);
  try {
    await makeLogFiles(server.url);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Fills so many files and, by a checkpoint, leaves them to be written again. */
async function makeLogFiles(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (let made = 0; made < LOG_FILES; made += 1) await client.query(`select pg_logical_emit_message(false, 'bench', 'so that there is something to switch from'), pg_switch_wal()`);
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

/** A new database of a server with the product's own schema. */
export async function benchDatabase(serverUrl: string, name: string, poolSize: number): Promise<Database> {
  await ensureDatabase(serverUrl, name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href, join(process.cwd(), 'prisma/migrations'));
  return new Database({ url: url.href, poolSize });
}

/** Processor time of a process itself, and of what it started and that ended, in milliseconds, and who started it: by proc(5), whose ticks are 10 ms wherever Node runs. Undefined where there is none such. */
export async function processTimes(pid: number): Promise<{ parent: number; own: number; ended: number } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The name of the program, which may hold anything, ends with the last parenthesis.
  const [, parent, , , , , , , , , , user, system, endedUser, endedSystem] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  return { parent: parent!, own: 10 * (user! + system!), ended: 10 * (endedUser! + endedSystem!) };
}

/** Processor time of a server and of what it started; NaN on other systems than Linux. */
async function cpuMillisOf(data: string): Promise<number> {
  if (process.platform !== 'linux') return Number.NaN;
  const server = Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const times = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(async (name) => {
    const times = await processTimes(Number(name));
    if (times === undefined) return 0; // it ended meanwhile
    if (Number(name) === server) return times.own + times.ended;
    return times.parent === server ? times.own : 0;
  });
  return (await Promise.all(times)).reduce((sum, one) => sum + one, 0);
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
