import * as fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { challengesOf, leafNamed, leafQuestion, sumTreeOf } from '#libs/economics';
import { dataFrom, isDiskRoundRight, isRoundRight, leafProof } from '#libs/runtime';
import { answerHash, askedAfter, checkedRounds, commitmentOf, dataKeyOf, diskRound, drawOf, leafAnswer, memoryRound } from '#libs/verify';

const digests = fc.stringMatching(/^[0-9a-f]{64}$/);
const mac = (secret: string, name: string) => createHmac('sha256', Buffer.from(secret, 'hex')).update(name).digest();

describe('what a verifier reckons again is what hosts are held to', () => {
  test('a round of work that fills memory', async () => {
    await fc.assert(fc.asyncProperty(digests, fc.nat(3), fc.boolean(), async (seed, lane, isSimulated) => {
      const work = { seed, lanes: 4, laneMib: 1, rounds: 2 };
      const first = memoryRound({ from: seed, lane, laneMib: 1, isSimulated });
      const second = memoryRound({ from: first, lane, laneMib: 1, isSimulated });
      const answer = Array.from({ length: 4 }, (_, number) => (number === lane ? [first, second] : ['', '']));
      const kind = isSimulated ? 'simulated' : 'scrypt';
      expect([await isRoundRight(kind, work, answer, lane, 0), await isRoundRight(kind, work, answer, lane, 1)]).toEqual([true, true]);
      expect(memoryRound({ from: seed, lane: lane + 1, laneMib: 1, isSimulated })).not.toBe(first);
    }), { numRuns: 8 });
    expect(memoryRound({ from: '00'.repeat(32), lane: 0, laneMib: 2, isSimulated: false })).not.toBe(memoryRound({ from: '00'.repeat(32), lane: 0, laneMib: 1, isSimulated: false }));
  });

  test('a round with a disk', () => {
    fc.assert(fc.property(digests, fc.integer({ min: 1, max: 3 }), fc.boolean(), (seed, blockMib, isSimulated) => {
      const first = diskRound({ from: seed, blockMib, isSimulated });
      expect(isDiskRoundRight(isSimulated ? 'simulated' : 'written', { seed, blockMib, rounds: 1 }, [first], 0)).toBe(true);
    }), { numRuns: 8 });
  });

  test('a leaf of stored data, and which is asked for', () => {
    fc.assert(fc.property(digests, digests, fc.integer({ min: 1, max: 4_096 }), fc.nat(40), (key, seed, leaves, number) => {
      const asked = challengesOf(Buffer.from(seed, 'hex'), BigInt(number), sumTreeOf([BigInt(leaves)]), 3).map(({ offset }) => Number(offset));
      const named = [0, 1, 2].map((index) => Number(leafNamed(createHash('sha256').update(leafQuestion(Buffer.from(seed, 'hex'), BigInt(number), index)).digest(), BigInt(leaves))));
      expect(named).toEqual(asked);
      for (const leaf of asked) expect(leafAnswer(key, leaf, seed)).toBe(leafProof(seed, dataFrom({ key, leaves }, leaf, 1)));
    }), { numRuns: 30 });
  });
});

describe('what follows from a secret', () => {
  test('is HMAC-SHA256 of a word, as docs/proof-of-capacity.md says', () => {
    fc.assert(fc.property(digests, (secret) => {
      const number = (name: string) => mac(secret, name).readUIntBE(0, 6);
      expect(drawOf(secret)).toEqual({ afterMillis: 60_000 + (number('start') % 3_480_000), host: number('host'), size: number('size'), image: number('image'), seed: mac(secret, 'seed').toString('hex') });
      expect([commitmentOf(secret), dataKeyOf(secret), askedAfter(secret, 7, 999)]).toEqual([createHash('sha256').update(Buffer.from(secret, 'hex')).digest('hex'), mac(secret, 'key').toString('hex'), number('ask 7') % 999]);
      const hash = answerHash([secret, secret]);
      expect(hash).toBe(createHash('sha256').update(secret + secret).digest('hex'));
      expect(checkedRounds(secret, hash, { lanes: 3, rounds: 11 })).toEqual([0, 1].map((place) => ({ lane: number(`check ${place} ${hash}`) % 3, round: mac(secret, `check ${place} ${hash}`).readUIntBE(6, 6) % 11 })));
    }));
  });

  test('are rounds to be done again that any other answer, and any other secret, changes: each of ten as often as any', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let n = 0; n < 1_000; n += 1) for (const { round } of checkedRounds(createHash('sha256').update(String(n)).digest('hex'), answerHash([String(n)]), { lanes: 1, rounds: 10 })) counts[round]! += 1;
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(94); // seven standard deviations
  });
});
