import { Command, InvalidArgumentError } from 'commander';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CannotBeBuiltHere, controlPlaneBinaries, ensureBinaries, nodeBinaries } from './binaries.js';
import { addImageTo, clustersIn, removeCluster, startLocalCluster, statusOf } from './local-cluster.js';

const EXIT_CANNOT_BE_BUILT = 3;

/** Where clusters of this tool lie, one folder each. */
const home = join(process.env.WEIR_HOME ?? '.weir', 'clusters');

const count = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 5_000) throw new InvalidArgumentError('takes a whole number from 0 to 5000');
  return number;
};
const name = (text: string): string => {
  if (!/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(text)) throw new InvalidArgumentError('takes small letters, digits and dashes');
  return text;
};
const imageName = (text: string): string => {
  if (!/^[a-z0-9.-]+(\/[a-z0-9._-]+)+:[\w.-]+$/.test(text)) throw new InvalidArgumentError('takes registry/name:tag, such as weir.local/program:1');
  return text;
};
const tell = (text: string): void => console.error(text);

const program = new Command('local-cluster')
  .description('A real Kubernetes on this machine, without a container engine or an image registry: for trying Weir, and for its tests.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .addHelpText('after', `
Examples:
  $ npm run local-cluster -- build                      build what clusters are made of; once, about ten minutes
  $ npm run local-cluster -- up --kubelet               a cluster with one real node (needs root)
  $ npm run local-cluster -- up --name b --kwok 20      another, with twenty fake machines
  $ npm run local-cluster -- down --name b

With KUBEBUILDER_ASSETS set, the binaries found there are used and nothing is built.
Exit codes: 0 done, 1 failed, 2 wrongly called, 3 cannot be built on this machine.`);

program.command('build').description('build or find the binaries').option('--json', 'as JSON').action(async ({ json }: { json?: boolean }) => {
  const binaries = await ensureBinaries([...controlPlaneBinaries, ...nodeBinaries], tell);
  console.log(json ? JSON.stringify({ binaries }) : binaries);
});

program
  .command('up')
  .description('start a cluster')
  .option('--name <name>', 'which', name, 'local')
  .option('--kwok <n>', 'so many fake machines, whose pods run at once', count, 0)
  .option('--kubelet', 'a real node with real containers')
  .option('--json', 'as JSON')
  .action(async (options: { name: string; kwok: number; kubelet?: boolean; json?: boolean }) => {
    const folder = join(home, options.name);
    if (await statusOf(folder)) throw new Error(`there is a cluster ${options.name}; end it with: npm run local-cluster -- down --name ${options.name}`);
    const nodes = options.kwok === 0 && !options.kubelet ? 3 : options.kwok;
    const { kubeconfig, admin } = await startLocalCluster({ folder, kwok: nodes, kubelet: options.kubelet ? 'node-0' : undefined, tell });
    console.log(options.json ? JSON.stringify({ name: options.name, kubeconfig, server: admin.server }) : `${options.name} is ready at ${admin.server}\nkubeconfig: ${kubeconfig} (context local)`);
  });

program
  .command('image')
  .description("build a Go program of one file into an image that a cluster's real node has")
  .argument('<image>', 'its name, such as weir.local/program:1', imageName)
  .argument('<file>', 'the program, with nothing but the standard library')
  .option('--name <name>', 'which cluster', name, 'local')
  .action(async (image: string, file: string, options: { name: string }) => {
    await addImageTo(join(home, options.name), image, await readFile(file, 'utf8'));
  });

program
  .command('down')
  .description('end a cluster and leave nothing of it')
  .option('--name <name>', 'which', name, 'local')
  .action(async (options: { name: string }) => {
    await removeCluster(join(home, options.name));
  });

program.command('status').description('which clusters there are').option('--json', 'as JSON').action(async ({ json }: { json?: boolean }) => {
  const rows = await Promise.all((await clustersIn(home)).map(async (each) => ({ name: each, ...(await statusOf(join(home, each)))! })));
  if (json) console.log(JSON.stringify(rows));
  else for (const row of rows) console.log(`${row.name}  ${row.server}  ${row.processes} processes  ${row.kubeconfig}`);
});

try {
  await program.parseAsync();
} catch (error) {
  console.error(`local-cluster: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(error instanceof CannotBeBuiltHere ? EXIT_CANNOT_BE_BUILT : 1);
}
process.exit(0);
