import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import type { Contest } from './contest.js';
import { benchPostgres } from './servers.js';

const weir = join(import.meta.dirname, '../apps/weir/src/main.js');
const bareFastify = join(import.meta.dirname, 'bare-fastify.js');
const autocannon = join(import.meta.dirname, '../../node_modules/autocannon/autocannon.js');

const SECONDS = 4;
const CONNECTIONS = 50;
const body = JSON.stringify({ message: 'hello, how are you', number: 7, tags: ['a', 'b', 'c'] });

/**
 * An authenticated, validated, rate-limited POST without database work, against the same route written in bare Fastify, and,
 * for orientation, against a route that does nothing of it. Both servers and the one that asks are processes of their own,
 * and of the servers only one is busy at a time.
 */
export async function* apiContests(): AsyncGenerator<Contest> {
  const postgres = await benchPostgres();
  const children: ChildProcess[] = [];
  try {
    const environment = { ...process.env, DATABASE_URL: postgres.url, WEIR_PORT: '0', WEIR_RATE_LIMIT: '100000000', WEIR_LOG_LEVEL: 'warn' };
    const { stdout } = await promisify(execFile)(process.execPath, [weir, 'admin-key', '--json'], { env: environment });
    const { adminKey } = JSON.parse(stdout) as { adminKey: string };
    const ours = start(children, [weir, 'api'], environment);
    const bare = start(children, [bareFastify], { ...process.env, PEER_KEY: adminKey });
    const ourUrl = (JSON.parse(await firstLine(ours)) as { url: string }).url;
    const bareUrl = await firstLine(bare);
    const authorized = ['-H', `authorization=Bearer ${adminKey}`];
    const ask = (url: string) => () => requestsPerSecond(url, authorized);
    const contest = { unit: 'requests/s', ours: ask(`${ourUrl}/v1/echo`), close: async () => undefined };
    yield { ...contest, name: 'api', peerIs: 'the same route in bare Fastify: key, schema, headers', target: 0.6, peer: ask(`${bareUrl}/v1/echo`) };
    yield { ...contest, name: 'api:bare', peerIs: 'a route in bare Fastify that asks for no key and checks nothing', peer: ask(`${bareUrl}/v1/bare`) };
  } finally {
    for (const child of children) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
    await postgres.stop();
  }
}

function start(children: ChildProcess[], args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

/** What a server says when it is ready: where it listens. */
async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error('a server ended before it was ready');
}

/** @throws Error when any request failed: a fast refusal is no figure. */
async function requestsPerSecond(url: string, options: string[]): Promise<number> {
  const args = [autocannon, '--json', '-c', String(CONNECTIONS), '-d', String(SECONDS), '-m', 'POST', '-H', 'content-type=application/json', ...options, '-b', body, url];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
  const result = JSON.parse(stdout) as { requests: { average: number }; errors: number; timeouts: number; non2xx: number };
  if (result.errors + result.timeouts + result.non2xx > 0) {
    throw new Error(`${url}: ${result.errors} errors, ${result.timeouts} time-outs, ${result.non2xx} answers other than 2xx`);
  }
  return result.requests.average;
}
