import type { CountedBytes } from '#libs/gateway';
import type { Millis } from '#libs/kernel';

import type { Replica } from './replica.js';

/** So much time is one usage sample. */
export const WINDOW_MILLIS = 60_000;

interface Window {
  replica: Replica;
  startsAt: Millis;
  egressBefore: number;
  ingressBefore: number;
}

/**
 * Cuts each claim's running count into intervals that touch and never overlap. An interval begins with the first look
 * after its bytes did, grows with every look, and is over after a minute.
 */
export class Accountant {
  private readonly windows = new Map<string, Window>();
  /** What was counted when it was last over, for claims without an interval under way. */
  private readonly settled = new WeakMap<Replica, { egress: number; ingress: number }>();
  private lookedAt: Millis;

  constructor(now: Millis) {
    this.lookedAt = now;
  }

  /** The intervals under way, as they are now; undefined when no time has passed: a simulated clock rests, or a clock was set back. */
  look(replicas: readonly Replica[], now: Millis): CountedBytes[] | undefined {
    if (now <= this.lookedAt) return undefined;
    for (const replica of replicas) {
      const { claimId } = replica.place;
      const before = this.settled.get(replica) ?? { egress: 0, ingress: 0 };
      if (this.windows.has(claimId) || (replica.count.egress === before.egress && replica.count.ingress === before.ingress)) continue;
      this.windows.set(claimId, { replica, startsAt: this.lookedAt, egressBefore: before.egress, ingressBefore: before.ingress });
    }
    this.lookedAt = now;
    return [...this.windows].map(([claimId, { replica, startsAt, egressBefore, ingressBefore }]) => ({
      claimId, startsAt, endsAt: now, egressBytes: BigInt(replica.count.egress - egressBefore), ingressBytes: BigInt(replica.count.ingress - ingressBefore),
    }));
  }

  /** Says that what the last look gave is kept: intervals that are old enough by then, or whose replica went, are over. */
  kept(counts: readonly CountedBytes[], departed: ReadonlySet<Replica>): void {
    for (const { claimId, startsAt, endsAt, egressBytes, ingressBytes } of counts) {
      const window = this.windows.get(claimId)!;
      if (endsAt - startsAt < WINDOW_MILLIS && !departed.has(window.replica)) continue;
      this.settled.set(window.replica, { egress: window.egressBefore + Number(egressBytes), ingress: window.ingressBefore + Number(ingressBytes) });
      this.windows.delete(claimId);
    }
  }
}
