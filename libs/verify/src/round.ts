import type { Plain } from './canonical.js';
import type { DocumentHead, Proven } from './document.js';

/** What a scheduling round's header calls itself. */
export const ROUND_FORMAT = 'weir-round/1';
/** What a round's proof for one lease calls itself. */
export const ROUND_PROOF_FORMAT = 'weir-round-proof/1';

/** A tree of salted leaves, as RFC 6962 has it, filled up to a power of two: how many there are is not told. */
export interface RoundTree {
  size: number;
  /** Hexadecimal, as all hashes of a round. */
  root: string;
}

/** What a round commits to: the SHA-256 of its canonical text is in the log. It says nothing of hosts, nor of whose requests there were. */
export interface RoundHeader {
  format: string;
  roundId: string;
  poolId: string;
  /** Milliseconds since 1970. */
  at: number;
  /** The policy in force, whole. */
  policy: Plain;
  /** Hashed `place` + 1 times it is the chain's anchor, which was in the log before. */
  seed: { chainId: string; place: number; value: string };
  hosts: string;
  /** What operators ask, what was asked for lately, quotas and spot leases. */
  market: string;
  requests: RoundTree;
  outcomes: RoundTree;
}

/** A leaf of one of a round's trees, with the hashes from it to the root, one after another; base 64. */
export interface RoundLeaf {
  index: number;
  leaf: { readonly [key: string]: Plain };
  proof: string;
}

/** That a lease was decided about in a round which the log has, by that policy and that seed, as a request that says what it says. Of other requests there are hashes alone. */
export interface RoundDocument {
  format: string;
  log: DocumentHead;
  /** The log's leaf of the chain that the seed is of. */
  chain: Proven;
  /** The log's leaf of the round. */
  round: Proven;
  header: RoundHeader;
  request: RoundLeaf;
  outcome: RoundLeaf;
}
