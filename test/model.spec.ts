import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { wrongAfterStep, wrongBooks } from './model/invariants.js';
import { operations } from './model/operations.js';
import { followMoves } from './model/moves.js';
import { bringToRest, wrongAtRest } from './model/rest.js';
import { beginStep, seed } from './model/seed.js';
import { look, type Seen } from './model/seen.js';
import { makeWorld, type World } from './model/world.js';

vi.mock('nanoid', async () => ({ customAlphabet: (await import('./model/seed.js')).seededAlphabet }));

const steps = Number(process.env.WEIR_TEST_STEPS ?? 2_000);
const BOOKS_EVERY = 25;
const REST_EVERY = 500;
const LOGGED = 30;

let world: World;
let seen: Seen;
const log: string[] = [];

beforeAll(async () => {
  world = await makeWorld();
  seen = await look(world.database, [], '0');
});
afterAll(() => world.close());

/** Looks at the world after something was done to it. @throws with the last steps. */
async function check(wrongBefore: string[] = []): Promise<void> {
  const watched = [...world.model.leases.values()].filter((lease) => lease.state !== 'closed' && lease.state !== 'failed').map((lease) => lease.id);
  const now = await look(world.database, watched, seen.lastEntry);
  const wrong = [...wrongBefore, ...wrongAfterStep(world, seen, now)];
  seen = now;
  if (wrong.length > 0) throw new Error(wrong.slice(0, 10).join('\n'));
}

async function step(index: number): Promise<void> {
  beginStep(index);
  log.push(`#${index} ${world.clock.now()}`);
  log[log.length - 1] += ` ${await world.dice.weighted(operations)(world, seen)}`;
  const wrongMoves = await followMoves(world);
  await check([...wrongMoves, ...(index % BOOKS_EVERY === 0 ? await wrongBooks(world) : [])]);
  if (index % REST_EVERY !== 0 && index !== steps) return;
  log.push('at rest');
  await bringToRest(world);
  await check([...(await followMoves(world)), ...(await wrongBooks(world))]);
  const wrong = await wrongAtRest(world);
  if (wrong.length > 0) throw new Error(`at rest:\n${wrong.slice(0, 10).join('\n')}`);
}

test(`a world on which ${steps} random steps are taken is what its model says (WEIR_TEST_SEED=${seed})`, { timeout: 60_000 + steps * 100 }, async () => {
  console.info(`WEIR_TEST_SEED=${seed} WEIR_TEST_STEPS=${steps}`);
  for (let index = 1; index <= steps; index += 1) {
    await step(index).catch((error: unknown) => {
      throw new Error(`seed ${seed}, step ${index}: ${error instanceof Error ? error.message : String(error)}\n${log.slice(-LOGGED).join('\n')}`, { cause: error });
    });
  }
  // A world in which nothing happened proves nothing.
  const ended = [...world.model.leases.values()].map((lease) => lease.state);
  expect(ended.length).toBeGreaterThan(steps / 50);
  expect(ended.filter((state) => state === 'closed').length).toBeGreaterThan(steps / 100);
  expect(world.model.moves).toBeGreaterThan(steps / 400);
});
