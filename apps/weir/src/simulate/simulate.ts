import { writeFile } from 'node:fs/promises';

import { MILLIS_PER_DAY, type Millis } from '#libs/kernel';

import { plainTable } from '../plain-table.js';
import { sparklines, svgOf } from './plot.js';
import { type Week, Year, type YearOptions } from './year.js';

export interface SimulateYearOptions extends YearOptions {
  json?: boolean;
  svg?: string;
}

/** Runs a year of a pool and says what came of it. What it took is said beside it: that is not the same each time. */
export async function simulateYear({ json, svg, ...options }: SimulateYearOptions): Promise<void> {
  const year = new Year(options);
  const startedAt = performance.now();
  const progress = new Progress(options.days, startedAt);
  const weeks = year.run((week) => progress.week(week), (now) => progress.at(now));
  const seconds = (performance.now() - startedAt) / 1_000;
  progress.end();
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

/** How far the days are is said this often on a terminal. */
const SAY_EVERY_MILLIS = 500;

/** Says on the error output how far it is: each week that ended as a line, and on a terminal the day. */
class Progress {
  private readonly isTerminal = process.stderr.isTTY;
  private saidAt = 0;

  constructor(private readonly days: number, private readonly startedAt: number) {}

  at(now: Millis): void {
    if (!this.isTerminal || performance.now() - this.saidAt < SAY_EVERY_MILLIS) return;
    this.saidAt = performance.now();
    const day = now / MILLIS_PER_DAY;
    const left = ((this.saidAt - this.startedAt) * (this.days - day)) / day / 60_000;
    process.stderr.write(`\r\u001B[Kday ${Math.floor(day)} of ${this.days}, about ${Math.ceil(left)} min left`);
  }

  week({ week, utilisationBps, nanoTokensPerCpuHour, requests, waited, left }: Week): void {
    this.end();
    const seconds = Math.round((performance.now() - this.startedAt) / 1_000);
    process.stderr.write(`week ${week} (${seconds} s): ${Math.round(utilisationBps / 100)} % in use, ${nanoTokensPerCpuHour} nano-tokens a vCPU and hour, ${requests} requests, ${waited} waited, ${left} left\n`);
  }

  end(): void {
    if (this.isTerminal) process.stderr.write('\r\u001B[K');
  }
}
