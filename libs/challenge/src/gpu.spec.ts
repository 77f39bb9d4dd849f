import * as fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

import { type PlacementInventory } from '#libs/inventory';
import { initialRules, type GpuModelRules } from '#libs/rules';

import { judge, judgeGpu, type Seen } from './judge.js';
import { allowedGpuMillis, gpusOn, gpuWorkFor } from './sizes.js';

const SEED = '5e'.repeat(32);
const t4: GpuModelRules = { model: 't4', image: 'opencl:1', mib: 4_096, lanes: 65_536, reads: 4_096, rounds: 8, workMillis: 10_000 };
const rules = { ...initialRules.challenge.gpu, models: [t4, { ...t4, model: 'l4', mib: 8_192, workMillis: 5_000 }] };
const free = (resourceClass: 'CPU_MILLI' | 'MEMORY_MIB' | 'GPU_MILLI', capacity: number, more: Partial<PlacementInventory> = {}): PlacementInventory => ({
  minUnit: 1, maxUnit: 1_000_000, stepSize: 1, used: 0, deviceUsed: [], resourceClass, variant: '', capacity, ...more,
});
const besides = [free('CPU_MILLI', 4_000), free('MEMORY_MIB', 8_192)];
const gpus = (deviceUsed: number[], variant = 't4', more: Partial<PlacementInventory> = {}) => free('GPU_MILLI', deviceUsed.length * 1_000, { variant, deviceUsed, used: deviceUsed.reduce((sum, used) => sum + used, 0), ...more });

describe('what is claimed', () => {
  test('are whole GPUs that are free, as many at once as the rules say, or a share, of models that the rules name, with a vCPU and a GiB', () => {
    const of = (inventories: PlacementInventory[], mostGpus = 8) => gpusOn({ inventories: [...besides, ...inventories] }, { ...rules, mostGpus }).map(({ gpu }) => [gpu!.models[0], gpu!.count, gpu!.milliPerGpu]);
    expect(of([gpus([0, 0, 0, 0])])).toEqual([['t4', 1, undefined], ['t4', 2, undefined], ['t4', 4, undefined], ['t4', 1, 500], ['t4', 1, 250]]);
    expect(of([gpus([0, 0, 0, 0], 't4', { minUnit: 1_000, stepSize: 1_000 })], 2)).toEqual([['t4', 1, undefined], ['t4', 2, undefined]]);
    expect(of([gpus([250, 600], 't4'), gpus([1_000], 'l4'), gpus([0], 'a100')])).toEqual([['t4', 1, 500], ['t4', 1, 250]]);
    expect(of([gpus([0]), gpus([0], 'l4', { minUnit: 1_000 })], 1)).toEqual([['t4', 1, undefined], ['t4', 1, 500], ['t4', 1, 250], ['l4', 1, undefined]]);
    expect(gpusOn({ inventories: [gpus([0]), free('CPU_MILLI', 4_000), free('MEMORY_MIB', 1_023)] }, rules)).toEqual([]);
    expect(gpusOn({ inventories: [...besides, gpus([0])] }, { ...rules, models: [] })).toEqual([]);
  });

  test('fits what is free, by its terms of sale', () => {
    const terms = fc.record({ minUnit: fc.constantFrom(1, 250, 1_000, 2_000), maxUnit: fc.integer({ min: 250, max: 8_000 }), stepSize: fc.constantFrom(1, 100, 500, 1_000) });
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 8 }), terms, fc.constantFrom(1, 2, 8), (deviceUsed, of, mostGpus) => {
      for (const { cpuMillis, memoryMib, gpu } of gpusOn({ inventories: [...besides, gpus(deviceUsed, 't4', of)] }, { ...rules, mostGpus })) {
        const { count, milliPerGpu = 1_000 } = gpu!;
        const amount = count * milliPerGpu;
        expect([cpuMillis, memoryMib]).toEqual([1_000, 1_024]);
        expect(count <= mostGpus && amount >= of.minUnit && amount <= of.maxUnit && amount % of.stepSize === 0).toBe(true);
        expect(deviceUsed.filter((used) => used + milliPerGpu <= 1_000).length).toBeGreaterThanOrEqual(count);
      }
    }));
  });

  test('is given as much for each as the rules say of its model, in as much memory as is claimed, and as much more time as a share is smaller', () => {
    expect(gpuWorkFor({ count: 4, models: ['l4'] }, SEED, rules)).toEqual({ seed: SEED, gpus: 4, mib: 8_192, lanes: 65_536, reads: 4_096, rounds: 8 });
    expect(gpuWorkFor({ count: 1, models: ['t4'], milliPerGpu: 250 }, SEED, rules)).toEqual({ seed: SEED, gpus: 1, mib: 1_024, lanes: 65_536, reads: 4_096, rounds: 8 });
    const due = (model: string, milli: number, count = 1) => allowedGpuMillis({ model, milli, gpus: count }, rules) - rules.graceMillis;
    expect([due('t4', 1_000), due('t4', 8_000, 8), due('l4', 500), due('t4', 250), due('t4', 300)]).toEqual([10_000, 10_000, 10_000, 40_000, 33_334]);
  });
});

test('what is asked, and due, is as docs/proof-of-capacity.md says', async () => {
  const count = (value: number) => value.toLocaleString('en');
  const rows = ([['1 GPU', { count: 1 }], ['4 GPUs', { count: 4 }], ['a half', { count: 1, milliPerGpu: 500 }], ['a quarter', { count: 1, milliPerGpu: 250 }]] as const).map(([name, gpu]) => {
    const { mib, lanes, reads, gpus: many } = gpuWorkFor({ ...gpu, models: ['t4'] }, SEED, rules);
    const due = allowedGpuMillis({ model: 't4', milli: gpu.count * ('milliPerGpu' in gpu ? gpu.milliPerGpu : 1_000), gpus: many }, rules);
    return `| ${name} | ${count(many * mib)} MiB | ${count((many * lanes * reads * 64) / 2 ** 20)} MiB | ${count(due)} ms |`;
  });
  const page = await readFile('docs/proof-of-capacity.md', 'utf8');
  expect(page).toContain(rows.join('\n'));
  expect(page).toContain(`\`mib\` ${count(t4.mib)}, \`lanes\` ${count(t4.lanes)}, \`reads\` ${count(t4.reads)}, \`rounds\` ${t4.rounds} and \`workMillis\` ${count(t4.workMillis)}`);
  expect(page).toContain(`a half left out passes with one root in ${count(2 ** 16)}. A tenth left out passes with one in ${Math.round(1 / 0.9 ** 16)},`);
});

test('whatever is seen of it: what is computed wrongly fails, all else that would be held against a host only where another did as much in time', async () => {
  const at = fc.integer({ min: 0, max: 1_000_000 });
  const seen: fc.Arbitrary<Seen> = fc.record({
    begunAt: at, readyAt: fc.option(at), deadlineAt: fc.option(at), ends: fc.constantFrom(null, null, 'out_of_memory' as const, 'capacity_reclaimed' as const), isThere: fc.boolean(),
    trouble: fc.constantFrom(null, 'out_of_memory', 'crash_loop'), answer: fc.constantFrom('partial', 'right', 'wrong', 'unread'),
  });
  const doubted = new Set<string>();
  const check = async (one: Seen, now: number) => {
    const verdict = judge(one, now);
    expect(await judgeGpu(one, async () => true, now)).toEqual(verdict);
    const isDoubted = verdict?.outcome === 'failed' && one.answer !== 'wrong';
    expect(await judgeGpu(one, async () => false, now)).toEqual(isDoubted ? { outcome: 'void', reason: `no other host of its model did as much in time: ${verdict.reason}` } : verdict);
    if (isDoubted) doubted.add(verdict.reason);
  };
  await fc.assert(fc.asyncProperty(seen, at, check), { numRuns: 500 });
  const late: Seen = { begunAt: 0, readyAt: 1, deadlineAt: 2, ends: null, isThere: true, trouble: null, answer: 'partial' };
  await check(late, 3);
  await check({ ...late, trouble: 'out_of_memory' }, 3);
  expect([...doubted].toSorted()).toEqual(['it took less memory than it claims, and there was not as much', 'it was slower than promised']);
});
