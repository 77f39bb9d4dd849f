import * as fc from 'fast-check';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

import { type DiskWork, diskWorkload, diskWorkOf, isDiskRoundRight, readRounds, simulatedRounds } from './disk-work.js';

const works = fc.record({ seed: fc.stringMatching(/^[0-9a-f]{64}$/), blockMib: fc.integer({ min: 1, max: 512 }), rounds: fc.integer({ min: 1, max: 8 }) });

// The real program, on the machine that runs the tests: what it writes is what the platform finds when it reckons the same.
test('what the workload runs writes its volume, and says what it read back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-disk-'));
  const work: DiskWork = { seed: '5e'.repeat(32), blockMib: 2, rounds: 3 };
  const { command } = diskWorkload(work, 'node:24', folder);
  const runs = spawn(process.execPath, command!.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const lines: string[] = [];
    for await (const line of createInterface({ input: runs.stdout })) if (lines.push(line) === work.rounds) break;
    const answer = readRounds(lines, work)!;
    expect([0, 1, 2].map((round) => isDiskRoundRight('written', work, answer, round))).toEqual([true, true, true]);
    expect([isDiskRoundRight('written', { ...work, blockMib: 1 }, answer, 0), isDiskRoundRight('written', work, [answer[1]!, answer[0]!, answer[2]!], 1), isDiskRoundRight('simulated', work, answer, 0)]).toEqual([false, false, false]);
  } finally {
    runs.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}, 20_000);

test('it is known from its workload, and from no other', () => {
  fc.assert(fc.property(works, (work) => {
    expect(diskWorkOf(diskWorkload(work, 'node:24'))).toEqual(work);
  }));
  expect([diskWorkOf({ command: ['node', '-e', 'while (true) {}', '/volumes/data/blocks', '00', '1', '1'] }), diskWorkOf({})]).toEqual([undefined, undefined]);
});

test('on a simulated host it is right in every round, comes round by round, and twenty times as slowly where it is told to', () => {
  fc.assert(fc.property(works, (work) => {
    const answer = readRounds(simulatedRounds(work, 'honest', 0, Number.MAX_SAFE_INTEGER).map(({ text }) => text), work)!;
    for (let round = 0; round < work.rounds; round += 1) expect([isDiskRoundRight('simulated', work, answer, round), isDiskRoundRight('written', { ...work, blockMib: 1 }, answer, round)]).toEqual([true, false]);
  }), { numRuns: 30 });
  const work: DiskWork = { seed: '00'.repeat(32), blockMib: 256, rounds: 4 }; // 2,560 ms a round
  const count = (conduct: 'honest' | 'slow_disk', millis: number) => simulatedRounds(work, conduct, 1_000, 1_000 + millis).length;
  expect([count('honest', 2_559), count('honest', 2_560), count('honest', 10_240), count('slow_disk', 51_199), count('slow_disk', 51_200)]).toEqual([0, 1, 4, 0, 1]);
  expect(readRounds(['0 0 no'], work)).toBeUndefined();
});
