import { mulDivFloor } from '../mul-div.js';
import { BPS } from '../scale.js';
import { type CapacityUnits, requiredBond, type UnitBond } from './required-bond.js';

/** What a slash follows from. */
export interface SlashTerms {
  /** The capacity in question. */
  units: readonly CapacityUnits[];
  /** All that the operator, those that it belongs together with, and whoever backs them have at stake, what slashes of the kind took of it within the period included. */
  atStake: bigint;
  /** What faults of the kind cost any of them within the period before. */
  slashedBefore: bigint;
}

/** What a fault costs: its part of the bond that the capacity asks for, and no more than the cap has left. Both rounded down. @returns the bond that it is a part of, too. */
export function slashAmount({ units, atStake, slashedBefore }: SlashTerms, { amountBps, capBps }: { amountBps: number; capBps: number }, rates: readonly UnitBond[]): { base: bigint; amount: bigint } {
  const base = requiredBond(units, rates);
  const asked = mulDivFloor(base, BigInt(amountBps), BPS);
  const left = mulDivFloor(atStake, BigInt(capBps), BPS) - slashedBefore;
  return { base, amount: asked < left ? asked : left > 0n ? left : 0n };
}
