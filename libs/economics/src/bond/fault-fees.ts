import { assert } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';

/** Filecoin's numbers (runtime/policy.rs, miner/monies.rs), which a pool's rules may replace. */
export const FILECOIN = {
  /** A day of fault costs so many hundredths of a day's expected reward. */
  faultHundredths: 351n,
  /** Age counts up to this. */
  terminationCapDays: 140n,
  faultMaxAgeDays: 42,
  minDealDays: 180,
  maxDealDays: 1_278,
  /** Parts of what was pledged, in thousandths: at full age, and at the least. */
  pledgeThousandths: 85n,
  leastThousandths: 20n,
  /** And so many hundredths of the fault fee at the least. */
  faultFeeHundredths: 105n,
} as const;

/** What a day in fault costs: 3.51 days of the reward expected for one, rounded down. */
export function faultFee(rewardPerDay: bigint): bigint {
  return mulDivFloor(rewardPerDay, FILECOIN.faultHundredths, 100n);
}

/**
 * What ending a promise before its time costs: with p what was pledged, max(min(8.5 % p, 8.5 % p × age ÷ 140 d), max(2 % p, 105 % of the fault fee)), every division
 * rounded down. Age in any unit, `dayUnits` of which are a day. Source: Filecoin's FIP-98, `pledge_penalty_for_termination`.
 */
export function terminationFee(pledge: bigint, age: bigint, dayUnits: bigint, fault: bigint): bigint {
  assert(pledge >= 0n && age >= 0n && dayUnits > 0n && fault >= 0n, 'a fee has no negative terms');
  const full = mulDivFloor(pledge, FILECOIN.pledgeThousandths, 1_000n);
  const aged = mulDivFloor(full, age, FILECOIN.terminationCapDays * dayUnits);
  return greatest(aged < full ? aged : full, mulDivFloor(pledge, FILECOIN.leastThousandths, 1_000n), mulDivFloor(fault, FILECOIN.faultFeeHundredths, 100n));
}

function greatest(...amounts: readonly [bigint, ...bigint[]]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most));
}
