import { assert, type Millis, MILLIS_PER_DAY } from '#libs/kernel';

import { mulDivFloor } from '../mul-div.js';
import { RAY } from '../scale.js';

const YEAR = BigInt(365 * MILLIS_PER_DAY);

/** What one unit lent grows to, scaled by 10^27: without interest on interest. Source: Aave's MathUtils `calculateLinearInterest`. */
export function linearInterest(rateRayPerYear: bigint, elapsedMillis: Millis): bigint {
  return RAY + interestOf(rateRayPerYear, elapsedMillis);
}

/**
 * What one unit owed grows to, scaled by 10^27: three terms of e^x, 1 + x + x²/2 + x³/6, each rounded down, so a little less than the true value.
 * Source: Aave's MathUtils `calculateCompoundedInterest`.
 */
export function compoundedInterest(rateRayPerYear: bigint, elapsedMillis: Millis): bigint {
  const x = interestOf(rateRayPerYear, elapsedMillis);
  return RAY + x + mulDivFloor(x, x / 2n + mulDivFloor(x, x / 6n, RAY), RAY);
}

function interestOf(rateRayPerYear: bigint, elapsedMillis: Millis): bigint {
  assert(elapsedMillis >= 0, 'time does not go back');
  return mulDivFloor(rateRayPerYear, BigInt(elapsedMillis), YEAR);
}
