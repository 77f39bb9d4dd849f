import { checkHead } from './check-head.js';
import { checkPrices } from './check-prices.js';
import { checkProofs } from './check-proofs.js';
import type { Finding, StatementDocument } from './document.js';
import { rootOf } from './head.js';
import { KnownNodes } from './known-nodes.js';
import { shapeFindings } from './shape.js';

export interface VerifyOptions {
  /** The public key that you trust, in base 64, got from elsewhere than the statement. Without one any key is believed. */
  publicKey?: string;
}

export interface Verdict {
  verified: boolean;
  /** What is wrong; empty when verified. */
  findings: Finding[];
  leaves: number;
  charges: number;
  /** Charges whose price is agreed on otherwise than by a version of a rate that is here. */
  unexplainedPrices: number;
}

/**
 * Checks a statement with its proofs by nothing but what is in it: the head's signature, that the log has every leaf, and
 * every price and sum anew, in integers. Never throws, whatever it is given.
 */
export function verifyStatement(document: unknown, { publicKey }: VerifyOptions = {}): Verdict {
  const shape = shapeFindings(document);
  if (shape.length > 0) return verdict(shape);
  const statement = document as StatementDocument;
  const { findings, size, root } = checkHead(statement.log, publicKey);
  const rootBytes = rootOf({ root, size, signedAt: 0 });
  if (!rootBytes) return verdict(findings);
  const { findings: unproven, leaves } = checkProofs(statement, new KnownNodes(size, rootBytes));
  const proofs = [...findings, ...unproven];
  // What was changed cannot be priced: one digit would be told of many times.
  if (proofs.length > 0) return { ...verdict(proofs), leaves };
  const prices = checkPrices(statement);
  return { ...verdict(prices.findings), leaves, charges: prices.charges, unexplainedPrices: prices.unexplained };
}

function verdict(findings: Finding[]): Verdict {
  return { verified: findings.length === 0, findings, leaves: 0, charges: 0, unexplainedPrices: 0 };
}
