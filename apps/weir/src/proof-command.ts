import { Command, Option } from 'commander';

import { roles } from './api-access.js';
import { argumentMoment } from './argument-moment.js';
import type { Config } from './config.js';
import type { ProofOptions } from './proof.js';

/** One command for all that anybody can have proven. */
export function proofCommand(config: () => Config): Command {
  return new Command('proof')
    .description('download what proves something that concerns you, and check it as weir verify does')
    .argument('<what>', "the id of a statement, a lease (why it was placed as it was), a cover, a slash, a challenge, a payout, an exit from a pool, a stake pool (what flowed in), or a pool (an hour's rewards); or diversified (a round of the diversified pool)")
    .addOption(new Option('--as <role>', "as whom: by default an operator for its slashes, challenges, payouts and rewards, else a tenant; with that role's key of credentials.json, unless WEIR_API_KEY or a profile has one").choices(roles))
    .option('--operator <name>', 'whose key of credentials.json, when there are several operators')
    .option('--hour <time>', "of a pool, which hour's rewards: any time within it, such as 2026-11-01T09:30:00Z", argumentMoment)
    .option('--up-to <time>', 'of a stake pool or the diversified pool, the last before then; the latest by default', argumentMoment)
    .option('--blinded', 'of a slash, a challenge or rewards: without whom it is about, to be shown to anybody')
    .option('--wait', 'until a head of the log has it: within a minute or two, where heads are signed')
    .option('--key <base64>', 'the public key that you trust; by default the one that the file names')
    .option('--save <file>', 'keep the file, for weir verify')
    .option('--json', 'as JSON')
    .addHelpText('after', `
Exit codes: 0 verified, 1 not what was logged and signed, or refused, 2 unreadable, or wrongly called or configured.

Examples:
  $ weir proof stm_… --save bill.json
  $ weir proof slh_… --blinded --save slash.json
  $ weir proof chl_… --as administrator
  $ weir proof pol_… --hour 2026-11-01T09:30:00Z --wait
  $ weir proof diversified --up-to 2026-11-01`)
    .action(async (what: string, options: ProofOptions) => {
      process.exitCode = await (await import('./proof.js')).prove(config(), what, options);
    });
}
