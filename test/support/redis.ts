import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '#libs/database';

export interface TestRedis {
  url: string;
  port: number;
  /** FLUSHALL: it forgets everything, and goes on. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A Redis server of a test's own, from the system's `redis-server`; on the port of one that is gone, it takes its place, empty.
 * @throws Error when that is not installed.
 */
export async function startRedis(at?: number): Promise<TestRedis> {
  const port = at ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'weir-redis-'));
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
  const failed = once(child, 'error').then(([error]) => Promise.reject(new Error('redis-server cannot be started: install it (Debian: apt install redis-server)', { cause: error })));
  await Promise.race([failed, listening(port)]);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    empty: async () => {
      const socket = connect(port, '127.0.0.1');
      socket.write('FLUSHALL\r\n');
      await once(socket, 'data');
      socket.destroy();
    },
    stop: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('redis-server did not listen within 5 s');
}
