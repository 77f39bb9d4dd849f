import type { Millis } from '#libs/kernel';
import type { FaultKind } from '#libs/rules';
import type { OfferedUnits } from '#libs/stake';

/** `open` until its grace is over; `cured` in time; `excused`, since it is of the platform's making; `confirmed`. All but the first are final. */
export const faultStates = ['open', 'cured', 'excused', 'confirmed'] as const;
export type FaultState = (typeof faultStates)[number];

/** Something that an operator has to answer for, as it was first seen. */
export interface NewFault {
  kind: FaultKind;
  /** Equal for what is the same fault, whoever sees it again. */
  key: string;
  operatorId: string;
  poolId: string;
  hostId: string;
  at: Millis;
  /** The capacity in question. */
  units: readonly OfferedUnits[];
  /** The facts: what a person would have to look at. Of plain JSON. */
  evidence: Readonly<Record<string, string | number>>;
}

/** What became of it. */
export interface Verdict {
  state: Exclude<FaultState, 'open'>;
  /** Why, for the operator to read. */
  reason: string;
}
