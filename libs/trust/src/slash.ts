import type { Millis, NanoTokens, StateTable } from '#libs/kernel';
import type { FaultKind } from '#libs/rules';
import type { BorneLoss, OfferedUnits } from '#libs/stake';

export type SlashState = 'pending' | 'appealed' | 'forgiven' | 'carried_out' | 'closed';

/** Every move of a slash. It waits for an appeal; appealed, for a decision. Carried out, what it took is kept for whoever was harmed, until that is over. */
export const slashMoves = {
  pending: ['appealed', 'forgiven', 'carried_out'],
  appealed: ['forgiven', 'carried_out'],
  carried_out: ['closed'],
  forgiven: [],
  closed: [],
} as const satisfies StateTable<SlashState>;

/** What a fault costs an operator, and why it is so much. */
export interface Slash {
  id: string;
  faultId: string;
  kind: FaultKind;
  operatorId: string;
  poolId: string;
  rulesVersion: number;
  units: OfferedUnits[];
  base: NanoTokens;
  atStake: NanoTokens;
  slashedBefore: NanoTokens;
  amount: NanoTokens;
  proposedAt: Millis;
  /** When it is carried out unless somebody appeals. */
  dueAt: Millis;
  state: SlashState;
  appeal: { reason: string; at: Millis; decideBy: Millis } | null;
  decision: { decision: 'upheld' | 'forgiven'; decidedBy: 'administrator' | 'time'; reason: string; at: Millis } | null;
  borne: (BorneLoss & { at: Millis; harm: NanoTokens }) | null;
  /** What of it is still kept for whoever was harmed, and until when. */
  redressUntil: Millis | null;
}

/** A slash as it is read: plain JSON, amounts as decimal strings. */
export type SlashView = ReturnType<typeof slashView>;

export function slashView({ units, base, atStake, slashedBefore, amount, borne, ...slash }: Slash) {
  return {
    ...slash, units: unitsView(units), base: base.toString(), atStake: atStake.toString(), slashedBefore: slashedBefore.toString(), amount: amount.toString(),
    borne: borne && {
      bond: borne.bond.toString(), stake: borne.stake.toString(), insurance: borne.insurance.toString(), treasury: borne.treasury.toString(), deficit: borne.deficit.toString(), harm: borne.harm.toString(),
      at: borne.at,
    },
  };
}

export function unitsView(units: readonly OfferedUnits[]) {
  return units.map(({ units: count, ...of }) => ({ ...of, units: count.toString() }));
}
