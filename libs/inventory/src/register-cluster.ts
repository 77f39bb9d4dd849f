import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, type ModelTransaction, once, sql } from '#libs/database';
import { audit } from '#libs/identity';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, newId } from '#libs/kernel';

import { operatorOf, ownedBy } from './host.store.js';
import { inventoryProblems } from './inventory.errors.js';
import { poolByName } from './pool.js';

/** The drivers a cluster may be run by. */
export const drivers = ['simulated', 'kubernetes'] as const;
export type DriverName = (typeof drivers)[number];

/** Hosts that one driver runs workloads on, all in one pool. */
export interface ClusterView {
  id: string;
  operatorId: string;
  siteId: string;
  poolId: string;
  name: string;
  driver: DriverName;
  createdAt: Millis;
}

export interface ClusterInput {
  siteId: string;
  /** The pool's name. */
  pool: string;
  name: string;
  driver: DriverName;
}

/** Registers a cluster at a site of the operator that asks. @throws Problem `not_found` (site, pool), `name_taken`. */
export class RegisterCluster extends Command<ClusterView> {
  constructor(readonly actor: Actor, readonly input: ClusterInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(RegisterCluster)
export class RegisterClusterHandler implements ICommandHandler<RegisterCluster> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: RegisterCluster): Promise<ClusterView> {
    const operatorId = operatorOf(actor);
    const now = this.clock.now();
    return this.database.modelTransaction((tx) => (
      once(tx, { ownerId: operatorId, key: idempotencyKey, request: ['RegisterCluster', input], now }, () => insertCluster(tx, actor, input, now))));
  }
}

/** The same, in the transaction of whoever registers something of the cluster besides. @throws Problem `not_found` (site, pool), `name_taken`. */
export async function insertCluster(tx: ModelTransaction, actor: Actor, input: ClusterInput, now: Millis): Promise<ClusterView> {
  const operatorId = operatorOf(actor);
  const site = await tx.site.findFirst({ where: { id: input.siteId, operatorId } });
  if (!site) throw commonProblems.not_found('No such site.', { pointer: '/siteId' });
  const pool = await poolByName(tx, input.pool);
  const cluster = { id: newId('cluster'), operatorId, siteId: site.id, poolId: pool.id, name: input.name, driver: input.driver };
  const { count } = await tx.cluster.createMany({ data: [{ ...cluster, createdAt: BigInt(now) }], skipDuplicates: true });
  if (count === 0) throw inventoryProblems.name_taken(`There is a cluster called ${input.name} already.`, { pointer: '/name' });
  await audit(tx, actor, now, { ownerType: 'operator', ownerId: operatorId, action: 'cluster.registered', subjectId: cluster.id, detail: { ...input } });
  return { ...cluster, createdAt: now };
}

/** A cluster of an actor's: an operator's own, for the platform any. @throws Problem `not_found`. */
export async function clusterOf(database: Database, actor: Actor, clusterId: string): Promise<ClusterView> {
  const [row] = await database.query<Omit<ClusterView, 'createdAt'> & { createdAt: bigint }>(sql`
    select id, operator_id as "operatorId", site_id as "siteId", pool_id as "poolId", name, driver, created_at as "createdAt"
    from clusters where id = ${clusterId} ${ownedBy(actor)}`);
  if (!row) throw commonProblems.not_found('No such cluster.');
  return { ...row, createdAt: Number(row.createdAt) };
}
