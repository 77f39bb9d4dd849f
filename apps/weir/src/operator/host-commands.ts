import { Command, InvalidArgumentError, Option } from 'commander';

import { withKinds } from '../challenge-kinds.js';
import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';
import type { ShowChallengesOptions } from './challenges.js';
import type { DrainOptions, EarningsOptions, ListHostsOptions } from './hosts.js';

/** What an operator does with its hosts, and what they earn; the API's address and key are read when one is run. */
export function hostCommands(config: () => Config): Command[] {
  const described = (name: string, about: string) => new Command(name).description(about).option('--operator <name>', 'whose key of credentials.json, when there are several').option('--json', 'as JSON');
  const ofHost = (name: string, about: string) => described(name, about).argument('<host>', 'its id or name');
  const hosts = described('hosts', 'your hosts: whether they are on offer, heard of, and how full')
    .addOption(new Option('--state <state>', 'only those').choices(['open', 'cordoned', 'draining']))
    .addOption(new Option('--contact <contact>', 'only those').choices(['live', 'stale', 'lost', 'never']))
    .option('--search <text>', 'part of a name, or the beginning of an id')
    .addHelpText('after', example('hosts --contact lost --search rack'))
    .action(async (options: ListHostsOptions) => {
      await (await import('./hosts.js')).listHosts(config(), options);
    });
  const doctor = described('doctor', 'what of your capacity is not on offer, and why').addHelpText('after', example('doctor')).action(async (options: OperatorOptions) => {
    await (await import('./hosts.js')).diagnose(config(), options);
  });
  const cordon = ofHost('cordon', 'take a host off offer; what runs there stays').addHelpText('after', example('cordon rack-3')).action(async (host: string, options: OperatorOptions) => {
    await (await import('./hosts.js')).changeHost(config(), 'cordon', host, options);
  });
  const uncordon = ofHost('uncordon', 'put a host on offer again').addHelpText('after', example('uncordon rack-3')).action(async (host: string, options: OperatorOptions) => {
    await (await import('./hosts.js')).changeHost(config(), 'uncordon', host, options);
  });
  const drain = ofHost('drain', 'take a host off offer and have what runs there moved')
    .option('--within <minutes>', 'when it must be empty; after the usual notice by default', minutes)
    .option('--wait', 'until nothing of it is in use, showing what is left')
    .addHelpText('after', example('drain rack-3 --within 30 --wait'))
    .action(async (host: string, options: DrainOptions) => {
      await (await import('./hosts.js')).drainHost(config(), host, options);
    });
  const explain = ofHost('explain', 'why a host is chosen or not, by what its pool is asked for').addHelpText('after', example('explain rack-3')).action(async (host: string, options: OperatorOptions) => {
    await (await import('./explain-host.js')).explainHost(config(), host, options);
  });
  const earnings = described('earnings', 'what your hosts earned')
    .addOption(new Option('--by <span>', 'summed up by').choices(['hour', 'day', 'month']).default('day'))
    .option('--host <host>', 'of one host: its id or name')
    .addHelpText('after', example('earnings --by month'))
    .action(async (options: EarningsOptions) => {
      await (await import('./hosts.js')).showEarnings(config(), options);
    });
  const rewards = described('rewards', 'what your idle capacity got of the treasury, the latest hundred hours').addHelpText('after', example('rewards')).action(async (options: OperatorOptions) => {
    await (await import('./rewards.js')).showRewards(config(), options);
  });
  const challenges = withKinds(described('challenges', 'how your idle capacity proved itself, the latest hundred times')).addHelpText('after', example('challenges --network')).action(async (options: ShowChallengesOptions) => {
    await (await import('./challenges.js')).showChallenges(config(), options);
  });
  return [hosts, doctor, explain, cordon, uncordon, drain, earnings, rewards, challenges];
}

function example(words: string): string {
  return `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir operator ${words}
  $ weir operator ${words} --json`;
}

function minutes(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected minutes: a whole number above zero.');
}
