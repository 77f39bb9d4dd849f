import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';

import { type Contest, type Finding, hold } from './contest.js';

/** What may be measured. Loaded when asked for: none pays for the others' imports. */
const benchmarks: Record<string, (options: { leases?: number; rows?: number }) => Promise<AsyncIterable<Contest>>> = {
  api: async () => (await import('./api.js')).apiContests(),
  queue: async () => (await import('./queue.js')).queueContests(),
  lease: async () => (await import('./lease.js')).leaseContests(),
  converge: async ({ leases }) => (await import('./converge.js')).convergeContests(leases),
  'converge-scale': async ({ leases }) => (await import('./converge-scale.js')).scaleContests(leases),
  verify: async () => (await import('./verify.js')).verifyContests(),
  statement: async () => (await import('./statement.js')).statementContests(),
  gateway: async () => (await import('./gateway.js')).gatewayContests(),
  webhook: async () => (await import('./webhook.js')).webhookContests(),
  ledger: async ({ rows }) => (await import('./ledger.js')).ledgerContests(rows),
  metering: async () => (await import('./metering.js')).meteringContests(),
};

const program = new Command('bench')
  .description('Measures Weir against named peers, in the same run: medians of interleaved runs.')
  .argument('<names...>', `what to measure: ${Object.keys(benchmarks).join(', ')}`, chooseName, [] as string[])
  .option('--json', 'one line of JSON for each result, and nothing else, on standard output')
  .option('--runs <n>', 'counted runs of each side', countOf, 5)
  .option('--leases <n>', 'leases of converge and converge-scale, instead of their own numbers', leasesOf)
  .option('--rows <n>', 'transfers the ledger has at the large end of its curve, instead of a million', rowsOf)
  .action(async (names: string[], options: { json?: boolean; runs: number; leases?: number; rows?: number }) => {
    const findings: Finding[] = [];
    for (const name of names) {
      for await (const contest of await benchmarks[name]!(options)) {
        try {
          const finding = await hold(contest, options.runs, (text) => process.stderr.write(`${text}\n`));
          findings.push(finding);
          if (options.json) process.stdout.write(`${JSON.stringify(asLine(finding))}\n`);
        } finally {
          await contest.close();
        }
      }
    }
    if (!options.json) process.stdout.write(`${asTable(findings)}\n`);
  });

function chooseName(name: string, before: string[]): string[] {
  if (!(name in benchmarks)) throw new InvalidArgumentError(`There are: ${Object.keys(benchmarks).join(', ')}.`);
  return [...before, name];
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100) throw new InvalidArgumentError('A whole number from 1 to 100.');
  return count;
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
