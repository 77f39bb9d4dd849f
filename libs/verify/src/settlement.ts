import type { Plain } from './canonical.js';
import type { DocumentHead, Proven } from './document.js';
import type { RulesSignature } from './rule-set.js';

/** What each document that shows how an amount came about calls itself. */
export const settlementFormats = { slash: 'weir-slash/1', reward: 'weir-reward/1', cover: 'weir-cover/1', inflow: 'weir-inflow/1', exit: 'weir-exit/1', division: 'weir-division/1', payout: 'weir-payout/1', challenge: 'weir-challenge/1' } as const;
export type SettlementKind = keyof typeof settlementFormats;
export type SettlementFormat = (typeof settlementFormats)[SettlementKind];

/** A leaf with what it commits to and does not say: its SHA-256 is the leaf's `hidden`. Without it, whom the leaf is about is not told, and all the same follows. */
export interface Opened extends Proven {
  hidden?: { readonly [key: string]: Plain };
}

/** The version of the rules that it goes by, with its own signature: null where the platform had no key when it was published. */
export interface ProvenRules extends Proven {
  signed: RulesSignature | null;
}

/** An amount with all that it follows from: leaves of the log by their names, as `settlementParts` lists them. */
export interface SettlementDocument {
  format: SettlementFormat;
  log: DocumentHead;
  rules: ProvenRules;
  [part: string]: unknown;
}

type PartKind = 'one' | 'maybe' | 'list' | 'maybe-list';

/** Which leaves each has: one, one that may be missing, any number of them, or those that may be missing. */
export const settlementParts = {
  slash: { fault: 'one', slash: 'one', decision: 'maybe', loss: 'maybe', before: 'list', beforeDecisions: 'list', beforeLosses: 'list' },
  reward: { epoch: 'one', shares: 'list', window: 'list', own: 'maybe-list', moved: 'maybe' },
  cover: { cover: 'one', price: 'one', priceBefore: 'maybe', claims: 'list', credits: 'list', verdicts: 'maybe-list', moved: 'list' },
  inflow: { inflow: 'one', entries: 'maybe-list' },
  exit: { exit: 'one', rulesAtPayment: 'maybe', slashes: 'list', decisions: 'list', losses: 'list', moved: 'maybe' },
  division: { division: 'one', before: 'maybe' },
  payout: { payout: 'one', before: 'maybe', entries: 'maybe-list', others: 'list', resolutions: 'list', moved: 'maybe' },
  challenge: { draw: 'one', challenge: 'one', witness: 'maybe', faults: 'list', slashes: 'list' },
} as const satisfies Record<SettlementKind, Readonly<Record<string, PartKind>>>;

type Part<How> = How extends 'list' ? readonly Opened[] : How extends 'maybe-list' ? readonly Opened[] | undefined : How extends 'maybe' ? Opened | undefined : Opened;
/** The leaves of a document. */
export type Parts<Kind extends SettlementKind> = { [Name in keyof (typeof settlementParts)[Kind]]: Part<(typeof settlementParts)[Kind][Name]> };

export function settlementKindOf(format: unknown): SettlementKind | undefined {
  return (Object.keys(settlementFormats) as SettlementKind[]).find((kind) => settlementFormats[kind] === format);
}
