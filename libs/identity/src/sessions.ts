import { Inject, Injectable } from '@nestjs/common';

import { Database, sql } from '#libs/database';
import { CLOCK, type Clock, MILLIS_PER_MINUTE, type OwnerType, SETTINGS, type Settings } from '#libs/kernel';

import type { AuthenticatedKey } from './authenticator.js';
import { type Scope, scopesOf } from './roles.js';
import { isSessionSecret, sessionHashOf } from './session-secret.js';

export const roleKinds = ['tenant', 'operator', 'backer', 'admin'] as const;
export type RoleKind = (typeof roleKinds)[number];

/** Something that a person may act as. */
export interface SessionRole {
  kind: RoleKind;
  /** The tenant's or operator's; `platform` for administrators. A backer is a tenant. */
  id: string;
  /** The tenant's or operator's. */
  name: string;
  /** What the person is there: `owner`, `developer`, … */
  role: string;
}

export interface Session {
  personId: string;
  /** The address that the person signs in by. */
  account: string;
  name: string;
  expiresAt: number;
  roles: SessionRole[];
  /** What each role may do, in the order of `roles`. */
  keys: AuthenticatedKey[];
}

/** What a backer needs of a tenant: its wallet and stake, nothing that runs. */
const backerScopes: readonly Scope[] = ['billing:read', 'billing:write'];

/** Finds who a session is of. Asks the database each time, so that whoever is signed out or no member any more is refused at once, everywhere. */
@Injectable()
export class Sessions {
  constructor(private readonly database: Database, @Inject(CLOCK) private readonly clock: Clock, @Inject(SETTINGS) private readonly settings: Settings) {}

  /** The session, or undefined when there is none, or it is over: too long ago begun or used. @throws Problem `unavailable`. */
  async find(secret: string): Promise<Session | undefined> {
    if (!isSessionSecret(secret)) return undefined;
    const now = this.clock.now();
    const hash = sessionHashOf(secret);
    const rows = await this.database.query<SessionRow>(sql`
      select s.seen_at, s.expires_at, p.id, p.email, p.name, m.id as member_id, m.owner_type, m.owner_id, m.role, coalesce(t.name, o.name, 'Weir') as owner_name
      from sessions s join people p on p.id = s.person_id left join members m on m.email = p.email
      left join tenants t on t.id = m.owner_id left join operators o on o.id = m.owner_id
      where s.hash = ${hash} and s.expires_at > ${BigInt(now)} and s.seen_at > ${BigInt(now - this.settings.sessionIdleMillis)}
      order by m.created_at, m.id limit ${MOST_MEMBERSHIPS}`);
    const [first] = rows;
    if (!first) return undefined;
    if (Number(first.seen_at) <= now - MILLIS_PER_MINUTE) {
      await this.database.transaction((tx) => tx.$executeRaw(sql`update sessions set seen_at = greatest(seen_at, ${BigInt(now)}) where hash = ${hash}`));
    }
    const acting = rows.flatMap(rolesOf).toSorted((a, b) => roleKinds.indexOf(a.role.kind) - roleKinds.indexOf(b.role.kind));
    return { personId: first.id, account: first.email, name: first.name, expiresAt: Number(first.expires_at), roles: acting.map(({ role }) => role), keys: acting.map(({ key }) => key) };
  }
}

const MOST_MEMBERSHIPS = 200;

interface SessionRow {
  seen_at: bigint;
  expires_at: bigint;
  id: string;
  email: string;
  name: string;
  member_id: string | null;
  owner_type: OwnerType;
  owner_id: string;
  role: string;
  owner_name: string;
}

/** What a member may act as. Audit entries name the member where they would name a key. */
function rolesOf({ member_id: id, owner_type: ownerType, owner_id: ownerId, role, owner_name: name }: SessionRow): { role: SessionRole; key: AuthenticatedKey }[] {
  if (id === null) return [];
  const acting = (kind: RoleKind, scopes: readonly Scope[]) => ({ role: { kind, id: ownerId, name, role }, key: { id, ownerType, ownerId, role, scopes } });
  const scopes = scopesOf(ownerType, role);
  if (ownerType === 'platform') return [acting('admin', scopes)];
  if (ownerType === 'operator') return [acting('operator', scopes)];
  const backing = scopes.filter((scope) => backerScopes.includes(scope));
  return [acting('tenant', scopes), ...(backing.length > 0 ? [acting('backer', backing)] : [])];
}
