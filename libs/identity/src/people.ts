import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, newId, pageOf, positionOf, SETTINGS, type Settings } from '#libs/kernel';

import { audit } from './audit.js';
import { identityProblems } from './identity.errors.js';
import { after, found, type PageOf, type PageRequest } from './pages.js';
import { hashPassword, isPassword } from './password.js';
import { personColumns, type PersonRow, type PersonView, viewOfPerson } from './person.js';
import { sessionHashOf } from './session-secret.js';

/** A local account: somebody who signs in with a password. What they may do is what members of the address may. @throws Problem `person_exists`. */
export class AddPerson extends Command<PersonView> {
  constructor(readonly actor: Actor, readonly input: { email: string; name: string; password: string }) {
    super();
  }
}

@CommandHandler(AddPerson)
export class AddPersonHandler implements ICommandHandler<AddPerson> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, input: { email, name, password } }: AddPerson): Promise<PersonView> {
    const now = this.clock.now();
    const passwordHash = await hashPassword(password, this.settings.passwordScryptN);
    return this.database.transaction(async (tx) => {
      const [row] = await tx.$queryRaw<PersonRow[]>(sql`
        insert into people (id, email, name, password_hash, created_at) values (${newId('person')}, ${email.toLowerCase()}, ${name}, ${passwordHash}, ${BigInt(now)})
        on conflict (email) do nothing returning ${personColumns}`);
      if (!row) throw identityProblems.person_exists('Somebody has this address; remove them first, or give them a new password.', { pointer: '/email' });
      await audit(tx, actor, now, { action: 'person.added', subjectId: row.id, detail: { email: row.email } });
      return viewOfPerson(row);
    });
  }
}

/** Gives somebody a password, in place of one that may be lost. Their sessions end. */
export class SetPersonPassword extends Command<PersonView> {
  constructor(readonly actor: Actor, readonly personId: string, readonly password: string) {
    super();
  }
}

@CommandHandler(SetPersonPassword)
export class SetPersonPasswordHandler implements ICommandHandler<SetPersonPassword> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ actor, personId, password }: SetPersonPassword): Promise<PersonView> {
    const passwordHash = await hashPassword(password, this.settings.passwordScryptN);
    return this.database.transaction(async (tx) => {
      const [row] = await tx.$queryRaw<PersonRow[]>(sql`update people set password_hash = ${passwordHash} where id = ${personId} returning ${personColumns}`);
      if (!row) throw commonProblems.not_found('No such person.');
      await tx.$executeRaw(sql`delete from sessions where person_id = ${personId}`);
      await audit(tx, actor, this.clock.now(), { action: 'person.password_set', subjectId: personId });
      return viewOfPerson(row);
    });
  }
}

/** Changes one's own password. All other sessions of the person end. @throws Problem `sign_in_refused` when the present one is wrong. */
export class ChangeOwnPassword extends Command<void> {
  constructor(readonly personId: string, readonly secret: string, readonly input: { current: string; password: string }) {
    super();
  }
}

@CommandHandler(ChangeOwnPassword)
export class ChangeOwnPasswordHandler implements ICommandHandler<ChangeOwnPassword> {
  constructor(private readonly database: Database, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ personId, secret, input: { current, password } }: ChangeOwnPassword): Promise<void> {
    const [person] = await this.database.query<PersonRow>(sql`select ${personColumns} from people where id = ${personId}`);
    if (!(await isPassword(current, person?.password_hash, this.settings.passwordScryptN))) throw identityProblems.sign_in_refused('The present password is wrong.', { pointer: '/current' });
    const passwordHash = await hashPassword(password, this.settings.passwordScryptN);
    await this.database.transaction(async (tx) => {
      const changed = await tx.$executeRaw(sql`update people set password_hash = ${passwordHash} where id = ${personId} and password_hash = ${person!.password_hash}`);
      if (changed === 0) throw identityProblems.sign_in_refused('The present password is wrong.', { pointer: '/current' });
      await tx.$executeRaw(sql`delete from sessions where person_id = ${personId} and hash <> ${sessionHashOf(secret)}`);
    });
  }
}

/** Removes a person and their sessions. Memberships of the address stay: those are the tenants' and operators' to end. */
export class RemovePerson extends Command<void> {
  constructor(readonly actor: Actor, readonly personId: string) {
    super();
  }
}

@CommandHandler(RemovePerson)
export class RemovePersonHandler implements ICommandHandler<RemovePerson> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, personId }: RemovePerson): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.$queryRaw<{ email: string }[]>(sql`delete from people where id = ${personId} returning email`);
      if (!row) throw commonProblems.not_found('No such person.');
      await audit(tx, actor, this.clock.now(), { action: 'person.removed', subjectId: personId, detail: row });
    });
  }
}

export class ListPeople extends Query<PageOf<PersonView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListPeople)
export class ListPeopleHandler implements IQueryHandler<ListPeople> {
  constructor(private readonly database: Database) {}

  async execute({ page }: ListPeople): Promise<PageOf<PersonView>> {
    const rows = await this.database.query<PersonRow>(sql`
      select ${personColumns} from people where true ${found(page, [sql`email`, sql`name`])} ${after(page)} order by created_at, id limit ${page.limit + 1}`);
    return pageOf(rows.map(viewOfPerson), page.limit, positionOf);
  }
}
