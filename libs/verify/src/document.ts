import type { Plain } from './canonical.js';

/** What a statement with its proofs calls itself. */
export const STATEMENT_FORMAT = 'weir-statement/1';

/** A leaf of the log. Its place is in it. */
export type LeafBody = Readonly<Record<string, Plain>> & { readonly index: number };

/** A leaf, its hash, and the hashes that lead from it to the root, one after another; base 64. */
export interface Proven {
  leaf: LeafBody;
  hash: string;
  proof: string;
}

/** The head that everything is proven against. `text` is what was signed: it says the same as the fields. */
export interface DocumentHead {
  publicKey: string;
  keyId: string;
  size: number;
  root: string;
  signedAt: number;
  text: string;
  signature: string;
}

export interface ProvenCharge extends Proven {
  /** Of a charge of usage: the record that it is for. */
  usage?: Proven;
}

export interface ProvenLine extends Proven {
  charges: ProvenCharge[];
}

/** A bill with all that it comes from: who has it needs nobody to check it. */
export interface StatementDocument {
  format: string;
  log: DocumentHead;
  statement: Proven;
  deposits: Proven[];
  lines: ProvenLine[];
  /** The versions of rates that the charges' prices come from, each once. */
  rates: Proven[];
}

/** What is wrong, and where in the document: a JSON pointer (RFC 6901). */
export interface Finding {
  pointer: string;
  detail: string;
}
