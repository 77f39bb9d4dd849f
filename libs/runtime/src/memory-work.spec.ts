import * as fc from 'fast-check';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';

import { isRoundRight, lineOf, type MemoryWork, mostLines, readAnswer, simulatedAnswer, workloadOf, workOf } from './memory-work.js';

const seed = fc.stringMatching(/^[0-9a-f]{64}$/);
const works = fc.record({ seed, lanes: fc.integer({ min: 1, max: 4 }), laneMib: fc.constantFrom(1, 2, 256), rounds: fc.integer({ min: 1, max: 6 }) });
const textsOf = (work: MemoryWork, conduct: 'honest' | 'made_up' = 'honest') => simulatedAnswer(work, conduct, 0, Number.MAX_SAFE_INTEGER).map(({ text }) => text);

describe('the work', () => {
  // The real program, on the machine that runs the tests: what it writes is what the platform finds when it does the same.
  test('is done by what its workload runs', async () => {
    const work: MemoryWork = { seed: '5e'.repeat(32), lanes: 2, laneMib: 1, rounds: 3 };
    const { command, environment } = workloadOf(work, 'node:24');
    // It never ends by itself, as no service does.
    const runs = spawn(process.execPath, command!.slice(1), { env: { ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    for await (const line of createInterface({ input: runs.stdout })) if (lines.push(line) === mostLines(work)) break;
    runs.kill('SIGKILL');
    const answer = readAnswer(lines, work);
    expect(answer).toBeDefined();
    for (const [lane, round] of [[0, 0], [0, 2], [1, 1], [1, 2]] as const) expect(await isRoundRight('scrypt', work, answer!, lane, round)).toBe(true);
    expect(answer![0]).not.toEqual(answer![1]);
    expect(await isRoundRight('scrypt', work, [answer![1]!, answer![0]!], 0, 0)).toBe(false);
  }, 20_000);

  test('is known from its workload, and from no other', () => {
    fc.assert(fc.property(works, (work) => {
      expect(workOf(workloadOf(work, 'node:24'))).toEqual(work);
    }));
    expect(workOf({ command: ['node', '-e', 'while (true) {}', '00', '1', '1', '1'] })).toBeUndefined();
    expect(workOf({})).toBeUndefined();
  });
});

describe('an answer', () => {
  test('that a simulated host gives is right in every round; a made-up one in none', async () => {
    await fc.assert(fc.asyncProperty(works, async (work) => {
      const [answer, madeUp] = [readAnswer(textsOf(work), work)!, readAnswer(textsOf(work, 'made_up'), work)!];
      for (let lane = 0; lane < work.lanes; lane += 1) for (let round = 0; round < work.rounds; round += 1) {
        expect([await isRoundRight('simulated', work, answer, lane, round), await isRoundRight('simulated', work, madeUp, lane, round)]).toEqual([true, false]);
      }
    }), { numRuns: 30 });
  });

  test('is read from lines in whatever order, with others between them, and not while one is missing', () => {
    fc.assert(fc.property(works, fc.array(fc.string()), fc.nat(), (work, noise, missing) => {
      const lines = textsOf(work);
      expect(lines).toHaveLength(mostLines(work));
      expect(readAnswer([...noise.map((text) => `! ${text}`), ...lines.toReversed()], work)).toEqual(readAnswer(lines, work));
      expect(readAnswer(lines.toSpliced(missing % lines.length, 1), work)).toBeUndefined();
      expect(readAnswer([...lines, lineOf(work.lanes, 0, 'a'.repeat(64)), lineOf(0, work.rounds, 'a'.repeat(64))], work)).toEqual(readAnswer(lines, work));
    }));
  });

  test('of a simulated host comes round by round, and twenty times as slowly where it is told to', () => {
    const work: MemoryWork = { seed: '00'.repeat(32), lanes: 2, laneMib: 256, rounds: 4 }; // 1,280 ms a round
    expect(simulatedAnswer(work, 'honest', 1_000, 1_000 + 1_280)).toHaveLength(2);
    expect(simulatedAnswer(work, 'honest', 1_000, 1_000 + 4 * 1_280)).toHaveLength(8);
    expect(simulatedAnswer(work, 'slow', 1_000, 1_000 + 4 * 1_280)).toHaveLength(0);
    expect(simulatedAnswer(work, 'slow', 1_000, 1_000 + 4 * 25_600)).toHaveLength(8);
  });
});
