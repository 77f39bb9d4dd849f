import asciichart from 'asciichart';
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';

import { formatTokens } from '#libs/kernel';

import { runTrace, type TraceReport } from './run-trace.js';

const whole = (text: string) => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('takes a whole number above 0');
  return number;
};

const program = new Command('trace')
  .description("Takes a recorded cluster's tasks through the public API on a compressed clock, and audits the result.")
  .option('--trace <name>', 'which trace: openb', 'openb')
  .option('--workload <name>', 'which of its workloads', 'default')
  .option('--tasks <n>', 'how many of its tasks, the first to arrive first', whole, 2_000)
  .option('--operators <n>', 'how many operators share its hosts', whole, 12)
  .option('--tenants <n>', 'how many tenants submit its tasks', whole, 4)
  .option('--json', 'one object on standard output, progress on standard error')
  .addHelpText('after', `
Examples:
  $ npm run trace -- --trace openb --workload default --tasks 2000
  $ npm run trace -- --tasks 8152 --json

Exit codes: 0 the audit is clean, 1 it is not, 2 wrongly called.`)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const options = program.parse().opts<{ trace: string; workload: string; tasks: number; operators: number; tenants: number; json?: boolean }>();
if (options.trace !== 'openb') program.error(`error: there is no trace ${options.trace}; there is openb`);

const bar = new SingleBar({ format: '{stage} {bar} {value}/{total} {unit}  {duration_formatted}', stream: process.stderr, hideCursor: true, clearOnComplete: true });
let stage = '';
const report = await runTrace(options, (name, done, total, unit) => {
  if (name !== stage) {
    if (stage) bar.stop();
    stage = name;
    bar.start(total, done, { stage: name.padEnd(11), unit });
  }
  bar.update(done, { stage: name.padEnd(11), unit });
});
bar.stop();
if (options.json) console.log(JSON.stringify(report));
else show(report);
process.exit(report.audit.findings.length === 0 ? 0 : 1);

function show({ tasks, seconds, allocation, operators, statements, audit }: TraceReport): void {
  console.log(`\n${tasks.submitted} tasks in ${seconds} s: ${tasks.placed} placed, ${tasks.blocked} still blocked, ${tasks.refused} refused as impossible, ${tasks.closed} closed, ${tasks.running} still running\n`);
  for (const [name, series] of [['GPU', allocation.map(({ gpuPercent }) => gpuPercent)], ['CPU', allocation.map(({ cpuPercent }) => cpuPercent)]] as const) {
    console.log(`${name} claimed, % of the pool, over ${days(allocation)} days:`);
    console.log(asciichart.plot(thinned(series, 90), { height: 8, format: (value: number) => value.toFixed(1).padStart(6) }), '\n');
  }
  const earnings = new Table({ head: ['operator', 'hosts', 'earned'], style: { head: [], border: [] }, colAligns: ['left', 'right', 'right'] });
  for (const { name, hosts, earnedNanoTokens } of operators) earnings.push([name, hosts, formatTokens(BigInt(earnedNanoTokens))]);
  console.log(earnings.toString());
  const bills = new Table({ head: ['tenant', 'statements', 'lines', 'charged'], style: { head: [], border: [] }, colAligns: ['left', 'right', 'right', 'right'] });
  for (const { tenant, count, lines, chargedNanoTokens } of statements) bills.push([tenant, count, lines, formatTokens(BigInt(chargedNanoTokens))]);
  console.log(bills.toString());
  console.log(`\nAudit of ${Object.entries(audit.looked).map(([name, count]) => `${count} ${name.replaceAll('_', ' ')}`).join(', ')}:`);
  console.log(audit.findings.length === 0
    ? '  entries sum to zero, charges equal claimed time × rate computed again, no host was oversold at any moment: nothing found'
    : audit.findings.map((finding) => `  ✗ ${finding}`).join('\n'));
}

function days(allocation: TraceReport['allocation']): string {
  return (((allocation.at(-1)?.at ?? 0) - (allocation[0]?.at ?? 0)) / 86_400_000).toFixed(0);
}

/** At most so many points, evenly chosen: what fits a terminal. */
function thinned(series: readonly number[], points: number): number[] {
  if (series.length <= points) return [...series];
  return Array.from({ length: points }, (_, index) => series[Math.floor((index * series.length) / points)]!);
}
