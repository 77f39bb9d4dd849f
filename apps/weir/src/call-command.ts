import { Argument, Command, InvalidArgumentError, Option } from 'commander';

import { roles } from './api-access.js';
import type { CallOptions } from './call.js';
import type { Config } from './config.js';

/** Any operation of the API, for what has no command of its own. */
export function callCommand(config: () => Config): Command {
  return new Command('call')
    .description('make one request of the API, for what has no command of its own; openapi.json and the page at /docs list them all')
    .addArgument(new Argument('<method>', 'what to do').choices(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']))
    .argument('<path>', 'such as /v1/pools', pathOf)
    .addOption(new Option('-d, --data <text>', 'the body, in YAML or JSON').conflicts('file'))
    .option('-f, --file <file>', 'a file with it; - for standard input')
    .addOption(new Option('--as <role>', "whose key of credentials.json; WEIR_API_KEY or a profile's goes before it").choices(roles).default('tenant'))
    .option('--operator <name>', 'whose key of credentials.json, when there are several operators')
    .option('--header <name: value...>', 'also sent, such as "If-Match: \\"3\\""')
    .option('--pick <field>', 'print only this field of the answer, such as key.secret or items.0.id')
    .option('--json', 'in one line, for programs')
    .addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir call GET /v1/pools
  $ weir call POST /v1/operator/sites --as operator -d '{ name: berlin, jurisdiction: DE, region: europe-central }' --pick id
  $ weir call POST /v1/admin/operators --as administrator -d 'name: hilltop' --pick key.secret > hilltop.key`)
    .action(async (method: string, path: string, options: CallOptions) => {
      await (await import('./call.js')).call(config(), method, path, options);
    });
}

function pathOf(text: string): string {
  if (/^\/[\x21-\x7e]*$/.test(text) && !text.startsWith('//')) return text;
  throw new InvalidArgumentError('Expected a path of the API, such as /v1/pools.');
}
