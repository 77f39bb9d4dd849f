import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { mergeAsTheyCome, mergeInTime, type ReplicaLine } from './merge-lines.js';

async function* source(lines: readonly ReplicaLine[], closed: () => void = () => undefined): AsyncGenerator<ReplicaLine> {
  try {
    yield* lines;
  } finally {
    closed();
  }
}

const logs = fc.array(fc.array(fc.nat(50), { maxLength: 8 }).map((times) => times.toSorted((a, b) => a - b)), { maxLength: 5 })
  .map((all) => all.map((times, replica) => times.map((at, index): ReplicaLine => ({ replica, at, text: `${index}` }))));

async function all(lines: AsyncIterable<ReplicaLine>): Promise<ReplicaLine[]> {
  const found: ReplicaLine[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

test('in time: every line once, in order of time, and each replica in its own order', async () => {
  await fc.assert(fc.asyncProperty(logs, async (given) => {
    const merged = await all(mergeInTime(given.map((lines) => source(lines))));
    expect(merged).toEqual(given.flat().toSorted((a, b) => a.at - b.at || a.replica - b.replica || Number(a.text) - Number(b.text)));
  }));
});

test('as they come: every line once, each replica in its own order', async () => {
  await fc.assert(fc.asyncProperty(logs, async (given) => {
    const merged = await all(mergeAsTheyCome(given.map((lines) => source(lines))));
    for (const [replica, lines] of given.entries()) expect(merged.filter((line) => line.replica === replica)).toEqual(lines);
    expect(merged).toHaveLength(given.flat().length);
  }));
});

test('as they come: a replica that never pauses does not silence the others', async () => {
  async function* endless(): AsyncGenerator<ReplicaLine> {
    for (let at = 0; ; at += 1) yield { replica: 0, at, text: 'again' };
  }
  let seen = 0;
  for await (const { replica } of mergeAsTheyCome([endless(), source([{ replica: 1, at: 0, text: 'once' }])])) {
    seen += 1;
    if (replica === 1) break;
  }
  expect(seen).toBeLessThan(10);
});

test.each([mergeInTime, mergeAsTheyCome])('%o closes all sources when its reader leaves', async (merge) => {
  let closed = 0;
  const two = [0, 1].map((replica) => source([0, 1, 2].map((at) => ({ replica, at, text: '' })), () => (closed += 1)));
  for await (const _ of merge(two)) break;
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).toBe(2);
});
