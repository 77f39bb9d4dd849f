import { join } from 'node:path';

import { kwokStages } from './binaries.js';
import { type Admin, call } from './control-plane.js';
import { startDetached } from './processes.js';

/** A machine that does not exist: its pods turn Running by themselves. */
export interface KwokNode {
  name: string;
  labels?: Record<string, string>;
  /** Besides the defaults: `cpu`, `memory`, `ephemeral-storage`, `pods`. */
  allocatable?: Record<string, string>;
  taints?: { key: string; value?: string; effect: string }[];
  arch?: string;
}

/** What fake machines do by themselves. */
export interface KwokHabits {
  /** Whether pods turn Running; else they stay as the scheduler leaves them, until they are deleted. */
  podsRun: boolean;
  /** How long a machine's lease lasts; it renews it at a quarter of that. */
  leaseSeconds: number;
}

export function startKwok(folder: string, binaries: string, { podsRun, leaseSeconds }: KwokHabits): void {
  const stages = kwokStages.filter((stage) => podsRun || !/pod-(?:ready|complete)/.test(stage));
  startDetached(folder, 'kwok', join(binaries, 'kwok'), [
    '--kubeconfig', join(folder, 'admin.kubeconfig'), '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake', '--server-address=',
    `--node-lease-duration-seconds=${leaseSeconds}`, ...stages.flatMap((stage) => ['--config', join(binaries, stage)]),
  ]);
}

export async function addKwokNode(admin: Admin, { name, labels = {}, allocatable = {}, taints = [], arch = 'amd64' }: KwokNode): Promise<void> {
  const all = { cpu: '32', memory: '128Gi', 'ephemeral-storage': '1000Gi', pods: '1000', ...allocatable };
  const { status, body } = await call(admin, 'POST', '/api/v1/nodes', {
    apiVersion: 'v1', kind: 'Node',
    metadata: {
      name, annotations: { 'kwok.x-k8s.io/node': 'fake', 'node.alpha.kubernetes.io/ttl': '0' },
      labels: { 'kubernetes.io/arch': arch, 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name, 'kubernetes.io/role': 'agent', type: 'kwok', ...labels },
    },
    spec: { taints },
    status: { allocatable: all, capacity: all, nodeInfo: nodeInfoOf(arch), phase: 'Running' },
  });
  if (status !== 201) throw new Error(`the API server refused the node ${name}: ${body}`);
}

function nodeInfoOf(architecture: string): Record<string, string> {
  const unknown = Object.fromEntries(['bootID', 'containerRuntimeVersion', 'kernelVersion', 'kubeProxyVersion', 'machineID', 'osImage', 'systemUUID'].map((name) => [name, '']));
  return { ...unknown, architecture, kubeletVersion: 'fake', operatingSystem: 'linux' };
}
