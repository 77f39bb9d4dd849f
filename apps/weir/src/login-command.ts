import { Command } from 'commander';

import type { Config } from './config.js';
import type { LoginOptions } from './login.js';

/** Keeps keys for other commands. */
export function loginCommand(config: () => Config): Command {
  return new Command('login')
    .description('keep an API key for other commands, under the name of --profile; it is read from a prompt or standard input, never from an argument')
    .option('--url <address>', 'where the API is; that of the profile or of WEIR_API_URL by default')
    .option('--list', 'only show what is kept, without keys')
    .option('--remove <profile>', 'only forget a key')
    .option('--json', 'as JSON')
    .addHelpText('after', `
Exit codes: 0 done, 1 the key or the API was refused, 2 wrongly called or configured.
Which key a command uses: WEIR_API_KEY; that of --profile or WEIR_PROFILE; that of the installation in WEIR_HOME; that of the latest login.

Examples:
  $ weir login --url https://weir.example
  $ weir login --profile staging --url https://staging.example < key
  $ weir lease list --profile staging
  $ weir login --list --json
  $ weir login --remove staging`)
    .action(async ({ list, remove, ...options }: LoginOptions & { list?: boolean; remove?: string }) => {
      const { login, listProfiles, removeProfile } = await import('./login.js');
      if (list) return listProfiles(config(), options);
      return remove === undefined ? login(config(), options) : removeProfile(config(), remove, options);
    });
}
