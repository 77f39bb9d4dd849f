import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, once, sql } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, newId, pageOf, positionOf } from '#libs/kernel';

import { audit } from './audit.js';
import { identityProblems } from './identity.errors.js';
import { type IssuedKey, issueKey } from './issue-key.js';
import { after, found, type PageOf, type PageRequest } from './pages.js';

export interface OperatorView {
  id: string;
  name: string;
  /** Those of one group count as one where work is divided over operators; null: it counts by itself. */
  groupId: string | null;
  createdAt: number;
}

interface OperatorRow {
  id: string;
  name: string;
  group_id: string | null;
  created_at: bigint;
}

const viewOf = (row: OperatorRow): OperatorView => ({ id: row.id, name: row.name, groupId: row.group_id, createdAt: Number(row.created_at) });

/** An operator and its owner's key. */
export class CreateOperator extends Command<{ operator: OperatorView; key: IssuedKey }> {
  constructor(
    readonly actor: Actor,
    readonly input: { name: string },
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(CreateOperator)
export class CreateOperatorHandler implements ICommandHandler<CreateOperator> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: CreateOperator) {
    const now = this.clock.now();
    let secret: string | undefined;
    const made = await this.database.transaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: { CreateOperator: input }, now }, async () => {
      const id = newId('operator');
      const [row] = await tx.$queryRaw<OperatorRow[]>(sql`
        insert into operators (id, name, created_at) values (${id}, ${input.name}, ${BigInt(now)})
        on conflict (name) do nothing returning id, name, group_id, created_at`);
      if (!row) throw identityProblems.name_taken(`There is an operator called ${input.name}.`, { pointer: '/name' });
      const key = await issueKey(tx, now, { owner: { type: 'operator', id }, name: 'first key', role: 'owner', createdBy: actor.keyId });
      secret = key.secret;
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: id, action: 'operator.created', subjectId: id, detail: { ...input, keyId: key.id } });
      return { operator: viewOf(row), key: { ...key, secret: undefined } };
    }));
    return { ...made, key: { ...made.key, secret } };
  }
}

/** Says with which others an operator counts as one: those of the same group; null: with none. Placement heeds it from its next round on, slashes from the next on. @throws Problem `not_found`. */
export class ChangeOperator extends Command<OperatorView> {
  constructor(readonly actor: Actor, readonly operatorId: string, readonly change: { groupId: string | null }) {
    super();
  }
}

@CommandHandler(ChangeOperator)
export class ChangeOperatorHandler implements ICommandHandler<ChangeOperator> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, operatorId, change }: ChangeOperator): Promise<OperatorView> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.$queryRaw<OperatorRow[]>(sql`
        update operators set group_id = ${change.groupId} where id = ${operatorId} returning id, name, group_id, created_at`);
      if (!row) throw commonProblems.not_found('No such operator.');
      await audit(tx, actor, this.clock.now(), { ownerType: 'platform', ownerId: 'platform', action: 'operator.changed', subjectId: operatorId, detail: change });
      return viewOf(row);
    });
  }
}

export class GetOperator extends Query<OperatorView> {
  constructor(readonly operatorId: string) {
    super();
  }
}

@QueryHandler(GetOperator)
export class GetOperatorHandler implements IQueryHandler<GetOperator> {
  constructor(private readonly database: Database) {}

  async execute({ operatorId }: GetOperator): Promise<OperatorView> {
    const [row] = await this.database.query<OperatorRow>(sql`select id, name, group_id, created_at from operators where id = ${operatorId}`);
    if (!row) throw commonProblems.not_found('No such operator.');
    return viewOf(row);
  }
}

export class ListOperators extends Query<PageOf<OperatorView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListOperators)
export class ListOperatorsHandler implements IQueryHandler<ListOperators> {
  constructor(private readonly database: Database) {}

  async execute({ page }: ListOperators): Promise<PageOf<OperatorView>> {
    const rows = await this.database.query<OperatorRow>(sql`
      select id, name, group_id, created_at from operators where true ${found(page, [sql`name`])} ${after(page)} order by created_at, id limit ${page.limit + 1}`);
    return pageOf(rows.map(viewOf), page.limit, positionOf);
  }
}
