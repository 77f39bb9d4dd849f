import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { hasRow, type Parameter, parametersOf, parameterText, valueOf, withoutRows, withRows, withValues, written } from './parameters.js';

const rules = { changeDelayMillis: 86_400_000, bond: { rates: [{ resourceClass: 'GPU_MILLI', variant: 'h100', nanoTokensPerUnit: '5000000' }] }, faults: { table: { host_lost: { capBps: 2_500 } } }, breakers: [{ flow: 'payout', scope: 'operator', windowMillis: 3_600_000, mostNanoTokens: null }] };

describe('parameters', () => {
  test('are named and read in the units of people', () => {
    expect(parametersOf(rules).map((parameter) => `${parameter.pointer}|${parameter.label}|${parameterText(parameter)}`)).toEqual([
      '/changeDelayMillis|Change delay|1 d', '/bond/rates/0/resourceClass|GPU h100: resource class|GPU_MILLI', '/bond/rates/0/variant|GPU h100: variant|h100', '/bond/rates/0/nanoTokensPerUnit|GPU h100: tokens per unit|0.005 tokens',
      '/faults/table/host_lost/capBps|Host lost: cap|25 %', '/breakers/0/flow|Payout, each operator: flow|payout', '/breakers/0/scope|Payout, each operator: scope|operator', '/breakers/0/windowMillis|Payout, each operator: window|1 h', '/breakers/0/mostNanoTokens|Payout, each operator: most|no limit',
    ]);
  });

  test('are spelt as people spell them', () => {
    const labels = parametersOf({ challenge: { gpu: { mostGpus: 1 }, mostVcpus: 4, possession: { mostDataMib: 1 }, network: { mostMbps: 2 } }, reputation: { faultHours: { early_reclaim: 1 } } }).map(({ label }) => label);
    expect(labels).toEqual(['GPU: most GPUs', 'Most vCPUs', 'Possession: most data MiB', 'Network: most Mbit/s', 'Fault hours: early reclaim']);
  });

  test('are what they were when a field is left as it is', () => {
    const value = fc.oneof(
      fc.record({ kind: fc.constant('duration' as const), value: fc.integer({ min: 0, max: 10 ** 11 }) }), fc.record({ kind: fc.constant('percent' as const), value: fc.integer({ min: 0, max: 1_000_000 }) }),
      fc.record({ kind: fc.constant('tokens' as const), value: fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String) }), fc.constantFrom<Pick<Parameter, 'kind' | 'value'>>({ kind: 'tokens', value: null }, { kind: 'count', value: 7 }, { kind: 'text', value: '' }),
    );
    fc.assert(fc.property(value, ({ kind, value }) => {
      const parameter = { kind, value, pointer: '', group: '', label: '' };
      expect(valueOf(parameter, written(parameter))).toBe(value);
    }));
  });

  test('change where they stand, and nowhere else', () => {
    const changed = withValues(rules, new Map([['/breakers/0/mostNanoTokens', '7'], ['/changeDelayMillis', 1]]));
    expect(changed).toEqual({ ...rules, changeDelayMillis: 1, breakers: [{ ...rules.breakers[0], mostNanoTokens: '7' }] });
    expect(rules.changeDelayMillis).toBe(86_400_000);
  });

  test('in lists: new rows come at the end, those that go leave the others in their order, and numbers stay numbers', () => {
    const counts = fc.record({ '/bond/rates': fc.nat(4), '/breakers': fc.nat(4) });
    fc.assert(fc.property(counts, fc.infiniteStream(fc.boolean()), (added, choices) => {
      const more = withRows(rules, added);
      const rows = [...new Set(parametersOf(more).flatMap(({ row }) => row ?? []))];
      expect(rows.filter((row) => !hasRow(rules, row)).length).toBe(added['/bond/rates'] + added['/breakers']);
      expect(withoutRows(more, rows.filter((row) => !hasRow(rules, row)))).toEqual(rules);
      const gone = rows.filter(() => choices.next().value);
      const kept = more.breakers.filter((_, place) => !gone.includes(`/breakers/${place}`));
      expect(withoutRows(more, gone).breakers).toEqual(kept);
    }));
    const times = parametersOf(withRows({ reputation: { times: [] } }, { '/reputation/times': 1 })).find(({ pointer }) => pointer === '/reputation/times/0/times')!;
    expect(valueOf(times, ' 7 ')).toBe(7);
  });
});
