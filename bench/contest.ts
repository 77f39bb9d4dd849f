/** Ours against a named peer, at the same work, in the same run. */
export interface Contest {
  /** Such as `queue:postgres`. */
  name: string;
  unit: string;
  /** Who the peer is and what it does, for the table. */
  peerIs: string;
  /** What the ratio ours/peer should reach; undefined when the figure is for orientation. */
  target?: number;
  /** One run each; figures in `unit`, larger is better. */
  ours(): Promise<number>;
  peer(): Promise<number>;
  /** Bounds of our own that no peer has, such as a percentile; after all runs. */
  extra?(): Record<string, number>;
  close(): Promise<void>;
}

export interface Result {
  name: string;
  /** Medians over the runs. */
  ours: number;
  peer: number;
  ratio: number;
  unit: string;
  runs: number;
}

export interface Finding extends Result {
  peerIs: string;
  target: number | undefined;
  extra: Record<string, number>;
}

/**
 * Runs both in turn, so that whatever else the machine does hits both alike, and each first every other time. The first
 * round warms up and is not counted.
 */
export async function hold(contest: Contest, runs: number, progress: (text: string) => void): Promise<Finding> {
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round <= runs; round += 1) {
    progress(`${contest.name}: ${round === 0 ? 'warming up' : `run ${round} of ${runs}`}`);
    const sides = [async () => ours.push(await contest.ours()), async () => peer.push(await contest.peer())];
    if (round % 2 === 1) sides.reverse();
    for (const side of sides) await side();
    if (round === 0) ours.length = peer.length = 0;
  }
  const [ourMedian, peerMedian] = [median(ours), median(peer)];
  return {
    name: contest.name,
    ours: round3(ourMedian),
    peer: round3(peerMedian),
    ratio: round3(ourMedian / peerMedian),
    unit: contest.unit,
    runs,
    peerIs: contest.peerIs,
    target: contest.target,
    extra: contest.extra?.() ?? {},
  };
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The nearest-rank percentile, 0 < p ≤ 100. */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  if (p === 50 && sorted.length % 2 === 0) return (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
  return sorted[Math.ceil((p / 100) * sorted.length) - 1]!;
}

function round3(value: number): number {
  return Number(value.toPrecision(4));
}
