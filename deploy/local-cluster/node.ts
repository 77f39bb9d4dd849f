import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { buildPauseImage, PAUSE_IMAGE } from './image.js';
import { attempt, killAll, must, processesOf, startDetached, until } from './processes.js';

/** Where network plugins keep what they did, by network and container. */
const CNI_RESULTS = '/var/lib/cni/results';

/** What of a real node lies outside its cluster's folder, all named after the folder so that it is found again. */
interface Outside {
  bridge: string;
  /** A bridge to nowhere with the node's address: reachable from this machine alone. */
  link: string;
  cgroup: string;
  address: string;
  podSubnet: string;
}

/** @param number of the cluster on this machine, 0 to 99: its addresses. */
function outsideOf(folder: string, number: number): Outside {
  const tag = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return { bridge: `wb${tag}`, link: `wd${tag}`, cgroup: `weir-${tag}`, address: `10.${100 + number}.255.1`, podSubnet: `10.${100 + number}.0.0/24` };
}

export function podSubnetOf(number: number): string {
  return `10.${100 + number}.0.0/16`;
}

/** Why there can be no real node on this machine; undefined when there can. */
export async function nodeHindrance(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'a kubelet needs Linux';
  if (process.getuid?.() !== 0) return 'a kubelet needs root';
  for (const command of ['runc', 'iptables', 'ip', 'mount']) if ((await attempt(command, ['--version'])) === undefined && (await attempt(command, ['-V'])) === undefined) return `${command} is not installed`;
  const writable = await access('/sys/fs/cgroup', constants.W_OK).then(() => true, () => false);
  return writable ? undefined : '/sys/fs/cgroup is not writable';
}

/** Starts containerd and a kubelet. @returns when both answer; the node is ready a little later. */
export async function startNode(folder: string, binaries: string, { name, number }: { name: string; number: number }): Promise<void> {
  const outside = outsideOf(folder, number);
  for (const part of ['containerd', 'cni', 'kubelet']) await mkdir(join(folder, part), { recursive: true });
  await attempt('ip', ['link', 'add', outside.link, 'type', 'bridge']);
  await attempt('ip', ['address', 'add', `${outside.address}/32`, 'dev', outside.link]);
  await must('ip', ['link', 'set', outside.link, 'up']);
  await writeFile(join(folder, 'containerd.toml'), containerdConfig(folder, binaries));
  await writeFile(join(folder, 'cni/10-bridge.conflist'), JSON.stringify(cniConfig(folder, outside)));
  await writeFile(join(folder, 'resolv.conf'), 'nameserver 192.0.2.53\n');
  await writeFile(join(folder, 'kubelet.json'), JSON.stringify(kubeletConfig(folder, outside)));
  const env = { PATH: `${binaries}:${process.env.PATH}` };
  startDetached(folder, 'containerd', join(binaries, 'containerd'), ['--config', join(folder, 'containerd.toml')], env);
  await until('containerd answers', async () => (await ctr(folder, binaries, ['version'])) !== undefined, { withinMillis: 30_000, log: join(folder, 'containerd.log') });
  await importImage(folder, binaries, await buildPauseImage(folder));
  startDetached(folder, 'kubelet', join(binaries, 'kubelet'), [
    `--config=${join(folder, 'kubelet.json')}`, `--kubeconfig=${join(folder, 'admin.kubeconfig')}`, `--hostname-override=${name}`, `--node-ip=${outside.address}`, `--root-dir=${join(folder, 'kubelet')}`,
  ], env);
}

export async function importImage(folder: string, binaries: string, archive: string): Promise<void> {
  await must(join(binaries, 'ctr'), ['-a', socketOf(folder), '-n', 'k8s.io', 'images', 'import', archive]);
}

/**
 * Ends a node and takes everything of it away: containers, their networks, mounts, interfaces and cgroups. Works from what
 * is found, not from notes, so that it also cleans up after a crash.
 */
export async function removeNode(folder: string, number: number): Promise<void> {
  const { bridge, link, cgroup } = outsideOf(folder, number);
  await killAll(await processesOf(folder)); // the kubelet, so that nothing is started anew; containerd and its shims
  await killAll(await pidsIn(cgroup));
  const { namespaces, shapers, notes } = await networksOf(bridge);
  for (const namespace of namespaces) {
    await attempt('umount', ['-l', namespace]);
    await rm(namespace, { force: true });
  }
  for (const note of notes) await rm(note, { force: true });
  for (const line of (await readFile('/proc/self/mounts', 'utf8')).split('\n').toReversed()) {
    const place = line.split(' ')[1];
    if (place?.startsWith(`${folder}/`)) await attempt('umount', ['-l', place]);
  }
  const pods = [...((await attempt('ip', ['-o', 'link', 'show', 'master', bridge])) ?? '').matchAll(/^\d+: ([^:@]+)/gm)].map((match) => match[1]!);
  for (const name of [...pods, ...shapers, bridge, link]) await attempt('ip', ['link', 'delete', name]);
  for (const place of await cgroupsOf(cgroup)) await removeTree(place);
}

function socketOf(folder: string): string {
  return join(folder, 'containerd/containerd.sock');
}

function ctr(folder: string, binaries: string, args: readonly string[]): Promise<string | undefined> {
  return attempt(join(binaries, 'ctr'), ['-a', socketOf(folder), '--connect-timeout', '2s', '-n', 'k8s.io', ...args]);
}

/**
 * What the network plugins noted of the node's pods: their network namespaces, the interfaces that limit their bandwidth, and the
 * files of these notes. They are there when containerd is not, and carry the bridge's name, so that nothing of another
 * cluster is touched.
 */
async function networksOf(bridge: string): Promise<{ namespaces: string[]; shapers: string[]; notes: string[] }> {
  const results = await readdir(CNI_RESULTS).catch((): string[] => []);
  const pods = results.filter((name) => name.startsWith(`${bridge}-`));
  const texts = await Promise.all(pods.map((name) => readFile(join(CNI_RESULTS, name), 'utf8').catch(() => '')));
  const named = (pattern: RegExp) => [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!)))];
  const containers = pods.map((name) => name.slice(bridge.length + 1).replace(/-eth0$/, ''));
  const loopbacks = results.filter((name) => containers.some((container) => name === `cni-loopback-${container}-lo`));
  return {
    namespaces: named(/"(\/(?:var\/)?run\/netns\/[\w-]+)"/g), shapers: named(/"(bwp[0-9a-f]+)"/g),
    notes: [...pods, ...loopbacks].map((name) => join(CNI_RESULTS, name)),
  };
}

/** A cgroup's places: one in the unified hierarchy, one a controller in the older. */
async function cgroupsOf(name: string): Promise<string[]> {
  const roots = ['/sys/fs/cgroup', ...(await readdir('/sys/fs/cgroup', { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => join('/sys/fs/cgroup', entry.name))];
  const there = await Promise.all(roots.map((root) => access(join(root, name)).then(() => [join(root, name)], () => [])));
  return there.flat();
}

async function pidsIn(cgroup: string): Promise<number[]> {
  const pids = new Set<number>();
  for (const place of await cgroupsOf(cgroup)) {
    for (const entry of await readdir(place, { recursive: true }).catch(() => [])) {
      if (!entry.endsWith('cgroup.procs')) continue;
      for (const line of (await readFile(join(place, entry), 'utf8').catch(() => '')).split('\n')) if (line) pids.add(Number(line));
    }
  }
  return [...pids];
}

/** Cgroups are removed as folders, the innermost first; what is in them cannot be deleted. */
async function removeTree(place: string): Promise<void> {
  const inside = await readdir(place, { withFileTypes: true }).catch(() => []);
  for (const entry of inside) if (entry.isDirectory()) await removeTree(join(place, entry.name));
  await rmdir(place).catch(() => undefined);
}

function containerdConfig(folder: string, binaries: string): string {
  return `version = 3
root = "${folder}/containerd/root"
state = "${folder}/containerd/state"
[grpc]
  address = "${socketOf(folder)}"
[ttrpc]
  address = "${socketOf(folder)}.ttrpc"
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true
  [plugins.'io.containerd.cri.v1.runtime'.cni]
    bin_dirs = ["${binaries}/cni"]
    conf_dir = "${folder}/cni"
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = "${PAUSE_IMAGE}"
`;
}

function cniConfig(folder: string, { bridge, podSubnet }: Outside): object {
  const addresses = { type: 'host-local', dataDir: join(folder, 'cni-addresses'), ranges: [[{ subnet: podSubnet }]], routes: [{ dst: '0.0.0.0/0' }] };
  return {
    cniVersion: '1.0.0', name: bridge,
    plugins: [{ type: 'bridge', bridge, isGateway: true, ipMasq: false, ipam: addresses }, { type: 'portmap', capabilities: { portMappings: true } }, { type: 'bandwidth', capabilities: { bandwidth: true } }],
  };
}

/** Anybody who reaches the kubelet may ask it, so it listens where this machine alone does. */
function kubeletConfig(folder: string, { address, cgroup }: Outside): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration',
    address, authentication: { anonymous: { enabled: true }, webhook: { enabled: false } }, authorization: { mode: 'AlwaysAllow' },
    containerRuntimeEndpoint: `unix://${socketOf(folder)}`, resolvConf: join(folder, 'resolv.conf'), healthzPort: 0,
    podLogsDir: join(folder, 'pod-logs'), // a kubelet removes the logs of pods that it does not know, another node's too where they are kept in one place
    cgroupDriver: 'cgroupfs', cgroupRoot: `/${cgroup}`, cgroupsPerQOS: false, enforceNodeAllocatable: [], failCgroupV1: false, failSwapOn: false,
    evictionHard: {}, makeIPTablesUtilChains: false, imageGCHighThresholdPercent: 100, nodeStatusUpdateFrequency: '2s', syncFrequency: '10s',
  };
}
