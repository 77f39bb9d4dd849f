import { Command, Option } from 'commander';

import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import type { SetBudgetOptions } from './budgets.js';
import { coverCommands } from './cover-commands.js';
import { leaseCommands } from './lease-commands.js';
import { nanoTokens } from './nano-tokens.js';
import { stakeCommands } from './stake-commands.js';
import type { CheckDownloadOptions } from '../verify.js';
import type { ExportOptions } from './statements.js';
import { walletCommands } from './wallet-commands.js';
import { webhookCommands } from './webhook-commands.js';

/** A tenant's commands; the API's address and key are read when one is run. */
export function tenantCommands(config: () => Config): Command[] {
  return [...leaseCommands(config), statementCommands(config), budgetCommands(config), walletCommands(config), stakeCommands(config), coverCommands(config), webhookCommands(config)];
}

function statementCommands(config: () => Config): Command {
  const statement = new Command('statement').description("a tenant's bills; its key comes from WEIR_API_KEY, a profile, or credentials.json").addHelpText('after', `
Exit codes: 0 done, 1 refused or failed (verify: not what was logged and signed), 2 wrongly called or configured.

Examples:
  $ weir statement list
  $ weir statement close
  $ weir statement get stm_…
  $ weir statement export stm_… --format csv --out november.csv
  $ weir statement verify --wait --save statement.json`);
  const latest = 'its id; the latest by default';
  statement.command('list').description('all of them, the latest first').option('--json', 'as JSON').action(async (options: OutputOptions) => {
    await (await import('./statements.js')).listStatements(config(), options);
  });
  statement.command('close').description('be billed now for what ran until now, rather than at the end of the period').option('--json', 'as JSON').action(async (options: OutputOptions) => {
    await (await import('./statements.js')).closeStatement(config(), options);
  });
  statement.command('get').description('one, with its lines').argument('[statement]', latest).option('--json', 'as JSON').action(async (id: string | undefined, options: OutputOptions) => {
    await (await import('./statements.js')).getStatement(config(), id, options);
  });
  statement
    .command('export')
    .description('one as a file, whole')
    .argument('[statement]', latest)
    .addOption(new Option('--format <format>', 'json; csv: the lines; html: a page to print; focus: FinOps FOCUS 1.2').choices(['json', 'csv', 'html', 'focus']).default('json'))
    .option('--token-price <price>', 'of focus: what a token costs, such as 0.01')
    .option('--currency <code>', 'of focus: in which currency, such as USD')
    .option('--out <file>', 'where; standard output by default')
    .action(async (id: string | undefined, options: ExportOptions) => {
      await (await import('./statements.js')).exportStatement(config(), id, options);
    });
  statement
    .command('verify')
    .description('download one with its proofs, and check it as weir verify does')
    .argument('[statement]', latest)
    .option('--wait', 'until a head of the log has it: a minute after it was closed at the latest, where heads are signed')
    .option('--key <base64>', 'the public key that you trust; by default the one that the file names')
    .option('--save <file>', 'keep the file, for weir verify')
    .option('--json', 'as JSON')
    .action(async (id: string | undefined, options: CheckDownloadOptions) => {
      process.exitCode = await (await import('./statements.js')).verifyStatement(config(), id, options);
    });
  return statement;
}

function budgetCommands(config: () => Config): Command {
  const budget = new Command('budget').description("what a tenant means to spend in a calendar month (UTC); its key comes from WEIR_API_KEY, a profile, or credentials.json").addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir budget set 100000000000 --alert 50 80 100
  $ weir budget set 20000000000 --project prj_… --hard-stop
  $ weir budget list --json
  $ weir budget remove bdg_…`);
  budget.command('list').description('all of them, and what is spent').option('--json', 'as JSON').action(async (options: OutputOptions) => {
    await (await import('./budgets.js')).listBudgets(config(), options);
  });
  budget
    .command('set')
    .description('set one, or change the one that there is')
    .argument('<nano-tokens>', 'a month', nanoTokens)
    .option('--project <id>', 'of one project; of the whole tenant by default')
    .option('--alert <per cent...>', 'shares to be told of; 50 80 100 at first')
    .option('--hard-stop', 'suspend what runs and refuse what is new once it is spent')
    .option('--no-hard-stop', 'stop nothing')
    .option('--json', 'as JSON')
    .action(async (amount: string, options: SetBudgetOptions) => {
      await (await import('./budgets.js')).setBudget(config(), amount, options);
    });
  budget.command('remove').description('remove one; what it stopped runs again').argument('<budget>', 'its id').option('--json', 'as JSON').action(async (id: string, options: OutputOptions) => {
    await (await import('./budgets.js')).removeBudget(config(), id, options);
  });
  return budget;
}
