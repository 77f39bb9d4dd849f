import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export const KUBERNETES_VERSION = '1.36.3';
const ETCD_VERSION = 'v3.7.3';
const CONTAINERD_VERSION = 'v2.4.2';
const CNI_VERSION = 'v1.9.1';
const KWOK_VERSION = 'v0.8.0';

/** What kwok does to nodes and pods, from its own module: nodes send heartbeats, pods turn ready, complete and go. */
const stages = [
  'node/fast/node-initialize', 'node/heartbeat-with-lease/node-heartbeat-with-lease', 'pod/fast/pod-ready', 'pod/fast/pod-complete', 'pod/fast/pod-delete',
];
/** Below the folder of binaries. */
export const kwokStages = stages.map((stage) => `kwok-stages/${stage.split('/').at(-1)!}.yaml`);

/** What a control plane with kwok nodes is made of. */
export const controlPlaneBinaries = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', ...kwokStages] as const;
/** What a real node needs besides. `runc` comes from the system. */
export const nodeBinaries = ['kubelet', 'containerd', 'containerd-shim-runc-v2', 'ctr', 'cni/bridge', 'cni/host-local', 'cni/loopback', 'cni/portmap', 'cni/bandwidth'] as const;

/** Told what is being built, for whoever waits. */
export type Told = (text: string) => void;

/** Neither built before nor to be built here: there is no Go, or the modules cannot be fetched. */
export class CannotBeBuiltHere extends Error {
  override name = 'CannotBeBuiltHere';
}

/** A build that another process began is waited for this long. */
const BUILD_WITHIN_MILLIS = 45 * 60_000;

/**
 * The folder with the binaries of a local cluster. By the convention of Kubernetes' own tests: what `KUBEBUILDER_ASSETS` has
 * is used as it is; otherwise a cache of the user's, filled from the components' published Go modules at the first call,
 * which takes about ten minutes of a processor.
 * @throws CannotBeBuiltHere; Error when something is missing from `KUBEBUILDER_ASSETS`, or does not compile.
 */
export async function ensureBinaries(wanted: readonly string[], tell: Told): Promise<string> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets) {
    const missing = await missingIn(assets, wanted);
    if (missing.length > 0) throw new Error(`KUBEBUILDER_ASSETS (${assets}) lacks ${missing.join(', ')}`);
    return assets;
  }
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'weir', 'kubernetes', KUBERNETES_VERSION);
  await mkdir(folder, { recursive: true });
  if ((await missingIn(folder, wanted)).length === 0) return folder;
  const unlock = await lock(join(folder, '.building'), tell);
  try {
    for (const build of builds) {
      const missing = await missingIn(folder, build.makes);
      if (missing.length === 0 || !build.makes.some((name) => wanted.includes(name))) continue;
      tell(`building ${missing.join(', ')} (${build.takes}) …`);
      await build.run(folder);
    }
  } finally {
    await unlock();
  }
  const missing = await missingIn(folder, wanted);
  if (missing.length > 0) throw new Error(`could not build ${missing.join(', ')}`);
  return folder;
}

interface Build {
  makes: readonly string[];
  /** For people. */
  takes: string;
  run(folder: string): Promise<void>;
}

const builds: readonly Build[] = [
  { makes: ['etcd'], takes: 'half a minute', run: (folder) => installModule(folder, `go.etcd.io/etcd/server/v3@${ETCD_VERSION}`, 'go.etcd.io/etcd/server/v3', 'etcd') },
  { makes: ['kwok', ...kwokStages], takes: 'a minute', run: buildKwok },
  { makes: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet'], takes: 'six minutes', run: buildKubernetes },
  { makes: nodeBinaries.filter((name) => name !== 'kubelet'), takes: 'two minutes', run: buildContainerd },
];

/** One command of one module, built in a throw-away module so that the versions are its own. */
async function installModule(folder: string, version: string, command: string, name: string): Promise<void> {
  await inModule('', [command], async (run) => {
    await run(['get', version]);
    await run(['mod', 'tidy']);
    await compile(run, folder, name, command);
  });
}

async function buildKwok(folder: string): Promise<void> {
  await installModule(folder, `sigs.k8s.io/kwok@${KWOK_VERSION}`, 'sigs.k8s.io/kwok/cmd/kwok', 'kwok');
  const { Dir: sources } = await download(`sigs.k8s.io/kwok@${KWOK_VERSION}`);
  await mkdir(join(folder, 'kwok-stages'), { recursive: true });
  for (const [index, stage] of stages.entries()) {
    const target = join(folder, kwokStages[index]!);
    await copyFile(join(sources, 'kustomize/stage', `${stage}.yaml`), target);
    await chmod(target, 0o755); // found as what else belongs to the folder is
  }
}

/** Where Go keeps a module's sources and its go.mod. */
async function download(version: string): Promise<{ Dir: string; GoMod: string }> {
  try {
    const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', version]);
    return JSON.parse(stdout) as { Dir: string; GoMod: string };
  } catch (error) {
    throw new CannotBeBuiltHere(`${version} cannot be fetched`, { cause: error });
  }
}

async function buildKubernetes(folder: string): Promise<void> {
  const commands = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet'];
  const goMod = await readFile((await download(`k8s.io/kubernetes@v${KUBERNETES_VERSION}`)).GoMod, 'utf8');
  // Its staging modules are published with the same minor and patch version, under v0.
  const staging = new Set([...goMod.matchAll(/^\s*(\S+) => \.\/staging/gm)].map((match) => match[1]!));
  const published = KUBERNETES_VERSION.replace(/^1\./, 'v0.');
  const replaced = [...staging].map((name) => `\t${name} => ${name} ${published}`).join('\n');
  const more = `require k8s.io/kubernetes v${KUBERNETES_VERSION}\n\nreplace (\n${replaced}\n)\n`;
  await inModule(more, commands.map((name) => `k8s.io/kubernetes/cmd/${name}`), async (run) => {
    await run(['mod', 'tidy']);
    const [major, minor] = KUBERNETES_VERSION.split('.');
    const version = 'k8s.io/component-base/version';
    const flags = `-s -w -X ${version}.gitVersion=v${KUBERNETES_VERSION} -X ${version}.gitMajor=${major} -X ${version}.gitMinor=${minor}`;
    for (const name of commands) await compile(run, folder, name, `k8s.io/kubernetes/cmd/${name}`, ['-ldflags', flags]);
  });
}

async function buildContainerd(folder: string): Promise<void> {
  const containerd = ['containerd', 'containerd-shim-runc-v2', 'ctr'].map((name) => [name, `github.com/containerd/containerd/v2/cmd/${name}`] as const);
  const plugins = ['ipam/host-local', 'main/bridge', 'main/loopback', 'meta/bandwidth', 'meta/portmap']
    .map((path) => [`cni/${path.split('/')[1]!}`, `github.com/containernetworking/plugins/plugins/${path}`] as const);
  await mkdir(join(folder, 'cni'), { recursive: true });
  await inModule('', [...containerd, ...plugins].map(([, path]) => path), async (run) => {
    await run(['get', `github.com/containerd/containerd/v2@${CONTAINERD_VERSION}`, `github.com/containernetworking/plugins@${CNI_VERSION}`]);
    await run(['mod', 'tidy']);
    const flags = `-s -w -X github.com/containerd/containerd/v2/version.Version=${CONTAINERD_VERSION}`;
    for (const [name, path] of containerd) await compile(run, folder, name, path, ['-tags', 'no_btrfs no_zfs no_devmapper', '-ldflags', flags]);
    for (const [name, path] of plugins) await compile(run, folder, name, path);
  });
}

type Go = (args: readonly string[]) => Promise<void>;

/** A module of our own that imports the commands, so that Go knows their versions; gone afterwards. */
async function inModule(more: string, commands: readonly string[], work: (run: Go) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-build-'));
  try {
    await writeFile(join(folder, 'go.mod'), `module localcluster\n\ngo 1.26.0\n\n${more}`);
    await writeFile(join(folder, 'tools.go'), `//go:build tools\n\npackage tools\n\nimport (\n${commands.map((path) => `\t_ "${path}"`).join('\n')}\n)\n`);
    await work((args) => runGo(args, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Into a name beside, then renamed: a build that is cut off leaves nothing that looks done. */
async function compile(run: Go, folder: string, name: string, path: string, flags: readonly string[] = ['-ldflags', '-s -w']): Promise<void> {
  const target = join(folder, name);
  await run(['build', '-trimpath', ...flags, '-o', `${target}.part`, path]);
  await rename(`${target}.part`, target);
}

/** At low priority: whoever waits for it wants to go on with something else. */
async function runGo(args: readonly string[], cwd: string): Promise<void> {
  const child = spawn('nice', ['-n', '10', 'go', ...args], { cwd, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const code = await new Promise<number | null>((resolve) => child.on('error', () => resolve(127)).on('exit', resolve));
  if (code === 127) throw new CannotBeBuiltHere('Go is not installed');
  if (code === 0) return;
  const told = `go ${args[0]} failed\n${said}`;
  throw args[0] === 'build' ? new Error(told) : new CannotBeBuiltHere(told);
}

async function missingIn(folder: string, names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map((name) => access(join(folder, name), constants.X_OK).then(() => true, () => false)));
  return names.filter((_name, index) => !found[index]);
}

/** One build at a time, whoever asks; a lock whose holder is gone is taken over. */
async function lock(file: string, tell: Told): Promise<() => Promise<void>> {
  const end = Date.now() + BUILD_WITHIN_MILLIS;
  for (let waits = 0; ; waits += 1) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch {
      if (await isStale(file)) await rm(file, { force: true });
      else if (Date.now() > end) throw new Error(`${file} is held by another build`);
      else {
        if (waits === 0) tell('waiting for another build …');
        await sleep(1_000);
      }
    }
  }
}

async function isStale(file: string): Promise<boolean> {
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (!holder) return Date.now() - ((await stat(file).catch(() => undefined))?.mtimeMs ?? 0) > 10_000;
  try {
    process.kill(holder, 0);
    return false;
  } catch {
    return true;
  }
}

/** Whether a command is on PATH. */
export async function onPath(name: string): Promise<boolean> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = await Promise.all(folders.map((folder) => access(join(folder, name), constants.X_OK).then(() => true, () => false)));
  return found.includes(true);
}
