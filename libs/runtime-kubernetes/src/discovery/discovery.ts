import type { V1Node, V1Pod, V1StorageClass } from '@kubernetes/client-node';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import {
  type HostOffer, type HostView, hostViewsIn, MAX_HOSTS_PER_REQUEST, RegisterHosts, RemoveHost, ReplaceInventory, tellOffer, UpdateHost,
} from '#libs/inventory';
import { type Actor, type Millis, MILLIS_PER_SECOND, Problem, SETTINGS, type Settings, systemActor } from '#libs/kernel';

import { accountNames } from '../join/manifest.js';
import { ApiRefused, ApiUnreachable, type ClusterApi } from '../join/cluster-api.js';
import { ClusterApis } from '../join/cluster-apis.js';
import type { DiscoverySettings } from './discovery-settings.js';
import { dueForDiscovery, noteDiscovery, readDiscovery } from './discovery.store.js';
import { change } from './host-change.js';
import { type NodeOffer, offerOf } from './node-offer.js';

const EVERY_MILLIS = 30 * MILLIS_PER_SECOND;
const MAX_CLUSTERS = 200;
const AT_ONCE = 8;
const MAX_HOSTS = 10_000;
const OFFERS_AT_ONCE = 1_000;
const hostNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Makes hosts as clusters' nodes are. Level-triggered: it compares what is there with what is known, and may run twice at once. */
@Injectable()
export class Discovery {
  private readonly logger = new Logger('kubernetes');

  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly apis: ClusterApis,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Looks at the clusters that are due, longest not looked at first. @returns how many. */
  async discoverDue(now: Millis): Promise<number> {
    const due = await dueForDiscovery(this.database, now - EVERY_MILLIS, MAX_CLUSTERS);
    const waiting = [...due];
    const one = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.discover(next.id, next.operatorId, now);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return due.length;
  }

  /** Looks at one cluster. What goes wrong is noted for its operator: others' clusters are looked at all the same. */
  async discover(clusterId: string, operatorId: string, now: Millis): Promise<void> {
    const discovery = await readDiscovery(this.database, clusterId);
    if (!discovery) return;
    let failure: string | null = null;
    try {
      const found = await this.apis.of(clusterId);
      if (!found) throw new ApiUnreachable('it has no connection that opens');
      await this.apply(clusterId, operatorActor(operatorId), await offersIn(found.api, found.namespacePrefix, discovery, now), now);
    } catch (error) {
      failure = toldOf(error);
      if (failure === null) throw error;
      this.logger.warn(`discovery of ${clusterId}: ${error instanceof Error ? error.message : failure}`);
    }
    await this.database.transaction((tx) => noteDiscovery(tx, clusterId, discovery.generation, now, failure));
  }

  private async apply(clusterId: string, actor: Actor, offers: readonly NodeOffer[], now: Millis): Promise<void> {
    const known = new Map((await hostViewsIn(this.database, clusterId, MAX_HOSTS, now, this.settings)).map((host) => [host.name, host]));
    const fresh = offers.filter(({ name }) => !known.has(name));
    const told: HostOffer[] = [];
    for (let from = 0; from < fresh.length; from += MAX_HOSTS_PER_REQUEST) {
      const chunk = fresh.slice(from, from + MAX_HOSTS_PER_REQUEST);
      const { hosts } = await this.commands.execute(new RegisterHosts(actor, {
        clusterId, hosts: chunk.map(({ name, capacity, traits, inventories }) => ({ name, capacity, traits, inventories })),
      }));
      told.push(...hosts.map(({ id }, index) => ({ hostId: id, withheld: chunk[index]!.withheld, remarks: chunk[index]!.remarks })));
    }
    for (const offer of offers) {
      const host = known.get(offer.name);
      if (host) told.push(await this.adjust(actor, host, offer));
    }
    const named = new Set(offers.map(({ name }) => name));
    for (const host of known.values()) if (!named.has(host.name)) told.push(...(await this.retire(actor, host)));
    for (let from = 0; from < told.length; from += OFFERS_AT_ONCE) await tellOffer(this.database, told.slice(from, from + OFFERS_AT_ONCE), now);
  }

  /** Changes what is different about a host. A race with its operator is lost gladly: the next look is soon. */
  private async adjust(actor: Actor, host: HostView, offer: NodeOffer): Promise<HostOffer> {
    const { inventories, terms, exceeded } = change(host, offer);
    let { generation } = host;
    try {
      if (terms) ({ generation } = await this.commands.execute(new UpdateHost(actor, host.id, { generation, ...terms })));
      if (inventories) await this.commands.execute(new ReplaceInventory(actor, host.id, { generation, inventories }));
    } catch (error) {
      if (!(error instanceof Problem) || !['stale_generation', 'capacity_in_use', 'not_found'].includes(error.code)) throw error;
    }
    return { hostId: host.id, withheld: offer.withheld, remarks: exceeded ? [...offer.remarks, 'claims_exceed'] : offer.remarks };
  }

  /** A host whose node is gone goes when nothing is claimed on it; until then nothing new comes, and its silence tells the rest. */
  private async retire(actor: Actor, host: HostView): Promise<HostOffer[]> {
    try {
      await this.commands.execute(new RemoveHost(actor, host.id, host.generation));
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return [{ hostId: host.id, withheld: ['node_gone'], remarks: [] }];
    }
  }
}

/** All nodes of a cluster, as they would be offered. */
async function offersIn(api: ClusterApi, namespacePrefix: string, settings: DiscoverySettings, now: Millis): Promise<NodeOffer[]> {
  const [nodes, pods, storageClasses] = await Promise.all([
    api.list<V1Node>('/api/v1/nodes'),
    api.list<V1Pod>('/api/v1/pods', { fieldSelector: 'spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed' }),
    api.list<V1StorageClass>('/apis/storage.k8s.io/v1/storageclasses'),
  ]);
  const account = accountNames(namespacePrefix).namespace;
  const isOurs = (namespace = '') => namespace.startsWith(namespacePrefix) && namespace !== account;
  const others = Map.groupBy(pods.filter(({ metadata }) => !isOurs(metadata?.namespace)), ({ spec }) => spec?.nodeName);
  const classes = new Map(storageClasses.map(({ metadata, allowVolumeExpansion }) => [metadata?.name ?? '', allowVolumeExpansion === true]));
  return nodes.filter(({ metadata }) => hostNamePattern.test(metadata?.name ?? ''))
    .map((node) => offerOf(node, others.get(node.metadata?.name) ?? [], classes, settings, now));
}

/** In words for the operator; null for what is a fault of ours. */
function toldOf(error: unknown): string | null {
  if (error instanceof ApiUnreachable) return 'The API server did not answer in time.';
  if (error instanceof ApiRefused) return `The API server answered ${error.status}.`;
  if (error instanceof Problem) return `${error.code}: ${error.detail}`;
  return null;
}

/** The product, acting for the operator whose cluster it looks at. */
function operatorActor(operatorId: string): Actor {
  return { ...systemActor, ownerType: 'operator', ownerId: operatorId };
}
