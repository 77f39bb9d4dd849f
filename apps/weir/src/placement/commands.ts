import { Command, InvalidArgumentError } from 'commander';

import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import type { RebalanceOptions } from './rebalance.js';
import type { ProofOptions, SimulateOptions } from './rounds.js';

/** Commands about where leases are placed, and why; the API's address and key are read when one is run. */
export function placementCommands(config: () => Config): Command {
  const placement = new Command('placement').description('where leases are placed and why: explained, simulated, replayed and proven').addHelpText('after', `
explain and proof take a tenant's key, rounds, inputs, replay and rebalance an administrator's: from WEIR_API_KEY, a profile, or credentials.json. simulate takes none.
Exit codes: 0 done, 1 refused or failed (replay: something does not agree; proof: not what was logged and signed), 2 wrongly called or configured.

Examples:
  $ weir placement explain lse_…
  $ weir placement proof lse_… --save proof.json && weir verify proof.json
  $ weir placement rounds pol_…
  $ weir placement replay rnd_… --json
  $ weir placement inputs rnd_… > round.json
  $ weir placement rebalance pol_… --moves 20
  $ weir placement rebalance pol_… --carry-out
  $ weir placement simulate round.json --add-hosts 10 --without-operator opr_… --policy packScore=best-fit`);
  placement
    .command('explain')
    .description('what was decided about a lease, by which rounds, and why it waits')
    .argument('<lease>', 'its id, or the name of an open one')
    .option('--json', 'as JSON')
    .action(async (leaseId: string, options: OutputOptions) => {
      await (await import('./rounds.js')).explainLease(config(), leaseId, options);
    });
  placement
    .command('proof')
    .description('download the proof by which policy a lease was decided about, and check it as weir verify does')
    .argument('<lease>', 'its id, or the name of an open one')
    .option('--round <id>', 'which round; the last one by default')
    .option('--key <base64>', 'the public key that you trust; by default the one that the file names')
    .option('--save <file>', 'keep the file, for weir verify')
    .option('--json', 'as JSON')
    .action(async (leaseId: string, options: ProofOptions) => {
      process.exitCode = await (await import('./rounds.js')).provePlacement(config(), leaseId, options);
    });
  placement.command('rounds').description('the latest rounds of a pool that can be replayed').argument('<pool>', 'its id').option('--json', 'as JSON').action(async (poolId: string, options: OutputOptions) => {
    await (await import('./rounds.js')).listRounds(config(), poolId, options);
  });
  placement
    .command('replay')
    .description('have a round decided again from what is kept of it, and compared with what was committed to')
    .argument('<round>', 'its id')
    .option('--json', 'as JSON, with the plan')
    .action(async (roundId: string, options: OutputOptions) => {
      process.exitCode = await (await import('./rounds.js')).replayRound(config(), roundId, options);
    });
  placement.command('inputs').description('print all that a round was decided by, for simulate').argument('<round>', 'its id').action(async (roundId: string) => {
    await (await import('./rounds.js')).printInputs(config(), roundId);
  });
  placement
    .command('simulate')
    .description('decide about a pool at a moment, and again with something otherwise; needs no network and no database')
    .argument('<file>', 'what inputs printed, or made up; - for standard input')
    .option('--policy <term=value...>', 'terms that are to be otherwise, such as packScore=best-fit askWeightBps=0', termOf, [] as [string, string | number][])
    .option('--add-hosts <n>', 'so many more hosts, empty', countOf)
    .option('--like <host>', 'which host they are like; the first by default')
    .option('--without-operator <id...>', 'operators that are lost')
    .option('--without-host <id...>', 'hosts that are lost')
    .option('--json', 'as JSON')
    .action(async (file: string, options: SimulateOptions) => {
      process.exitCode = await (await import('./rounds.js')).simulateFile(file, options);
    });
  placement
    .command('rebalance')
    .description('which moves would free whole hosts and GPUs of a pool, with cost and gain; nothing is moved by it but with --carry-out')
    .argument('<pool>', 'its id')
    .option('--moves <n>', 'so many replicas at most', countOf, 50)
    .option('--carry-out', 'have them made')
    .option('--json', 'as JSON')
    .action(async (poolId: string, options: RebalanceOptions) => {
      await (await import('./rebalance.js')).rebalance(config(), poolId, options);
    });
  return placement;
}

const numeric = ['operatorShareCapBps', 'operatorBps', 'askWeightBps', 'packWeightBps', 'tierWeightBps'];

function termOf(text: string, before: [string, string | number][]): [string, string | number][] {
  const [, term = '', value = ''] = /^(\w+)=([\w-]+)$/.exec(text) ?? [];
  const isNumber = numeric.includes(term);
  if (!(isNumber && /^\d{1,5}$/.test(value)) && !(term === 'packScore' && ['expected-fill', 'fragmentation-gradient', 'best-fit'].includes(value))) {
    throw new InvalidArgumentError(`Terms are ${numeric.join(', ')}, in basis points, and packScore.`);
  }
  return [...before, [term, isNumber ? Number(value) : value]];
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100_000) throw new InvalidArgumentError('A whole number from 1 to 100000.');
  return count;
}
