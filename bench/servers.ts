import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';

import { freePort, startEmbedded } from '#libs/database';

export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** The PostgreSQL the product brings, with its own settings: what is promised to be durable is. */
export async function benchPostgres(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  await chmod(folder, 0o755); // as root, the server runs as another user
  const server = await startEmbedded({ folder });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
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
