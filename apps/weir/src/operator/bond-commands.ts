import { Command } from 'commander';

import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';

/** What an operator has at stake; the API's address and key are read when one is run. */
export function bondCommands(config: () => Config): Command {
  const bond = new Command('bond').description('what you have at stake for the capacity that you offer: capacity beyond your bond is not on offer').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir operator bond show
  $ weir operator bond add 250000000000
  $ weir operator bond take-out 50000000000`);
  const described = (name: string, about: string) => bond.command(name).description(about).option('--operator <name>', 'whose key of credentials.json, when there are several').option('--json', 'as JSON');
  described('show', 'what is bonded, what you need, and what is on its way out').action(async (options: OperatorOptions) => {
    await (await import('./bond.js')).showBond(config(), options);
  });
  described('add', 'bond more, out of your earnings').argument('<nano-tokens>', 'how much').action(async (amount: string, options: OperatorOptions) => {
    await (await import('./bond.js')).addBond(config(), amount, options);
  });
  described('take-out', 'begin to take some out: it stays at stake for as long as the rules say').argument('<nano-tokens>', 'how much').action(async (amount: string, options: OperatorOptions) => {
    await (await import('./bond.js')).takeBondOut(config(), amount, options);
  });
  return bond;
}
