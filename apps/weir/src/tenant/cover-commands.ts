import { Argument, Command } from 'commander';

import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import type { CoverOptions, PoolOptions } from './covers.js';
import type { DisputeOptions } from './disputes.js';
import { nanoTokens } from './nano-tokens.js';

/** Insurance; the API's address and key are read when one is run. */
export function coverCommands(config: () => Config): Command {
  const cover = new Command('cover').description("insure leases, or back a pool's insurance, with a tenant's tokens; its key comes from WEIR_API_KEY, a profile, or credentials.json").addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir cover pool --pool standard
  $ weir cover quote lse_… 50000000000 --per-hour 500000000 --days 30
  $ weir cover buy lse_… 50000000000 --per-hour 500000000 --days 30 --most-premium 100000000
  $ weir cover list
  $ weir cover show cov_…
  $ weir cover back 100000000000 --pool standard
  $ weir cover position --pool standard
  $ weir cover leave 50000000000 --pool standard
  $ weir cover dispute cov_… --from 2027-01-16T12:00:00Z --down-hours 16 --reason 'Our probes saw no answer.'
  $ weir cover assess 10000000000 --pool standard
  $ weir cover stop-assessing 10000000000 --pool standard
  $ weir cover disputes --open
  $ weir cover vote cvd_… accept`);
  const described = (name: string, about: string) => cover.command(name).description(about).option('--json', 'as JSON');
  const ofPool = (name: string, about: string) => described(name, about).option('--pool <name>', 'the pool', 'standard');
  const terms = (name: string, about: string) =>
    described(name, about)
      .argument('<lease>', 'its id, or the name of an open one')
      .argument('<nano-tokens>', 'the most that is ever paid', nanoTokens)
      .requiredOption('--per-hour <nano-tokens>', 'what an hour in which a replica is down costs you', nanoTokens)
      .option('--days <days>', 'how long it is for', '30');
  ofPool('pool', 'what an insurance has, covers and asks for').action(async (options: PoolOptions) => {
    await (await import('./covers.js')).showCoverPool(config(), options);
  });
  terms('quote', 'what a cover would cost now').action(async (leaseId: string, amount: string, options: CoverOptions) => {
    await (await import('./covers.js')).quoteCover(config(), leaseId, amount, options);
  });
  terms('buy', 'buy it').option('--most-premium <nano-tokens>', 'rather than pay more, buy nothing', nanoTokens).action(async (leaseId: string, amount: string, options: CoverOptions) => {
    await (await import('./covers.js')).buyCover(config(), leaseId, amount, options);
  });
  described('list', 'your covers, the latest first').action(async (options: OutputOptions) => {
    await (await import('./covers.js')).listCovers(config(), options);
  });
  described('show', 'one, and what it paid for').argument('<cover>', 'its id').action(async (id: string, options: OutputOptions) => {
    await (await import('./covers.js')).showCover(config(), id, options);
  });
  ofPool('position', "what you have in a pool's insurance").action(async (options: PoolOptions) => {
    await (await import('./covers.js')).showCoverPosition(config(), options);
  });
  ofPool('back', 'tokens of your wallet for shares').argument('<nano-tokens>', 'how much', nanoTokens).action(async (amount: string, options: PoolOptions) => {
    await (await import('./covers.js')).changeCoverPosition(config(), 'deposits', { amount }, options);
  });
  ofPool('leave', 'begin to leave: shares wait, bear losses, and are paid for').argument('<shares>', 'how many', nanoTokens).action(async (shares: string, options: PoolOptions) => {
    await (await import('./covers.js')).changeCoverPosition(config(), 'exits', { shares }, options);
  });
  described('dispute', 'say that replicas were down for longer than was paid for: assessors vote on it, and a deposit is put down')
    .argument('<cover>', 'its id')
    .requiredOption('--from <time>', 'where the month begins, as `show` has it, in ISO 8601')
    .requiredOption('--down-hours <hours>', 'how long replicas were down in it, all together')
    .requiredOption('--reason <text>', 'for assessors to read')
    .action(async (id: string, options: DisputeOptions) => {
      await (await import('./disputes.js')).disputeCover(config(), id, options);
    });
  described('disputes', 'yours, and those that you may vote on, the latest first').option('--open', 'those that are not decided').action(async (options: OutputOptions & { open?: boolean }) => {
    await (await import('./disputes.js')).listDisputes(config(), options);
  });
  described('vote', 'vote on a dispute, once').argument('<dispute>', 'its id').addArgument(new Argument('<vote>', 'how').choices(['accept', 'deny'])).action(async (id: string, vote: string, options: OutputOptions) => {
    await (await import('./disputes.js')).voteOnDispute(config(), id, vote, options);
  });
  ofPool('assess', 'deposit tokens of your wallet: your votes on disputes weigh so much').argument('<nano-tokens>', 'how much', nanoTokens).action(async (amount: string, options: PoolOptions) => {
    await (await import('./disputes.js')).changeAssessor(config(), 'deposits', amount, options);
  });
  ofPool('stop-assessing', 'begin to leave with a part of that: it is paid back once what it voted on is over').argument('<nano-tokens>', 'how much', nanoTokens).action(async (amount: string, options: PoolOptions) => {
    await (await import('./disputes.js')).changeAssessor(config(), 'exits', amount, options);
  });
  return cover;
}
