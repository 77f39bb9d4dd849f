import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database, rowsOf, sql } from '#libs/database';
import { type Actor, commonProblems } from '#libs/kernel';
import { leaseById, own } from '#libs/lease';
import { leaseInRound } from '#libs/placement';
import { headText, ROUND_PROOF_FORMAT, type RoundDocument } from '#libs/verify';

import { selectHeads, selectKeys } from './log.store.js';
import { provenLeaves } from './proven-leaves.js';
import { transparencyProblems } from './transparency.errors.js';

/**
 * That a lease was decided about by a policy, a seed fixed before and as the request it was; the last round that said
 * anything of it, unless told which. Others' requests are hashes. What `weir verify` takes.
 * @throws Problem `not_found`; `round_not_logged` until a head is signed that has the round.
 */
export class GetRoundProof extends Query<RoundDocument> {
  constructor(readonly actor: Actor, readonly leaseId: string, readonly roundId?: string) {
    super();
  }
}

@QueryHandler(GetRoundProof)
export class GetRoundProofHandler implements IQueryHandler<GetRoundProof> {
  constructor(private readonly database: Database) {}

  async execute({ actor, leaseId, roundId }: GetRoundProof): Promise<RoundDocument> {
    const lease = own(actor, await leaseById(this.database, leaseId));
    const part = await leaseInRound(this.database, lease.id, roundId);
    if (!part) throw commonProblems.not_found('No round about this lease, or it is not kept any more.');
    const [head] = await selectHeads(this.database, { limit: 1 });
    const [places] = await rowsOf<{ round: bigint; chain: bigint }>(this.database, sql`
      select r.index as round, c.index as chain from log_leaves r, placement_seed_chains s join log_leaves c on c.kind = 'seeds' and c.sequence = s.sequence
      where r.kind = 'round' and r.sequence = ${part.row.sequence} and s.id = ${part.row.chainId}`);
    if (!head || !places || Number(places.round) >= head.size) throw transparencyProblems.round_not_logged('The next head of the log has it: within a minute of the round, where heads are signed.');
    const proven = await provenLeaves(this.database, [Number(places.chain), Number(places.round)], head.size);
    const keys = await selectKeys(this.database);
    const publicKey = keys.find(({ id }) => id === head.keyId)!.publicKey;
    return {
      format: ROUND_PROOF_FORMAT, log: { publicKey, ...head, text: headText(head) }, chain: proven.get(Number(places.chain))!, round: proven.get(Number(places.round))!,
      header: part.header, request: part.request, outcome: part.outcome,
    };
  }
}
