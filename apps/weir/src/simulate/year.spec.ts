import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { runCommand } from '../../../../test/support/command-line.js';
import { sparklines } from './plot.js';
import { type Week, Year, type YearOptions } from './year.js';

const options: YearOptions = { hosts: 40, days: 28, seed: 7, loadBps: 9_000, curve: 'kinked', packScore: 'best-fit' };

test('whatever the year, what is charged is divided without a rest, and nothing is used that is not there', () => {
  fc.assert(fc.property(fc.record({
    hosts: fc.integer({ min: 1, max: 30 }), days: fc.integer({ min: 1, max: 21 }), seed: fc.nat(65_535), loadBps: fc.integer({ min: 100, max: 20_000 }),
    curve: fc.constantFrom('fixed', 'kinked', 'base-fee'), packScore: fc.constantFrom('expected-fill', 'best-fit'),
  }), (drawn) => {
    const year = new Year(drawn);
    const weeks = year.run();
    const { charged, operators, treasury, fee } = year.totals;
    expect(operators + treasury + fee).toBe(charged);
    expect([...year.income.values()].reduce((sum, one) => sum + one, 0n)).toBe(operators);
    expect(weeks.reduce((sum, { chargedNanoTokens }) => sum + BigInt(chargedNanoTokens), 0n)).toBe(charged);
    expect(weeks).toHaveLength(Math.ceil(drawn.days / 7));
    expect(weeks.reduce((sum, { days }) => sum + days, 0)).toBe(drawn.days);
    for (const { utilisationBps, requests, deterred, waited, left } of weeks) expect([utilisationBps <= 10_000, deterred + waited <= requests, left >= 0]).toEqual([true, true, true]);
  }), { numRuns: 15 });
});

test('the same seed is the same year; more demand is more use and a higher price that deters, or where that stands still more waiting', () => {
  const run = (changes: Partial<YearOptions> = {}) => new Year({ ...options, ...changes }).run();
  expect(run()).toEqual(run());
  expect(run({ seed: 8 })).not.toEqual(run());
  const ends = (curve: YearOptions['curve']) => [3_000, 20_000].map((loadBps) => run({ loadBps, curve }).at(-1)!);
  const [little, much] = ends('kinked') as [Week, Week];
  expect(much.utilisationBps).toBeGreaterThan(little.utilisationBps);
  expect(BigInt(much.nanoTokensPerCpuHour)).toBeGreaterThan(BigInt(little.nanoTokensPerCpuHour));
  expect(much.deterred * little.requests).toBeGreaterThan(little.deterred * much.requests);
  const [idle, full] = ends('fixed') as [Week, Week];
  expect(full.waited).toBeGreaterThan(idle.waited);
});

test('a last week that is a day long is drawn by what it had a day, as the others', () => {
  const [week] = new Year({ ...options, days: 7 }).run();
  const weeks = [{ ...week!, operatorsNanoTokens: '7000000000' }, { ...week!, week: 2, days: 1, operatorsNanoTokens: '1000000000' }];
  expect(sparklines(weeks).split('\n').at(-1)).toBe("██  operators' income a day, tokens: at most 1, at last 1");
});

test('the command says it as JSON, draws it, and refuses what it cannot simulate', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-simulate-'));
  const weir = (...words: string[]) => runCommand({}, ['simulate', ...words]);
  const svg = join(folder, 'year.svg');
  const { weeks, totals } = JSON.parse(await weir('--hosts', '20', '--days', '14', '--load', '100', '--svg', svg, '--json')) as { weeks: object[]; totals: { placements: number } };
  expect(weeks).toHaveLength(2);
  expect(totals.placements).toBeGreaterThan(0);
  expect((await readFile(svg, 'utf8')).match(/<polyline/g)).toHaveLength(4);
  expect(await weir('--hosts', '20', '--days', '14')).toMatch(/▁|█/);
  await expect(weir('--hosts', '0')).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  await rm(folder, { recursive: true, force: true });
});
