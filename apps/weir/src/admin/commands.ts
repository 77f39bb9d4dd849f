import { Argument, Command, Option } from 'commander';

import { withKinds } from '../challenge-kinds.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import type { TripOptions } from './breakers.js';
import type { ListChallengesOptions } from './challenges.js';
import { marketCommands } from './market-commands.js';
import type { DecideOptions, ListSlashesOptions } from './slashes.js';

/** An administrator's commands; the API's address and key are read when one is run. */
export function adminCommands(config: () => Config): Command[] {
  return [breakerCommands(config), slashCommands(config), rewardsCommand(config), challengesCommand(config), ...marketCommands(config)];
}

function rewardsCommand(config: () => Config): Command {
  return new Command('rewards')
    .description("what a pool's treasury paid for idle capacity, and who got much for little work")
    .argument('<pool>', 'its id')
    .option('--json', 'as JSON')
    .addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir admin rewards pol_…
  $ weir admin rewards pol_… --json`)
    .action(async (poolId: string, options: OutputOptions) => {
      await (await import('./rewards.js')).showPoolRewards(config(), poolId, options);
    });
}

function challengesCommand(config: () => Config): Command {
  return withKinds(new Command('challenges'))
    .description("how operators' idle capacity proved itself, the latest hundred times")
    .option('--operator <id>', 'of one operator')
    .option('--json', 'as JSON')
    .addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir admin challenges
  $ weir admin challenges --devices
  $ weir admin challenges --network
  $ weir admin challenges --gpu
  $ weir admin challenges --operator opr_… --json`)
    .action(async (options: ListChallengesOptions) => {
      await (await import('./challenges.js')).listChallenges(config(), options);
    });
}

function breakerCommands(config: () => Config): Command {
  const breakers = new Command('breakers').description('what stopped since it flowed faster than the rules allow: payouts, exits, price steps and slashes').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir admin breakers list
  $ weir admin breakers show brk_…
  $ weir admin breakers release brk_… --reason "the operator confirmed it by telephone"
  $ weir admin breakers stop payout --operator opr_… --reason "its key may be stolen"`);
  const described = (name: string, about: string) => breakers.command(name).description(about).option('--json', 'as JSON');
  described('list', 'what is stopped').option('--all', 'also what was').action(async (options: OutputOptions & { all?: boolean }) => {
    await (await import('./breakers.js')).listBreakers(config(), options);
  });
  described('show', 'one, and what waits behind it').argument('<breaker>', 'its id').action(async (id: string, options: OutputOptions) => {
    await (await import('./breakers.js')).showBreaker(config(), id, options);
  });
  described('release', 'let what waits go on where it was').argument('<breaker>', 'its id').requiredOption('--reason <text>', 'why; kept for good').action(async (id: string, options: OutputOptions & { reason: string }) => {
    await (await import('./breakers.js')).releaseBreaker(config(), id, options);
  });
  described('stop', 'stop something by hand; all of a flow unless you say whose')
    .addArgument(new Argument('<flow>', 'what flows').choices(['payout', 'exit', 'price', 'slash']))
    .addOption(new Option('--operator <id>', 'of one operator').conflicts(['pool', 'account']))
    .addOption(new Option('--pool <id>', 'of one pool').conflicts(['operator', 'account']))
    .addOption(new Option('--account <id>', "of one account: a backer's, or a price").conflicts(['operator', 'pool']))
    .requiredOption('--reason <text>', 'why; kept for good')
    .action(async (flow: string, options: TripOptions) => {
      await (await import('./breakers.js')).tripBreaker(config(), flow, options);
    });
  return breakers;
}

function slashCommands(config: () => Config): Command {
  const slashes = new Command('slashes').description('what faults cost operators, and their appeals').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir admin slashes list --state appealed
  $ weir admin slashes uphold slh_… --reason "the gateway counted less all day"
  $ weir admin slashes forgive slh_… --reason "the announcement was ours to pass on"`);
  slashes
    .command('list')
    .description('the latest first')
    .addOption(new Option('--state <state>', 'only those').choices(['pending', 'appealed', 'forgiven', 'carried_out', 'closed']))
    .option('--json', 'as JSON')
    .action(async (options: ListSlashesOptions) => {
      await (await import('./slashes.js')).listSlashes(config(), options);
    });
  for (const decision of ['uphold', 'forgive'] as const) {
    slashes
      .command(decision)
      .description(decision === 'uphold' ? 'carry out one that was appealed against' : 'drop one')
      .argument('<slash>', 'its id')
      .requiredOption('--reason <text>', 'for the operator to read')
      .option('--json', 'as JSON')
      .action(async (slashId: string, options: DecideOptions) => {
        await (await import('./slashes.js')).decide(config(), slashId, decision, options);
      });
  }
  return slashes;
}
