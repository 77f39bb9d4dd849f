import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { beforeAll, expect, test } from 'vitest';

import { type GpuAnswer, type GpuWork, gpuWorkload, isGpuRoundRight, mostGpuLines, readGpuAnswer } from '#libs/runtime';

/** Debian's own, for which it has pyopencl. */
const PYTHON = '/usr/bin/python3';

beforeAll(() => {
  const { status, stderr } = spawnSync(PYTHON, ['-c', 'import pyopencl; assert pyopencl.get_platforms()'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`this suite needs OpenCL (Debian's pocl-opencl-icd and python3-pyopencl): ${stderr}`);
});

/** Runs what a container would, on whatever OpenCL finds; it never ends by itself, as no service does. `devices`: so many as PoCL makes of the processors. */
async function run(work: GpuWork, devices = 1): Promise<string[]> {
  const { command } = gpuWorkload(work, 'opencl:1');
  const runs = spawn(PYTHON, command!.slice(1), { env: { PATH: '/usr/bin', POCL_DEVICES: Array.from({ length: devices }, () => 'pthread').join(' ') }, stdio: ['ignore', 'pipe', 'ignore'] });
  const lines: string[] = [];
  try {
    for await (const line of createInterface({ input: runs.stdout })) if (lines.push(line) === mostGpuLines(work) || line.startsWith('cannot')) break;
  } finally {
    runs.kill('SIGKILL');
  }
  return lines;
}
const rightRounds = (work: GpuWork, answer: GpuAnswer) => Promise.all(answer.map((_, round) => isGpuRoundRight('opencl', work, answer, round)));
/** The same digits, but for one. */
const changed = (digits: string, at: number) => `${digits.slice(0, at)}${digits[at] === '0' ? '1' : '0'}${digits.slice(at + 1)}`;

test('what OpenCL computes is what the platform finds when it reckons a part of it again; a digit that is changed anywhere is found', async () => {
  const work: GpuWork = { seed: '5e'.repeat(32), gpus: 1, mib: 16, lanes: 1_024, reads: 64, rounds: 3 };
  const answer = readGpuAnswer('opencl', await run(work), work);
  expect(answer).toBeDefined();
  expect(await rightRounds(work, answer!)).toEqual([true, true, true]);
  // A root: in its round, and where the next begins with it.
  for (let at = 0; at < 64; at += 7) expect(await rightRounds(work, answer!.with(0, { ...answer![0]!, root: changed(answer![0]!.root, at) }))).toEqual([false, false, true]);
  // A path: each of its digits that is looked at here is of another of the ten hashes and of another lane.
  for (let number = 0; number < 16; number += 1) {
    const { root, paths } = answer![1]!;
    const path = changed(paths[number]!, (number % 10) * 64 + 3 * number);
    expect(await rightRounds(work, answer!.with(1, { root, paths: paths.with(number, path) }))).toEqual([true, false, true]);
  }
  // Another seed, less data, fewer reads: whoever did that did not do the work.
  expect(await rightRounds({ ...work, seed: 'e5'.repeat(32) }, answer!)).toEqual([false, true, true]);
  for (const other of [{ mib: 8 }, { reads: 63 }]) expect(await rightRounds({ ...work, ...other }, answer!)).toEqual([false, false, false]);
});

test('two devices do a part each, under one root; who has one alone says so, and answers nothing', async () => {
  const work: GpuWork = { seed: 'a7'.repeat(32), gpus: 2, mib: 8, lanes: 256, reads: 32, rounds: 2 };
  const answer = readGpuAnswer('opencl', await run(work, 2), work);
  expect(answer![0]!.paths[0]).toHaveLength(9 * 64);
  expect(await rightRounds(work, answer!)).toEqual([true, true]);
  expect((await run(work)).at(-1)).toBe('cannot go on: 1 devices, not 2');
});
