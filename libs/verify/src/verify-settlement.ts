import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import { canonicalText } from './canonical.js';
import { checkHead } from './check-head.js';
import { findingIn } from './check-proofs.js';
import { checkChallenge } from './check-challenge.js';
import { checkCover } from './check-cover.js';
import { checkDivision } from './check-division.js';
import { checkExit } from './check-exit.js';
import { checkInflow } from './check-inflow.js';
import { checkPayout } from './check-payout.js';
import { checkReward } from './check-reward.js';
import { checkSlash } from './check-slash.js';
import type { Finding } from './document.js';
import { findChange } from './find-change.js';
import { rootOf } from './head.js';
import { KnownNodes } from './known-nodes.js';
import { Reckoning, Unreadable } from './reckoning.js';
import { isSignedRuleSet } from './rule-set.js';
import { type Opened, type Parts, type SettlementDocument, type SettlementKind, settlementKindOf, settlementParts } from './settlement.js';
import { settlementShapeFindings } from './shape.js';

/** Changes are searched for in so many leaves; of more it is only said that they were changed. */
const MOST_SEARCHES = 10;

export interface SettlementVerdict {
  verified: boolean;
  /** What is wrong; empty when verified. */
  findings: Finding[];
  leaves: number;
  /** What was reckoned, for a person; empty unless verified. */
  says: string[];
}

const checks: { readonly [Kind in SettlementKind]: (book: Reckoning, parts: Parts<Kind>) => string[] } = { slash: checkSlash, reward: checkReward, cover: checkCover, inflow: checkInflow, exit: checkExit, division: checkDivision, payout: checkPayout, challenge: checkChallenge };

/**
 * Checks by nothing but the document that an amount is what the rules of its version make of what the log has: the head's signature, that the log has every leaf, that what is told
 * besides is what leaves commit to, and every step of the amount anew, in integers. Never throws, whatever it is given.
 */
export function verifySettlement(document: unknown, { publicKey }: { publicKey?: string } = {}): SettlementVerdict {
  const shape = settlementShapeFindings(document);
  if (shape.length > 0) return verdict(shape);
  const settlement = document as SettlementDocument;
  const kind = settlementKindOf(settlement.format)!;
  const { findings, size, root } = checkHead(settlement.log, publicKey);
  const rootBytes = rootOf({ root, size, signedAt: 0 });
  if (!rootBytes) return verdict(findings);
  const leaves = [...leavesIn(settlement, kind)];
  findings.push(...proofFindings(leaves, new KnownNodes(size, rootBytes)));
  if (!findings.some(({ pointer }) => pointer.startsWith('/rules/leaf'))) findings.push(...rulesFindings(settlement));
  // What was changed is not reckoned by: one digit would be told of many times.
  if (findings.length > 0) return { ...verdict(findings), leaves: leaves.length };
  const book = new Reckoning(settlement.rules.leaf);
  const says = reckon(book, kind, settlement);
  return { ...verdict(book.findings, says), leaves: leaves.length };
}

function reckon(book: Reckoning, kind: SettlementKind, settlement: SettlementDocument): string[] {
  try {
    const parts: Record<string, unknown> = {};
    for (const name of Object.keys(settlementParts[kind])) parts[name] = settlement[name];
    book.expect('/rules', settlement.rules, { kind: 'rules' });
    return (checks[kind] as (book: Reckoning, parts: unknown) => string[])(book, parts);
  } catch (error) {
    // Beyond what is expected are amounts that no rule takes.
    if (!(error instanceof Unreadable)) book.wrong('', `cannot be reckoned: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** Every leaf of a document with its pointer. */
function* leavesIn(document: SettlementDocument, kind: SettlementKind): Generator<[pointer: string, opened: Opened]> {
  yield ['/rules', document.rules];
  for (const [name, how] of Object.entries(settlementParts[kind])) {
    const part = document[name] as Opened | readonly Opened[] | undefined;
    if (part === undefined) continue;
    if (how === 'list' || how === 'maybe-list') for (const [number, one] of (part as readonly Opened[]).entries()) yield [`/${name}/${number}`, one];
    else yield [`/${name}`, part as Opened];
  }
}

function proofFindings(leaves: readonly [string, Opened][], nodes: KnownNodes): Finding[] {
  const findings: Finding[] = [];
  for (const [pointer, opened] of leaves) {
    const searches = findings.length < MOST_SEARCHES;
    const finding = findingIn(pointer, opened, nodes, searches) ?? hiddenFinding(pointer, opened, searches);
    if (finding) findings.push(finding);
  }
  return findings;
}

/** What is wrong with what a leaf is said to commit to. The leaf is proven. */
function hiddenFinding(pointer: string, { leaf, hidden }: Opened, searches: boolean): Finding | undefined {
  if (hidden === undefined) return undefined;
  const committed = leaf['hidden'];
  const hashOf = (text: string) => sha256(utf8ToBytes(text));
  if (typeof committed !== 'string' || !/^[0-9a-f]{64}$/.test(committed)) return { pointer: `${pointer}/hidden`, detail: 'is not what the leaf has the hash of' };
  if (bytesToHex(hashOf(canonicalText(hidden))) === committed) return undefined;
  const change = searches ? findChange(hidden, hexToBytes(committed), hashOf) : undefined;
  return change ? { pointer: `${pointer}/hidden${change.pointer}`, detail: `was changed: the log has the hash of ${JSON.stringify(change.was)}` } : { pointer: `${pointer}/hidden`, detail: 'is not what the leaf has the hash of' };
}

/** The version's own signature. The log vouches for it, too: whose key it is follows from that. */
function rulesFindings({ rules: { leaf, signed }, log }: SettlementDocument): Finding[] {
  if (signed === null) return [];
  const { version, activeFrom, rules } = leaf;
  if (typeof version !== 'number' || typeof activeFrom !== 'number' || rules === undefined) return [{ pointer: '/rules/leaf', detail: 'is not a version of the rules' }];
  if (isSignedRuleSet({ version, activeFrom, rules }, signed)) return [];
  const isKeyChanged = signed.publicKey !== log.publicKey && isSignedRuleSet({ version, activeFrom, rules }, { ...signed, publicKey: log.publicKey });
  return [{ pointer: `/rules/signed/${isKeyChanged ? 'publicKey' : 'signature'}`, detail: 'is not that of these rules' }];
}

function verdict(findings: Finding[], says: string[] = []): SettlementVerdict {
  return { verified: findings.length === 0, findings, leaves: 0, says: findings.length === 0 ? says : [] };
}
