import { Command } from 'commander';

import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';

/** Backing operators; the API's address and key are read when one is run. */
export function stakeCommands(config: () => Config): Command {
  const stake = new Command('stake').description("back operators with a tenant's tokens; its key comes from WEIR_API_KEY, a profile, or credentials.json").addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir stake pools
  $ weir stake show stp_…
  $ weir stake add stp_… 50000000000
  $ weir stake add diversified 50000000000
  $ weir stake leave stp_… 25000000000
  $ weir stake give stp_… ten_… 25000000000`);
  const described = (name: string, about: string) => stake.command(name).description(about).option('--json', 'as JSON');
  described('pools', 'pools that may be backed, each of one operator').action(async (options: OutputOptions) => {
    await (await import('./stake.js')).listStakePools(config(), options);
  });
  described('show', 'what you have in one').argument('<pool>', 'its id, or `diversified`').action(async (poolId: string, options: OutputOptions) => {
    await (await import('./stake.js')).showPosition(config(), poolId, options);
  });
  described('add', 'tokens of your wallet for shares').argument('<pool>', 'its id, or `diversified`').argument('<nano-tokens>', 'how much').action(async (poolId: string, amount: string, options: OutputOptions) => {
    await (await import('./stake.js')).changeStake(config(), poolId, 'deposits', { amount }, options);
  });
  described('leave', 'begin to leave: shares wait, bear losses, and are paid for').argument('<pool>', 'its id, or `diversified`').argument('<shares>', 'how many').action(async (poolId: string, shares: string, options: OutputOptions) => {
    await (await import('./stake.js')).changeStake(config(), poolId, 'exits', { shares }, options);
  });
  described('give', 'shares to another tenant').argument('<pool>', 'its id, or `diversified`').argument('<tenant>', 'its id').argument('<shares>', 'how many').action(async (poolId: string, tenantId: string, shares: string, options: OutputOptions) => {
    await (await import('./stake.js')).changeStake(config(), poolId, 'transfers', { tenantId, shares }, options);
  });
  return stake;
}
