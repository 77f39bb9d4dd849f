import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { commonProblems, type Millis } from '#libs/kernel';
import type { SettlementDocument } from '#libs/verify';

import { settlementDocument } from './settlement-proof.js';

/**
 * A round of the diversified pool, the last up to a time, with all that it was decided by: what it had and owed, what was behind each stake pool, and the caps. What `weir verify` takes. Whose pools
 * those are is not told.
 * @throws Problem `not_found`; `settlement_not_logged` until a head is signed that has it.
 */
export class GetDivisionProof extends Query<SettlementDocument> {
  constructor(readonly upTo: Millis = Number.MAX_SAFE_INTEGER) {
    super();
  }
}

@QueryHandler(GetDivisionProof)
export class GetDivisionProofHandler implements IQueryHandler<GetDivisionProof> {
  constructor(private readonly database: Database) {}

  async execute({ upTo }: GetDivisionProof): Promise<SettlementDocument> {
    const [round, before] = await rowsOf<{ sequence: bigint; rules_version: number }>(this.database, sql`select sequence, rules_version from diversified_rounds where at <= ${BigInt(upTo)} order by at desc limit 2`);
    if (!round) throw commonProblems.not_found('There was no round by then, or it is older than rounds were kept.');
    return settlementDocument(this.database, 'division', round.rules_version, {
      division: { kind: 'division', sequence: round.sequence, isOpened: true }, before: before && { kind: 'division', sequence: before.sequence },
    });
  }
}
