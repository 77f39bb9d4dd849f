import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, once, sql } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, newId, pageOf, positionOf } from '#libs/kernel';

import { audit } from './audit.js';
import { identityProblems } from './identity.errors.js';
import { type IssuedKey, issueKey } from './issue-key.js';
import { after, type PageOf, type PageRequest } from './pages.js';

export interface OperatorView {
  id: string;
  name: string;
  createdAt: number;
}

interface OperatorRow {
  id: string;
  name: string;
  created_at: bigint;
}

const viewOf = (row: OperatorRow): OperatorView => ({ id: row.id, name: row.name, createdAt: Number(row.created_at) });

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
        on conflict (name) do nothing returning id, name, created_at`);
      if (!row) throw identityProblems.name_taken(`There is an operator called ${input.name}.`, { pointer: '/name' });
      const key = await issueKey(tx, now, { owner: { type: 'operator', id }, name: 'first key', role: 'owner', createdBy: actor.keyId });
      secret = key.secret;
      await audit(tx, actor, now, { ownerType: 'operator', ownerId: id, action: 'operator.created', subjectId: id, detail: { ...input, keyId: key.id } });
      return { operator: viewOf(row), key: { ...key, secret: undefined } };
    }));
    return { ...made, key: { ...made.key, secret } };
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
    const [row] = await this.database.query<OperatorRow>(sql`select id, name, created_at from operators where id = ${operatorId}`);
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
      select id, name, created_at from operators where true ${after(page)} order by created_at, id limit ${page.limit + 1}`);
    return pageOf(rows.map(viewOf), page.limit, positionOf);
  }
}
