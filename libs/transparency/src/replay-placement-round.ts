import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { platformOnly } from '#libs/inventory';
import { type Actor, commonProblems, type Json, toJson } from '#libs/kernel';
import { type ReplayChecks, replayRound, roundById, simulationText } from '#libs/placement';
import type { RoundHeader } from '#libs/verify';

export interface ReplayView {
  roundId: string;
  /** Whether everything agrees: what was decided follows from what is kept, and that is what was committed to. */
  identical: boolean;
  checks: ReplayChecks & {
    /** The log has just this header's hash, where the log has the round already. */
    log: boolean;
  };
  /** Its place in the log; null until it is there. */
  logIndex: number | null;
  header: RoundHeader;
  hosts: number;
  requests: number;
  claims: number;
  /** The decision, made again: claims with their hosts. */
  plan: Json;
  /** Parts of it that could not be written. */
  refused: Json;
}

/**
 * Decides a round again from what is kept of it, and compares. For platform administrators, which auditors are.
 * @throws Problem `not_found` when there is no such round, or it is forgotten.
 */
export class ReplayPlacementRound extends Query<ReplayView> {
  constructor(readonly actor: Actor, readonly roundId: string) {
    super();
  }
}

@QueryHandler(ReplayPlacementRound)
export class ReplayPlacementRoundHandler implements IQueryHandler<ReplayPlacementRound> {
  constructor(private readonly database: Database) {}

  async execute({ actor, roundId }: ReplayPlacementRound): Promise<ReplayView> {
    platformOnly(actor);
    const row = await roundById(this.database, roundId);
    if (!row) throw commonProblems.not_found('No such round, or it is not kept any more.');
    const { header, commitment, inputs, decision, refused, checks } = await replayRound(this.database, row);
    const [leaf] = await rowsOf<{ index: bigint; body: string }>(this.database, sql`select index, body from log_leaves where kind = 'round' and sequence = ${row.sequence}`);
    const log = leaf === undefined || (JSON.parse(leaf.body) as { commitment: string }).commitment === commitment;
    const all = { ...checks, log };
    return {
      roundId, identical: Object.values(all).every(Boolean), checks: all, logIndex: leaf ? Number(leaf.index) : null, header,
      hosts: inputs.hosts.length, requests: inputs.asks.length, claims: decision.leases.reduce((sum, { claims }) => sum + claims.length, 0),
      plan: toJson({ leases: decision.leases, reclaims: decision.reclaims ?? [] }), refused: toJson(refused),
    };
  }
}

/** All that a round was decided by: what `weir placement simulate` takes. For platform administrators. @throws Problem `not_found`. */
export class GetRoundInputs extends Query<string> {
  constructor(readonly actor: Actor, readonly roundId: string) {
    super();
  }
}

@QueryHandler(GetRoundInputs)
export class GetRoundInputsHandler implements IQueryHandler<GetRoundInputs> {
  constructor(private readonly database: Database) {}

  async execute({ actor, roundId }: GetRoundInputs): Promise<string> {
    platformOnly(actor);
    const row = await roundById(this.database, roundId);
    if (!row) throw commonProblems.not_found('No such round, or it is not kept any more.');
    const { inputs, header } = await replayRound(this.database, row);
    return simulationText({ ...inputs, seed: header.seed.value });
  }
}
