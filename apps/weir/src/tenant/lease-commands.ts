import { Command, InvalidArgumentError, Option } from 'commander';

import type { Config } from '../config.js';
import type { OutputOptions } from '../options.js';
import type { LogOptions, WatchOptions } from './follow-lease.js';
import type { ImportOptions } from './import-compose.js';
import type { ListOptions } from './leases.js';

const KEY = 'its key comes from WEIR_API_KEY, a profile, or credentials.json';
const FILE = 'YAML or JSON: the fields of POST /v1/leases, a document for each lease; - for standard input';

/** As many leases as are listed when nothing else is asked for, and at the most. */
const LISTED = 1_000;
const MOST_LISTED = 100_000;

/** A tenant's leases; the API's address and key are read when one is run. */
export function leaseCommands(config: () => Config): Command[] {
  const lease = new Command('lease').description(`a tenant's leases: what runs for it; ${KEY}`).addHelpText('after', `
Exit codes: 0 done (plan: nothing to do), 1 refused, failed, ended before what was waited for, or left out (import), 2 wrongly called or configured, 3 plan: there is something to do.

A file, such as lease.yaml:
  name: web
  pool: standard
  replicas: 2
  resources: { cpuMillis: 500, memoryMib: 512 }
  workload:
    image: nginx:1.29
    ports: [{ name: http, port: 80, protocol: tcp, public: true }]

Examples:
  $ weir lease list --search web
  $ weir lease list --all --limit 50000 --json
  $ weir lease get web
  $ weir lease plan -f lease.yaml
  $ weir lease apply -f lease.yaml
  $ weir lease create -f lease.yaml
  $ weir lease watch web --until activated
  $ weir lease logs web --follow
  $ weir lease scale web 3
  $ weir lease close web
  $ weir lease import compose.yaml > lease.yaml
  $ weir lease import compose.yaml --image web=registry.example/web:1 > lease.yaml`);
  const described = (name: string, about: string) => lease.command(name).description(about).option('--json', 'as JSON');
  const ofFile = (name: string, about: string) => described(name, about).requiredOption('-f, --file <file>', FILE);
  const ofOne = (name: string, about: string) => described(name, about).argument('<lease>', 'its id, or the name of an open one');

  described('list', 'the latest of those that are open, the oldest of them first')
    .option('--all', 'also those that ended')
    .option('--project <id>', 'of one project')
    .option('--search <text>', 'part of a name, or the beginning of an id')
    .option('--limit <number>', `so many, ${MOST_LISTED} at most`, listedOf, LISTED)
    .action(async (options: ListOptions) => {
      await (await import('./leases.js')).listLeases(config(), options);
    });
  ofOne('get', 'one, with its replicas and why it waits').action(async (id: string, options: OutputOptions) => {
    await (await import('./leases.js')).getLease(config(), id, options);
  });
  ofFile('plan', 'show what apply would do, and what it would cost').action(async ({ file, ...options }: OutputOptions & { file: string }) => {
    process.exitCode = await (await import('./plan-leases.js')).planLeases(config(), file, options);
  });
  ofFile('apply', 'make leases what the file says; again, and nothing is left to do').action(async ({ file, ...options }: OutputOptions & { file: string }) => {
    await (await import('./plan-leases.js')).applyLeases(config(), file, options);
  });
  ofFile('create', 'request leases, whatever there is already').action(async ({ file, ...options }: OutputOptions & { file: string }) => {
    await (await import('./leases.js')).createLeases(config(), file, options);
  });
  ofOne('watch', 'print what happens to one as it happens, from its beginning')
    .addOption(new Option('--until <event>', 'end when it is for the first time so').choices(['placed', 'activated', 'degraded', 'suspended', 'closing', 'closed']))
    .action(async (id: string, options: WatchOptions) => {
      process.exitCode = await (await import('./follow-lease.js')).watchLease(config(), id, options);
    });
  ofOne('logs', 'print what its replicas wrote')
    .option('--replica <number>', 'one of them; all of them by default')
    .option('--tail <lines>', 'no more than the last so many of each')
    .option('--since <millis>', 'from a moment on, in milliseconds since 1970')
    .option('--follow', 'go on as more is written')
    .action(async (id: string, options: LogOptions) => {
      await (await import('./follow-lease.js')).leaseLogs(config(), id, options);
    });
  ofOne('scale', 'change how many replicas it has').argument('<replicas>', 'so many', replicasOf).action(async (id: string, replicas: number, options: OutputOptions) => {
    await (await import('./leases.js')).scaleLease(config(), id, replicas, options);
  });
  ofOne('close', 'end it; what was set aside for it and not charged comes back').action(async (id: string, options: OutputOptions) => {
    await (await import('./leases.js')).closeLease(config(), id, options);
  });

  lease.command('import')
    .description('print lease files for the services of a Compose file; what was assumed is told on standard error')
    .argument('<file>', 'such as compose.yaml')
    .option('--pool <name>', 'where they are to run', 'standard')
    .option('--storage-class <name>', 'of their volumes', 'nvme')
    .option('--image <service=image>', 'what a service runs, such as one that the file builds; once for each', imageOf)
    .option('--json', 'as JSON')
    .action(async (file: string, options: ImportOptions) => {
      process.exitCode = await (await import('./import-compose.js')).importCompose(file, options);
    });

  const quote = new Command('quote').description(`ask what leases would cost, whether they fit now, and what like them would; ${KEY}`)
    .requiredOption('-f, --file <file>', FILE).option('--json', 'as JSON').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir quote -f lease.yaml
  $ echo '{"pool": "standard", "replicas": 1, "resources": {"cpuMillis": 500, "memoryMib": 512}}' | weir quote -f - --json`)
    .action(async ({ file, ...options }: OutputOptions & { file: string }) => {
      await (await import('./quote.js')).quoteLeases(config(), file, options);
    });
  return [lease, quote];
}

function replicasOf(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected how many: a whole number above zero.');
}

function listedOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text) && Number(text) <= MOST_LISTED) return Number(text);
  throw new InvalidArgumentError(`Expected how many: a whole number above zero, ${MOST_LISTED} at most.`);
}

/** `web=registry.example/web:1`, added to those named before. */
function imageOf(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, service, image] = /^([^=\s]+)=(\S+)$/.exec(text) ?? [];
  if (service === undefined || image === undefined) throw new InvalidArgumentError('Expected a service and its image, such as web=registry.example/web:1.');
  return { ...before, [service]: image };
}
