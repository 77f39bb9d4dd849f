import { assert } from '#libs/kernel';

/** Who holds how much, and to whom each gives its votes: to itself, somebody else, or nobody. */
export interface Electorate {
  weights: ReadonlyMap<string, bigint>;
  delegates: ReadonlyMap<string, string>;
}

/** Votes by one level of delegation: what somebody was given, and not passed on. Who names no delegate, not even itself, has no votes. Source: OpenZeppelin's Votes. */
export function votesByDelegate({ weights, delegates }: Electorate): Map<string, bigint> {
  const votes = new Map<string, bigint>();
  for (const [holder, weight] of weights) {
    assert(weight >= 0n, 'weight is not negative');
    const delegate = delegates.get(holder);
    if (delegate !== undefined) votes.set(delegate, (votes.get(delegate) ?? 0n) + weight);
  }
  return votes;
}

/** Why somebody's weight counts for nothing. */
export type UnusedReason = 'nobody_voted' | 'cycle' | 'too_deep';

export interface ResolvedVotes {
  /** What each who votes himself brings: his own weight and that of all who lead to him. */
  votes: Map<string, bigint>;
  unused: Map<string, UnusedReason>;
}

/** No chain of delegates is followed further than this. */
export const MAX_DELEGATION_DEPTH = 32;

/**
 * Votes by delegation from one to the next (liquid democracy), of weights and delegates as they were at the snapshot: a weight goes along its chain of delegates to the first who votes himself, which is its holder
 * when he does, so that a direct vote takes the weight from whoever it was given to. A chain that runs in a circle, or too far, or ends with nobody who votes, is not counted.
 */
export function resolveDelegations({ weights, delegates }: Electorate, voters: ReadonlySet<string>, maxDepth = MAX_DELEGATION_DEPTH): ResolvedVotes {
  const votes = new Map<string, bigint>();
  const unused = new Map<string, UnusedReason>();
  for (const [holder, weight] of weights) {
    assert(weight >= 0n, 'weight is not negative');
    const end = follow(holder, delegates, voters, maxDepth);
    if ('voter' in end) votes.set(end.voter, (votes.get(end.voter) ?? 0n) + weight);
    else unused.set(holder, end.reason);
  }
  return { votes, unused };
}

function follow(holder: string, delegates: ReadonlyMap<string, string>, voters: ReadonlySet<string>, maxDepth: number): { voter: string } | { reason: UnusedReason } {
  const passed = new Set<string>();
  for (let at = holder; ;) {
    if (voters.has(at)) return { voter: at };
    passed.add(at);
    const next = delegates.get(at);
    if (next === undefined) return { reason: 'nobody_voted' };
    if (passed.has(next)) return { reason: 'cycle' };
    if (passed.size > maxDepth) return { reason: 'too_deep' };
    at = next;
  }
}
