import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, sql } from '#libs/database';
import { type Actor, commonProblems, type OwnerType } from '#libs/kernel';

export interface WhoAmIView {
  /** The key's, or the member's who acts in a session. */
  keyId: string;
  /** The member's address, in a session. */
  keyName: string;
  ownerType: OwnerType;
  ownerId: string;
  ownerName: string;
  projectId: string | null;
  role: string;
  scopes: string[];
  expiresAt: number | null;
}

/** What a key is and may do. */
export class WhoAmI extends Query<WhoAmIView> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(WhoAmI)
export class WhoAmIHandler implements IQueryHandler<WhoAmI> {
  constructor(private readonly database: Database) {}

  async execute({ actor }: WhoAmI): Promise<WhoAmIView> {
    const [row] = await this.database.query<{ name: string; owner_name: string | null; expires_at: bigint | null }>(sql`
      select k.name, coalesce(t.name, o.name) as owner_name, k.expires_at
      from (select id, name, owner_id, expires_at from api_keys union all select id, email, owner_id, null from members) k left join tenants t on t.id = k.owner_id left join operators o on o.id = k.owner_id
      where k.id = ${actor.keyId}`);
    if (!row) throw commonProblems.not_found('No such key.');
    return {
      keyId: actor.keyId,
      keyName: row.name,
      ownerType: actor.ownerType,
      ownerId: actor.ownerId,
      ownerName: row.owner_name ?? 'Weir',
      projectId: actor.projectId ?? null,
      role: actor.role,
      scopes: [...actor.scopes],
      expiresAt: row.expires_at === null ? null : Number(row.expires_at),
    };
  }
}
