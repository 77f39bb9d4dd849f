import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { appendEvents, Database, once, signal, signalChannels, sql, type Transaction } from '#libs/database';
import { audit } from '#libs/identity';
import { operatorOf, poolByName } from '#libs/inventory';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, type NanoTokens, newId, type ResourceClass, toJson } from '#libs/kernel';

import { MAX_RATE } from './curve.js';
import { type AskRow, askView, type AskView, lockAsks } from './operator-ask.js';
import { pricingProblems } from './pricing.errors.js';

/** Asks of one operator that stand at a time: every round of placement reads them. */
const MOST_STANDING = 1_000;

export interface AskInput {
  /** The pool's name. */
  pool: string;
  /** One of the operator's clusters there; left out: all of them. */
  clusterId?: string | undefined;
  resourceClass: ResourceClass;
  /** A GPU's model or a storage class; '' is every variant without an ask of its own. */
  variant?: string | undefined;
  /** What the operator wants to get, per priced unit and hour: after the pool's shares, without the base. */
  nanoTokensPerUnitHour: NanoTokens;
}

/**
 * Sets what an operator wants to get at the least, from now on, in place of what it asked before; the same again changes nothing. Placements
 * go by it from the next round on. What runs already stays where it is.
 * @throws Problem `not_found` for the pool or another operator's cluster, `invalid_ask`, `too_many_asks`, `forbidden`.
 */
export class SetAsk extends Command<AskView> {
  constructor(readonly actor: Actor, readonly input: AskInput, readonly idempotencyKey?: string) {
    super();
  }
}

@CommandHandler(SetAsk)
export class SetAskHandler implements ICommandHandler<SetAsk> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: SetAsk): Promise<AskView> {
    const operatorId = operatorOf(actor);
    const { nanoTokensPerUnitHour: price } = input;
    if (price < 1n || price > MAX_RATE) {
      throw pricingProblems.invalid_ask(`An ask is between 1 and ${MAX_RATE} nano-tokens; to ask nothing, withdraw it.`, { pointer: '/nanoTokensPerUnitHour' });
    }
    const now = this.clock.now();
    return this.database.transaction((tx) => once(tx, { ownerId: operatorId, key: idempotencyKey, request: ['SetAsk', input], now }, async () => {
      const pool = await poolByName(tx, input.pool);
      if (input.clusterId !== undefined) await checkCluster(tx, operatorId, pool.id, input.clusterId);
      return setAsk(tx, actor, { ...input, operatorId, poolId: pool.id, clusterId: input.clusterId ?? '', variant: input.variant ?? '' }, now);
    }));
  }
}

interface Asked extends Required<Omit<AskInput, 'pool'>> {
  operatorId: string;
  poolId: string;
  clusterId: string;
  variant: string;
}

async function setAsk(tx: Transaction, actor: Actor, asked: Asked, now: Millis): Promise<AskView> {
  const { operatorId, poolId, clusterId, resourceClass, variant, nanoTokensPerUnitHour } = asked;
  await lockAsks(tx, operatorId);
  const [before] = await tx.$queryRaw<AskRow[]>(sql`
    select id, pool_id, cluster_id, resource_class, variant, version, nano_tokens_per_unit_hour, active_from, active_until from operator_asks
    where pool_id = ${poolId} and operator_id = ${operatorId} and cluster_id = ${clusterId} and resource_class = ${resourceClass} and variant = ${variant} and active_until is null`);
  if (before?.nano_tokens_per_unit_hour === nanoTokensPerUnitHour) return askView(before);
  if (before) await tx.$executeRaw(sql`update operator_asks set active_until = greatest(active_from, ${BigInt(now)}) where id = ${before.id}`);
  else await checkRoom(tx, operatorId);
  const [row] = await tx.$queryRaw<AskRow[]>(sql`
    insert into operator_asks (id, operator_id, pool_id, cluster_id, resource_class, variant, version, nano_tokens_per_unit_hour, active_from)
    select ${newId('ask')}, ${operatorId}, ${poolId}, ${clusterId}, ${resourceClass}, ${variant}, coalesce(max(version), 0) + 1, ${nanoTokensPerUnitHour}, ${BigInt(now)}
    from operator_asks where pool_id = ${poolId} and operator_id = ${operatorId} and cluster_id = ${clusterId} and resource_class = ${resourceClass} and variant = ${variant}
    returning id, pool_id, cluster_id, resource_class, variant, version, nano_tokens_per_unit_hour, active_from, active_until`);
  const view = askView(row!);
  await audit(tx, actor, now, { action: 'ask.set', subjectId: view.id, detail: toJson<Record<string, unknown>>(view) });
  await appendEvents(tx, now, [{ type: 'ask.set', subjectId: view.id, payload: { operatorId, ...view, previous: before?.nano_tokens_per_unit_hour ?? null } }]);
  await signal(tx, signalChannels.schedule, poolId); // what was too dear may not be any more
  return view;
}

async function checkCluster(tx: Transaction, operatorId: string, poolId: string, clusterId: string): Promise<void> {
  const found = await tx.$queryRaw<unknown[]>(sql`select 1 from clusters where id = ${clusterId} and operator_id = ${operatorId} and pool_id = ${poolId}`);
  if (found.length === 0) throw commonProblems.not_found('You have no such cluster in this pool.', { pointer: '/clusterId' });
}

async function checkRoom(tx: Transaction, operatorId: string): Promise<void> {
  const [row] = await tx.$queryRaw<{ standing: bigint }[]>(sql`select count(*) as standing from operator_asks where operator_id = ${operatorId} and active_until is null`);
  if (Number(row?.standing) >= MOST_STANDING) throw pricingProblems.too_many_asks(`${MOST_STANDING} asks stand already; withdraw one first.`, { extra: { limit: MOST_STANDING } });
}
