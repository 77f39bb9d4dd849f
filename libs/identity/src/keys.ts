import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, once, signal, signalChannels, sql, sqlEmpty } from '#libs/database';
import { type Actor, CLOCK, type Clock, commonProblems, type Millis, pageOf, positionOf } from '#libs/kernel';

import { audit } from './audit.js';
import { identityProblems } from './identity.errors.js';
import { type IssuedKey, issueKey } from './issue-key.js';
import { type KeyRow, keyColumns, type KeyView, viewOfKey } from './key.js';
import { type Owner, ownerOf, requireExisting } from './owner.js';
import { after, found, type PageOf, type PageRequest } from './pages.js';
import { findProject } from './projects.js';
import { isRole, type Scope, scopesOf } from './roles.js';

export interface KeyInput {
  name: string;
  role: string;
  /** Default: all of the role's. */
  scopes?: Scope[];
  /** Limits the key to a project. */
  projectId?: string;
  expiresAt?: Millis;
}

/** Makes a key for the actor's own tenant or operator; the platform also makes them for others. */
export class CreateKey extends Command<IssuedKey> {
  constructor(
    readonly actor: Actor,
    readonly input: KeyInput,
    readonly idempotencyKey?: string,
    readonly owner: Owner = ownerOf(actor),
  ) {
    super();
  }
}

@CommandHandler(CreateKey)
export class CreateKeyHandler implements ICommandHandler<CreateKey> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, input, idempotencyKey, owner }: CreateKey): Promise<IssuedKey> {
    const now = this.clock.now();
    const scopes = grantedScopes(actor, owner, input);
    if (input.expiresAt !== undefined && input.expiresAt <= now) throw commonProblems.invalid_request('A key must expire in the future.', { pointer: '/expiresAt' });
    let secret: string | undefined;
    const made = await this.database.modelTransaction((tx) => once(tx, { ownerId: actor.ownerId, key: idempotencyKey, request: { CreateKey: input, owner }, now }, async () => {
      await requireExisting(tx, owner);
      const projectId = input.projectId ?? actor.projectId;
      if (projectId !== undefined) await findProject(tx, { ...actor, ownerId: owner.id }, projectId);
      const key = await issueKey(tx, now, { ...input, owner, scopes, projectId, createdBy: actor.keyId });
      secret = key.secret;
      const detail = { name: key.name, role: key.role, scopes, projectId, expiresAt: key.expiresAt };
      await audit(tx, actor, now, { ownerType: owner.type, ownerId: owner.id, action: 'key.created', subjectId: key.id, detail });
      // The idempotency record must not hold what is shown once.
      return { ...key, secret: undefined };
    }));
    return { ...made, secret };
  }
}

/** What the new key may do. @throws Problem `scopes_exceeded` when its role or its creator may not do as much. */
function grantedScopes(actor: Actor, owner: Owner, { role, scopes }: KeyInput): readonly Scope[] {
  if (!isRole(owner.type, role)) throw commonProblems.invalid_request(`There is no role ${role} for keys of this kind.`, { pointer: '/role' });
  const most = scopesOf(owner.type, role);
  const wanted = scopes ?? most;
  const beyondRole = wanted.filter((scope) => !most.includes(scope));
  if (beyondRole.length > 0) throw identityProblems.scopes_exceeded(`The role ${role} does not have ${beyondRole.join(', ')}.`, { pointer: '/scopes', extra: { scopes: beyondRole } });
  const beyondActor = actor.scopes.includes('*') ? [] : wanted.filter((scope) => !actor.scopes.includes(scope));
  if (beyondActor.length > 0) throw identityProblems.scopes_exceeded(`Your own key does not have ${beyondActor.join(', ')}.`, { pointer: '/scopes', extra: { scopes: beyondActor } });
  return [...new Set(wanted)];
}

/** Ends a key, in every process within a second. Again is harmless. */
export class RevokeKey extends Command<KeyView> {
  constructor(readonly actor: Actor, readonly keyId: string) {
    super();
  }
}

@CommandHandler(RevokeKey)
export class RevokeKeyHandler implements ICommandHandler<RevokeKey> {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock) {}

  async execute({ actor, keyId }: RevokeKey): Promise<KeyView> {
    return this.database.modelTransaction(async (tx) => {
      const [row] = await tx.$queryRaw<(KeyRow & { hash: string })[]>(sql`
        select ${keyColumns}, hash from api_keys where id = ${keyId} and ${visible(actor)} for update`);
      if (!row) throw commonProblems.not_found('No such key.');
      if (row.revoked_at !== null) return viewOfKey(row);
      const now = this.clock.now();
      await tx.apiKey.update({ where: { id: keyId }, data: { revokedAt: BigInt(now) } });
      await audit(tx, actor, now, { action: 'key.revoked', subjectId: keyId, detail: { name: row.name } });
      await signal(tx, signalChannels.key, row.hash);
      return { ...viewOfKey(row), revokedAt: now };
    });
  }
}

export class GetKey extends Query<KeyView> {
  constructor(readonly actor: Actor, readonly keyId: string) {
    super();
  }
}

@QueryHandler(GetKey)
export class GetKeyHandler implements IQueryHandler<GetKey> {
  constructor(private readonly database: Database) {}

  async execute({ actor, keyId }: GetKey): Promise<KeyView> {
    const [row] = await this.database.query<KeyRow>(sql`select ${keyColumns} from api_keys where id = ${keyId} and ${visible(actor)}`);
    if (!row) throw commonProblems.not_found('No such key.');
    return viewOfKey(row);
  }
}

/** Searched by name, and by what a key begins with. */
export class ListKeys extends Query<PageOf<KeyView>> {
  constructor(readonly actor: Actor, readonly page: PageRequest) {
    super();
  }
}

@QueryHandler(ListKeys)
export class ListKeysHandler implements IQueryHandler<ListKeys> {
  constructor(private readonly database: Database) {}

  async execute({ actor, page }: ListKeys): Promise<PageOf<KeyView>> {
    const rows = await this.database.query<KeyRow>(sql`
      select ${keyColumns} from api_keys where ${visible(actor)} ${found(page, [sql`name`], [sql`prefix`])} ${after(page)} order by created_at, id limit ${page.limit + 1}`);
    return pageOf(rows.map(viewOfKey), page.limit, positionOf);
  }
}

/** A key of one project sees that project's keys alone. */
function visible({ ownerId, projectId }: Actor) {
  return sql`owner_id = ${ownerId} ${projectId === undefined ? sqlEmpty : sql`and project_id = ${projectId}`}`;
}
