#!/usr/bin/env node
import 'reflect-metadata';

import { setSourceMapsSupport } from 'node:module';

import completion from '@bomb.sh/tab/commander';
import { Command } from 'commander';

import type { CheckFileOptions } from '#libs/verify';

import { adminCommands } from './admin/commands.js';
import { callCommand } from './call-command.js';
import { CommandFailed } from './command-failed.js';
import { type Config, ConfigurationError, readConfig } from './config.js';
import { loginCommand } from './login-command.js';
import type { SetAskOptions } from './operator/asks.js';
import { auctionCommands } from './operator/auction-commands.js';
import { bondCommands } from './operator/bond-commands.js';
import { faultCommands } from './operator/fault-commands.js';
import { hostCommands } from './operator/host-commands.js';
import type { JoinArguments } from './operator/join.js';
import type { ManifestArguments } from './operator/manifest.js';
import type { OpenApiOptions } from './openapi.js';
import type { OperatorOptions } from './options.js';
import { placementCommands } from './placement/commands.js';
import { simulateCommand } from './simulate/command.js';
import { supportBundleCommand } from './support/command.js';
import { tenantCommands } from './tenant/commands.js';
import { version } from './version.js';

/** Exit codes: 0 done, 1 failed, 2 wrongly called or configured. */
const EXIT_USAGE = 2;

// Here and not by --enable-source-maps, which reads those of all packages too: twice the time to start.
setSourceMapsSupport(true);

const program = new Command('weir')
  .description("A cloud made of many operators' machines.")
  .version(version)
  .option('--profile <name>', 'whose key commands use, of those that weir login kept')
  .showHelpAfterError('(see --help)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
  .addHelpText('after', `
Examples:
  $ weir up                         everything in one process, on an embedded PostgreSQL
  $ weir up --empty                 the same without the sample fleet and lease
  $ DATABASE_URL=postgres://… weir api
  $ weir admin-key --json           a new administrator's key
  $ weir verify statement.json
  $ weir operator join --kubeconfig ~/.kube/config --context kind-weir --site berlin

The environment configures it: weir config lists every variable.`);

program
  .command('up')
  .description('run API, scheduler, workers and gateway in one process; on an empty database, show one lease from request to paid bill')
  .option('--empty', 'start without the sample fleet, tenant and lease')
  .action(async (options: { empty?: boolean }) => {
    const { up } = await import('./up.js');
    await up(config(), { empty: options.empty ?? false });
  });

for (const [role, about] of [
  ['api', 'serve the REST API'],
  ['scheduler', 'place leases; any number may run, one is active for a pool'],
  ['worker', 'run jobs: converge workloads, settle, close statements, deliver webhooks; any number may run'],
  ['gateway', "serve tenants' public ports; any number may run"],
] as const) {
  program
    .command(role)
    .description(`${about} (needs DATABASE_URL)`)
    .action(async () => {
      const { serve } = await import('./serve.js');
      await serve(role, config());
    });
}

program
  .command('migrate')
  .description('bring the database up to date (every role does so when it starts)')
  .action(async () => {
    const { migrateDatabase } = await import('./migrations.js');
    const applied = await migrateDatabase(outsideDatabase(config()));
    console.log(applied.length === 0 ? 'nothing to do' : applied.join('\n'));
  });

program
  .command('admin-key')
  .description("make an administrator's key and print it once (needs DATABASE_URL)")
  .option('--json', 'as JSON')
  .action(async (options: { json?: boolean }) => {
    const { makeAdminKey } = await import('./migrations.js');
    const adminKey = await makeAdminKey(outsideDatabase(config()));
    console.log(options.json ? JSON.stringify({ adminKey }) : adminKey);
  });

program
  .command('rotate-secrets')
  .description('seal every secret at rest with the first key of WEIR_SECRET_KEY(_FILE); everything goes on meanwhile (needs DATABASE_URL)')
  .option('--json', 'as JSON')
  .action(async (options: { json?: boolean }) => {
    const { rotateAllSecrets } = await import('./rotate-secrets.js');
    const resealed = await rotateAllSecrets(config(), outsideDatabase(config()));
    console.log(options.json ? JSON.stringify({ resealed }) : `${resealed} sealed anew; keys after the first are not needed any more`);
  });

program
  .command('verify')
  .description("check the file of a statement, of a lease's round or of a slash, without trusting us: proofs, signatures, every price, sum and rule; needs no network and no database")
  .argument('<file>', 'what GET /v1/statements/{id}/proof, /v1/leases/{id}/placement-proof or /v1/operator/slashes/{id}/proof gave; - for standard input')
  .option('--key <base64>', 'the public key that you trust; by default the one that the file names')
  .option('--json', 'as JSON')
  .addHelpText('after', `
Exit codes: 0 verified, 1 not what was logged and signed (it says where, as JSON pointers), 2 unreadable.

Examples:
  $ weir verify statement.json
  $ weir verify slash.json
  $ weir verify statement.json --key "$(curl -s $API/v1/log -H "Authorization: Bearer $KEY" | jq -r '.keys[0].publicKey')"
  $ curl -s $API/v1/statements/stm_…/proof -H "Authorization: Bearer $KEY" | weir verify - --json`)
  .action(async (file: string, options: CheckFileOptions) => {
    const { verify } = await import('./verify.js');
    process.exitCode = await verify(file, options);
  });

program
  .command('doctor')
  .description('find what is wrong with an installation; looks at what the environment configures, and changes nothing')
  .option('--json', 'as JSON')
  .addHelpText('after', `
Exit codes: 0 nothing failed, 1 something did.

Examples:
  $ DATABASE_URL=postgres://… REDIS_URL=redis://… weir doctor
  $ weir doctor --json | jq '.findings[] | select(.state != "ok")'`)
  .action(async (options: { json?: boolean }) => {
    const { doctor } = await import('./doctor.js');
    process.exitCode = await doctor(process.env, options);
  });

const operator = program.command('operator').description("an operator's commands; its key comes from WEIR_API_KEY, or from credentials.json");

operator
  .command('manifest')
  .description('print what a Kubernetes cluster needs so that work may run there: an account, what it may do, and the policy that confines it')
  .option('--namespace-prefix <prefix>', 'what namespaces of ours begin with', 'weir-')
  .option('--kubelet-stats', 'also let the account read the network counters of kubelets; broad')
  .option('--json', 'as JSON')
  .action(async (options: ManifestArguments) => {
    const { printManifest } = await import('./operator/manifest.js');
    printManifest(options);
  });

operator
  .command('join')
  .description('let a Kubernetes cluster join; again, to renew its connection')
  .requiredOption('--kubeconfig <file>', 'a kubeconfig that may administer the cluster; nothing of it is kept')
  .option('--context <name>', 'which of its contexts; the current one by default')
  .requiredOption('--site <name or id>', 'where the cluster is')
  .option('--pool <name>', 'the pool that it serves', 'standard')
  .option('--name <name>', "the cluster's name; that of the context by default")
  .option('--share <percent>', 'how much of what others leave of each node is offered, such as 80%')
  .option('--idle-hours <hours...>', 'when it is on offer, as idle capacity, such as "Mon-Fri 20:00-06:00 Europe/Berlin"')
  .option('--namespace-prefix <prefix>', 'what namespaces of ours begin with', 'weir-')
  .option('--kubelet-stats', 'also let the account read the network counters of kubelets; broad')
  .option('--operator <name>', 'whose key of credentials.json, when there are several')
  .option('--dry-run', 'only show what it needs')
  .option('--json', 'as JSON')
  .action(async (options: JoinArguments) => {
    const { operatorJoin } = await import('./operator/join.js');
    await operatorJoin(config(), options);
  });

const asks = operator.command('ask').description('the least you want to get for your capacity: leases that pay less get none of it; what runs already stays');

asks
  .command('set')
  .description('set it for a class, in place of what it was')
  .argument('<class>', 'CPU_MILLI, MEMORY_MIB, GPU_MILLI, STORAGE_GIB, EGRESS_MBPS or CUSTOM_…')
  .argument('<nano-tokens>', "for a priced unit (a vCPU, a GiB, a GPU) and hour, after the pool's shares")
  .option('--pool <name>', 'the pool', 'standard')
  .option('--cluster <id>', 'one of your clusters there; all of them by default')
  .option('--variant <name>', 'a GPU model or storage class; every one by default')
  .option('--operator <name>', 'whose key of credentials.json, when there are several')
  .option('--json', 'as JSON')
  .action(async (resourceClass: string, nanoTokens: string, options: SetAskOptions) => {
    const { setAsk } = await import('./operator/asks.js');
    await setAsk(config(), resourceClass, nanoTokens, options);
  });

asks
  .command('list')
  .description('those that stand')
  .option('--history', 'also those that were replaced or withdrawn')
  .option('--operator <name>', 'whose key of credentials.json, when there are several')
  .option('--json', 'as JSON')
  .action(async (options: OperatorOptions & { history?: boolean }) => {
    const { listAsks } = await import('./operator/asks.js');
    await listAsks(config(), options);
  });

asks
  .command('withdraw')
  .description('ask for nothing again')
  .argument('<ask>', 'its id')
  .option('--operator <name>', 'whose key of credentials.json, when there are several')
  .option('--json', 'as JSON')
  .action(async (askId: string, options: OperatorOptions) => {
    const { withdrawAsk } = await import('./operator/asks.js');
    await withdrawAsk(config(), askId, options);
  });

const admin = program.command('admin').description("an administrator's commands; its key comes from WEIR_API_KEY, or from credentials.json");

for (const command of adminCommands(config)) withErrors(admin, command);
for (const command of [auctionCommands(config), bondCommands(config), ...faultCommands(config), ...hostCommands(config)]) withErrors(operator, command);
for (const command of [...tenantCommands(config), placementCommands(config), callCommand(config), simulateCommand(), loginCommand(config), supportBundleCommand(environment)]) withErrors(program, command);

program
  .command('openapi')
  .description('write the OpenAPI document, and the index of the problems in it')
  .option('--check', 'only compare them with the files; exit 1 when one differs')
  .option('--file <file>', 'where', 'openapi.json')
  .option('--problems <file>', 'where the index goes', 'docs/problems.md')
  .action(async (options: OpenApiOptions) => {
    const { writeOpenApi } = await import('./openapi.js');
    await writeOpenApi(options);
  });

program
  .command('config')
  .description('list the variables that configure weir')
  .option('--json', 'as JSON')
  .action(async (options: { json?: boolean }) => {
    const { variables } = await import('./config.js');
    const { tracingVariables } = await import('./tracing/variables.js');
    const rows = Object.entries({ ...variables, ...tracingVariables }).map(([name, { takes }]) => ({ name, takes }));
    console.log(options.json ? JSON.stringify(rows) : rows.map(({ name, takes }) => `${name.padEnd(36)} ${takes}`).join('\n'));
  });

// Last, since it reads the commands that there are.
completion(program, { completionCommandName: 'completion' });

/** Commands made elsewhere tell errors and end as all others do. */
function withErrors(parent: Command, made: Command): void {
  for (const command of [made, ...made.commands]) command.copyInheritedSettings(parent);
  parent.addCommand(made);
}

function config(): Config {
  return readConfig(environment());
}

function environment(): NodeJS.ProcessEnv {
  const { profile } = program.opts<{ profile?: string }>();
  return profile === undefined ? process.env : { ...process.env, WEIR_PROFILE: profile };
}

function outsideDatabase({ databaseUrl }: Config): string {
  if (!databaseUrl) throw new ConfigurationError('DATABASE_URL takes postgres://user:password@host:port/name; it is not set');
  return databaseUrl;
}

// Whoever read our output may leave before us (`weir up | head`); that is no reason to stop without order.
process.stdout.on('error', () => undefined);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof ConfigurationError) {
    console.error(`weir: ${error.message}`);
    process.exit(EXIT_USAGE);
  }
  if (error instanceof CommandFailed) {
    console.error(`weir: ${error.message}`);
    process.exit(1);
  }
  console.error('weir:', error instanceof Error ? (error.stack ?? error.message) : error);
  process.exit(1);
}
