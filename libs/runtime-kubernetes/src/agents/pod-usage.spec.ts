import { expect, test } from 'vitest';

import { newId } from '#libs/kernel';

import { readSummary } from './pod-readings.js';
import { countersOf, eventsOf, type PodReading } from './pod-usage.js';

const claimId = newId('claim');
const reading = (changes: Partial<PodReading>): PodReading => ({ claimId, uid: 'a', ...changes });
const used = (before: PodReading, after: PodReading, from = 1_000, to = 61_000) =>
  Object.fromEntries(eventsOf('cls_1', { at: from, counters: countersOf(before) }, after, to).map(({ type, data }) => [type.split('.')[2], data.amount ?? data.bytes]));

test('counters give what they grew by, levels what they were over time', () => {
  expect(used(
    reading({ cpuNanoSeconds: 5_000_000_000n, sentBytes: 10n, receivedBytes: 20n }),
    reading({ cpuNanoSeconds: 35_000_000_000n, sentBytes: 110n, receivedBytes: 20n, memoryBytes: 1_024n }),
  )).toEqual({ cpu_millis_seconds: '30000', memory_byte_seconds: '61440', egress_bytes: '100', ingress_bytes: '0' });
  expect(used(reading({}), reading({ cpuNanoCores: 500_000_000n }))).toEqual({ cpu_millis_seconds: '30000' });
});

test('a counter that began anew counts from nothing, whether the pod is another or not', () => {
  expect(used(reading({ sentBytes: 500n }), reading({ uid: 'b', sentBytes: 700n }))).toEqual({ egress_bytes: '700' });
  expect(used(reading({ sentBytes: 500n }), reading({ sentBytes: 30n }))).toEqual({ egress_bytes: '30' });
});

test('what was not counted before is counted from now on, and time that did not pass used nothing', () => {
  expect(used(reading({}), reading({ sentBytes: 9n }))).toEqual({});
  expect(eventsOf('cls_1', { at: 5, counters: countersOf(reading({})) }, reading({ memoryBytes: 1n }), 5)).toEqual([]);
});

test('the same interval has the same ids', () => {
  const [one, two] = [61_000, 90_000].map((now) => eventsOf('cls_1', { at: 1_000, counters: { uid: 'a' } }, reading({ memoryBytes: 1n }), now)[0]!);
  expect(one!.id).toBe(two!.id);
});

test("a kubelet's summary is read for the pods that are asked for, as far as it counts", () => {
  const summary = { pods: [
    { podRef: { uid: 'a' }, cpu: { usageCoreNanoSeconds: 7 }, memory: { workingSetBytes: 8 }, network: { rxBytes: 9, txBytes: 10 } }, { podRef: { uid: 'z' }, cpu: { usageCoreNanoSeconds: 1 } },
  ] };
  expect(readSummary(summary, [reading({}), reading({ uid: 'gone' })])).toEqual([reading({ cpuNanoSeconds: 7n, memoryBytes: 8n, sentBytes: 10n, receivedBytes: 9n })]);
  expect(readSummary({ pods: [{ podRef: { uid: 'a' } }] }, [reading({})])).toEqual([reading({})]);
});
