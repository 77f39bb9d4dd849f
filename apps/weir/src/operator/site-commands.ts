import { Command } from 'commander';

import type { Config } from '../config.js';
import type { OperatorOptions } from '../options.js';
import type { AddSiteOptions } from './sites.js';

/** An operator's sites and clusters; the API's address and key are read when one is run. */
export function siteCommands(config: () => Config): Command[] {
  const described = (command: Command, about: string) => command.description(about).option('--operator <name>', 'whose key of credentials.json, when there are several').option('--json', 'as JSON');
  const site = new Command('site').description('places with a jurisdiction, where your clusters stand').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir operator site list
  $ weir operator site add berlin --jurisdiction DE --region europe-central`);
  described(site.command('list'), 'all of them').action(async (options: OperatorOptions) => {
    await (await import('./sites.js')).listSites(config(), options);
  });
  described(site.command('add'), 'register one')
    .argument('<name>', 'what you call it; tenants never read it')
    .requiredOption('--jurisdiction <code>', 'whose law holds there: a country of ISO 3166-1, such as DE')
    .requiredOption('--region <name>', 'coarsely where, as tenants read it: such as europe-central')
    .action(async (name: string, options: AddSiteOptions) => {
      await (await import('./sites.js')).addSite(config(), name, options);
    });
  const cluster = new Command('cluster').description('clusters at your sites; join adds one of Kubernetes').addHelpText('after', `
Exit codes: 0 done, 1 refused or failed, 2 wrongly called or configured.

Examples:
  $ weir operator cluster list
  $ weir operator cluster discovery cls_…`);
  described(cluster.command('list'), 'all of them').action(async (options: OperatorOptions) => {
    await (await import('./sites.js')).listClusters(config(), options);
  });
  described(cluster.command('discovery'), 'what of its nodes is on offer, and when they were looked at last').argument('<cluster>', 'its id').action(async (clusterId: string, options: OperatorOptions) => {
    await (await import('./sites.js')).showDiscovery(config(), clusterId, options);
  });
  return [site, cluster];
}
