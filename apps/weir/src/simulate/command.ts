import { Command, InvalidArgumentError, Option } from 'commander';

import type { SimulateYearOptions } from './simulate.js';

/** `weir simulate`; it takes no configuration. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('a year of a pool on a virtual clock: arrivals, deaths, prices and settlements, by the product\'s own placement, curves and streams; needs no network and no database')
    .option('--hosts <n>', 'hosts of the pool, up to 100000', within(1, 100_000), 1_000)
    .option('--days <n>', 'how long', within(1, 3_650), 365)
    .option('--seed <n>', 'the same seed, the same year', within(0, 65_535), 1)
    .option('--load <percent>', 'of the CPUs, what would be in use if everybody paid the usual rate and nobody waited', within(1, 300), 80)
    .addOption(new Option('--curve <kind>', 'how prices follow demand').choices(['fixed', 'kinked', 'base-fee']).default('kinked'))
    .addOption(new Option('--policy <score>', 'how the pool packs').choices(['expected-fill', 'fragmentation-gradient', 'best-fit']).default('expected-fill'))
    .option('--svg <file>', 'draw it there')
    .option('--json', 'as JSON')
    .addHelpText('after', `
Examples:
  $ weir simulate --hosts 500 --days 90
  $ weir simulate --hosts 10000 --curve base-fee --load 110 --svg year.svg --json > year.json`)
    .action(async ({ load, policy, ...options }: Omit<SimulateYearOptions, 'loadBps' | 'packScore'> & { load: number; policy: SimulateYearOptions['packScore'] }) => {
      await (await import('./simulate.js')).simulateYear({ ...options, loadBps: load * 100, packScore: policy });
    });
}

function within(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
    return value;
  };
}
