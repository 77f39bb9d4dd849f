import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

import { fromBase64 } from './base64.js';
import { canonicalText, type Plain } from './canonical.js';
import { checkHead } from './check-head.js';
import { findingIn } from './check-proofs.js';
import type { Finding } from './document.js';
import { leafHash } from './hashing.js';
import { rootOf } from './head.js';
import { KnownNodes } from './known-nodes.js';
import { type RoundDocument, type RoundHeader, type RoundLeaf, type RoundTree } from './round.js';
import { roundShapeFindings } from './shape.js';

/** More rounds than any chain is for: a place beyond is not hashed back from. */
const LONGEST_CHAIN = 1_000_000;

export interface RoundVerdict {
  verified: boolean;
  /** What is wrong; empty when verified. */
  findings: Finding[];
}

/**
 * Checks by nothing but the document that a lease was decided about as it says: the head's signature; that the log has the
 * round and, before it, the chain that its seed is of; that the header is the one committed to; that request and outcome are
 * in it. Whether the outcome follows from the policy takes what others asked for, too: an auditor replays it. Never throws.
 */
export function verifyRound(document: unknown, { publicKey }: { publicKey?: string } = {}): RoundVerdict {
  const shape = roundShapeFindings(document);
  if (shape.length > 0) return { verified: false, findings: shape };
  const round = document as RoundDocument;
  const { findings, size, root } = checkHead(round.log, publicKey);
  const rootBytes = rootOf({ root, size, signedAt: 0 });
  if (rootBytes) {
    const nodes = new KnownNodes(size, rootBytes);
    for (const part of ['chain', 'round'] as const) findings.push(...[findingIn(`/${part}`, round[part], nodes, true)].filter((finding) => finding !== undefined));
  }
  findings.push(...headerFindings(round), ...seedFindings(round));
  for (const [part, tree] of [['request', 'requests'], ['outcome', 'outcomes']] as const) {
    if (!isIn(round[part], round.header[tree])) findings.push({ pointer: `/${part}`, detail: `is not among the ${tree} that the round committed to` });
  }
  const { leaseId } = round.request.leaf;
  if (round.outcome.index !== round.request.index || round.outcome.leaf['leaseId'] !== leaseId) findings.push({ pointer: '/outcome', detail: 'is not that of this request' });
  return { verified: findings.length === 0, findings };
}

function headerFindings({ header, round: { leaf } }: RoundDocument): Finding[] {
  const findings: Finding[] = [];
  if (bytesToHex(sha256(utf8ToBytes(canonicalText(header as unknown as Plain)))) !== leaf['commitment']) findings.push({ pointer: '/header', detail: 'is not what the log has the hash of' });
  if (leaf['kind'] !== 'round') findings.push({ pointer: '/round/leaf/kind', detail: 'is not that of a round' });
  for (const field of ['roundId', 'poolId', 'at'] as const) if (leaf[field] !== header[field]) findings.push({ pointer: `/header/${field}`, detail: 'is not that of the round in the log' });
  return findings;
}

/** The seed was fixed before: hashed back it gives the anchor of a chain that came into the log earlier. */
function seedFindings({ header: { seed, poolId }, chain, round }: RoundDocument): Finding[] {
  const findings: Finding[] = [];
  const { leaf } = chain;
  if (leaf['kind'] !== 'seeds' || leaf['chainId'] !== seed.chainId || leaf['poolId'] !== poolId) findings.push({ pointer: '/chain', detail: "is not the chain of this round's seed" });
  if (leaf.index >= round.leaf.index) findings.push({ pointer: '/chain/leaf/index', detail: 'is not before the round' });
  if (seed.place >= LONGEST_CHAIN || anchorOf(seed) !== leaf['anchor']) findings.push({ pointer: '/header/seed', detail: 'is not the one that the chain fixed for this round' });
  return findings;
}

function anchorOf({ value, place }: RoundHeader['seed']): string | undefined {
  if (!/^[0-9a-f]{64}$/.test(value)) return undefined;
  let bytes = hexToBytes(value);
  for (let step = 0; step <= place; step += 1) bytes = sha256(bytes);
  return bytesToHex(bytes);
}

function isIn({ index, leaf, proof }: RoundLeaf, { size, root }: RoundTree): boolean {
  const path = fromBase64(proof);
  if (!path || !/^[0-9a-f]{64}$/.test(root)) return false;
  return new KnownNodes(size, hexToBytes(root)).holds(index, leafHash(canonicalText(leaf)), path);
}
