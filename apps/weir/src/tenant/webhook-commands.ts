import { Command, InvalidArgumentError } from 'commander';

import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import type { ListenOptions } from './listen.js';

const MILLIS_OF = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A tenant's webhooks, for whoever writes what receives them. */
export function webhookCommands(config: () => Config): Command {
  const webhook = new Command('webhook').description("endpoints, and their messages on this machine; a tenant's key comes from WEIR_API_KEY, a profile, or credentials.json").addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured, 130 stopped by Ctrl-C.

Examples:
  $ weir webhook endpoints --search example.com
  $ WEIR_WEBHOOK_SECRET=whsec_… weir webhook listen end_… --forward 3000
  $ weir webhook listen end_… --forward http://localhost:3000/hooks --since 1h --most 10 --json`);
  webhook.command('endpoints').description('all of them, and how they fare').option('--search <text>', 'part of an address or of a description, or the beginning of an id').option('--json', 'as JSON').action(async (options: OutputOptions & { search?: string }) => {
    await (await import('./listen.js')).listEndpoints(config(), options);
  });
  webhook
    .command('listen')
    .description('forward what goes to an endpoint to a port of this machine too, each request verified first; the secret comes from WEIR_WEBHOOK_SECRET')
    .argument('<endpoint>', 'its id')
    .requiredOption('--forward <address>', 'a port of this machine, or http://…', target)
    .option('--since <span>', 'first what went there in the last 10m, 2h or 1d; by default only what is new', span)
    .option('--most <number>', 'stop after so many; by default go on until Ctrl-C', number)
    .option('--json', 'a line of JSON for each')
    .action(async (endpointId: string, options: ListenOptions) => {
      await (await import('./listen.js')).listen(config(), endpointId, options);
    });
  return webhook;
}

function target(text: string): string {
  const url = URL.parse(/^\d{1,5}$/.test(text) ? `http://localhost:${text}/` : text);
  if (url && /^https?:$/.test(url.protocol)) return url.href;
  throw new InvalidArgumentError('Expected a port such as 3000, or an address such as http://localhost:3000/hooks.');
}

function span(text: string): number {
  const [, digits, unit] = /^([1-9]\d{0,4})([smhd])$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) * MILLIS_OF[unit as keyof typeof MILLIS_OF];
  throw new InvalidArgumentError('Expected a span such as 10m, 2h or 1d.');
}

function number(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number above zero.');
}
