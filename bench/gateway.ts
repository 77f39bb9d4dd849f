import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import type { Contest } from './contest.js';

const autocannon = join(import.meta.dirname, '../../node_modules/autocannon/autocannon.js');
const SECONDS = 4;

interface Load {
  path: string;
  connections: number;
}

/**
 * The gateway's data path, counting and limiting included, beside the proxy library it stands on without any of ours:
 * requests a second of a small answer, bytes a second of a large one. Each server and the one that asks are processes
 * of their own; both proxies lead to the same upstream, and only one is busy at a time.
 */
export async function* gatewayContests(): AsyncGenerator<Contest> {
  const children: ChildProcess[] = [];
  try {
    const upstream = await start(children, 'gateway-upstream.js');
    const ours = await start(children, 'our-gateway.js', upstream);
    const bare = await start(children, 'bare-proxy.js', upstream);
    const common = { peerIs: 'httpxy alone, to the same upstream', target: 0.7, close: async () => undefined };
    const small: Load = { path: '/small', connections: 50 };
    const large: Load = { path: '/large', connections: 10 };
    yield {
      ...common, name: 'gateway requests', unit: 'requests/s',
      ours: async () => (await load(ours, small)).requests.average,
      peer: async () => (await load(bare, small)).requests.average,
    };
    yield {
      ...common, name: 'gateway bytes', unit: 'MB/s',
      ours: async () => (await load(ours, large)).throughput.average / 1e6,
      peer: async () => (await load(bare, large)).throughput.average / 1e6,
    };
  } finally {
    for (const child of children) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
  }
}

/** Starts a server beside this file. @returns where it says that it listens. */
async function start(children: ChildProcess[], file: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`${file} ended before it was ready`);
}

interface Measured {
  requests: { average: number };
  throughput: { average: number };
}

/** @throws Error when any request failed: a fast refusal is no figure. */
async function load(url: string, { path, connections }: Load): Promise<Measured> {
  const args = [autocannon, '--json', '-c', String(connections), '-d', String(SECONDS), '-H', 'host=bench.gate.test', url + path];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
  const result = JSON.parse(stdout) as Measured & { errors: number; timeouts: number; non2xx: number };
  if (result.errors + result.timeouts + result.non2xx > 0) {
    throw new Error(`${url}: ${result.errors} errors, ${result.timeouts} time-outs, ${result.non2xx} answers other than 2xx`);
  }
  return result;
}
