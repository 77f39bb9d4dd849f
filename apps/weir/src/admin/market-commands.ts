import { Command, Option } from 'commander';

import { argumentMoment } from '../argument-moment.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import { nanoTokens } from '../tenant/nano-tokens.js';
import type { ResolveOptions } from './deposits.js';
import type { SetRateOptions } from './rates.js';
import type { ProposeOptions } from './rules.js';

const CODES = 'Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.';

/** What an administrator sets that everybody goes by, and what came in; the API's address and key are read when one is run. */
export function marketCommands(config: () => Config): Command[] {
  return [poolsCommand(config), rateCommands(config), ruleCommands(config), depositCommands(config)];
}

function poolsCommand(config: () => Config): Command {
  return new Command('pools')
    .description('pools, with their ids and how they divide what is charged')
    .option('--search <text>', 'part of a name, or the beginning of an id')
    .option('--json', 'as JSON')
    .addHelpText('after', `\n${CODES}\n\nExamples:\n  $ weir admin pools\n  $ weir admin pools --search stand --json`)
    .action(async (options: OutputOptions & { search?: string }) => {
      await (await import('./rates.js')).listPools(config(), options);
    });
}

function rateCommands(config: () => Config): Command {
  const rates = new Command('rates').description("a pool's prices and their versions").addHelpText('after', `
${CODES}

A file with a curve, such as rate.yaml:
  resourceClass: CPU_MILLI
  curve: { kind: kinked, base: "10000000", slope1: "5000000", slope2: "60000000", kinkBps: 8000 }

Examples:
  $ weir admin rates list pol_…
  $ weir admin rates set pol_… CPU_MILLI 12000000
  $ weir admin rates set pol_… GPU_MILLI 900000000 --variant A100 --from 2026-12-01
  $ weir admin rates set pol_… --file rate.yaml`);
  rates.command('list').description('all versions').argument('<pool>', 'its id').option('--json', 'as JSON').action(async (poolId: string, options: OutputOptions) => {
    await (await import('./rates.js')).listRates(config(), poolId, options);
  });
  rates.command('set').description('a new version: whatever is asked for from then on costs this; it cannot be taken back, only followed by another')
    .argument('<pool>', 'its id')
    .argument('[class]', 'what is priced, such as CPU_MILLI')
    .argument('[nano-tokens]', 'for a priced unit (a vCPU, a GiB, a GPU) and hour', nanoTokens)
    .option('--variant <name>', 'a GPU model or storage class; every one without a price of its own by default')
    .option('--from <time>', 'when it begins; now by default', argumentMoment)
    .addOption(new Option('-f, --file <file>', 'the whole of it, in YAML or JSON, with any curve; - for standard input').conflicts(['variant', 'from']))
    .option('--json', 'as JSON')
    .action(async (poolId: string, resourceClass: string | undefined, amount: string | undefined, options: SetRateOptions) => {
      await (await import('./rates.js')).setRate(config(), poolId, resourceClass, amount, options);
    });
  return rates;
}

function ruleCommands(config: () => Config): Command {
  const rules = new Command('rules').description('the parameters that everybody goes by, in versions that hold after a delay').addHelpText('after', `
${CODES}

Examples:
  $ weir admin rules list
  $ weir admin rules show > rules.yaml
  $ weir admin rules propose rules.yaml --reason "more is bonded for GPUs"
  $ weir admin rules withdraw 2 --reason "a digit was wrong"`);
  const described = (name: string, about: string) => rules.command(name).description(about).option('--json', 'as JSON');
  described('list', 'all versions').action(async (options: OutputOptions) => {
    await (await import('./rules.js')).listRules(config(), options);
  });
  described('show', 'one, as a file that propose takes').argument('[version]', 'which; that in force by default').action(async (version: string | undefined, options: OutputOptions) => {
    await (await import('./rules.js')).showRules(config(), version, options);
  });
  described('propose', 'publish the next version')
    .argument('<file>', 'all the rules, in YAML or JSON; - for standard input')
    .requiredOption('--reason <text>', 'why, for anybody to read')
    .option('--from <time>', 'when it begins; as soon as the delay allows by default', argumentMoment)
    .action(async (file: string, options: ProposeOptions) => {
      await (await import('./rules.js')).proposeRules(config(), file, options);
    });
  described('withdraw', 'withdraw one before it holds').argument('<version>', 'which').requiredOption('--reason <text>', 'why; kept for good').action(async (version: string, options: OutputOptions & { reason: string }) => {
    await (await import('./rules.js')).withdrawRules(config(), version, options);
  });
  return rules;
}

function depositCommands(config: () => Config): Command {
  const deposits = new Command('deposits').description('what was paid in, and what of it is held since nobody knows for whom it is').addHelpText('after', `
${CODES}

Examples:
  $ weir admin deposits list --state held
  $ weir admin deposits assign dep_… ten_… --reason "the invoice says so"
  $ weir admin deposits return dep_… --reason "nobody knows the payer"
  $ weir admin deposits add ten_… 100000000000 --reference "invoice 2026-117"`);
  const described = (name: string, about: string) => deposits.command(name).description(about).option('--json', 'as JSON');
  described('list', 'the latest first').addOption(new Option('--state <state>', 'only those').choices(['credited', 'held', 'assigned', 'returned'])).action(async (options: OutputOptions & { state?: string }) => {
    await (await import('./deposits.js')).listDeposits(config(), options);
  });
  described('assign', 'give one that is held to a tenant').argument('<deposit>', 'its id').argument('<tenant>', 'its id').requiredOption('--reason <text>', 'why; kept for good').action(async (id: string, tenantId: string, options: ResolveOptions) => {
    await (await import('./deposits.js')).assignDeposit(config(), id, tenantId, options);
  });
  described('return', 'have one that is held sent back').argument('<deposit>', 'its id').requiredOption('--reason <text>', 'why; kept for good').action(async (id: string, options: ResolveOptions) => {
    await (await import('./deposits.js')).returnDeposit(config(), id, options);
  });
  described('add', "put tokens into a tenant's wallet; again by the same reference, it changes nothing")
    .argument('<tenant>', 'its id')
    .argument('<nano-tokens>', 'how much', nanoTokens)
    .requiredOption('--reference <text>', "the payer's own: a transfer's or an invoice's")
    .action(async (tenantId: string, amount: string, options: OutputOptions & { reference: string }) => {
      await (await import('./deposits.js')).depositTokens(config(), tenantId, amount, options);
    });
  return deposits;
}
