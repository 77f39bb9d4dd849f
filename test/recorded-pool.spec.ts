import { expect, test } from 'vitest';

import { traceHosts, traceTasks } from '../bench/openb.js';
import { recordPool, replayPool } from '../bench/placement/recorded-pool.js';

// A million take `npm run bench -- placement-replay`: minutes. This many are some fifty rounds, and the pool fills up.
const EVENTS = 8_000;

test('a recorded pool replays to identical claims, and one of which anything was changed does not', async () => {
  const hosts = (await traceHosts()).filter((_, index) => index % 8 === 0);
  const recorded = recordPool(hosts, await traceTasks('default'), EVENTS, 42);
  expect(recorded.events).toBeGreaterThanOrEqual(EVENTS);
  expect(recorded.claims).toBeGreaterThan(EVENTS / 4);
  expect(recorded.rounds.filter(({ isBase }) => isBase).length).toBeGreaterThanOrEqual(1);
  expect(replayPool(recorded)).toBe(recorded.rounds.length);
  const [first, second] = recorded.rounds.slice(1);
  expect(replayPool({ ...recorded, rounds: [recorded.rounds[0]!, { ...first!, bytes: second!.bytes }] })).toBe(1);
}, 240_000);
