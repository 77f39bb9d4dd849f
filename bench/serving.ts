import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const weir = join(import.meta.dirname, '../apps/weir/src/main.js');

/** A server in a process of its own. */
export interface Serving {
  url: string;
  stop(): Promise<void>;
}

/** Starts a built file that prints where it listens as its first line. */
export async function serve(file: string, env: NodeJS.ProcessEnv): Promise<Serving> {
  return started([join(import.meta.dirname, file)], env, (line) => line);
}

/** Starts `weir api` alone on a database: nothing happens there but what is asked for. @returns an administrator's key besides. */
export async function serveApi(databaseUrl: string): Promise<Serving & { adminKey: string }> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, WEIR_PORT: '0', WEIR_RATE_LIMIT: '100000000', WEIR_LOG_LEVEL: 'warn' };
  const { stdout } = await promisify(execFile)(process.execPath, [weir, 'admin-key', '--json'], { env });
  const { adminKey } = JSON.parse(stdout) as { adminKey: string };
  return { ...await started([weir, 'api'], env, (line) => (JSON.parse(line) as { url: string }).url), adminKey };
}

async function started(args: string[], env: NodeJS.ProcessEnv, urlOf: (line: string) => string): Promise<Serving> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  try {
    return { url: urlOf(await firstLine(child)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a server says when it is ready: where it listens. */
async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error('a server ended before it was ready');
}
