import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, once, sql, type Transaction } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, newId, pageOf, positionOf } from '#libs/kernel';

import { audit } from './audit.js';
import { identityProblems } from './identity.errors.js';
import { requireWhole } from './owner.js';
import { after, found, type PageOf, type PageRequest } from './pages.js';
import { isRole } from './roles.js';

export interface MemberView {
  id: string;
  email: string;
  role: string;
  createdAt: number;
}

interface MemberRow {
  id: string;
  email: string;
  role: string;
  created_at: bigint;
}

const columns = sql`id, email, role, created_at`;

const viewOf = (row: MemberRow): MemberView => ({ id: row.id, email: row.email, role: row.role, createdAt: Number(row.created_at) });

function requireRole(actor: Actor, role: string): void {
  if (!isRole(actor.ownerType, role)) throw commonProblems.invalid_request(`There is no role ${role}.`, { pointer: '/role' });
}

/** Of the actor's own, locked. */
async function lockMember(tx: Transaction, actor: Actor, memberId: string): Promise<MemberRow> {
  const [row] = await tx.$queryRaw<MemberRow[]>(sql`select ${columns} from members where id = ${memberId} and owner_id = ${actor.ownerId} for update`);
  if (!row) throw commonProblems.not_found('No such member.');
  return row;
}

/** @throws Problem `last_owner`. The owners are locked in order, so that two cannot leave at once. */
async function requireAnotherOwner(tx: Transaction, actor: Actor, member: MemberRow): Promise<void> {
  if (member.role !== 'owner') return;
  const owners = await tx.$queryRaw<{ id: string }[]>(sql`
    select id from members where owner_id = ${actor.ownerId} and role = 'owner' order by id for update`);
  if (owners.every(({ id }) => id === member.id)) throw identityProblems.last_owner('Make someone else an owner first.');
}

export class AddMember extends Command<MemberView> {
  constructor(
    readonly actor: Actor,
    readonly input: { email: string; role: string },
    readonly idempotencyKey?: string,
  ) {
    super();
  }
}

@CommandHandler(AddMember)
export class AddMemberHandler implements ICommandHandler<AddMember> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey }: AddMember): Promise<MemberView> {
    requireWhole(actor);
    requireRole(actor, input.role);
    const now = this.clock.now();
    return this.database.modelTransaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: { AddMember: input }, now }, async () => {
      const [row] = await tx.$queryRaw<MemberRow[]>(sql`
        insert into members (id, owner_type, owner_id, email, role, created_at)
        values (${newId('member')}, ${actor.ownerType}, ${actor.ownerId}, ${input.email.toLowerCase()}, ${input.role}, ${BigInt(now)})
        on conflict (owner_id, email) do nothing returning ${columns}`);
      if (!row) throw identityProblems.member_exists('There is a member of this address; change its role instead.', { pointer: '/email' });
      await audit(tx, actor, now, { action: 'member.added', subjectId: row.id, detail: { email: row.email, role: row.role } });
      return viewOf(row);
    }));
  }
}

export class ChangeMember extends Command<MemberView> {
  constructor(
    readonly actor: Actor,
    readonly memberId: string,
    readonly input: { role: string },
  ) {
    super();
  }
}

@CommandHandler(ChangeMember)
export class ChangeMemberHandler implements ICommandHandler<ChangeMember> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, memberId, input }: ChangeMember): Promise<MemberView> {
    requireWhole(actor);
    requireRole(actor, input.role);
    return this.database.modelTransaction(async (tx) => {
      const member = await lockMember(tx, actor, memberId);
      if (member.role === input.role) return viewOf(member);
      await requireAnotherOwner(tx, actor, member);
      await tx.member.update({ where: { id: memberId }, data: { role: input.role } });
      await audit(tx, actor, this.clock.now(), { action: 'member.changed', subjectId: memberId, detail: { from: member.role, to: input.role } });
      return { ...viewOf(member), role: input.role };
    });
  }
}

export class RemoveMember extends Command<void> {
  constructor(readonly actor: Actor, readonly memberId: string) {
    super();
  }
}

@CommandHandler(RemoveMember)
export class RemoveMemberHandler implements ICommandHandler<RemoveMember> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, memberId }: RemoveMember): Promise<void> {
    requireWhole(actor);
    await this.database.modelTransaction(async (tx) => {
      const member = await lockMember(tx, actor, memberId);
      await requireAnotherOwner(tx, actor, member);
      await tx.member.delete({ where: { id: memberId } });
      await audit(tx, actor, this.clock.now(), { action: 'member.removed', subjectId: memberId, detail: { email: member.email, role: member.role } });
    });
  }
}

export class ListMembers extends Query<PageOf<MemberView>> {
  constructor(readonly actor: Actor, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListMembers)
export class ListMembersHandler implements IQueryHandler<ListMembers> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page }: ListMembers): Promise<PageOf<MemberView>> {
    requireWhole(actor);
    const rows = await this.database.query<MemberRow>(sql`
      select ${columns} from members where owner_id = ${actor.ownerId} ${found(page, [sql`email`])} ${after(page)} order by created_at, id limit ${page.limit + 1}`);
    return pageOf(rows.map(viewOf), page.limit, positionOf);
  }
}
