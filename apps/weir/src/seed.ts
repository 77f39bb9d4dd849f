import { NANO_PER_TOKEN } from '#libs/kernel';

import type { Screen } from './screen.js';
import type { Credentials } from './credentials.js';
import { type HostPlan, setUpWorld, type WorldPlan } from './world.js';

const tokens = (amount: number) => (BigInt(Math.round(amount * 1_000)) * (NANO_PER_TOKEN / 1_000n)).toString();
const fixed = (amount: number) => ({ kind: 'fixed', nanoTokensPerUnitHour: tokens(amount) }) as const;
/** Cheap while half the pool is idle, dear as it fills. */
const kinked = (base: number, slope1: number, slope2: number) => ({ kind: 'kinked', base: tokens(base), slope1: tokens(slope1), slope2: tokens(slope2), kinkBps: 8_000 }) as const;

function cpuHost(name: string): HostPlan {
  return {
    name,
    traits: ['nvme'],
    inventories: [
      { resourceClass: 'CPU_MILLI', total: 32_000 },
      { resourceClass: 'MEMORY_MIB', total: 131_072 },
      { resourceClass: 'STORAGE_GIB', variant: 'ephemeral', total: 500 },
      { resourceClass: 'STORAGE_GIB', variant: 'nvme', total: 2_000 },
      { resourceClass: 'EGRESS_MBPS', total: 1_000 },
    ],
  };
}

function gpuHost(name: string, model: string, gpus: number): HostPlan {
  const { inventories, ...rest } = cpuHost(name);
  return { ...rest, traits: ['nvme', 'gpu-nvlink'], inventories: [...inventories, { resourceClass: 'GPU_MILLI', variant: model, total: gpus * 1_000 }] };
}

/** A small market to begin with: three operators in three jurisdictions, and a tenant with tokens. */
const sample: WorldPlan = {
  pool: { name: 'standard' },
  rates: [
    { resourceClass: 'CPU_MILLI', curve: kinked(0.02, 0.02, 0.2) },
    { resourceClass: 'MEMORY_MIB', curve: fixed(0.005) },
    { resourceClass: 'GPU_MILLI', variant: 'a100', curve: fixed(2.5) },
    { resourceClass: 'GPU_MILLI', variant: 'l4', curve: fixed(0.8) },
    { resourceClass: 'STORAGE_GIB', curve: fixed(0.001) },
    { resourceClass: 'EGRESS_MBPS', curve: fixed(0.001) },
    { resourceClass: 'EGRESS_GIB', curve: fixed(0.05) },
    { resourceClass: 'STORED_GIB_HOUR', curve: fixed(0.001) },
  ],
  operators: [
    {
      name: 'rhine-compute', site: { name: 'frankfurt', jurisdiction: 'DE', region: 'europe-west' },
      hosts: [cpuHost('rhine-1'), cpuHost('rhine-2'), gpuHost('rhine-gpu-1', 'l4', 4)],
    },
    {
      name: 'alpine-cloud', site: { name: 'zurich', jurisdiction: 'CH', region: 'europe-central' },
      hosts: [cpuHost('alpine-1'), cpuHost('alpine-2'), gpuHost('alpine-gpu-1', 'a100', 8)],
    },
    {
      name: 'lakeside', site: { name: 'chicago', jurisdiction: 'US', region: 'america-central' },
      hosts: [cpuHost('lake-1'), cpuHost('lake-2'), gpuHost('lake-gpu-1', 'l4', 4)],
    },
  ],
  tenants: [{ name: 'first-tenant', depositNanoTokens: tokens(1_000), statementPeriod: 'day' }],
};

/** Fills an empty database with the sample market. A seeding that was cut off is finished by running it again. */
export async function seed(credentials: Credentials, say: Screen): Promise<Required<Pick<Credentials, 'operatorKeys' | 'tenantKey'>>> {
  const world = await setUpWorld(credentials.apiUrl, credentials.adminKey, sample, 'sample');
  const hosts = world.operators.reduce((sum, { hostIds }) => sum + hostIds.length, 0);
  say.step('Fleet', `${hosts} simulated hosts of ${world.operators.length} operators in ${sample.operators.map(({ site }) => site.jurisdiction).join(', ')}`);
  return {
    operatorKeys: Object.fromEntries(world.operators.map(({ name, key }) => [name, key])),
    tenantKey: world.tenants[0]!.key,
  };
}
