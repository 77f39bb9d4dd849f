import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type ClaimId, newId } from '#libs/kernel';

import type { ReplicaReadiness } from './lease.js';
import { decideOutages, type Outage } from './outages.js';

const [a, b] = [newId('claim'), newId('claim')];
const ready = (since: number, claimId: ClaimId = a): ReplicaReadiness => ({ replica: 0, claimId, ready: true, since });
const down = (since: number, reason?: string, claimId: ClaimId = a): ReplicaReadiness => ({ replica: 0, claimId, ready: false, since, ...(reason ? { reason } : {}) });
const open = (startsAt: number, reason: string, claimId: ClaimId = a): Outage => ({ replica: 0, claimId, reason, startsAt });

describe('an outage', () => {
  test('begins when a replica is not ready any more, with the reason that is known', () => {
    expect(decideOutages([ready(10)], [down(50, 'host_lost')], [], 1, 90, null)).toEqual({ ends: [], starts: [open(50, 'host_lost')] });
    expect(decideOutages([ready(10)], [down(50)], [], 1, 90, null).starts).toEqual([open(50, 'not_ready')]);
    expect(decideOutages([ready(10)], [], [], 1, 90, null).starts).toEqual([open(90, 'not_ready')]);
  });

  test('that follows a change of the tenant without any reason is the tenant\'s', () => {
    expect(decideOutages([ready(10)], [down(50)], [], 1, 90, 40).starts).toEqual([open(50, 'changed_by_tenant')]);
    expect(decideOutages([ready(10)], [down(50, 'host_lost')], [], 1, 90, 40).starts).toEqual([open(50, 'host_lost')]);
    expect(decideOutages([ready(10)], [down(700_000)], [], 1, 700_000, 40).starts).toEqual([open(700_000, 'not_ready')]);
  });

  test('goes on while its replica is placed anew, and ends when that is ready or not wanted', () => {
    expect(decideOutages([down(50, 'host_lost')], [down(95, undefined, b)], [open(50, 'host_lost')], 1, 99, null)).toEqual({ ends: [], starts: [] });
    expect(decideOutages([down(95, undefined, b)], [ready(120, b)], [open(50, 'host_lost')], 1, 130, null)).toEqual({ ends: [{ replica: 0, at: 120 }], starts: [] });
    expect(decideOutages([down(50)], [down(50)], [open(50, 'host_lost')], 0, 130, null)).toEqual({ ends: [{ replica: 0, at: 130 }], starts: [] });
  });

  test('is another from when another reason comes to light', () => {
    expect(decideOutages([down(95, undefined, b)], [down(100, 'image_not_found', b)], [open(50, 'host_lost')], 1, 110, null)).toEqual({
      ends: [{ replica: 0, at: 110 }], starts: [open(110, 'image_not_found', b)],
    });
  });

  test('is none of a replica that was never ready, or moves while another serves', () => {
    expect(decideOutages([], [down(50)], [], 1, 60, null)).toEqual({ ends: [], starts: [] });
    expect(decideOutages([ready(10)], [ready(60, b)], [], 1, 60, null)).toEqual({ ends: [], starts: [] });
  });

  test('never overlaps another of its replica, whatever is reported in whatever order', () => {
    const report = fc.record({ ready: fc.boolean(), lag: fc.nat(30), reason: fc.option(fc.constantFrom('host_lost', 'crash_loop'), { nil: undefined }), gone: fc.boolean() });
    fc.assert(fc.property(fc.array(report, { maxLength: 20 }), (reports) => {
      let before: ReplicaReadiness[] = [];
      let standing: Outage | undefined;
      let lastEnd = 0;
      for (const [index, { ready: isReady, lag, reason, gone }] of reports.entries()) {
        const at = 100 * (index + 1);
        const since = before[0]?.ready === isReady ? before[0].since : at - lag;
        const after = gone ? [] : [isReady ? ready(since) : down(since, reason)];
        const { ends, starts } = decideOutages(before, after, standing ? [standing] : [], 1, at, null);
        for (const end of ends) {
          expect(end.at).toBeGreaterThanOrEqual(standing!.startsAt);
          [lastEnd, standing] = [end.at, undefined];
        }
        for (const start of starts) {
          expect(standing).toBeUndefined();
          expect(start.startsAt).toBeGreaterThanOrEqual(lastEnd);
          standing = start;
        }
        before = after;
      }
    }));
  });
});
