import { sql, type Transaction } from '#libs/database';
import { type Actor, type Millis, type OwnerType, toJson } from '#libs/kernel';

export interface NewAuditEntry {
  /** Whose log it goes into. Left out: the actor's own. */
  ownerType?: OwnerType;
  ownerId?: string;
  /** What was done, as `thing.verb`: `key.revoked`. */
  action: string;
  /** What it was done to. */
  subjectId?: string;
  /** What changed. Never secrets. */
  detail?: Record<string, unknown>;
}

/** Notes who did what, in the transaction that does it. What is noted is never changed. */
export async function audit(tx: Transaction, actor: Actor, at: Millis, entry: NewAuditEntry): Promise<void> {
  const { ownerType = actor.ownerType, ownerId = actor.ownerId, action, subjectId = null, detail = {} } = entry;
  await tx.$executeRaw(sql`
    insert into audit_entries (at, owner_type, owner_id, actor_id, action, subject_id, request_id, detail)
    values (${BigInt(at)}, ${ownerType}, ${ownerId}, ${actor.keyId}, ${action}, ${subjectId}, ${actor.requestId}, ${JSON.stringify(toJson(detail))}::jsonb)`);
}
