import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, likeBeginning, likeContaining, sql, type Sql, sqlEmpty, sqlJoin } from '#libs/database';
import { type Actor, commonProblems, type Millis, pageOf } from '#libs/kernel';

import { selectFaults, type StoredFault } from './fault.store.js';
import type { FaultState } from './operator-fault.js';
import { type SlashState, slashView, type SlashView, unitsView } from './slash.js';
import { selectSlashes } from './slash.store.js';

export interface TrustCursor {
  at: Millis;
  id: string;
}

export interface TrustPage<T> {
  items: T[];
  next: TrustCursor | null;
}

interface Filter<State> {
  limit: number;
  after?: TrustCursor | undefined;
  state?: State | undefined;
  /** For administrators: whose. */
  operatorId?: string | undefined;
  search?: string | undefined;
}

/** A fault as its operator reads it: plain JSON. */
export interface OperatorFaultView extends Omit<StoredFault, 'units'> {
  /** The capacity in question. */
  units: ReturnType<typeof unitsView>;
}

export function faultView({ units, ...fault }: StoredFault): OperatorFaultView {
  return { ...fault, units: unitsView(units) };
}

/** The operator who answers. @throws Problem `forbidden`. */
export function answeringOperator(actor: Actor): string {
  if (actor.ownerType !== 'operator') throw commonProblems.forbidden('Only an operator answers for its capacity.');
  return actor.ownerId;
}

/** An operator sees its own, an administrator everybody's. */
function whose(actor: Actor, column: Sql, asked: string | undefined): Sql {
  if (actor.ownerType === 'tenant') throw commonProblems.forbidden('Tenants do not see operators.');
  const operatorId = actor.ownerType === 'operator' ? actor.ownerId : asked;
  return operatorId === undefined ? sql`true` : sql`${column} = ${operatorId}`;
}

/** Part of the kind, as it is written or as people write it, or the beginning of an id. */
function found(search: string | undefined, kind: Sql, ids: readonly Sql[]): Sql {
  if (search === undefined) return sqlEmpty;
  return sql`and (${sqlJoin([sql`${kind} ilike ${likeContaining(search.replaceAll(' ', '_'))}`, ...ids.map((id) => sql`${id} ilike ${likeBeginning(search)}`)], ' or ')})`;
}

/** What an operator has to answer for, the latest first. @throws Problem `forbidden`. */
export class ListOperatorFaults extends Query<TrustPage<OperatorFaultView>> {
  constructor(readonly actor: Actor, readonly filter: Filter<FaultState>) {
    super();
  }
}

@QueryHandler(ListOperatorFaults)
export class ListOperatorFaultsHandler implements IQueryHandler<ListOperatorFaults> {
  constructor(private readonly database: Database) {}

  async execute({ actor, filter: { limit, after, state, operatorId, search } }: ListOperatorFaults): Promise<TrustPage<OperatorFaultView>> {
    const where = sql`where ${whose(actor, sql`f.operator_id`, operatorId)} ${state ? sql`and f.state = ${state}` : sqlEmpty} ${found(search, sql`f.kind`, [sql`f.id`, sql`f.operator_id`, sql`f.host_id`])}
      ${after ? sql`and (f.recorded_at, f.id) < (${BigInt(after.at)}, ${after.id})` : sqlEmpty}`;
    const faults = await selectFaults(this.database, { where, limit: limit + 1 });
    return pageOf(faults.map(faultView), limit, ({ recordedAt, id }) => ({ at: recordedAt, id }));
  }
}

/** What that costs, the latest first. @throws Problem `forbidden`. */
export class ListSlashes extends Query<TrustPage<SlashView>> {
  constructor(readonly actor: Actor, readonly filter: Filter<SlashState>) {
    super();
  }
}

@QueryHandler(ListSlashes)
export class ListSlashesHandler implements IQueryHandler<ListSlashes> {
  constructor(private readonly database: Database) {}

  async execute({ actor, filter: { limit, after, state, operatorId, search } }: ListSlashes): Promise<TrustPage<SlashView>> {
    const where = sql`where ${whose(actor, sql`s.operator_id`, operatorId)} ${state ? sql`and s.state = ${state}` : sqlEmpty} ${found(search, sql`s.kind`, [sql`s.id`, sql`s.operator_id`, sql`s.fault_id`])}
      ${after ? sql`and (s.proposed_at, s.id) < (${BigInt(after.at)}, ${after.id})` : sqlEmpty}`;
    const slashes = await selectSlashes(this.database, { where, limit: limit + 1 });
    return pageOf(slashes.map(slashView), limit, ({ proposedAt, id }) => ({ at: proposedAt, id }));
  }
}

/** A slash with the fault that it is for. @throws Problem `forbidden`, `not_found`. */
export class GetSlash extends Query<SlashView & { fault: OperatorFaultView }> {
  constructor(readonly actor: Actor, readonly slashId: string) {
    super();
  }
}

@QueryHandler(GetSlash)
export class GetSlashHandler implements IQueryHandler<GetSlash> {
  constructor(private readonly database: Database) {}

  async execute({ actor, slashId }: GetSlash): Promise<SlashView & { fault: OperatorFaultView }> {
    const [slash] = await selectSlashes(this.database, { where: sql`where s.id = ${slashId} and ${whose(actor, sql`s.operator_id`, undefined)}`, limit: 1 });
    if (!slash) throw commonProblems.not_found('No such slash.');
    const [fault] = await selectFaults(this.database, { where: sql`where f.id = ${slash.faultId}`, limit: 1 });
    return { ...slashView(slash), fault: faultView(fault!) };
  }
}
