import fc from 'fast-check';
import { expect, test } from 'vitest';

import { choose } from './balance.js';

const replica = fc.record({ ready: fc.boolean(), underWay: fc.integer({ min: 0, max: 5 }), passedOverUntil: fc.constantFrom(0, 50, 200) });

test('the one chosen is ready, untried, not doubtful if any is not, and has the least to do of those', () => {
  fc.assert(fc.property(fc.array(replica, { maxLength: 8 }), fc.nat(20), fc.array(fc.nat(7)), (replicas, turn, indexes) => {
    const tried = new Set(indexes.flatMap((index) => replicas[index] ?? []));
    const open = replicas.filter((each) => each.ready && !tried.has(each));
    const chosen = choose(replicas, tried, turn, 100);
    const trusted = open.filter((each) => each.passedOverUntil <= 100);
    const among = trusted.length > 0 ? trusted : open;
    const least = among.filter((each) => each.underWay === Math.min(...among.map(({ underWay }) => underWay)));
    expect(least.length > 0 ? least : [undefined]).toContain(chosen);
  }));
});

test('equals take turns', () => {
  const replicas = [0, 1, 2].map((name) => ({ name, ready: true, underWay: 0, passedOverUntil: 0 }));
  expect([0, 1, 2, 3].map((turn) => choose(replicas, new Set(), turn, 0)!.name)).toEqual([0, 1, 2, 0]);
});
