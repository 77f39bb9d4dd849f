import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, once, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, assert, CLOCK, type Clock, commonProblems, type Millis, newId } from '#libs/kernel';

import { type CapacityKind, type InventorySpec } from './host.js';
import { operatorOf, tellCapacity } from './host.store.js';
import { completeInventories, type InventoryInput } from './inventory-spec.js';
import { insertInventories } from './inventory.store.js';
import { inventoryProblems } from './inventory.errors.js';

export const MAX_HOSTS_PER_REQUEST = 500;
export const MAX_HOSTS_PER_OPERATOR = 10_000;

export interface HostInput {
  name: string;
  capacity?: CapacityKind;
  traits?: string[];
  inventories: InventoryInput[];
}

export interface RegisterHostsInput {
  clusterId: string;
  hosts: HostInput[];
}

export interface RegisteredHosts {
  hosts: { id: string; name: string; generation: number }[];
}

/**
 * Registers hosts of one cluster, all or none, in as many statements for five hundred as for one. They take work from
 * their first heartbeat on. @throws Problem `not_found` (cluster), `invalid_inventory`, `name_taken`, `too_many_hosts`.
 */
export class RegisterHosts extends Command<RegisteredHosts> {
  constructor(readonly actor: Actor, readonly input: RegisterHostsInput, readonly idempotencyKey?: string) {
    super();
  }
}

interface NewHost extends HostInput {
  id: string;
  specs: InventorySpec[];
}

@CommandHandler(RegisterHosts)
export class RegisterHostsHandler implements ICommandHandler<RegisterHosts> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: RegisterHosts): Promise<RegisteredHosts> {
    const operatorId = operatorOf(actor);
    assert(input.hosts.length <= MAX_HOSTS_PER_REQUEST, 'the size of a request is checked where it comes in');
    const hosts = input.hosts.map((host, index): NewHost => (
      { ...host, id: newId('host'), specs: completeInventories(host.inventories, `/hosts/${index}/inventories`) }));
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: operatorId, key: idempotencyKey, request: ['RegisterHosts', input], now }, async () => {
      const poolId = await insertHosts(tx, operatorId, input.clusterId, hosts, now);
      await insertInventories(tx, hosts);
      await tellCapacity(tx, now, [poolId]);
      await audit(tx, actor, now, {
        ownerType: 'operator', ownerId: operatorId, action: 'hosts.registered', subjectId: input.clusterId, detail: { hosts: hosts.length },
      });
      return { hosts: hosts.map(({ id, name }) => ({ id, name, generation: 1 })) };
    }));
  }
}

/** @returns the pool they are in. */
async function insertHosts(tx: Transaction, operatorId: string, clusterId: string, hosts: readonly NewHost[], now: Millis): Promise<string> {
  const [cluster] = await tx.$queryRaw<{ pool_id: string; others: bigint }[]>(sql`
    select pool_id, (select count(*) from hosts where operator_id = ${operatorId}) as others
    from clusters where id = ${clusterId} and operator_id = ${operatorId}`);
  if (!cluster) throw commonProblems.not_found('No such cluster.', { pointer: '/clusterId' });
  if (Number(cluster.others) + hosts.length > MAX_HOSTS_PER_OPERATOR) {
    throw inventoryProblems.too_many_hosts(
      `An operator may have ${MAX_HOSTS_PER_OPERATOR} hosts and has ${cluster.others}; the request adds ${hosts.length}.`, { pointer: '/hosts' });
  }
  const rows = hosts.map(({ id, name, capacity, traits }) => ({ id, name, capacity: capacity ?? 'dedicated', traits: [...new Set(traits)].toSorted() }));
  const inserted = await tx.$queryRaw<{ name: string }[]>(sql`
    insert into hosts (id, operator_id, site_id, cluster_id, pool_id, name, jurisdiction, region, capacity, traits, created_at)
    select t.id, c.operator_id, c.site_id, c.id, c.pool_id, t.name, s.jurisdiction, s.region, t.capacity, t.traits, ${BigInt(now)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, name text, capacity text, traits text[]),
      clusters c join sites s on s.id = c.site_id
    where c.id = ${clusterId}
    on conflict (cluster_id, name) do nothing returning name`);
  if (inserted.length < hosts.length) {
    const missing = taken(hosts.map((host) => host.name), new Set(inserted.map((row) => row.name)));
    throw inventoryProblems.name_taken(`The cluster has hosts of these names already, or the request names them twice: ${missing.join(', ')}.`, { pointer: '/hosts' });
  }
  return cluster.pool_id;
}

/** Up to ten of the names that were not inserted, or not as often as they were asked for. */
function taken(names: readonly string[], inserted: Set<string>): string[] {
  const refused = names.filter((name) => !inserted.delete(name));
  return [...new Set(refused)].slice(0, 10);
}
