import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';

import { Database } from '#libs/database';
import { consistencyRanges, nodesOf, proofOf } from '#libs/economics';

import { base64, nodeHashes, selectHeads } from './log.store.js';
import { transparencyProblems } from './transparency.errors.js';

export interface ConsistencyView {
  first: number;
  second: number;
  /** As RFC 6962 has it, each hash in base 64. */
  proof: string[];
}

/**
 * Proves that the log of the second size begins with that of the first: between two heads, that nothing was rewritten.
 * @throws Problem `log_size_unknown` beyond the latest head, or when the second is less than the first.
 */
export class GetConsistency extends Query<ConsistencyView> {
  constructor(readonly first: number, readonly second: number) {
    super();
  }
}

@QueryHandler(GetConsistency)
export class GetConsistencyHandler implements IQueryHandler<GetConsistency> {
  constructor(private readonly database: Database) {}

  async execute({ first, second }: GetConsistency): Promise<ConsistencyView> {
    const [head] = await selectHeads(this.database, { limit: 1 });
    const signed = head?.size ?? 0;
    if (second > signed) throw transparencyProblems.log_size_unknown(`The latest head has ${signed} leaves.`, { pointer: '?second', extra: { signed } });
    if (first > second) throw transparencyProblems.log_size_unknown('A log only grows: the first size is at most the second.', { pointer: '?first' });
    const ranges = consistencyRanges(first, second);
    const hashOf = await nodeHashes(this.database, nodesOf(ranges));
    return { first, second, proof: proofOf(ranges, hashOf).map(base64) };
  }
}
