import type { Command } from 'commander';

import { type Config, ConfigurationError } from './config.js';

/** Commands that run the product, or prepare its database. */
export function addRunCommands(program: Command, config: () => Config): void {
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
      .addHelpText('after', `\nExamples:\n  $ DATABASE_URL=postgres://… weir ${role}`)
      .action(async () => {
        const { serve } = await import('./serve.js');
        await serve(role, config());
      });
  }

  program
    .command('migrate')
    .description('bring the database up to date (every role does so when it starts)')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { migrateDatabase } = await import('./migrations.js');
      const applied = await migrateDatabase(outsideDatabase(config()));
      console.log(options.json ? JSON.stringify({ applied }) : applied.length === 0 ? 'nothing to do' : applied.join('\n'));
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
}

function outsideDatabase({ databaseUrl }: Config): string {
  if (!databaseUrl) throw new ConfigurationError('DATABASE_URL takes postgres://user:password@host:port/name; it is not set');
  return databaseUrl;
}
