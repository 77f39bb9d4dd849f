import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql, sqlEmpty } from '#libs/database';
import { requireWhole } from '#libs/identity';
import { type Actor, commonProblems } from '#libs/kernel';
import { exitPrefixes, type SettlementDocument } from '#libs/verify';

import { type RecordOf, settlementDocument, transferPosition } from './settlement-proof.js';

interface PaidRow {
  kind: 'stake' | 'cover' | 'diversified';
  sequence: bigint;
  pool_id: string;
  asked_at: bigint;
  paid_at: bigint;
  rules_version: number;
  paid_version: number;
}

/**
 * An exit that was paid, from a stake pool, a pool's insurance or the diversified pool, with all that it follows from: the shares, the pool when asked and at the end, the rules, and of a stake pool
 * the slashes that were in evidence meanwhile, without names. What `weir verify` takes.
 * @throws Problem `not_found`, also for another's and for one that waits; `key_limited_to_project`; `settlement_not_logged` until a head is signed that has all of it; `settlement_too_large`.
 */
export class GetExitProof extends Query<SettlementDocument> {
  constructor(readonly actor: Actor, readonly exitId: string) {
    super();
  }
}

@QueryHandler(GetExitProof)
export class GetExitProofHandler implements IQueryHandler<GetExitProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, exitId }: GetExitProof): Promise<SettlementDocument> {
    if (actor.ownerType !== 'platform') requireWhole(actor);
    const own = actor.ownerType === 'platform' ? sqlEmpty : sql`and holder_id = ${actor.ownerId}`;
    const [exit] = await rowsOf<PaidRow>(this.database, sql`select kind, sequence, pool_id, asked_at, paid_at, rules_version, paid_version from paid_exits where exit_id = ${exitId} ${own}`);
    if (!exit) throw commonProblems.not_found('No such exit, or it was not paid yet.');
    return settlementDocument(this.database, 'exit', exit.rules_version, {
      exit: { kind: 'exit', sequence: exit.sequence, isOpened: true },
      rulesAtPayment: exit.paid_version === exit.rules_version ? undefined : await this.rules(exit.paid_version),
      ...(await this.slashes(exit)),
      moved: await this.moved(`${exitPrefixes[exit.kind]}${exitId}`),
    });
  }

  private async rules(version: number): Promise<RecordOf> {
    const [row] = await rowsOf<{ sequence: bigint }>(this.database, sql`select sequence from rule_sets where version = ${version}`);
    return { kind: 'rules', sequence: row!.sequence };
  }

  /** Slashes of the operator that a stake pool is behind, as far as they were proposed before the payment and not over when it was asked for; and what it bore meanwhile. */
  private async slashes({ kind, pool_id: poolId, asked_at: askedAt, paid_at: paidAt }: PaidRow): Promise<Record<'slashes' | 'decisions' | 'losses', RecordOf[]>> {
    if (kind !== 'stake') return { slashes: [], decisions: [], losses: [] };
    const rows = await rowsOf<{ slash: bigint; decision: bigint | null; loss: bigint | null }>(this.database, sql`
      select s.sequence as slash, d.sequence as decision, l.sequence as loss
      from stake_pools p join slashes s on s.operator_id = p.operator_id left join slash_decisions d on d.slash_id = s.id left join losses l on l.key = 'slash/' || s.id
      where p.id = ${poolId} and s.proposed_at < ${paidAt} and coalesce(l.at, case d.decision when 'forgiven' then d.at end, ${paidAt}) >= ${askedAt} order by s.sequence`);
    const others = await rowsOf<{ sequence: bigint }>(this.database, sql`
      select l.sequence from stake_pools p join losses l on l.operator_id = p.operator_id where p.id = ${poolId} and l.stake > 0 and l.at between ${askedAt} and ${paidAt}`);
    const losses = new Set([...rows.flatMap(({ loss }) => loss ?? []), ...others.map(({ sequence }) => sequence)]);
    return {
      slashes: rows.map(({ slash }) => ({ kind: 'slash', sequence: slash })), decisions: rows.flatMap(({ decision }) => (decision === null ? [] : { kind: 'decision' as const, sequence: decision })),
      losses: [...losses].map((sequence) => ({ kind: 'loss', sequence })),
    };
  }

  /** The entry of whoever left; undefined where nothing was paid. */
  private async moved(key: string): Promise<RecordOf | undefined> {
    const position = await transferPosition(this.database, key);
    return position === undefined ? undefined : { kind: 'entry', sequence: 2n * position + 1n, isOpened: true };
  }
}
