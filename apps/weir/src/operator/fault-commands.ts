import { Command, Option } from 'commander';

import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';
import type { AppealOptions, ListFaultsOptions } from './faults.js';

/** What an operator has to answer for; the API's address and key are read when one is run. */
export function faultCommands(config: () => Config): Command[] {
  const described = (name: string, about: string) => new Command(name).description(about).option('--operator <name>', 'whose key of credentials.json, when there are several').option('--json', 'as JSON');
  const faults = described('faults', 'what you have to answer for, and what became of it')
    .addOption(new Option('--state <state>', 'only those').choices(['open', 'cured', 'excused', 'confirmed']))
    .addHelpText('after', example('faults --state open'))
    .action(async (options: ListFaultsOptions) => {
      await (await import('./faults.js')).listFaults(config(), options);
    });
  const slashes = described('slashes', 'what that costs of your bond and your stake pool, and until when you may appeal').addHelpText('after', example('slashes')).action(async (options: OperatorOptions) => {
    await (await import('./faults.js')).listSlashes(config(), options);
  });
  const appeal = described('appeal', 'appeal against a slash: an administrator decides')
    .argument('<slash>', 'its id')
    .requiredOption('--reason <text>', 'why it should be dropped')
    .addHelpText('after', example("appeal slh_… --reason 'the window was announced on Monday'"))
    .action(async (slashId: string, options: AppealOptions) => {
      await (await import('./faults.js')).appeal(config(), slashId, options);
    });
  const reputation = described('reputation', 'how far you are trusted, by class; with a class, the work and the faults that it follows from')
    .argument('[class]', 'a resource class, such as CPU_MILLI')
    .addHelpText('after', example('reputation CPU_MILLI'))
    .action(async (resourceClass: string | undefined, options: OperatorOptions) => {
      await (await import('./reputation.js')).showReputation(config(), resourceClass, options);
    });
  return [faults, slashes, appeal, reputation];
}

function example(words: string): string {
  return `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir operator ${words}
  $ weir operator ${words} --json`;
}
