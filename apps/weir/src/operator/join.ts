import { accountManifest, applyAccount, clusterErrorOf, type ConnectionInput, type DiscoverySettings, KubeconfigUnusable, openKubeconfig, WHOLE_SHARE_BPS } from '#libs/runtime-kubernetes';
import { setTimeout as sleep } from 'node:timers/promises';

import { operatorApi } from '../api-access.js';
import type { ApiCall } from '../api-call.js';
import { CommandFailed } from '../command-failed.js';
import { type Config, ConfigurationError } from '../config.js';
import { listAll } from '../pages.js';
import { prefixOf, summary } from './manifest.js';

export interface JoinArguments {
  kubeconfig: string;
  context?: string;
  site: string;
  pool: string;
  name?: string;
  share?: string;
  idleHours?: string[];
  namespacePrefix?: string;
  kubeletStats?: boolean;
  operator?: string;
  dryRun?: boolean;
  json?: boolean;
}

interface Named {
  id: string;
  name: string;
}

interface Discovered {
  discoveredAt: number | null;
  failure: string | null;
}

interface Host extends Named {
  contact: string;
  withheld: string[];
  inventories: { resourceClass: string; variant: string; capacity: number }[];
}

const DISCOVERED_WITHIN_MILLIS = 30_000;
const LOOK_EVERY_MILLIS = 500;

/** Lets an operator's cluster join: shows what that takes, applies it, registers the cluster, and tells what hosts came of it. Run again, it renews the connection. */
export async function operatorJoin(config: Config, options: JoinArguments): Promise<void> {
  const say = options.json ? () => undefined : (line: string) => console.log(line);
  const prefix = prefixOf(options.namespacePrefix);
  const kubeletStats = options.kubeletStats ?? false;
  const discovery: Partial<DiscoverySettings> = {
    ...(options.share === undefined ? {} : { shareBps: shareOf(options.share) }), ...(options.idleHours === undefined ? {} : { idleHours: options.idleHours }),
  };
  say('What the cluster is asked for (weir operator manifest prints it in full):');
  for (const line of summary(prefix, kubeletStats)) say(`  - ${line}`);
  if (options.dryRun) {
    if (options.json) console.log(JSON.stringify({ needs: summary(prefix, kubeletStats), manifest: accountManifest({ namespacePrefix: prefix, kubeletStats }) }));
    return;
  }
  const call = await operatorApi(config, options.operator);
  const site = await findSite(call, options.site);
  const { connection, context } = await applied(options, prefix, kubeletStats);
  say(`Applied to ${context}.`);
  const name = options.name ?? context;
  const { cluster, renewed } = await register(call, { siteId: site.id, pool: options.pool, name }, connection, discovery);
  say(renewed ? `The connection of ${name} (${cluster.id}) is renewed.` : `${name} joined ${site.name} as ${cluster.id}.`);
  const found = await discovered(call, cluster.id);
  const hosts = await listAll<Host>(call, `/v1/operator/hosts?clusterId=${cluster.id}`);
  if (options.json) console.log(JSON.stringify({ cluster, renewed, discovery: found, hosts: hosts.map(({ id, name, withheld }) => ({ id, name, withheld })) }));
  else tell(found, hosts, say);
}

/** In basis points, of `80%` or `80`. */
function shareOf(text: string): number {
  const [, percent] = /^(\d{1,3})\s*%?$/.exec(text.trim()) ?? [];
  if (percent !== undefined && Number(percent) <= 100) return (Number(percent) * WHOLE_SHARE_BPS) / 100;
  throw new ConfigurationError(`--share takes a percentage such as 80%; it is ${JSON.stringify(text)}`);
}

async function findSite(call: ApiCall, nameOrId: string): Promise<Named> {
  const sites = await listAll<Named>(call, '/v1/operator/sites');
  const site = sites.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (site) return site;
  throw new CommandFailed(`you have no site ${nameOrId}; you have ${sites.map(({ name }) => name).join(', ') || 'none: register one with POST /v1/operator/sites'}`);
}

async function applied(options: JoinArguments, prefix: string, kubeletStats: boolean): Promise<{ connection: ConnectionInput; context: string }> {
  try {
    const kubeconfig = openKubeconfig(options.kubeconfig, options.context);
    const joined = await applyAccount(kubeconfig, accountManifest({ namespacePrefix: prefix, kubeletStats }), prefix);
    if (joined.outcome === 'applied') return { connection: joined.connection, context: kubeconfig.getCurrentContext() };
    throw new CommandFailed([
      `the credential of ${kubeconfig.getCurrentContext()} may not:`, ...joined.lacking.map((each) => `  - ${each}`), 'Nothing was changed. Whoever administers the cluster may apply it:',
      `  weir operator manifest --namespace-prefix ${prefix}${kubeletStats ? ' --kubelet-stats' : ''} | kubectl apply -f -`,
      'and send the token of the account to POST /v1/operator/clusters, or run this command.',
    ].join('\n'));
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    if (error instanceof KubeconfigUnusable) throw new CommandFailed(error.message);
    throw new CommandFailed(`the cluster could not be prepared: ${clusterErrorOf(error)}`);
  }
}

/** A cluster that has the name already is the same one, joined again. */
async function register(
  call: ApiCall, input: { siteId: string; pool: string; name: string }, connection: ConnectionInput, discovery: Partial<DiscoverySettings>,
): Promise<{ cluster: Named; renewed: boolean }> {
  const known = (await listAll<Named & { driver: string }>(call, '/v1/operator/clusters')).find(({ name, driver }) => name === input.name && driver === 'kubernetes');
  if (!known) return { cluster: await call<Named>('POST', '/v1/operator/clusters', { ...input, driver: 'kubernetes', connection, discovery }), renewed: false };
  await call('PUT', `/v1/operator/clusters/${known.id}/connection`, connection);
  if (Object.keys(discovery).length > 0) await changeDiscovery(call, known.id, discovery);
  return { cluster: known, renewed: true };
}

async function changeDiscovery(call: ApiCall, clusterId: string, changes: Partial<DiscoverySettings>): Promise<void> {
  const path = `/v1/operator/clusters/${clusterId}/discovery`;
  const { discoveredAt: _, failure: __, ...settings } = await call<Discovered & DiscoverySettings & { generation: number }>('GET', path);
  await call('PUT', path, { ...settings, ...changes });
}

/** Waits for the first look at the nodes, which a worker takes. */
async function discovered(call: ApiCall, clusterId: string): Promise<Discovered> {
  const until = Date.now() + DISCOVERED_WITHIN_MILLIS;
  for (;;) {
    const { discoveredAt, failure } = await call<Discovered>('GET', `/v1/operator/clusters/${clusterId}/discovery`);
    if (discoveredAt !== null || Date.now() > until) return { discoveredAt, failure };
    await sleep(LOOK_EVERY_MILLIS);
  }
}

function tell(found: Discovered, hosts: readonly Host[], say: (line: string) => void): void {
  if (found.discoveredAt === null) return say('No worker has looked at its nodes yet; GET /v1/operator/hosts will show them.');
  if (found.failure !== null) return say(`Its nodes could not be read: ${found.failure}`);
  for (const { name, withheld, inventories } of hosts) {
    const offer = inventories.filter(({ capacity }) => capacity > 0).map(({ resourceClass, variant, capacity }) => `${[resourceClass, variant].filter(Boolean).join(' ')} ${capacity}`);
    say(`  ${name}: ${withheld.length > 0 ? `not on offer (${withheld.join(', ')})` : offer.join(', ')}`);
  }
  say(`${hosts.filter(({ withheld }) => withheld.length === 0).length} of ${hosts.length} nodes are on offer; GET /v1/operator/doctor says why others are not.`);
}
