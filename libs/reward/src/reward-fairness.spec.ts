import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

import { type GroupIncome, fairnessOf } from './reward-fairness.js';

const rows: [about: string, incomes: [earned: bigint, rewarded: bigint][], concentrationBps: number, groups: [rewardShareBps: number, workShareBps: number, freeRides: boolean][]][] = [
  ['nobody', [], 0, []],
  ['nothing paid', [[10n, 0n], [30n, 0n]], 0, [[0, 7_000, false], [0, 2_000, false]]],
  ['each by its work', [[50n, 5n], [50n, 5n]], 5_000, [[5_000, 5_000, false], [5_000, 5_000, false]]],
  ['much for nothing', [[0n, 30n], [100n, 70n]], 5_000, [[7_000, 10_000, false], [3_000, 0, true]]],
  ['twice its share of the work', [[25n, 50n], [75n, 50n]], 5_000, [[5_000, 7_000, false], [5_000, 2_000, true]]],
  ['less than a tenth', [[0n, 9n], [100n, 91n]], 8_000, [[9_000, 10_000, false], [0, 0, false]]],
  ['more given back than earned', [[-5n, 1n], [5n, 1n]], 5_000, [[5_000, 10_000, false], [5_000, 0, true]]],
];
test.each(rows)('who rides free: %s', (_, incomes, concentrationBps, groups) => {
  const found = fairnessOf(incomes.map(([earned, rewarded], place): GroupIncome => ({ operatorIds: [`opr_${place}`], earned, rewarded })));
  expect([found.concentrationBps, found.groups.map(({ rewardShareBps, workShareBps, freeRides }) => [rewardShareBps, workShareBps, freeRides])]).toEqual([concentrationBps, groups]);
});

test('who rides free, and how concentrated rewards are, is what docs/rewards.md says', async () => {
  const page = await readFile('docs/rewards.md', 'utf8');
  const found = [...page.matchAll(/^\| ((?:[A-C] \d+,? ?)+) \| ([^|]+) \| ([^|]+) \| ([\d,]+)(?: \(([\d,]+)\))? \|$/gm)];
  expect(found).toHaveLength(4);
  for (const [, rewards, work, riders, steps, exact] of found) {
    const names = [...rewards!.matchAll(/([A-C]) (\d+)/g)].map(([, name, amount]) => ({ name: name!, rewarded: BigInt(amount!) }));
    const earned = new Map([...work!.matchAll(/([A-C]) (\d+|nothing)/g)].map(([, name, share]) => [name!, share === 'nothing' ? 0n : BigInt(share!)]));
    const { concentrationBps, groups } = fairnessOf(names.map(({ name, rewarded }) => ({ operatorIds: [name], rewarded, earned: earned.get(name)! })));
    const squares = names.reduce((sum, { rewarded }) => sum + Number(rewarded) ** 2, 0); // of 100: basis points
    expect([concentrationBps.toLocaleString('en'), squares.toLocaleString('en')]).toEqual([steps, exact ?? steps]);
    const free = groups.filter(({ freeRides }) => freeRides).map(({ operatorIds }) => operatorIds[0]);
    expect(free.length > 0 ? free.join(', ') : 'nobody').toBe(riders!.split(':')[0]);
  }
});
