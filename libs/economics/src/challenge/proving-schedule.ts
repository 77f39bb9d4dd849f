import { assert } from '#libs/kernel';

import { allow } from '../refusal.js';

/** When possession is proven: once in each period, in the window at its end. Times in one unit. Source: FilOzone's SimplePDPService. */
export interface ProvingRule {
  period: bigint;
  window: bigint;
  challenges: number;
}

/** PDP's numbers, in blocks of 30 seconds: a day, its last half hour, five challenges. */
export const PDP_RULE: ProvingRule = { period: 2_880n, window: 60n, challenges: 5 };

/** How far somebody has come with proving. */
export interface Proving {
  /** The end of the period that runs. */
  deadline: bigint;
  /** Whether it was proven in it. */
  proven: boolean;
}

/** The first period begins now. */
export function startProving({ period }: ProvingRule, now: bigint): Proving {
  return { deadline: now + period, proven: false };
}

/** Takes a proof of so many challenges. @throws Problem outside the window, for too few challenges, or twice in a period. */
export function prove(rule: ProvingRule, proving: Proving, challenges: number, now: bigint): Proving {
  allow(challenges >= rule.challenges, 'too_few_challenges', `A proof answers ${rule.challenges} challenges.`, '/challenges');
  allow(!proving.proven, 'already_proven', 'This period is proven.');
  allow(now <= proving.deadline, 'period_passed', `The period ended at ${proving.deadline}.`, '/now');
  allow(now >= proving.deadline - rule.window, 'too_early', `The window opens at ${proving.deadline - rule.window}.`, '/now');
  return { ...proving, proven: true };
}

/** Whether the time when seeds are drawn for the next proof is inside its window. @throws Problem when it is not. */
export function checkChallengeTime({ window }: ProvingRule, { deadline }: Proving, at: bigint): void {
  allow(at >= deadline - window && at <= deadline, 'challenge_outside_window', `The window is from ${deadline - window} to ${deadline}.`, '/at');
}

/**
 * Periods without a proof up to now: those that passed since the running one's end, and the running one when it is not proven. A period is held against somebody when it is passed over, and the last when
 * it is left.
 */
export function faultsAt({ period }: ProvingRule, { deadline, proven }: Proving, now: bigint): bigint {
  assert(period > 0n, 'a period has a length');
  const skipped = now <= deadline ? 0n : (now - deadline - 1n) / period;
  return skipped + (proven ? 0n : 1n);
}

/** Leaves the running period for the one that now is in, or the next, and says what was missed. @throws Problem the second time in a period. */
export function nextPeriod(rule: ProvingRule, proving: Proving, now: bigint): { proving: Proving; faults: bigint } {
  allow(now > proving.deadline - rule.period, 'period_already_set', `The next period was begun: it runs until ${proving.deadline}.`, '/now');
  const faults = faultsAt(rule, proving, now);
  const passed = now <= proving.deadline ? 1n : (now - proving.deadline - 1n) / rule.period + 1n;
  return { proving: { deadline: proving.deadline + passed * rule.period, proven: false }, faults };
}
