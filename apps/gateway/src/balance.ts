/** What choosing a replica goes by. */
export interface Choosable {
  ready: boolean;
  /** Requests under way to it. */
  underWay: number;
  /** It failed, and is not tried before; 0 for never. */
  passedOverUntil: number;
}

/**
 * The ready replica with the fewest requests under way, the first from `turn` on among equals, whichever operator's it
 * is. One that failed lately is chosen only when all did: better a doubtful replica than none. Pure.
 * @returns undefined when none is ready, or each was tried.
 */
export function choose<R extends Choosable>(replicas: readonly R[], tried: ReadonlySet<R>, turn: number, now: number): R | undefined {
  let best: R | undefined;
  for (let offset = 0; offset < replicas.length; offset += 1) {
    const replica = replicas[(turn + offset) % replicas.length]!;
    if (!replica.ready || tried.has(replica)) continue;
    if (best === undefined || isBetter(replica, best, now)) best = replica;
  }
  return best;
}

function isBetter(one: Choosable, other: Choosable, now: number): boolean {
  const [oneDoubtful, otherDoubtful] = [one.passedOverUntil > now, other.passedOverUntil > now];
  if (oneDoubtful !== otherDoubtful) return otherDoubtful;
  return one.underWay < other.underWay;
}
