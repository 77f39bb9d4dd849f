import { expect, test } from 'vitest';

import { type RequestSpec } from './board.js';
import { Shapes } from './shapes.js';
import { takeSnapshot } from './snapshot.js';
import { testHost, testSpec } from './test-fleet.js';

const policy = { operatorShareCapBps: 10_000, operatorBps: 8_500, askWeightBps: 0 };
const price = { resourceClass: 'CPU_MILLI' as const, variant: '', nanoTokensPerUnitHour: 3n };
const base: Partial<RequestSpec> = { replicas: 2, resources: { cpuMillis: 1_000, memoryMib: 64, gpu: { count: 1 }, volumes: [{ name: 'a', storageClass: 'nvme', gib: 1 }] }, constraints: { jurisdictions: ['DE', 'FR'] }, prices: [price] };
const neighbour = { leaseId: 'lse_other' as never, place: 'apart' as const, over: 'host' as const, strength: 'required' as const, places: [] };

/** Whether a request with some changes is of the shape of one without, whichever comes first. */
function isAlike(changes: Partial<RequestSpec>): boolean[] {
  const asks = [base, { ...base, ...changes }];
  return [asks, asks.toReversed()].map(([one, other]) => {
    const shapes = new Shapes(takeSnapshot([testHost('h', { gpus: 1 })]), policy);
    return shapes.of(testSpec(structuredClone(one))) === shapes.of(testSpec(structuredClone(other)));
  });
}

test.each<[string, Partial<RequestSpec>]>([
  ['replicas', { replicas: 3 }],
  ['CPU', { resources: { ...base.resources!, cpuMillis: 1_001 } }],
  ['memory', { resources: { ...base.resources!, memoryMib: 65 } }],
  ['a share', { resources: { ...base.resources!, gpu: { count: 1, milliPerGpu: 500 } } }],
  ['a volume', { resources: { ...base.resources!, volumes: [...base.resources!.volumes!, { name: 'b', storageClass: 'nvme', gib: 1 }] } }],
  ['no volume', { resources: { cpuMillis: 1_000, memoryMib: 64, gpu: { count: 1 } } }],
  ['another class', { resources: { ...base.resources!, custom: { CUSTOM_TPU: 1 } } }],
  ['models', { gpuModels: ['a100'] }],
  ['order of models', { gpuModels: ['t4', 'a100'] }],
  ['jurisdictions', { constraints: { jurisdictions: ['DE'] } }],
  ['a constraint', { constraints: { jurisdictions: ['DE', 'FR'], regions: ['eu'] } }],
  ['hosts ruled out', { excludedHosts: ['h'] }],
  ['neighbours', { neighbours: [neighbour] }],
  ['how long it stays', { staysUntil: 1 }],
  ['what it pays', { prices: [{ ...price, nanoTokensPerUnitHour: 4n }] }],
  ['what of it is for the treasury', { prices: [{ ...price, baseNanoTokensPerUnitHour: 1n }] }],
  ['what it pays for', { prices: [{ ...price, resourceClass: 'MEMORY_MIB' }] }],
])('%s makes another shape', (_, changes) => {
  expect(isAlike(changes)).toEqual([false, false]);
});

test.each<[string, Partial<RequestSpec>]>([
  ['nothing', {}],
  ['who asks', { tenantId: 'ten_2' as never, projectId: 'prj_2' as never, rank: 3 }],
  ['what is left out and said to be', { excludedHosts: undefined, constraints: { ...base.constraints, regions: undefined } }],
  ['a base that the price has on top', { prices: [{ ...price, nanoTokensPerUnitHour: 13n, baseNanoTokensPerUnitHour: 10n }] }],
])('%s makes no other shape', (_, changes) => {
  expect(isAlike(changes)).toEqual([true, true]);
});
