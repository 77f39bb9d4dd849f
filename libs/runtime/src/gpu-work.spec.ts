import * as fc from 'fast-check';
import { createCipheriv, createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { type GpuWork, gpuWorkload, gpuWorkOf, isGpuRoundRight, itemOf, laneResult, mostGpuLines, readGpuAnswer, simulatedGpuAnswer, wordsOf } from './gpu-work.js';

const seed = fc.stringMatching(/^[0-9a-f]{64}$/);
const works: fc.Arbitrary<GpuWork> = fc.record({
  seed, gpus: fc.constantFrom(1, 2, 4, 8), mib: fc.integer({ min: 1, max: 1_000 }).map((quarter) => 4 * quarter), lanes: fc.constantFrom(2, 1_024, 65_536), reads: fc.integer({ min: 1, max: 16_384 }), rounds: fc.integer({ min: 1, max: 16 }),
});
/** A block of the key stream of ChaCha20, by OpenSSL. */
const keyStream = (key: Buffer, counterAndNonce: Buffer) => createCipheriv('chacha20', key, counterAndNonce).update(Buffer.alloc(64));
const hashed = (text: string) => createHash('sha256').update(text).digest('hex');
const all = (work: GpuWork, conduct: Parameters<typeof simulatedGpuAnswer>[1] = 'honest') => simulatedGpuAnswer(work, conduct, 0, Number.MAX_SAFE_INTEGER).map(({ text }) => text);

describe('the work', () => {
  test('reads items that are four blocks of ChaCha20, each with the key, counter and nonce that the one before begins with', () => {
    fc.assert(fc.property(seed, fc.nat(2 ** 32 - 1), (key, number) => {
      const counter = Buffer.alloc(16);
      counter.writeUInt32LE(number);
      let made = keyStream(Buffer.from(key, 'hex'), counter);
      for (let more = 1; more < 4; more += 1) made = keyStream(made.subarray(0, 32), made.subarray(32, 48));
      expect(itemOf(wordsOf(key), number)).toEqual(made);
    }));
  });

  test('leads from each read to the next, all of it by what it began with, which lane it is and what was read', () => {
    fc.assert(fc.property(seed, fc.nat(65_535), fc.integer({ min: 1, max: 20 }), (key, lane, reads) => {
      const of = { mib: 64, reads };
      const result = laneResult(wordsOf(key), lane, of).toString('hex');
      expect(laneResult(wordsOf(key), lane, of).toString('hex')).toBe(result);
      const others = [laneResult(wordsOf(key), lane + 1, of), laneResult(wordsOf(hashed(key)), lane, of), laneResult(wordsOf(key), lane, { ...of, reads: reads + 1 })];
      expect(others.map((other) => other.toString('hex'))).not.toContain(result);
    }), { numRuns: 30 });
    // Whoever fills less reads something else: of half the data each read is another with a probability of a half.
    expect(laneResult(wordsOf('5e'.repeat(32)), 0, { mib: 32, reads: 64 })).not.toEqual(laneResult(wordsOf('5e'.repeat(32)), 0, { mib: 64, reads: 64 }));
  });

  test('is known from its workload, and from no other', () => {
    fc.assert(fc.property(works, (work) => {
      expect(gpuWorkOf(gpuWorkload(work, 'opencl:1'))).toEqual(work);
    }));
    expect([gpuWorkOf({ command: ['python3', '-c', 'while True: pass', '', '00', '1', '4', '2', '1', '1'] }), gpuWorkOf({})]).toEqual([undefined, undefined]);
  });
});

describe('an answer', () => {
  test('that a simulated host gives is right in every round; a made-up one in none, and one without GPUs gives none', async () => {
    await fc.assert(fc.asyncProperty(works, async (work) => {
      const [right, wrong] = (['honest', 'made_up_gpu'] as const).map((conduct) => readGpuAnswer('simulated', all(work, conduct), work)!);
      for (let round = 0; round < work.rounds; round += 1) expect([await isGpuRoundRight('simulated', work, right!, round), await isGpuRoundRight('simulated', work, wrong!, round)]).toEqual([true, false]);
      expect(readGpuAnswer('simulated', all(work, 'no_gpu'), work)).toBeUndefined();
      expect(all(work)).toHaveLength(work.rounds);
    }), { numRuns: 30 });
  });

  test('comes a round after the other; twenty times as late from a slow host', () => {
    const work = { seed: '5e'.repeat(32), gpus: 1, mib: 64, lanes: 65_536, reads: 1_024, rounds: 3 };
    const at = (conduct: 'honest' | 'slow_gpu', now = Number.MAX_SAFE_INTEGER) => simulatedGpuAnswer(work, conduct, 1_000, now).map((line) => line.at);
    // 65,536 × 1,024 × 64 bytes are 4,294,967,296: 43 ms at 100 GB/s.
    expect([at('honest'), at('slow_gpu'), at('honest', 1_086)]).toEqual([[1_043, 1_086, 1_129], [1_859, 2_718, 3_577], [1_043, 1_086]]);
  });

  test('is read from lines in any order among others, the last of each, and only when all of it is there', () => {
    const work = { gpus: 2, lanes: 4, rounds: 2 };
    const [root, path] = ['ab'.repeat(32), 'cd'.repeat(3 * 32)];
    const lines = [0, 1].flatMap((round) => [`${round} ${root}`, ...Array.from({ length: 16 }, (_, number) => `${round} ${number} ${path}`)]);
    expect(lines).toHaveLength(mostGpuLines(work));
    const whole = readGpuAnswer('opencl', ['a warning', ...lines.toReversed(), '7 00', `2 ${root}`, `0 16 ${path}`, `0 0 ${path}00`], work);
    expect(whole).toEqual(Array.from({ length: 2 }, () => ({ root, paths: Array.from({ length: 16 }, () => path) })));
    for (let without = 0; without < lines.length; without += 1) expect(readGpuAnswer('opencl', lines.filter((_, index) => index !== without), work)).toBeUndefined();
    expect(readGpuAnswer('opencl', [...lines, `1 ${'ef'.repeat(32)}`], work)![1]!.root).toBe('ef'.repeat(32));
  });
});
