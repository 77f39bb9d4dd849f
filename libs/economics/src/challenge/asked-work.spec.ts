import * as fc from 'fast-check';
import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { allowedForGpus, allowedForMib, allowedForStream, challengedLeaf, gpuWorkOf, leafNamed, leafQuestion, leavesFor, memoryWorkFor, streamWorkFor } from '#libs/economics';

describe('what capacity is asked for', () => {
  const rules = { mostLaneMib: 256, workMillis: 30_000, microsPerMib: 10_000 };
  test.each([
    ['a vCPU and a GiB', [1_000, 1_024], {}, [1, 256, 11]],
    ['four with as much each', [4_000, 4_096], {}, [4, 256, 11]],
    ['two with less than the rules allow a lane', [2_000, 512], {}, [2, 128, 23]],
    ['just a power of two of room', [1_000, 342], {}, [1, 256, 11]],
    ['a MiB less', [1_000, 341], {}, [1, 128, 23]],
    ['no more than so many rounds', [1_000, 2], {}, [1, 1, 64]],
    ['and no fewer', [1_000, 1_024], { workMillis: 7_679 }, [1, 256, 2]],
    ['three where there is time for them', [1_000, 1_024], { workMillis: 7_680 }, [1, 256, 3]],
    ['a lane that the rules let be larger', [1_000, 4_096], { mostLaneMib: 1_024 }, [1, 1_024, 2]],
  ] as const)('memory: %s', (_, [cpuMillis, memoryMib], over, [lanes, laneMib, rounds]) => {
    expect(memoryWorkFor({ cpuMillis, memoryMib }, { ...rules, ...over })).toEqual({ lanes, laneMib, rounds });
  });

  test('memory: lanes never fill more than three quarters of it, whole powers of two, and half of what they may at the least', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 4, max: 65_536 }), fc.constantFrom(16, 256, 1_024), (vcpus, each, mostLaneMib) => {
      const { lanes, laneMib, rounds } = memoryWorkFor({ cpuMillis: vcpus * 1_000, memoryMib: vcpus * each }, { ...rules, mostLaneMib });
      expect([lanes, Number.isInteger(Math.log2(laneMib)), laneMib <= mostLaneMib, lanes * laneMib * 4 <= vcpus * each * 3]).toEqual([vcpus, true, true, true]);
      expect(2 * laneMib > Math.min(mostLaneMib, Math.floor((each * 3) / 4)) && rounds >= 2 && rounds <= 64).toBe(true);
    }));
  });

  test('is due when it takes as long as is promised, rounded up, and the grace', () => {
    expect([allowedForMib(256 * 11, { microsPerMib: 10_000, graceMillis: 15_000 }), allowedForMib(1_024, { microsPerMib: 20_000, graceMillis: 15_000 })]).toEqual([43_160, 35_480]);
    expect([allowedForMib(1, { microsPerMib: 1, graceMillis: 0 }), allowedForMib(1_000, { microsPerMib: 1, graceMillis: 7 }), allowedForMib(1_001, { microsPerMib: 1, graceMillis: 7 })]).toEqual([1, 8, 9]);
  });

  test.each([[1, 256, 65_536], [1, 16_384, 196_608], [2, 16_384, 393_216], [8, 256, 65_536], [1, 1, 256]])('a volume of %i GiB, of which %i MiB at the most are filled, is given %i leaves', (gib, mostDataMib, leaves) => {
    expect(leavesFor(gib, { mostDataMib })).toBe(leaves);
  });

  test('streams are as long as what is claimed sends in the time, in whole MiB, and due by the part that is promised', () => {
    const [terms, rule] = [{ transferMillis: 4_000, transfers: 3 }, { leastBps: 5_000, graceMillis: 2_000 }];
    expect([10, 100, 200].map((mbps) => streamWorkFor(mbps, terms))).toEqual([[10, 5], [100, 48], [200, 96]].map(([mbps, mib]) => ({ mbps, mib, transfers: 3 })));
    expect([10, 100, 200].map((mbps) => allowedForStream(streamWorkFor(mbps, terms), rule))).toEqual([10_389, 10_054, 10_054]);
    expect(allowedForStream({ mib: 125, mbps: 1_000 }, { leastBps: 10_000, graceMillis: 0 })).toBe(1_049); // 1,048.576
  });

  test('GPUs are given as much each as their model, in as much memory as is claimed, and longer for a share', () => {
    const model = { mib: 4_096, lanes: 65_536, reads: 4_096, rounds: 8, workMillis: 10_000 };
    const rest = { lanes: 65_536, reads: 4_096, rounds: 8 };
    const claims = [{ milli: 1_000, gpus: 1 }, { milli: 4_000, gpus: 4 }, { milli: 500, gpus: 1 }, { milli: 250, gpus: 1 }];
    expect(claims.map((claim) => gpuWorkOf(claim, model))).toEqual([[1, 4_096], [4, 4_096], [1, 2_048], [1, 1_024]].map(([gpus, mib]) => ({ gpus, mib, ...rest })));
    expect(claims.map((claim) => allowedForGpus(claim, model, 60_000))).toEqual([70_000, 70_000, 80_000, 100_000]);
    expect(allowedForGpus({ milli: 300, gpus: 1 }, { workMillis: 100 }, 0)).toBe(334);
  });
});

describe('the leaf that is asked for', () => {
  test('is named by the hash of seed, set and index, of 32 bytes each', () => {
    const seed = Uint8Array.from({ length: 32 }, (_, at) => at);
    expect(Buffer.from(leafQuestion(seed, 0x0102n, 3)).toString('hex')).toBe(`${Buffer.from(seed).toString('hex')}${'00'.repeat(30)}0102${'00'.repeat(31)}03`);
    expect(Buffer.from(leafQuestion(seed, 2n ** 256n - 1n, 0)).toString('hex')).toBe(`${Buffer.from(seed).toString('hex')}${'ff'.repeat(32)}${'00'.repeat(32)}`);
    expect([leafNamed(Uint8Array.of(1, 2), 1_000n), leafNamed(Uint8Array.of(0, 255), 7n), leafNamed(Uint8Array.of(9), 9n)]).toEqual([258n, 3n, 0n]);
    fc.assert(fc.property(fc.bigInt(0n, 2n ** 64n), fc.nat(64), fc.bigInt(1n, 2n ** 40n), (set, index, leaves) => {
      expect(leafNamed(hash('sha256', leafQuestion(seed, set, index), 'buffer'), leaves)).toBe(challengedLeaf(seed, set, index, leaves));
    }));
  });
});
