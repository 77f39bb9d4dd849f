import { operatorApi } from '../api-access.js';
import type { Config } from '../config.js';
import { moment } from '../moment.js';
import type { OperatorOptions } from '../options.js';
import { listAll } from '../pages.js';
import { plainTable } from '../plain-table.js';

export interface AddSiteOptions extends OperatorOptions {
  jurisdiction: string;
  region: string;
}

interface Site {
  id: string;
  name: string;
  jurisdiction: string;
  region: string;
}

interface Cluster {
  id: string;
  siteId: string;
  poolId: string;
  name: string;
  driver: string;
}

interface Discovery {
  shareBps: number;
  idleHours: string[];
  discoveredAt: number | null;
  failure: string | null;
}

/** Lists an operator's sites. @throws CommandFailed, ConfigurationError. */
export async function listSites(config: Config, { operator, json }: OperatorOptions): Promise<void> {
  const sites = await listAll<Site>(await operatorApi(config, operator), '/v1/operator/sites');
  if (json) return console.log(JSON.stringify(sites));
  console.log(sites.length === 0 ? 'no sites; weir operator site add makes one' : table(sites));
}

/** Registers one. @throws CommandFailed, ConfigurationError. */
export async function addSite(config: Config, name: string, { jurisdiction, region, operator, json }: AddSiteOptions): Promise<void> {
  const site = await (await operatorApi(config, operator))<Site>('POST', '/v1/operator/sites', { name, jurisdiction, region });
  console.log(json ? JSON.stringify(site) : table([site]));
}

/** Lists an operator's clusters, with their sites. @throws CommandFailed, ConfigurationError. */
export async function listClusters(config: Config, { operator, json }: OperatorOptions): Promise<void> {
  const call = await operatorApi(config, operator);
  const clusters = await listAll<Cluster>(call, '/v1/operator/clusters');
  if (json) return console.log(JSON.stringify(clusters));
  if (clusters.length === 0) return console.log('no clusters; weir operator join lets one of Kubernetes join');
  const names = new Map((await listAll<Site>(call, '/v1/operator/sites')).map(({ id, name }) => [id, name]));
  const rows = plainTable(['cluster', 'name', 'site', 'pool', 'driver']);
  for (const { id, name, siteId, poolId, driver } of clusters) rows.push([id, name, names.get(siteId) ?? siteId, poolId, driver]);
  console.log(rows.toString());
}

/** Tells what of a cluster's nodes is offered, and when they were looked at. @throws CommandFailed, ConfigurationError. */
export async function showDiscovery(config: Config, clusterId: string, { operator, json }: OperatorOptions): Promise<void> {
  const found = await (await operatorApi(config, operator))<Discovery>('GET', `/v1/operator/clusters/${encodeURIComponent(clusterId)}/discovery`);
  if (json) return console.log(JSON.stringify(found));
  const looked = found.discoveredAt === null ? 'not looked at yet' : `looked at ${moment(found.discoveredAt)}`;
  console.log([`${found.shareBps / 100} % of what others leave of each node, ${found.idleHours.length === 0 ? 'always' : found.idleHours.join(', ')}`, looked, ...(found.failure === null ? [] : [`failed: ${found.failure}`])].join('\n'));
}

function table(sites: readonly Site[]): string {
  const rows = plainTable(['site', 'name', 'jurisdiction', 'region']);
  for (const { id, name, jurisdiction, region } of sites) rows.push([id, name, jurisdiction, region]);
  return rows.toString();
}
