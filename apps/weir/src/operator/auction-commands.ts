import { Command } from 'commander';

import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';

/** An operator's bids for leases; the API's address and key are read when one is run. */
export function auctionCommands(config: () => Config): Command {
  const auctions = new Command('auction').description('bid for leases that go to auction: sealed until it is over; the cheapest bid that passes every filter wins').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir operator auction list --open
  $ weir operator auction bid auc_… CPU_MILLI=15000000 MEMORY_MIB=3000000 GPU_MILLI/A100=900000000
  $ weir operator auction withdraw auc_…`);
  const described = (name: string, about: string) => auctions.command(name).description(about).option('--operator <name>', 'whose key of credentials.json, when there are several').option('--json', 'as JSON');
  described('list', 'auctions in the pools that you have a cluster in, the latest first').option('--open', 'only those in which bids are taken').action(async (options: OperatorOptions & { open?: boolean }) => {
    await (await import('./auctions.js')).listAuctions(config(), options);
  });
  described('bid', 'bid, in place of what you bid before')
    .argument('<auction>', 'its id')
    .argument('<prices...>', "CLASS=nano-tokens for a priced unit (a vCPU, a GiB, a GPU) and hour, after the pool's shares; CLASS/variant for GPU models and storage classes")
    .option('--nonce <hex>', '32 to 64 hexadecimal digits of your own, part of what decides between equal bids; drawn by default')
    .action(async (auctionId: string, prices: string[], options: OperatorOptions & { nonce?: string }) => {
      await (await import('./auctions.js')).placeBid(config(), auctionId, prices, options);
    });
  described('withdraw', 'have no bid any more').argument('<auction>', 'its id').action(async (auctionId: string, options: OperatorOptions) => {
    await (await import('./auctions.js')).withdrawBid(config(), auctionId, options);
  });
  return auctions;
}
