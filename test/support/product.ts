import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type EmbeddedDatabase, freePort, startEmbedded } from '#libs/database';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'dist/apps/weir/src/main.js');

export type ProcessRole = 'api' | 'scheduler' | 'worker' | 'gateway';

/** One process of the product, which a test may kill and start again. */
export interface ProductProcess {
  role: ProcessRole;
  /** Where it listens, for `api` and `gateway`. */
  url: string | undefined;
  pid(): number | undefined;
  /** kill -9. */
  kill(): Promise<void>;
  /** In order, by SIGTERM. @returns the exit code. */
  stop(): Promise<number | null>;
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Whether it has been started and has not ended, of itself or otherwise. */
  running(): boolean;
  /** What it wrote, the end of it. */
  log(): string;
}

export interface Product {
  databaseUrl: string;
  server: EmbeddedDatabase & { folder: string };
  adminKey: string;
  processes: ProductProcess[];
  of(role: ProcessRole): ProductProcess[];
  close(): Promise<void>;
}

export interface ProductOptions {
  roles: readonly ProcessRole[];
  env?: Record<string, string>;
}

/** Starts the built product as the separate processes it runs as in production, on a PostgreSQL of its own with fsync on. */
export async function startProduct({ roles, env = {} }: ProductOptions): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-product-'));
  await chmod(folder, 0o755);
  const server = await startEmbedded({ folder });
  const processes: ProductProcess[] = [];
  const close = async () => {
    await Promise.all(processes.map((process) => process.kill()));
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const environment = { DATABASE_URL: server.url, WEIR_LOG_LEVEL: 'warn', WEIR_HOME: folder, WEIR_SECRET_KEY: randomBytes(32).toString('base64'), ...env };
    const { adminKey } = JSON.parse(await runWeir(['admin-key', '--json'], environment)) as { adminKey: string };
    for (const role of roles) processes.push(productProcess(role, environment, role === 'api' || role === 'gateway' ? await freePort() : undefined));
    await Promise.all(processes.map((process) => process.start()));
    return { databaseUrl: server.url, server: { ...server, folder }, adminKey, processes, of: (role) => processes.filter((process) => process.role === role), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs one `weir` command to its end. @throws Error with what it said when it fails. */
export async function runWeir(args: readonly string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [main, ...args], { cwd: root, env: { ...bareEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`weir ${args.join(' ')} exited with ${code}: ${errors}`);
  return output;
}

function productProcess(role: ProcessRole, env: Record<string, string>, port: number | undefined): ProductProcess {
  let child: ChildProcess | undefined;
  let log = '';
  const url = port === undefined ? undefined : `http://127.0.0.1:${port}`;
  const gone = async () => {
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return {
    role,
    url,
    pid: () => child?.pid,
    log: () => log,
    running: () => child !== undefined && child.exitCode === null && child.signalCode === null,
    signal: (signal) => void child?.kill(signal),
    kill: async () => {
      child?.kill('SIGKILL');
      await gone();
    },
    stop: async () => {
      child?.kill('SIGTERM');
      await gone();
      return child?.exitCode ?? null;
    },
    start: async () => {
      child = spawn(process.execPath, [main, role], {
        cwd: root,
        env: { ...bareEnvironment(), ...env, DATABASE_URL: namedAfter(role, env.DATABASE_URL!), ...(port === undefined ? {} : { [role === 'api' ? 'WEIR_PORT' : 'WEIR_GATEWAY_PORT']: String(port) }) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const output of [child.stdout!, child.stderr!]) output.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-20_000)));
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`weir ${role} was not ready within 90 s: ${log}`)), 90_000); // six start at once, on a machine that may be busy
        child!.stdout!.on('data', (chunk: Buffer) => {
          if (chunk.toString().includes('is ready')) {
            clearTimeout(timer);
            resolve();
          }
        });
        child!.once('exit', (code, signal) => {
          clearTimeout(timer);
          if (signal === 'SIGKILL') resolve(); // killed while it started: a test's doing
          else reject(new Error(`weir ${role} exited with ${code}: ${log}`));
        });
      });
    },
  };
}

/** So that the database tells which of the processes a connection belongs to. */
function namedAfter(role: ProcessRole, databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', role);
  return url.href;
}

/** Nothing of the test runner's own configuration may leak into the product. */
function bareEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter(([name, value]) => value !== undefined && !/^(WEIR_|VITEST|NODE_OPTIONS|DATABASE_URL|REDIS_URL)/.test(name))) as Record<string, string>;
}
