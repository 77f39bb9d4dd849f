import { mulDivFloor } from '../mul-div.js';
import { allow } from '../refusal.js';
import { addCheckpoint, type Checkpoint, valueAt } from './checkpoints.js';

/** What a quorum's numerator is out of. */
export const QUORUM_DENOMINATOR = 100n;

/** Changes the part that a quorum is, from a time on: proposals that began before keep theirs. @throws Problem above the whole. Source: OpenZeppelin's GovernorVotesQuorumFraction. */
export function setQuorum(numerators: readonly Checkpoint[], at: bigint, numerator: bigint): Checkpoint[] {
  allow(numerator >= 0n && numerator <= QUORUM_DENOMINATOR, 'invalid_quorum', `A quorum is at most ${QUORUM_DENOMINATOR} of ${QUORUM_DENOMINATOR}.`, '/numerator');
  return addCheckpoint(numerators, at, numerator);
}

/** The quorum at a time: its part of the supply then, rounded down. */
export function quorumAt(supply: readonly Checkpoint[], numerators: readonly Checkpoint[], at: bigint): bigint {
  return mulDivFloor(valueAt(supply, at), valueAt(numerators, at), QUORUM_DENOMINATOR);
}
