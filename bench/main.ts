import Table from 'cli-table3';
import { Command, InvalidArgumentError, Option } from 'commander';

import { packScoreNames } from '#libs/inventory';

import { type Contest, type Finding, hold } from './contest.js';
import { openbFolder } from './openb.js';
import { type Report } from './report.js';

/** What may be measured. Loaded when asked for: none pays for the others' imports. */
const benchmarks: Record<string, (options: { leases?: number; rows?: number }) => Promise<AsyncIterable<Contest>>> = {
  api: async () => (await import('./api.js')).apiContests(),
  queue: async () => (await import('./queue.js')).queueContests(),
  lease: async () => (await import('./lease.js')).leaseContests(),
  tracing: async () => (await import('./tracing.js')).tracingContests(),
  converge: async ({ leases }) => (await import('./converge.js')).convergeContests(leases),
  'converge-scale': async ({ leases }) => (await import('./converge-scale.js')).scaleContests(leases),
  verify: async () => (await import('./verify.js')).verifyContests(),
  statement: async () => (await import('./statement.js')).statementContests(),
  gateway: async () => (await import('./gateway.js')).gatewayContests(),
  webhook: async () => (await import('./webhook.js')).webhookContests(),
  settle: async () => (await import('./settle.js')).settleContests(),
  ledger: async ({ rows }) => (await import('./ledger.js')).ledgerContests(rows),
  epoch: async () => (await import('./epoch.js')).epochContests(),
  metering: async () => (await import('./metering.js')).meteringContests(),
  lists: async () => (await import('./lists.js')).listsContests(),
  'placement-durable': async ({ leases }) => (await import('./placement/durable.js')).durableContests(leases),
  'placement-speed': async () => (await import('./placement/speed.js')).speedContests(),
};

interface ReportOptions {
  runs: number;
  rows?: number;
  settings?: Record<string, string>;
  data: string;
  variants?: string[];
  seeds: number[];
  permute?: boolean;
  score: (typeof packScoreNames)[number];
}

/** What is compared with published figures, or with more than one peer: one object each. */
const reports: Record<string, (options: ReportOptions, progress: (text: string) => void) => Promise<Report>> = {
  'ledger-curve': async (options, progress) => (await import('./ledger-curve.js')).ledgerCurve(options, progress),
  'placement-quality': async ({ variants, permute = false, ...options }, progress) => (await import('./placement/quality.js')).placementQuality({ ...options, variants, permute }, progress),
  'placement-replay': async (options, progress) => (await import('./placement/replay.js')).placementReplay(options, progress),
  'placement-churn': async (options, progress) => (await import('./placement/churn.js')).placementChurn({ ...options, seeds: program.getOptionValueSource('seeds') === 'default' ? options.seeds.slice(0, 1) : options.seeds }, progress),
};

const program = new Command('bench')
  .description('Measures Weir against named peers, in the same run: medians of interleaved runs.')
  .argument('<names...>', `what to measure: ${[...Object.keys(benchmarks), ...Object.keys(reports)].join(', ')}`, chooseName, [] as string[])
  .option('--json', 'one line of JSON for each result, and nothing else, on standard output')
  .option('--runs <n>', 'counted runs of each side', countOf, 5)
  .option('--leases <n>', 'leases of converge and converge-scale, instead of their own numbers; of placement-durable, the most: 1000 leaves out the larger size', leasesOf)
  .option('--rows <n>', 'transfers the ledger has at the large end, instead of a million with ledger and ten with ledger-curve: the latter take about half an hour and 5 GB; events of placement-replay, a million', rowsOf)
  .option('--settings <pairs>', 'ledger-curve: settings of the server, such as shared_buffers=1GB,max_wal_size=4GB', settingsOf)
  .option('--data <folder>', 'placement-*: where the trace and the published figures are', openbFolder)
  .option('--variants <names>', 'placement-*: workloads of the trace, with commas between; all when left out', namesOf)
  .option('--seeds <seeds>', 'placement-*: such as 42-51 or 1,2,3; the first of them for placement-churn, unless given', seedsOf, seedsOf('42-51'))
  .option('--permute', 'placement-quality: with hosts that got each other\'s names, beside those that did not')
  .addOption(new Option('--score <name>', 'placement-quality: how to pack').choices(packScoreNames).default(packScoreNames[0]))
  .action(async (names: string[], options: { json?: boolean; leases?: number } & ReportOptions) => {
    const findings: Finding[] = [];
    const progress = (text: string) => void process.stderr.write(`${text}\n`);
    try {
      for (const name of names) {
        if (reports[name]) {
          const { json, text } = await reports[name](options, progress);
          process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`);
          continue;
        }
        for await (const contest of await benchmarks[name]!(options)) {
          try {
            const finding = await hold(contest, options.runs, progress);
            findings.push(finding);
            if (options.json) process.stdout.write(`${JSON.stringify(asLine(finding))}\n`);
          } finally {
            await contest.close();
          }
        }
      }
    } finally {
      // What was measured before something failed was measured.
      if (!options.json && findings.length > 0) process.stdout.write(`${asTable(findings)}\n`);
    }
  });

function chooseName(name: string, before: string[]): string[] {
  if (!(name in benchmarks) && !(name in reports)) throw new InvalidArgumentError(`There are: ${[...Object.keys(benchmarks), ...Object.keys(reports)].join(', ')}.`);
  return [...before, name];
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100) throw new InvalidArgumentError('A whole number from 1 to 100.');
  return count;
}

function namesOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (!names.every((name) => /^[\w-]+$/.test(name))) throw new InvalidArgumentError('Names with commas between.');
  return names;
}

/** `42-51`, or numbers with commas between, or both; at most a thousand. */
function seedsOf(text: string): number[] {
  const seeds = text.split(',').flatMap((part) => {
    const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim()) ?? [];
    const count = Number(to) - Number(from) + 1;
    if (!(count >= 1 && count <= 1_000)) throw new InvalidArgumentError('Numbers such as 42-51 or 1,2,3.');
    return Array.from({ length: count }, (_, index) => Number(from) + index);
  });
  if (seeds.length > 1_000) throw new InvalidArgumentError('At most a thousand.');
  return seeds;
}

function leasesOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000) throw new InvalidArgumentError('A whole number from 1 to 10000.');
  return count;
}

function rowsOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 100_000 || count > 100_000_000) throw new InvalidArgumentError('A whole number from 100000 to 100000000.');
  return count;
}

function settingsOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((pair) => {
    const [, name, value] = /^([a-z_]+)=([\w.]+)$/.exec(pair.trim()) ?? [];
    if (name === undefined || value === undefined) throw new InvalidArgumentError('Such as shared_buffers=1GB, with commas between.');
    return [name, value];
  }));
}

function asLine({ name, ours, peer, ratio, unit, runs, extra }: Finding): object {
  return { name, ours, peer, ratio, unit, runs, ...extra };
}

function asTable(findings: readonly Finding[]): string {
  const table = new Table({ head: ['benchmark', 'ours', 'peer', 'unit', 'ratio', 'target', 'runs', 'peer is'], style: { head: [], border: [] } });
  for (const { name, ours, peer, unit, ratio, target, runs, peerIs } of findings) {
    table.push([name, ours, peer, unit, ratio.toFixed(2), target === undefined ? '' : `≥ ${target}`, runs, peerIs]);
  }
  const extras = findings.flatMap(({ name, extra }) => Object.entries(extra).map(([label, figure]) => `${name}: ${label} ${figure}`));
  return [table.toString(), ...extras].join('\n');
}

await program.parseAsync();
