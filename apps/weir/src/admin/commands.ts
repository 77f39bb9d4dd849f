import { Command, Option } from 'commander';

import type { Config } from '../config.js';
import type { DecideOptions, ListSlashesOptions } from './slashes.js';

/** What administrators decide; the API's address and key are read when one is run. */
export function adminCommands(config: () => Config): Command {
  const admin = new Command('admin').description('what administrators decide; the key comes from WEIR_API_KEY, or from credentials.json').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir admin slashes --state appealed
  $ weir admin uphold slh_… --reason 'the gateway counted less all day'
  $ weir admin forgive slh_… --reason 'the announcement was ours to pass on'`);
  admin
    .command('slashes')
    .description('what faults cost operators')
    .addOption(new Option('--state <state>', 'only those').choices(['pending', 'appealed', 'forgiven', 'carried_out', 'closed']))
    .option('--json', 'as JSON')
    .action(async (options: ListSlashesOptions) => {
      await (await import('./slashes.js')).listSlashes(config(), options);
    });
  for (const decision of ['uphold', 'forgive'] as const) {
    admin
      .command(decision)
      .description(decision === 'uphold' ? 'carry out a slash that was appealed against' : 'drop a slash')
      .argument('<slash>', 'its id')
      .requiredOption('--reason <text>', 'for the operator to read')
      .option('--json', 'as JSON')
      .action(async (slashId: string, options: DecideOptions) => {
        await (await import('./slashes.js')).decide(config(), slashId, decision, options);
      });
  }
  return admin;
}
