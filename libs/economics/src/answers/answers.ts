import { assert, type Millis } from '#libs/kernel';

import { mulDivCeil } from '../mul-div.js';
import { allow } from '../refusal.js';

/** One of several that are asked the same. Source: ethers' FallbackProvider. */
export interface Backend {
  id: string;
  weight: bigint;
  /** The lower, the sooner it is asked. */
  priority: number;
}

export const DEFAULT_STALL_MILLIS: Millis = 400;

/** Half of all weight, rounded up, unless one is asked for. @throws Problem for more than all weigh. */
export function quorumOf(weights: readonly bigint[], wanted?: bigint): bigint {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const quorum = wanted ?? mulDivCeil(total, 1n, 2n);
  allow(quorum <= total, 'quorum_exceeds_weights', `All together weigh ${total}.`, '/quorum');
  return quorum;
}

/** Who is asked next: by priority, until those that are asked and have not stalled weigh the quorum. What was started is not started again. */
export function backendsToStart(backends: readonly Backend[], started: ReadonlySet<string>, stalled: ReadonlySet<string>, quorum: bigint): string[] {
  let inFlight = backends.reduce((sum, { id, weight }) => (started.has(id) && !stalled.has(id) ? sum + weight : sum), 0n);
  const next: string[] = [];
  for (const { id, weight } of backends.filter((backend) => !started.has(backend.id)).toSorted((a, b) => a.priority - b.priority)) {
    if (inFlight >= quorum) break;
    next.push(id);
    inFlight += weight;
  }
  return next;
}

export interface Answer {
  /** As the asker compares it. */
  value: string;
  weight: bigint;
}

/** What weighs most of what was answered alike, when it weighs the quorum; of two that weigh the same, the first given. */
export function agreedAnswer(answers: readonly Answer[], quorum: bigint): string | undefined {
  const weights = new Map<string, bigint>();
  for (const { value, weight } of answers) weights.set(value, (weights.get(value) ?? 0n) + weight);
  let [agreed, most]: [string | undefined, bigint] = [undefined, 0n];
  for (const [value, weight] of weights) if (weight > most) [agreed, most] = [value, weight];
  return most >= quorum ? agreed : undefined;
}

/** The middle of estimates; of two in the middle their mean, rounded up. */
export function medianOf(values: readonly bigint[]): bigint {
  assert(values.length > 0, 'a median is of something');
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : mulDivCeil(sorted[middle - 1]! + sorted[middle]!, 1n, 2n);
}

export interface Reply {
  at: Millis;
  weight: bigint;
  /** Undefined: it succeeded. */
  error?: string;
}

/** What became of a write that went to all: the first success, whatever failed before it, unless a fatal error weighed the quorum earlier. Without either, the error that weighs most. */
export function broadcastOutcome(replies: readonly Reply[], quorum: bigint, fatal: ReadonlySet<string>): { outcome: 'success'; at: Millis } | { outcome: 'error'; error: string; at: Millis } {
  assert(replies.length > 0, 'somebody replied');
  const weights = new Map<string, bigint>();
  const inOrder = replies.toSorted((a, b) => a.at - b.at);
  for (const { at, weight, error } of inOrder) {
    if (error === undefined) return { outcome: 'success', at };
    const weighed = (weights.get(error) ?? 0n) + weight;
    weights.set(error, weighed);
    if (fatal.has(error) && weighed >= quorum) return { outcome: 'error', error, at };
  }
  return { outcome: 'error', error: agreedAnswer([...weights].map(([value, weight]) => ({ value, weight })), 0n)!, at: inOrder.at(-1)!.at };
}
