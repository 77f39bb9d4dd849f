import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql, sqlEmpty } from '#libs/database';
import { type Actor, commonProblems } from '#libs/kernel';
import type { SettlementDocument } from '#libs/verify';

import { type RecordOf, settlementDocument } from './settlement-proof.js';

/**
 * A cover with all that it follows from: the price before and after, the capital, what was found and paid of each month, what assessors decided of disputes, and the entries of the ledger. What `weir verify` takes. Of the
 * purchase before there is the price alone.
 * @throws Problem `not_found`, also for another's; `settlement_not_logged` until a head is signed that has all of it; `settlement_too_large`.
 */
export class GetCoverProof extends Query<SettlementDocument> {
  constructor(readonly actor: Actor, readonly coverId: string) {
    super();
  }
}

@QueryHandler(GetCoverProof)
export class GetCoverProofHandler implements IQueryHandler<GetCoverProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, coverId }: GetCoverProof): Promise<SettlementDocument> {
    const { ownerType, ownerId, projectId } = actor;
    const own = ownerType === 'platform' ? sqlEmpty : sql`and tenant_id = ${ownerId} ${projectId === undefined ? sqlEmpty : sql`and project_id = ${projectId}`}`;
    const [cover] = await rowsOf<{ sequence: bigint; pool_id: string; rules_version: number; explained: boolean }>(this.database, sql`
      select sequence, pool_id, rules_version, bumped_bps is not null as explained from covers where id = ${coverId} ${own}`);
    if (!cover) throw commonProblems.not_found('No such cover.');
    const [before] = await rowsOf<{ sequence: bigint }>(this.database, sql`
      select sequence from covers where pool_id = ${cover.pool_id} and sequence < ${cover.sequence} and bumped_bps is not null order by sequence desc limit 1`);
    const claims = await rowsOf<{ sequence: bigint; starts_at: bigint }>(this.database, sql`select sequence, starts_at from cover_claims where cover_id = ${coverId} order by starts_at`);
    const credits = await rowsOf<{ sequence: bigint }>(this.database, sql`select sequence from cover_credits where cover_id = ${coverId} order by sequence`);
    const verdicts = await rowsOf<{ sequence: bigint }>(this.database, sql`select v.sequence from cover_verdicts v join cover_disputes d on d.id = v.dispute_id where v.cover_id = ${coverId} order by d.decided_at, v.sequence`);
    return settlementDocument(this.database, 'cover', cover.rules_version, {
      cover: { kind: 'cover', sequence: cover.sequence },
      price: cover.explained ? { kind: 'price', sequence: cover.sequence, isOpened: true } : undefined,
      priceBefore: before && { kind: 'price', sequence: before.sequence },
      claims: claims.map(({ sequence }) => ({ kind: 'claim', sequence })),
      credits: credits.map(({ sequence }) => ({ kind: 'credit', sequence })),
      verdicts: verdicts.length > 0 ? verdicts.map(({ sequence }) => ({ kind: 'verdict', sequence })) : undefined,
      moved: await this.entries(coverId, claims.map(({ starts_at }) => starts_at)),
    });
  }

  /** Entries of the tenant's wallet: the premium out, and what was paid for each month, and after disputes, in. */
  private async entries(coverId: string, months: readonly bigint[]): Promise<RecordOf[]> {
    const premium = `cover/${coverId}/premium`;
    const disputes = await rowsOf<{ id: string }>(this.database, sql`select id from cover_disputes where cover_id = ${coverId} and paid > 0 order by id`);
    const keys = [premium, ...months.map((month) => `cover/${coverId}/claim/${month}`), ...disputes.map(({ id }) => `cover/${coverId}/dispute/${id}`)];
    const rows = await rowsOf<{ key: string; position: bigint }>(this.database, sql`select t.key, t.position from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as k(key) join transfers t on transfer_hash(t.key) = transfer_hash(k.key) and t.key = k.key order by t.position`);
    return rows.map(({ key, position }) => ({ kind: 'entry', sequence: 2n * position + (key === premium ? 0n : 1n), isOpened: true }));
  }
}
