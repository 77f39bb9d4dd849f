import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { colluders, falseClaimant, jumper, type PoolLife, runner, UNBONDING_DAYS, votedOf } from './backers.js';
import { diversifiedJumper, partOfLoss } from './diversified.js';
import { daysToGain, FACES, knownSybil, meterCheat, overbooker, paidSybil, slashedSybil } from './operators.js';
import { type Adversary, type Compared, compareTwins, rowOf } from './play.js';

const page = readFileSync('docs/adversaries.md', 'utf8');

/** The most that its part of the loss can be: of what it put in and of all that was gained. Nothing where nothing was lost. */
function lossOf({ own, gains, loss }: PoolLife): bigint {
  return loss ? (gains.reduce((sum, gain) => sum + gain, own) * BigInt(loss.bps)) / 10_000n + 1n : 0n;
}

/** What the page says of it is what comes out. */
function expectTold<World>(adversary: Adversary<World>, each?: (world: World, gained: bigint) => void): Compared {
  const compared = compareTwins(adversary, each);
  expect(page).toContain(rowOf(adversary.name, compared));
  return compared;
}

describe('beside its honest twin, over a thousand seeds', () => {
  test('an operator that counts more than there was is never better off, and worse wherever the counts are too far apart', () => {
    const { better, worse } = expectTold(meterCheat, ({ inflatedBps }, gained) => expect(gained < 0n).toBe(inflatedBps > 204));
    expect([better, worse > 900]).toEqual([0, true]);
  });

  test('an operator that offers more than it has is worse off unless nobody looks for longer than its slash is worth', () => {
    const { better, mean } = expectTold(overbooker, ({ times, foundOn }, gained) => expect(gained > 0n).toBe(foundOn > daysToGain({ times })));
    expect([better < 250, mean < 0n]).toEqual([true, true]);
    expect(page).toContain(`| days that an operator may offer twice, three or four times what it has before that pays | ${[2, 3, 4].map((times) => daysToGain({ times })).join(', ')} |`);
  });

  test('twenty faces are paid what one is, but for units that rounding moves', () => {
    expectTold(paidSybil, (_, gained) => expect(gained <= 8n * BigInt(FACES)).toBe(true));
  });

  test('twenty faces that are known as one lose what one does', () => {
    expect(expectTold(knownSybil)).toMatchObject({ better: 0, worse: 0 });
  });

  test('twenty faces that nobody knows as one lose what one does, but for what the cap of each spares them', () => {
    expectTold(slashedSybil, ({ hosts }, gained) => {
      const most = hosts.reduce((counts, host) => counts.set(host, (counts.get(host) ?? 0) + 1), new Map<number, number>());
      expect(gained > 0n).toBe(Math.max(...most.values()) > 3);
    });
  });

  test('a backer that jumps in before a gain and out before a loss is worse off wherever nothing is lost, and else saves no more than its part of the loss', () => {
    expectTold(jumper, (life, gained) => expect(gained > lossOf(life)).toBe(false));
  });

  test('a backer that jumps in and out of the diversified pool is worse off wherever nothing is lost, and else saves no more than its part of the loss, which is an operator\'s', { timeout: 300_000 }, () => {
    expectTold(diversifiedJumper, (life, gained) => expect(gained > partOfLoss(life)).toBe(false));
  });

  test('a backer that runs at a rumour is better off only where the loss comes after all that it had to wait', () => {
    expectTold(runner, (life, gained) => {
      const isAway = life.loss !== undefined && life.loss.day >= life.rumour + UNBONDING_DAYS;
      expect(gained > (isAway ? lossOf(life) : 0n)).toBe(false);
    });
  });

  test('a tenant that claims what the record has not loses its premium', () => {
    expect(expectTold(falseClaimant)).toMatchObject({ worse: 1_000 });
  });

  test('assessors that collude lose their deposit unless they outvote the others by a quorum, and then gain no more than what others put in', () => {
    expectTold(colluders, (world, gained) => {
      const { accept, deny, quorum } = votedOf(world);
      expect(gained < 0n).toBe(accept < deny && accept + deny >= quorum);
      expect(gained > 0n && !(accept > deny && accept + deny >= quorum)).toBe(false);
      expect(gained <= (world.claimed * BigInt(10_000 - world.backedBps)) / 10_000n + 2n).toBe(true);
    });
  });
});
