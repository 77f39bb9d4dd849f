import { BPS } from '#libs/economics';

import { type Board, type Wanted } from './board.js';
import { avoidOperatorsScore } from './scores/avoid-operators.js';
import { neighboursScore } from './scores/neighbours.js';
import { spreadOrCheapScore } from './scores/spread-operators.js';
import { tierScore } from './scores/tier.js';

/** What a host must be better in than another before packing decides between them; larger is better. */
export type Weigh = (host: number) => number;

/** More than spreading, asks and packing can add up to; and more than those and preferred neighbours can. */
const ABOVE_SCORES = 10_000;
const ABOVE_ALL = 1_001 * ABOVE_SCORES;

/**
 * How hosts compare for a request, by the pool's policy: whoever lost a replica comes last; then where the lease prefers to be by its neighbours; then spreading and cheaper asks, with better tiers at the weight they have, and
 * packing with the weight it has, from 0 where it is worst to 1000 where it is best of all hosts that have room. Undefined when
 * all are alike in that, as for one replica where nobody asks for anything: then packing alone decides.
 */
export function weighHosts(wanted: Wanted, packing: Float64Array, board: Board): Weigh | undefined {
  const weight = board.policy.packWeightBps ?? 0;
  const prefers = wanted.neighbours.length > 0 && wanted.neighbours.some(({ isRequired }) => !isRequired);
  if (wanted.avoidOperators.size === 0 && !prefers && !board.snapshot.hasAsks && !weighsTiers(board) && (wanted.onGroup.size === 0 || [...wanted.onGroup.values()].every((replicas) => replicas === 0))) return undefined;
  const leading = (host: number) => (avoidOperatorsScore.of(wanted, host, board) === 0 ? 0 : ABOVE_ALL) + neighboursScore.of(wanted, host, board) * ABOVE_SCORES;
  const divided = dividedBy(wanted, board);
  if (weight === 0) return (host) => leading(host) + divided(host);
  const { least, most } = rangeOf(packing);
  const packed = (host: number) => (most === least ? 1_000 : (1_000 * (packing[host]! - least)) / (most - least));
  return (host) => leading(host) + (divided(host) * (Number(BPS) - weight) + packed(host) * weight) / Number(BPS);
}

function weighsTiers({ policy, snapshot }: Board): boolean {
  return snapshot.hasTiers && (policy.tierWeightBps ?? 0) > 0;
}

/** How work is divided over operators: where they are trusted differently, and the pool prefers the better, by that too. From 0 to 1000. */
function dividedBy(wanted: Wanted, board: Board): Weigh {
  const spread = (host: number) => spreadOrCheapScore.of(wanted, host, board);
  if (!weighsTiers(board)) return spread;
  const weight = board.policy.tierWeightBps!;
  return (host) => Math.floor((spread(host) * (Number(BPS) - weight) + tierScore.of(wanted, host, board) * weight) / Number(BPS));
}

function rangeOf(packing: Float64Array): { least: number; most: number } {
  let least = Infinity;
  let most = -Infinity;
  for (const score of packing) {
    if (score === -Infinity) continue;
    if (score < least) least = score;
    if (score > most) most = score;
  }
  return { least, most };
}
