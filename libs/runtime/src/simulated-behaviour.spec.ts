import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { behave, type FaultKind, faultKinds, type SimulatedFaultState } from './simulated-behaviour.js';

const START = 100;
const workload = { hostId: 'h', leaseId: 'l', createdAt: 1_000, readyAt: 1_100 };

function fault(kind: FaultKind, createdAt: number, until: number | null = null, more: Partial<SimulatedFaultState> = {}): SimulatedFaultState {
  return { kind, hostId: null, leaseId: null, delayMillis: 0, createdAt, until, ...more };
}

describe('a simulated replica', () => {
  test('starts by the clock', () => {
    expect(behave(workload, [], START, 1_040)).toEqual({ state: 'starting', since: 1_000, restarts: 0, changesInMillis: 60 });
    expect(behave(workload, [], START, 1_100)).toEqual({ state: 'ready', since: 1_100, restarts: 0 });
  });

  test('cannot pull while told so, and starts afresh afterwards', () => {
    const faults = [fault('image_not_found', 500, 5_000)];
    expect(behave(workload, faults, START, 2_000)).toMatchObject({ state: 'failed', reason: 'image_not_found', since: 1_000, changesInMillis: 3_000 });
    expect(behave(workload, faults, START, 5_050)).toMatchObject({ state: 'starting' });
    expect(behave(workload, faults, START, 5_100)).toMatchObject({ state: 'ready', since: 5_100 });
  });

  test('that runs has its image', () => {
    expect(behave(workload, [fault('image_not_found', 1_500)], START, 2_000)).toMatchObject({ state: 'ready', since: 1_100 });
  });

  test('crashes again and again, from when it runs', () => {
    const faults = [fault('crash_loop', 500)];
    expect(behave(workload, faults, START, 1_050)).toMatchObject({ state: 'starting' });
    expect(behave(workload, faults, START, 1_100)).toMatchObject({ state: 'failed', reason: 'crash_loop', since: 1_100, restarts: 1 });
    expect(behave(workload, faults, START, 31_100)).toMatchObject({ state: 'failed', since: 1_100, restarts: 4 });
    expect(behave(workload, [fault('crash_loop', 1_500, 1_600)], START, 1_700)).toEqual({ state: 'ready', since: 1_700, restarts: 1 });
  });

  test('dies with its host, and does not come back with it', () => {
    expect(behave(workload, [fault('host_lost', 1_500)], START, 2_000)).toBeUndefined();
    expect(behave(workload, [fault('host_lost', 1_500, 1_600)], START, 2_000)).toBeUndefined();
    expect(behave(workload, [fault('host_lost', 500, 900)], START, 2_000)).toMatchObject({ state: 'ready' });
  });

  test("goes on through lost contact, and other hosts' and leases' trouble", () => {
    const faults = [fault('contact_lost', 1_500), fault('crash_loop', 1_500, null, { hostId: 'other' }), fault('host_lost', 1_500, null, { leaseId: 'other' })];
    expect(behave(workload, faults, START, 2_000)).toMatchObject({ state: 'ready', since: 1_100 });
  });

  test('never fares by the order in which faults are told, and is never in a state since the future', () => {
    const someFault = fc.record({ kind: fc.constantFrom(...faultKinds), createdAt: fc.integer({ min: 0, max: 5_000 }), length: fc.option(fc.integer({ min: 0, max: 3_000 })) })
      .map(({ kind, createdAt, length }) => fault(kind, createdAt, length === null ? null : createdAt + length));
    fc.assert(fc.property(fc.uniqueArray(someFault, { maxLength: 6, selector: (each) => each.createdAt }), fc.integer({ min: 1_000, max: 9_000 }), (faults, at) => {
      const replica = behave(workload, faults, START, at);
      expect(behave(workload, faults.toReversed(), START, at)).toEqual(replica);
      expect(replica?.since ?? at).toBeLessThanOrEqual(at);
      // With everything over for long, what was not lost runs.
      const over = at >= workload.readyAt && faults.every((each) => each.until !== null && each.until + START <= at);
      expect(over && replica ? replica.state : 'ready').toBe('ready');
    }));
  });
});
