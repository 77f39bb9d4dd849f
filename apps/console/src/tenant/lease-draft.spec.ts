import { describe, expect, test } from 'vitest';

import { newDraft, toLeaseRequest, toQuoteRequest, withChange } from './lease-draft.js';

const draft = { ...newDraft, pool: 'standard' };

function requestOf(changes: Partial<typeof draft>): ReturnType<typeof toLeaseRequest> {
  const asked = toQuoteRequest({ ...draft, ...changes });
  if (!('request' in asked)) throw new Error(JSON.stringify(asked.wrong));
  return toLeaseRequest({ ...draft, ...changes }, asked.request, 'quo_1');
}

describe('a draft', () => {
  test('asks for what its fields say, in the units of the API', () => {
    expect(requestOf({ name: ' web ', cpus: '0.5', memoryGib: '1,5', replicas: '3', gpus: '2', gpuModels: 'a100, h100', jurisdictions: ['CH'], spreadOver: 'operator', hours: '2' })).toEqual({
      pool: 'standard', name: 'web', replicas: 3, durationMillis: 7_200_000,
      resources: { cpuMillis: 500, memoryMib: 1536, gpu: { count: 2, models: ['a100', 'h100'] } },
      constraints: { jurisdictions: ['CH'], spread: { over: 'operator', maximum: 1 } },
      pricing: { mode: 'on-demand', quoteId: 'quo_1' },
      workload: { image: 'nginx:1.29', ports: [{ name: 'web', port: 80, protocol: 'tcp', public: true }] },
    });
  });

  test('takes commands as a shell divides them, and values with an equals sign', () => {
    expect(requestOf({ command: `serve --name "two words" 'it is'`, environment: 'A=1\n\nURL=http://x/?a=b\n', port: '' }).workload).toEqual({
      image: 'nginx:1.29', command: ['serve', '--name', 'two words', 'it is'], environment: { A: '1', URL: 'http://x/?a=b' },
    });
  });

  test('says which fields it cannot be asked with, by the pointer of what they set', () => {
    const asked = toQuoteRequest({ ...draft, pool: '', replicas: '', cpus: 'many', mode: 'spot', memoryGib: '-1' });
    expect(asked).toEqual({ wrong: { '/pool': 'Choose a pool.', '/replicas': 'Needed.', '/resources/cpuMillis': 'A number above zero.', '/resources/memoryMib': 'A number above zero.', '/pricing/maximumNanoTokensPerHour': 'The most that you would pay.' } });
  });

  test('takes on what an alternative changes, and nothing else', () => {
    const changed = withChange({ ...draft, image: 'mine' }, { replicas: 2, constraints: { jurisdictions: ['DE', 'CH'] } });
    expect(changed).toEqual({ ...draft, image: 'mine', replicas: '2', jurisdictions: ['DE', 'CH'], spreadOver: 'none' });
  });

  test('takes on a spread that is less strict', () => {
    const changed = withChange({ ...draft, spreadOver: 'operator' }, { constraints: { spread: { over: 'operator', maximum: 2 } } });
    expect(toQuoteRequest(changed)).toMatchObject({ request: { constraints: { spread: { over: 'operator', maximum: 2 } } } });
  });
});
