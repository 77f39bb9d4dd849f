import { writeFile } from 'node:fs/promises';

import { plainTable } from '../plain-table.js';
import { sparklines, svgOf } from './plot.js';
import { Year, type YearOptions } from './year.js';

export interface SimulateYearOptions extends YearOptions {
  json?: boolean;
  svg?: string;
}

/** Runs a year of a pool and says what came of it. What it took is said beside it: that is not the same each time. */
export async function simulateYear({ json, svg, ...options }: SimulateYearOptions): Promise<void> {
  const year = new Year(options);
  const startedAt = performance.now();
  const weeks = year.run(({ week, utilisationBps }) => {
    if (process.stderr.isTTY) process.stderr.write(`\rweek ${week}: ${Math.round(utilisationBps / 100)} % in use `);
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  const { placements, deaths, interrupted, charged, operators, treasury, fee } = year.totals;
  if (svg !== undefined) await writeFile(svg, svgOf(weeks));
  const incomes = [...year.income.values()].toSorted((a, b) => (a < b ? -1 : 1));
  const totals = {
    placements, deaths, interrupted, chargedNanoTokens: charged.toString(), operatorsNanoTokens: operators.toString(), treasuryNanoTokens: treasury.toString(), feeNanoTokens: fee.toString(),
    operators: incomes.length, leastIncomeNanoTokens: (incomes[0] ?? 0n).toString(), medianIncomeNanoTokens: (incomes[Math.floor(incomes.length / 2)] ?? 0n).toString(), mostIncomeNanoTokens: (incomes.at(-1) ?? 0n).toString(),
  };
  const took = { seconds: Math.round(seconds * 10) / 10, placementsPerSecond: Math.round(placements / seconds), peakRssMib: Math.round(process.resourceUsage().maxRSS / 1_024) };
  if (json) return console.log(JSON.stringify({ ...options, weeks, totals, took }));
  console.log(sparklines(weeks));
  const rows = plainTable(['', '']);
  for (const [name, value] of Object.entries({ ...totals, ...took })) rows.push([name, value]);
  console.log(rows.toString());
}
