import { Command, InvalidArgumentError } from 'commander';

import { argumentMoment } from '../argument-moment.js';
import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import { nanoTokens } from './nano-tokens.js';
import type { EntriesOptions, SetTopUpOptions } from './wallet.js';

/** What a tenant does with its wallet. */
export function walletCommands(config: () => Config): Command {
  const wallet = new Command('wallet').description("what a tenant has, and where it went; its key comes from WEIR_API_KEY, a profile, or credentials.json").addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir wallet balance
  $ weir wallet history --days 30 --json
  $ weir wallet history --from 2026-11-01 --to 2026-12-01
  $ weir wallet top-up show
  $ weir wallet top-up set --below 20000000000 --amount 100000000000 --most-per-month 500000000000
  $ weir wallet top-up remove
  $ weir wallet deposit 100000000000
  $ weir wallet deposits`);
  wallet.command('balance').description('what there is, and how long it lasts').option('--json', 'as JSON').action(async (options: OutputOptions) => {
    await (await import('./wallet.js')).showWallet(config(), options);
  });
  wallet
    .command('history')
    .description('what came in and went out, the oldest first')
    .option('--days <number>', 'so far back', days, 7)
    .option('--from <time>', 'from then on, in place of --days: such as 2026-11-01 or 2026-11-01T09:30:00Z', argumentMoment)
    .option('--to <time>', 'before then', argumentMoment)
    .option('--json', 'as JSON')
    .action(async (options: EntriesOptions) => {
      await (await import('./wallet.js')).listEntries(config(), options);
    });
  wallet.command('deposit').description('have the payment service asked for funds now').argument('<nano-tokens>', 'how much', nanoTokens).option('--json', 'as JSON').action(async (amount: string, options: OutputOptions) => {
    await (await import('./wallet.js')).requestDeposit(config(), amount, options);
  });
  wallet.command('deposits').description('what the payment service was asked for, the latest first').option('--json', 'as JSON').action(async (options: OutputOptions) => {
    await (await import('./wallet.js')).listTopUps(config(), options);
  });
  return wallet.addCommand(topUpCommands(config));
}

function topUpCommands(config: () => Config): Command {
  const topUp = new Command('top-up').description('when the wallet asks the payment service for funds by itself');
  topUp.command('show').description('when it does, and what is out').option('--json', 'as JSON').action(async (options: OutputOptions) => {
    await (await import('./wallet.js')).showTopUp(config(), options);
  });
  topUp
    .command('set')
    .description('have it do so, in place of what it did before')
    .requiredOption('--below <nano-tokens>', 'when less than this is available', nanoTokens)
    .requiredOption('--amount <nano-tokens>', 'how much at a time', nanoTokens)
    .requiredOption('--most-per-month <nano-tokens>', 'no more than this in a calendar month (UTC)', nanoTokens)
    .option('--json', 'as JSON')
    .action(async (options: SetTopUpOptions) => {
      await (await import('./wallet.js')).setTopUp(config(), options);
    });
  topUp.command('remove').description('have it ask for nothing by itself').option('--json', 'as JSON').action(async (options: OutputOptions) => {
    await (await import('./wallet.js')).removeTopUp(config(), options);
  });
  return topUp;
}

function days(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected days: a whole number above zero.');
}
