import { Command } from 'commander';

import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';
import type { SetAskOptions } from './asks.js';
import { auctionCommands } from './auction-commands.js';
import { bondCommands } from './bond-commands.js';
import { faultCommands } from './fault-commands.js';
import { hostCommands } from './host-commands.js';
import type { JoinArguments } from './join.js';
import type { ManifestArguments } from './manifest.js';
import { siteCommands } from './site-commands.js';

/** An operator's commands; the API's address and key are read when one is run. */
export function operatorCommands(config: () => Config): Command[] {
  return [manifestCommand(), joinCommand(config), ...siteCommands(config), askCommands(config), auctionCommands(config), bondCommands(config), ...faultCommands(config), ...hostCommands(config)];
}

/** Whose key, and how what is answered is shown. */
function described(command: Command, about: string): Command {
  return command.description(about).option('--operator <name>', 'whose key of credentials.json, when there are several').option('--json', 'as JSON');
}

function manifestCommand(): Command {
  return new Command('manifest')
    .description('print what a Kubernetes cluster needs so that work may run there: an account, what it may do, and the policy that confines it')
    .option('--namespace-prefix <prefix>', 'what namespaces of ours begin with', 'weir-')
    .option('--kubelet-stats', 'also let the account read the network counters of kubelets; broad')
    .option('--json', 'as JSON')
    .addHelpText('after', `
Examples:
  $ weir operator manifest | kubectl apply -f -
  $ weir operator manifest --kubelet-stats --json`)
    .action(async (options: ManifestArguments) => {
      const { printManifest } = await import('./manifest.js');
      printManifest(options);
    });
}

function joinCommand(config: () => Config): Command {
  return described(new Command('join'), 'let a Kubernetes cluster join; again, to renew its connection')
    .requiredOption('--kubeconfig <file>', 'a kubeconfig that may administer the cluster; nothing of it is kept')
    .option('--context <name>', 'which of its contexts; the current one by default')
    .requiredOption('--site <name or id>', 'where the cluster is')
    .option('--pool <name>', 'the pool that it serves', 'standard')
    .option('--name <name>', "the cluster's name; that of the context by default")
    .option('--share <percent>', 'how much of what others leave of each node is offered, such as 80%')
    .option('--idle-hours <hours...>', 'when it is on offer, as idle capacity, such as "Mon-Fri 20:00-06:00 Europe/Berlin"')
    .option('--namespace-prefix <prefix>', 'what namespaces of ours begin with', 'weir-')
    .option('--kubelet-stats', 'also let the account read the network counters of kubelets; broad')
    .option('--dry-run', 'only show what it needs')
    .addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir operator join --kubeconfig ~/.kube/config --site berlin --dry-run
  $ weir operator join --kubeconfig ~/.kube/config --context kind-weir --site berlin --share 80%`)
    .action(async (options: JoinArguments) => {
      const { operatorJoin } = await import('./join.js');
      await operatorJoin(config(), options);
    });
}

function askCommands(config: () => Config): Command {
  const asks = new Command('ask').description('the least you want to get for your capacity: leases that pay less get none of it; what runs already stays').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir operator ask set CPU_MILLI 12000000 --pool standard
  $ weir operator ask list --history
  $ weir operator ask withdraw ask_…`);
  described(asks.command('set'), 'set it for a class, in place of what it was')
    .argument('<class>', 'CPU_MILLI, MEMORY_MIB, GPU_MILLI, STORAGE_GIB, EGRESS_MBPS or CUSTOM_…')
    .argument('<nano-tokens>', "for a priced unit (a vCPU, a GiB, a GPU) and hour, after the pool's shares")
    .option('--pool <name>', 'the pool', 'standard')
    .option('--cluster <id>', 'one of your clusters there; all of them by default')
    .option('--variant <name>', 'a GPU model or storage class; every one by default')
    .action(async (resourceClass: string, nanoTokens: string, options: SetAskOptions) => {
      await (await import('./asks.js')).setAsk(config(), resourceClass, nanoTokens, options);
    });
  described(asks.command('list'), 'those that stand')
    .option('--history', 'also those that were replaced or withdrawn')
    .action(async (options: OperatorOptions & { history?: boolean }) => {
      await (await import('./asks.js')).listAsks(config(), options);
    });
  described(asks.command('withdraw'), 'ask for nothing again')
    .argument('<ask>', 'its id')
    .action(async (askId: string, options: OperatorOptions) => {
      await (await import('./asks.js')).withdrawAsk(config(), askId, options);
    });
  return asks;
}
