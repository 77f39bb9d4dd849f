// What the README's two commands run, on a machine that has Node 20 or later and npm and nothing else: installs when the
// lock file changed, generates and builds what is stale, then runs the task on the Node that package.json names.
// Plain JavaScript without packages, since it runs before there are any.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamps = join(root, 'node_modules', '.weir');
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const bin = (name) => join(root, 'node_modules', '.bin', name);
// Prisma's command line would download a native engine that nothing here uses.
const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1', DO_NOT_TRACK: '1' };

const tasks = {
  up: async (args) => run(node, [join(root, 'dist/apps/weir/src/main.js'), 'up', ...args]),
  weir: async (args) => run(node, [join(root, 'dist/apps/weir/src/main.js'), ...args]),
  test: async (args) => run(node, [bin('vitest'), 'run', ...args]),
  // Mutants of the pools' mathematics: all, or those of the primitives that are named.
  mutants: async (primitives) => {
    const files = primitives.map((primitive) => `libs/economics/src/${primitive}/**/*.ts`).concat('!**/*.spec.ts');
    return run(node, [join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', ...(primitives.length > 0 ? ['--mutate', files.join(',')] : [])]);
  },
  build: async () => 0,
  bench: async (args) => run(node, ['--enable-source-maps', join(root, 'dist/bench/main.js'), ...args]),
  trace: async (args) => run(node, ['--enable-source-maps', join(root, 'dist/bench/trace/main.js'), ...args]),
  'local-cluster': async (args) => run(node, ['--enable-source-maps', join(root, 'dist/deploy/local-cluster/main.js'), ...args]),
  openapi: async (args) => {
    const words = args.filter((word) => word !== '--release');
    return (
      (await run(node, [join(root, 'dist/apps/weir/src/main.js'), 'openapi', ...words])) ||
      (await run(node, [join(root, 'scripts/client-types.mjs'), ...words])) ||
      (args.includes('--release') ? run(node, [join(root, 'scripts/release-openapi.mjs')]) : 0)
    );
  },
};

/** Tasks that need none of the product's packages. */
const apart = { docs };

const [name, ...args] = process.argv.slice(2);
if (name in apart) process.exit(await apart[name](args));
const task = tasks[name];
if (!task) {
  console.error(`usage: node scripts/run.mjs ${[...Object.keys(tasks), ...Object.keys(apart)].join('|')}`);
  process.exit(2);
}
await install();
await build();
process.exit(await task(args));

async function install() {
  const wanted = digest(['package.json', 'package-lock.json', 'libs/client/package.json', 'libs/verify/package.json']);
  if (fresh('installed', wanted)) return;
  console.error('Installing packages (once; about a minute) …');
  await npmInstall([]);
  stamp('installed', wanted);
}

/** The site of docs/, by a generator with a lock file of its own: who does not build it does not install it. */
async function docs(args) {
  const wanted = digest(['docs/package.json', 'docs/package-lock.json']);
  if (!fresh('docs', wanted) || !existsSync(join(root, 'docs/node_modules'))) {
    console.error('Installing the generator (once; half a minute) …');
    await npmInstall(['--prefix', join(root, 'docs'), '--ignore-scripts']);
    stamp('docs', wanted);
  }
  return run(process.execPath, [join(root, 'docs/node_modules/vitepress/bin/vitepress.js'), 'build', 'docs', ...args]);
}

async function npmInstall(where) {
  const [command, prefix] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  // Not `npm ci`: it refuses a lock file that lacks the optional packages of platforms which a registry does not carry.
  await must(command, prefix.concat('install', ...where, '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'), 'the installation failed; the lines above say why');
}

async function build() {
  const schema = readdirSync(join(root, 'prisma/schema')).map((file) => join('prisma/schema', file));
  const wanted = digest([...schema, 'package-lock.json']);
  if (!fresh('generated', wanted) || !existsSync(join(root, 'libs/database/src/generated/client.ts'))) {
    await must(node, [join(root, 'node_modules/prisma/build/index.js'), 'generate'], 'generating the database client failed', 'quiet');
    stamp('generated', wanted);
  }
  await must(node, [bin('tsc'), '-p', 'tsconfig.build.json'], 'the build failed');
  const ofConsole = ['apps/console', 'libs/client/src', 'libs/verify/src'].flatMap(filesIn);
  const wantedConsole = digest([...ofConsole, 'package-lock.json']);
  if (!fresh('console', wantedConsole) || !existsSync(join(root, 'dist/console/index.html'))) {
    await must(node, [bin('vite'), 'build', '-c', 'apps/console/vite.config.ts'], 'building the console failed', 'quiet');
    stamp('console', wantedConsole);
  }
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function fresh(what, wanted) {
  const file = join(stamps, what);
  return existsSync(file) && readFileSync(file, 'utf8') === wanted;
}

function stamp(what, wanted) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, what), wanted);
}

async function must(command, args, message, quiet) {
  let said = '';
  const code = await run(command, args, quiet && ((text) => (said += text)));
  if (code === 0) return;
  process.stderr.write(said);
  console.error(`weir: ${message}`);
  process.exit(1);
}

/** Runs to the end and gives the exit code. Ctrl-C reaches the child by itself; we only wait for it to finish in order. */
function run(command, args, hear) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: hear ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    const forward = (signal) => child.kill(signal);
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    process.on('SIGTERM', forward);
    child.on('error', (error) => {
      console.error(`weir: cannot run ${command}: ${error.message}`);
      resolve(127);
    });
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
