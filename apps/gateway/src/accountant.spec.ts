import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { CountedBytes } from '#libs/gateway';
import { newId } from '#libs/kernel';
import { DriverRegistry } from '#libs/runtime';

import { Accountant } from './accountant.js';
import { limits } from './limits.js';
import { Replica } from './replica.js';

const replicaOf = () => new Replica(newId('lease'), { claimId: newId('claim'), clusterId: newId('cluster'), driver: 'test', ready: true, egressMbps: 1 }, new DriverRegistry([]), limits, 1);

/** What a database would hold after intervals were written, some of them several times. */
function write(kept: Map<number, CountedBytes>, counts: readonly CountedBytes[]): void {
  for (const count of counts) kept.set(count.startsAt, count);
}

test('every byte is in one interval; intervals do not overlap; what could not be kept is kept later', () => {
  const step = fc.record({ millis: fc.integer({ min: -100, max: 30_000 }), egress: fc.nat(1_000), ingress: fc.nat(1_000), fails: fc.boolean() });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const replica = replicaOf();
    const accountant = new Accountant(0);
    const kept = new Map<number, CountedBytes>();
    let now = 0;
    for (const { millis, egress, ingress, fails } of steps) {
      now += millis;
      replica.count.egress += egress;
      replica.count.ingress += ingress;
      const counts = accountant.look([replica], now);
      if (!counts || fails) continue;
      write(kept, counts);
      accountant.kept(counts, new Set());
    }
    const last = accountant.look([replica], 10_000_000)!;
    write(kept, last);
    accountant.kept(last, new Set([replica]));
    const intervals = [...kept.values()].toSorted((a, b) => a.startsAt - b.startsAt);
    expect(intervals.reduce((sum, { egressBytes }) => sum + egressBytes, 0n)).toBe(BigInt(replica.count.egress));
    expect(intervals.reduce((sum, { ingressBytes }) => sum + ingressBytes, 0n)).toBe(BigInt(replica.count.ingress));
    const instants = intervals.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(intervals.every(({ startsAt, endsAt }) => startsAt < endsAt)).toBe(true);
    expect(accountant.look([replica], 10_000_001)).toEqual([]);
  }));
});
