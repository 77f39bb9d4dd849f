import { mulDivCeil } from '#libs/economics';
import type { Millis, NanoTokens } from '#libs/kernel';
import type { BreakerFlow, BreakerLimit, BreakerScope } from '#libs/rules';

/** Something that is about to flow. */
export interface Flowing {
  /** Its name, unique for ever: what was stopped goes on under it. */
  key: string;
  /** Nano-tokens; of a price, by how much it moves. */
  amount: NanoTokens;
  /** What it is a part of: the capital that it leaves, the price before. */
  of: NanoTokens;
  operatorId?: string;
  poolId?: string;
  accountId?: string;
}

/** Whether it may flow. What is stopped is left as it was, and tried again. */
export type Passage = { outcome: 'passed' } | { outcome: 'stopped'; breakerId: string };

/** The status of a flow, for anybody: it says of nobody that theirs is stopped. */
export interface FlowStatus {
  flow: BreakerFlow;
  state: 'running' | 'partly_stopped' | 'stopped';
  since: Millis | null;
}

/** What of it a limit counts by: empty for the whole flow; undefined where it is of no such thing. */
export function subjectOf({ operatorId, poolId, accountId }: Flowing, scope: BreakerScope): string | undefined {
  return { flow: '', operator: operatorId, pool: poolId, account: accountId }[scope];
}

/** Its part, in basis points, rounded up; all of what is nothing. */
export function partBps({ amount, of }: Flowing): bigint {
  if (amount === 0n) return 0n;
  return of > 0n ? mulDivCeil(amount, 10_000n, of) : 10_000n;
}

/** How much of a limit it takes, and the limit. */
export function asksOf(limit: BreakerLimit, flowing: Flowing): { asked: bigint; most: bigint } {
  if (limit.mostNanoTokens !== null) return { asked: flowing.amount, most: limit.mostNanoTokens };
  return { asked: partBps(flowing), most: BigInt(limit.mostBps!) };
}
