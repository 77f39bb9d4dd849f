import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Contest } from './contest.js';
import { benchPostgres } from './servers.js';
import { serve, serveApi, type Serving } from './serving.js';

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
  const serving: Serving[] = [];
  try {
    const ours = await serveApi(postgres.url);
    serving.push(ours);
    const bare = await serve('bare-fastify.js', { ...process.env, PEER_KEY: ours.adminKey });
    serving.push(bare);
    const authorized = ['-H', `authorization=Bearer ${ours.adminKey}`];
    const ask = (url: string) => () => requestsPerSecond(url, authorized);
    const contest = { unit: 'requests/s', ours: ask(`${ours.url}/v1/echo`), close: async () => undefined };
    yield { ...contest, name: 'api', peerIs: 'the same route in bare Fastify: key, schema, headers', target: 0.6, peer: ask(`${bare.url}/v1/echo`) };
    yield { ...contest, name: 'api:bare', peerIs: 'a route in bare Fastify that asks for no key and checks nothing', peer: ask(`${bare.url}/v1/bare`) };
  } finally {
    await Promise.all(serving.map((server) => server.stop()));
    await postgres.stop();
  }
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
