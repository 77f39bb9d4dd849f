import { type Millis, MILLIS_PER_DAY, MILLIS_PER_MINUTE, type NanoTokens } from '#libs/kernel';

import { rulesProblems } from './rules.errors.js';

/** What a breaker may stop. */
export const breakerFlows = ['payout', 'exit', 'price', 'slash'] as const;
export type BreakerFlow = (typeof breakerFlows)[number];

/** What is counted together: all of a flow, or what is of one operator, pool or account (of prices, one price). */
export const breakerScopes = ['flow', 'operator', 'pool', 'account'] as const;
export type BreakerScope = (typeof breakerScopes)[number];

/** Whose each flow is: a limit on anything else would never stop anything. */
const scopesOfFlow: Readonly<Record<BreakerFlow, readonly BreakerScope[]>> = {
  payout: ['flow', 'operator'],
  exit: ['flow', 'operator', 'pool', 'account'],
  price: ['flow', 'pool', 'account'],
  slash: ['flow', 'operator', 'pool'],
};

/** How much may flow in a window before it stops for a person. One of the two says it, the other is null. */
export interface BreakerLimit {
  flow: BreakerFlow;
  scope: BreakerScope;
  windowMillis: Millis;
  /** Amounts, summed. */
  mostNanoTokens: NanoTokens | null;
  /** Parts of what each is of (a pool's capital, the price before), in basis points, summed. */
  mostBps: number | null;
}

export const MOST_BREAKER_LIMITS = 50;
export const MIN_BREAKER_WINDOW_MILLIS: Millis = MILLIS_PER_MINUTE;
export const MAX_BREAKER_WINDOW_MILLIS: Millis = 31 * MILLIS_PER_DAY;
export const MAX_BREAKER_BPS = 1_000_000;

export type StoredBreakerLimit = Omit<BreakerLimit, 'mostNanoTokens'> & { mostNanoTokens: string | null };

export function readBreakerLimit(stored: StoredBreakerLimit): BreakerLimit {
  return { ...stored, mostNanoTokens: stored.mostNanoTokens === null ? null : BigInt(stored.mostNanoTokens) };
}

/** @throws Problem `invalid_rules`. */
export function checkBreakers(limits: readonly BreakerLimit[]): void {
  const named = new Set<string>();
  for (const [place, { flow, scope, windowMillis, mostNanoTokens, mostBps }] of limits.entries()) {
    const refuse = (detail: string, field: string) => rulesProblems.invalid_rules(detail, { pointer: `/rules/breakers/${place}/${field}` });
    if (!scopesOfFlow[flow].includes(scope)) throw refuse(`A ${flow} is of one of: ${scopesOfFlow[flow].join(', ')}.`, 'scope');
    if ((mostNanoTokens === null) === (mostBps === null)) throw refuse('A limit is in nano-tokens or in basis points: one of the two, the other null.', 'mostNanoTokens');
    const name = `${flow}/${scope}/${windowMillis}/${mostBps === null}`;
    if (named.has(name)) throw refuse('There is such a limit already, of the same flow, scope and window.', 'windowMillis');
    named.add(name);
  }
}
