import { defineProblems, type NanoTokens, type Problem } from '#libs/kernel';

export const stakeProblems = defineProblems({
  insufficient_earnings: { kind: 'conflict', title: 'Not enough earnings' },
  exceeds_bonded: { kind: 'conflict', title: 'More than is bonded' },
  bond_in_use: { kind: 'conflict', title: 'The bond stands behind claims' },
  too_many_unbondings: { kind: 'conflict', title: 'Too much is on its way out' },
  commission_too_high: { kind: 'impossible', title: 'Commission above what the rules allow' },
  stake_halted: { kind: 'conflict', title: 'Stake pool lost everything' },
  stake_too_small: { kind: 'impossible', title: 'Less than a share costs' },
  insufficient_stake_funds: { kind: 'conflict', title: 'Not enough to stake' },
  exceeds_shares_held: { kind: 'conflict', title: 'More shares than are held' },
  too_many_exits: { kind: 'conflict', title: 'Too many exits wait' },
});

/** Of shares that somebody would leave with, or give away. */
export function exceedsSharesHeld({ available }: { available: bigint }): Problem {
  return stakeProblems.exceeds_shares_held(`You hold ${available} shares.`, { pointer: '/shares', extra: { held: available.toString() } });
}

/** Of tokens that somebody would put in. */
export function insufficientStakeFunds({ available }: { available: NanoTokens }, asked: NanoTokens): Problem {
  return stakeProblems.insufficient_stake_funds(`You have ${available} nano-tokens to spend.`, { pointer: '/amount', extra: { available: available.toString(), asked: asked.toString() } });
}
