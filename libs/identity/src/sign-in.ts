import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { Database, sql, type Transaction } from '#libs/database';
import { type Actor, CLOCK, type Clock, type Millis, newId, SETTINGS, type Settings } from '#libs/kernel';

import { audit } from './audit.js';
import { identityProblems } from './identity.errors.js';
import { isPassword } from './password.js';
import { beginSession, personColumns, type PersonRow } from './person.js';
import { sessionHashOf } from './session-secret.js';

export interface SignInContext {
  /** The secret that the browser came with, if any: that session ends, and what it was is not taken over. */
  replaces?: string;
  requestId: string;
}

/** Begins a session with a password. @returns its secret. @throws Problem `sign_in_refused`, the same whatever was wrong. */
export class SignIn extends Command<string> {
  constructor(readonly input: { account: string; password: string }, readonly context: SignInContext) {
    super();
  }
}

@CommandHandler(SignIn)
export class SignInHandler implements ICommandHandler<SignIn> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ input, context }: SignIn): Promise<string> {
    const [person] = await this.database.query<PersonRow>(sql`select ${personColumns} from people where email = ${input.account.toLowerCase()}`);
    if (!(await isPassword(input.password, person?.password_hash, this.settings.passwordScryptN))) throw identityProblems.sign_in_refused('The account or the password is wrong.');
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      // As it was when the password was compared: one that changed meanwhile must be given anew.
      const [same] = await tx.$queryRaw<unknown[]>(sql`select 1 from people where id = ${person!.id} and password_hash = ${person!.password_hash} for share`);
      if (!same) throw identityProblems.sign_in_refused('The account or the password is wrong.');
      return begin(tx, now, this.settings, person!, context, 'password');
    });
  }
}

/** Whom an identity provider says it is. */
export interface Identity {
  issuer: string;
  subject: string;
  /** One that the provider has verified. */
  email: string;
  name?: string;
}

/**
 * Begins a session for whom an identity provider vouches for. An address belongs to the first identity that brings it.
 * @returns its secret. @throws Problem `identity_differs` when the address is another identity's.
 */
export class SignInByIdentity extends Command<string> {
  constructor(readonly identity: Identity, readonly context: SignInContext) {
    super();
  }
}

@CommandHandler(SignInByIdentity)
export class SignInByIdentityHandler implements ICommandHandler<SignInByIdentity> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  async execute({ identity: { issuer, subject, email, name }, context }: SignInByIdentity): Promise<string> {
    const now = this.clock.now();
    const address = email.toLowerCase();
    return this.database.transaction(async (tx) => {
      const [person] = await tx.$queryRaw<PersonRow[]>(sql`
        insert into people (id, email, name, issuer, subject, created_at) values (${newId('person')}, ${address}, ${name ?? address}, ${issuer}, ${subject}, ${BigInt(now)})
        on conflict (email) do update set issuer = coalesce(people.issuer, excluded.issuer), subject = coalesce(people.subject, excluded.subject)
        returning ${personColumns}`);
      if (person!.issuer !== issuer || person!.subject !== subject) {
        throw identityProblems.identity_differs('This address has signed in as somebody else before; an administrator can remove that person.');
      }
      return begin(tx, now, this.settings, person!, context, 'identity');
    });
  }
}

/** Ends a session, everywhere at once. Again is harmless. */
export class SignOut extends Command<void> {
  constructor(readonly secret: string) {
    super();
  }
}

@CommandHandler(SignOut)
export class SignOutHandler implements ICommandHandler<SignOut> {
  constructor(private readonly database: Database) {}

  async execute({ secret }: SignOut): Promise<void> {
    await this.database.transaction((tx) => tx.$executeRaw(sql`delete from sessions where hash = ${sessionHashOf(secret)}`));
  }
}

async function begin(tx: Transaction, now: Millis, { sessionLongestMillis }: Settings, person: PersonRow, { replaces, requestId }: SignInContext, by: string): Promise<string> {
  const actor: Actor = { keyId: person.id, ownerType: 'platform', ownerId: 'platform', role: 'person', scopes: [], requestId };
  await audit(tx, actor, now, { action: 'session.begun', subjectId: person.id, detail: { by } });
  return beginSession(tx, now, { personId: person.id, expiresAt: now + sessionLongestMillis, replaces });
}
