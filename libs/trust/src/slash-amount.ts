import { mulDivFloor } from '#libs/economics';
import type { NanoTokens } from '#libs/kernel';
import type { BondRate, FaultRule } from '#libs/rules';
import { type OfferedUnits, requiredBond } from '#libs/stake';

/** What a slash follows from. */
export interface SlashTerms {
  /** The capacity in question. */
  units: readonly OfferedUnits[];
  /** All that the operator, those that it belongs together with, and whoever backs them have at stake, what slashes of the kind took of it within the period included. */
  atStake: NanoTokens;
  /** What faults of the kind cost any of them within the period before. */
  slashedBefore: NanoTokens;
}

/** What a fault costs: its part of the bond that the capacity asks for, and no more than the cap has left. Both rounded down. @returns the bond that it is a part of, too. */
export function slashAmount({ units, atStake, slashedBefore }: SlashTerms, { amountBps, capBps }: FaultRule, rates: readonly BondRate[]): { base: NanoTokens; amount: NanoTokens } {
  const base = requiredBond(units, rates);
  const asked = mulDivFloor(base, BigInt(amountBps), 10_000n);
  const left = mulDivFloor(atStake, BigInt(capBps), 10_000n) - slashedBefore;
  return { base, amount: asked < left ? asked : left > 0n ? left : 0n };
}
