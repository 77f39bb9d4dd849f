import { Command } from 'commander';

import type { BundleOptions } from './bundle.js';

/** Gathers what helps to find a fault. */
export function supportBundleCommand(environment: () => Readonly<Record<string, string | undefined>>): Command {
  return new Command('support-bundle')
    .description('write a zip file for whoever helps with an installation: versions, which variables are set, what weir doctor finds, health, queues, metrics and open problems; no secrets')
    .option('--out <file>', 'where; weir-support-<time>.zip by default')
    .option('--json', 'as JSON: the file, and what is in it')
    .addHelpText('after', `
An administrator's key (WEIR_API_KEY, a profile, or credentials.json) brings the health of parts and open problems along; without one they are left out.
Exit codes: 0 written, 1 it could not be.

Examples:
  $ weir support-bundle
  $ DATABASE_URL=postgres://… WEIR_API_URL=https://… weir support-bundle --out bundle.zip --json`)
    .action(async (options: BundleOptions) => {
      await (await import('./bundle.js')).writeSupportBundle(environment(), options);
    });
}
