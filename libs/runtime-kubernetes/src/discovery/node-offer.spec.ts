import type { V1Node, V1Pod, V1ResourceRequirements } from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';

import { defaultDiscovery, type DiscoverySettings } from './discovery-settings.js';
import { modelOf } from './gpus.js';
import { type NodeOffer, offerOf } from './node-offer.js';
import { requestsOf } from './pod-requests.js';

const noon = Date.UTC(2026, 10, 25, 12);

interface TestNode {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  allocatable?: Record<string, string>;
  ready?: boolean;
  unschedulable?: boolean;
  taints?: { key: string; effect: string }[];
  os?: string;
  arch?: string;
}

function node({ labels = {}, annotations = {}, allocatable = {}, ready = true, unschedulable, taints, os = 'linux', arch = 'amd64' }: TestNode = {}): V1Node {
  return {
    metadata: { name: 'node-1', labels, annotations },
    spec: { ...(unschedulable === undefined ? {} : { unschedulable }), ...(taints ? { taints } : {}) },
    status: {
      allocatable: { cpu: '8', memory: '16Gi', 'ephemeral-storage': '100Gi', ...allocatable }, conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }],
      nodeInfo: { operatingSystem: os, architecture: arch } as NonNullable<V1Node['status']>['nodeInfo'],
    },
  };
}

const requesting = (...requests: Record<string, string>[]): V1Pod => ({ spec: { containers: requests.map((each, index) => ({ name: `c${index}`, resources: { requests: each } })) } });

const offer = (of: TestNode, changes: Partial<DiscoverySettings> = {}, pods: V1Pod[] = [], classes: string[] = []): NodeOffer =>
  offerOf(node(of), pods, new Map(classes.map((name) => [name, name === 'fast'])), { ...defaultDiscovery, ...changes }, noon);

/** What may be claimed, by class and variant. */
const claimable = ({ inventories }: NodeOffer) => Object.fromEntries(inventories.map(({ resourceClass, variant, total, reserved = 0 }) => [[resourceClass, variant].filter(Boolean).join(' '), total - reserved]));

describe('what a node offers', () => {
  test.each<[string, NodeOffer, Record<string, number>]>([
    ['everything, when nobody else is there', offer({}), { CPU_MILLI: 8_000, MEMORY_MIB: 16_384, 'STORAGE_GIB ephemeral': 100 }],
    ["what others' pods leave, in steps", offer({}, {}, [requesting({ cpu: '250m', memory: '100Mi' }, { cpu: '1' }), requesting({ 'ephemeral-storage': '1.5Gi' })]),
      { CPU_MILLI: 6_700, MEMORY_MIB: 16_256, 'STORAGE_GIB ephemeral': 98 }],
    ['a share of what is left', offer({}, { shareBps: 8_000 }, [requesting({ cpu: '2' })]), { CPU_MILLI: 4_800, MEMORY_MIB: 13_056, 'STORAGE_GIB ephemeral': 80 }],
    ["the share of the node's own annotation", offer({ annotations: { 'weir.dev/share': '50%' } }, { shareBps: 8_000 }), { CPU_MILLI: 4_000, MEMORY_MIB: 8_192, 'STORAGE_GIB ephemeral': 50 }],
    ['bandwidth, by a label', offer({ labels: { 'weir.dev/egress-mbps': '500' } }, { egressMbpsPerHost: 100 }),
      { CPU_MILLI: 8_000, MEMORY_MIB: 16_384, 'STORAGE_GIB ephemeral': 100, EGRESS_MBPS: 500 }],
    ['storage classes that the cluster has and the operator offers',
      offer({}, { storageClasses: [{ storageClass: 'fast', variant: 'nvme', gibPerHost: 200 }, { storageClass: 'absent', variant: 'hdd', gibPerHost: 9 }] }, [], ['fast', 'slow']),
      { CPU_MILLI: 8_000, MEMORY_MIB: 16_384, 'STORAGE_GIB ephemeral': 100, 'STORAGE_GIB nvme': 200 }],
    ['whole GPUs by their model', offer({ allocatable: { 'nvidia.com/gpu': '8' }, labels: { 'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-40GB' } }, { shareBps: 7_000 }, [requesting({ 'nvidia.com/gpu': '2' })]),
      { CPU_MILLI: 5_600, MEMORY_MIB: 11_456, 'STORAGE_GIB ephemeral': 70, 'GPU_MILLI a100': 4_000 }],
    ['GPUs under a name of the operator', offer({ allocatable: { 'amd.com/gpu': '1' }, labels: { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' } }, { gpuModels: { AMD_Instinct_MI300X_OAM: 'mi300' } }),
      { CPU_MILLI: 8_000, MEMORY_MIB: 16_384, 'STORAGE_GIB ephemeral': 100, 'GPU_MILLI mi300': 1_000 }],
    ['nothing below zero', offer({}, {}, [requesting({ cpu: '99', memory: '99Gi' })]), { CPU_MILLI: 0, MEMORY_MIB: 0, 'STORAGE_GIB ephemeral': 100 }],
  ])('%s', (_name, found, expected) => expect(claimable(found)).toEqual(expected));

  test('volumes that cannot grow are offered as such', () => {
    const offered = ['fast', 'slow'].map((storageClass) => ({ storageClass, variant: storageClass, gibPerHost: 10 }));
    const { inventories } = offer({}, { storageClasses: offered }, [], ['fast', 'slow']);
    expect(inventories.flatMap(({ variant, expandable }) => (variant === 'fast' || variant === 'slow' ? [[variant, expandable]] : []))).toEqual([['fast', undefined], ['slow', false]]);
  });

  test('what is kept back is reserved, so that the doctor shows it', () => {
    expect(offer({}, { shareBps: 5_000 }).inventories[0]).toEqual({ resourceClass: 'CPU_MILLI', total: 8_000, reserved: 4_000 });
  });
});

describe('why a node is not on offer', () => {
  test.each<[string, NodeOffer, string[]]>([
    ['a good one is', offer({}), []],
    ['not ready', offer({ ready: false }), ['node_not_ready']],
    ['cordoned', offer({ unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }), ['node_unschedulable']],
    ['tainted', offer({ taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }), ['node_tainted']],
    ['a taint that is only a wish', offer({ taints: [{ key: 'a', effect: 'PreferNoSchedule' }] }), []],
    ['another system', offer({ os: 'windows' }), ['node_platform']],
    ['another architecture', offer({ arch: 'arm64' }), ['node_platform']],
    ['an architecture that is offered', offer({ arch: 'arm64' }, { architectures: ['arm64'] }), []],
    ['nothing left', offer({}, {}, [requesting({ cpu: '7950m' })]), ['nothing_left']],
    ['no share', offer({}, { shareBps: 0 }), ['nothing_left']],
    ['outside its hours', offer({}, { idleHours: ['Mon-Fri 20:00-06:00 Europe/Berlin'] }), ['outside_idle_hours']],
    ['within one of them', offer({}, { idleHours: ['Mon 20:00-21:00 UTC', 'Wed 11:00-13:00 UTC'] }), []],
    ['several reasons at once', offer({ ready: false, os: 'windows' }), ['node_not_ready', 'node_platform']],
  ])('%s', (_name, found, expected) => expect(found.withheld).toEqual(expected));

  test('hours make it idle capacity', () => {
    expect(offer({}, { idleHours: ['daily 00:00-24:00 UTC'] }).capacity).toBe('idle');
    expect(offer({}).capacity).toBe('dedicated');
  });
});

test.each<[string, NodeOffer, string[]]>([
  ['no bandwidth is known', offer({}), ['egress_undeclared']],
  ['storage that is not offered', offer({}, { egressMbpsPerHost: 1 }, [], ['standard']), ['storage_undeclared']],
  ['GPUs of no name', offer({ allocatable: { 'nvidia.com/gpu': '2' } }, { egressMbpsPerHost: 1 }), ['gpu_unknown']],
  ['parts of GPUs', offer({ allocatable: { 'nvidia.com/mig-1g.5gb': '7' } }, { egressMbpsPerHost: 1 }), ['gpu_partitioned']],
])('the doctor is told of %s', (_name, found, expected) => expect(found.remarks).toEqual(expected));

test('traits come from the labels that are mapped, and from those that say so themselves', () => {
  const labels = { 'storage/kind': 'nvme', region: 'a', 'trait.weir.dev/quiet': 'true', 'trait.weir.dev/loud': 'false', 'trait.weir.dev/NOT': 'true', other: 'x' };
  const traits = [{ label: 'storage/kind', value: 'nvme', trait: 'nvme' }, { label: 'storage/kind', value: 'hdd', trait: 'hdd' }, { label: 'region', trait: 'known-place' }];
  expect(offer({ labels }, { traits }).traits).toEqual(['known-place', 'nvme', 'quiet']);
});

test.each([
  ['NVIDIA-A100-SXM4-40GB', 'a100'], ['Tesla-T4', 't4'], ['NVIDIA-H100-80GB-HBM3', 'h100'], ['NVIDIA-GeForce-RTX-4090', 'rtx-4090'], ['NVIDIA-RTX-A6000', 'a6000'], ['NVIDIA-L40S', 'l40s'],
  ['AMD_Instinct_MI300X_OAM', 'mi300x'], ['Mystery', 'mystery'],
])('the short name of %s is %s', (product, model) => expect(modelOf(product)).toBe(model));

describe("a pod's requests are counted as the scheduler does", () => {
  const container = (cpu: string, restartPolicy?: string) => ({ name: 'c', resources: { requests: { cpu } } satisfies V1ResourceRequirements, ...(restartPolicy ? { restartPolicy } : {}) });
  test.each<[string, V1Pod, bigint]>([
    ['containers together', { spec: { containers: [container('1'), container('500m')] } }, 1_500n],
    ['a greater initial container instead', { spec: { containers: [container('1')], initContainers: [container('3'), container('2')] } }, 3_000n],
    ['sidecars with both', { spec: { containers: [container('1')], initContainers: [container('2', 'Always'), container('500m')] } }, 3_000n],
    ['what is stated for the whole pod', { spec: { containers: [container('1')], resources: { requests: { cpu: '4' } } } }, 4_000n],
    ['and the overhead', { spec: { containers: [container('1')], overhead: { cpu: '250m' } } }, 1_250n],
  ])('%s', (_name, pod, millis) => expect(requestsOf(pod).get('cpu')! / 1_000_000n).toBe(millis));
});
