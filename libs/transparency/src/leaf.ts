import { hash, randomBytes } from 'node:crypto';

import { canonicalText, type Plain } from '#libs/verify';

/** What there are leaves of, in the order in which one batch takes them: what others rest on comes before them. */
export const leafKinds = ['rules', 'seeds', 'round', 'rate', 'usage', 'draw', 'challenge', 'fault', 'slash', 'decision', 'loss', 'charge', 'statement', 'line', 'cover', 'price', 'claim', 'credit', 'verdict', 'share', 'reward', 'inflow', 'exit', 'division', 'payout', 'resolution', 'entry'] as const;
export type LeafKind = (typeof leafKinds)[number];

type Fields = Readonly<Record<string, Plain>>;

/** A record that is to become a leaf. */
export interface NewLeaf {
  kind: LeafKind;
  sequence: bigint;
  tenantId: string | null;
  leaseId: string | null;
  /** What whoever the record is about may know. */
  shown: Fields;
  /** What only the platform, or the operator, may know: the leaf commits to it and does not say it. */
  hidden?: Fields;
}

export interface Leaf extends Omit<NewLeaf, 'shown' | 'hidden'> {
  index: number;
  body: string;
  hidden: string | null;
}

const SALT_BYTES = 16;

/**
 * Puts a record at its place. The place is in the body, so that no leaf can be shown twice; a salt is too, since proofs
 * hand out the hashes of others' leaves, which must not tell by guessing what those say.
 */
export function leafAt(index: number, { kind, sequence, tenantId, leaseId, shown, hidden }: NewLeaf): Leaf {
  const secret = hidden && canonicalText({ ...hidden, salt: salt() });
  const body = canonicalText({ ...shown, kind, index, salt: salt(), ...(secret === undefined ? {} : { hidden: hash('sha256', secret, 'hex') }) });
  return { index, kind, sequence, tenantId, leaseId, body, hidden: secret ?? null };
}

function salt(): string {
  return randomBytes(SALT_BYTES).toString('hex');
}
