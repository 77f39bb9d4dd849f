import { randomBytes } from 'node:crypto';

import { appendLeaves, hashOfSubtrees, inclusionRanges, leafHash, proofOf, rootOfInclusion, sameHash } from '#libs/economics';
import { newId } from '#libs/kernel';
import { LogSigner } from '#libs/transparency';
import { canonicalText, headText, type LeafBody, type Plain, type Proven, STATEMENT_FORMAT, type StatementDocument, verifyStatement } from '#libs/verify';

import type { Contest } from './contest.js';

/** The charges of a statement; with its lines, its rates and itself somewhat more leaves. */
const CHARGES = 100_000;
const LINES = 100;
const RATE = 30_000_001n;
const MINUTE = 60_000n;

/**
 * A statement of a hundred thousand charges, from parsed JSON to the verdict: every hash, proof, price and sum, on one
 * thread. The peer checks the same proofs one by one, as RFC 9162 describes it, and neither prices nor signatures.
 */
export async function* verifyContests(): AsyncGenerator<Contest> {
  const document = statementOf(CHARGES, LINES);
  const text = JSON.stringify(document);
  const leaves = [...document.lines.flatMap((line) => [line, ...line.charges]), document.statement, ...document.rates];
  const seconds: number[] = [];
  yield {
    name: 'verify',
    unit: 'leaves/s',
    peerIs: 'the same proofs one by one (RFC 9162, 2.1.3.2)',
    ours: async () => {
      const start = performance.now();
      const { verified } = verifyStatement(document);
      seconds.push((performance.now() - start) / 1_000);
      if (!verified) throw new Error('an honest statement was not verified');
      return leaves.length / seconds.at(-1)!;
    },
    peer: async () => {
      const start = performance.now();
      const root = Buffer.from(document.log.root, 'base64');
      if (!leaves.every((leaf) => isIncluded(leaf, document.log.size, root))) throw new Error('an honest proof was refused');
      return leaves.length / ((performance.now() - start) / 1_000);
    },
    extra: () => ({
      leaves: leaves.length, secondsAtMost: Number(Math.max(...seconds).toFixed(3)), secondsTargetAtMost: 2, proofBytes: Math.max(...leaves.map(({ proof }) => proof.length)), proofTargetBytes: 1_024,
      documentMebibytes: Math.round(text.length / 2 ** 20), parseSeconds: Number(parseSeconds(text).toFixed(3)),
    }),
    close: async () => undefined,
  };
}

function parseSeconds(text: string): number {
  const start = performance.now();
  JSON.parse(text);
  return (performance.now() - start) / 1_000;
}

function isIncluded({ leaf, proof }: Proven, size: number, root: Uint8Array): boolean {
  const bytes = Buffer.from(proof, 'base64');
  const hashes = Array.from({ length: bytes.length / 32 }, (_, place) => bytes.subarray(place * 32, place * 32 + 32));
  const found = rootOfInclusion({ index: leaf.index, size, leafHash: leafHash(Buffer.from(canonicalText(leaf))), proof: hashes });
  return found !== undefined && sameHash(found, root);
}

/** An honest statement in a log of its own, among as many leaves of others. */
function statementOf(charges: number, lines: number): StatementDocument {
  const [tenantId, poolId, statementId] = [newId('tenant'), newId('pool'), newId('statement')];
  const each = charges / lines;
  const bodies: LeafBody[] = [];
  const add = (fields: Record<string, Plain>): LeafBody => {
    // Between any two of ours lies one of somebody else.
    bodies.push({ index: bodies.length, kind: 'entry', salt: randomBytes(16).toString('hex') });
    const body = { ...fields, index: bodies.length, salt: randomBytes(16).toString('hex') };
    bodies.push(body);
    return body;
  };
  const price = (minutes: bigint) => (1_500n * RATE * minutes * MINUTE) / (1_000n * 3_600_000n);
  const rate = add({ kind: 'rate', poolId, resourceClass: 'CPU_MILLI', variant: '', version: 1, curve: { kind: 'fixed', nanoTokensPerUnitHour: RATE.toString() }, activeFrom: 0, createdAt: 0 });
  const chargesOf = Array.from({ length: lines }, (_, line) => {
    const leaseId = newId('lease');
    const made = Array.from({ length: each }, (_unused, minute) => add({
      kind: 'charge', type: 'time', id: newId('charge'), tenantId, leaseId, poolId, resourceClass: 'CPU_MILLI', variant: '', quantity: '1500', nanoTokensPerUnitHour: RATE.toString(), streamStartsAt: 0,
      startsAt: minute * Number(MINUTE), endsAt: (minute + 1) * Number(MINUTE), amount: (price(BigInt(minute) + 1n) - price(BigInt(minute))).toString(), waived: '0', postedAt: minute, hidden: randomBytes(32).toString('hex'),
    }));
    return { leaseId, line: line + 1, made };
  });
  const total = price(BigInt(each));
  const statement = add({
    kind: 'statement', id: statementId, tenantId, period: 'month', startsAt: 0, endsAt: each * Number(MINUTE), openingBalance: (total * BigInt(lines)).toString(), deposits: '0',
    charges: (total * BigInt(lines)).toString(), closingBalance: '0', closedAt: 0, lines,
  });
  const lineLeaves = chargesOf.map(({ leaseId, line }) => add({
    kind: 'line', statementId, line, leaseId, leaseName: `lease-${line}`, resourceClass: 'CPU_MILLI', variant: '', usage: (1_500n * MINUTE * BigInt(each)).toString(), amount: total.toString(), waived: '0',
    startsAt: 0, endsAt: each * Number(MINUTE),
  }));
  const hashes = bodies.map((body) => leafHash(Buffer.from(canonicalText(body))));
  const { nodes, frontier } = appendLeaves(0, [], hashes);
  const byPlace = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const size = bodies.length;
  // Parsed again, so that keys are where a file would have them.
  const proven = (leaf: LeafBody): Proven => ({
    leaf: JSON.parse(canonicalText(leaf)) as LeafBody, hash: base64(hashes[leaf.index]!),
    proof: base64(Buffer.concat(proofOf(inclusionRanges(leaf.index, size), ({ level, index }) => byPlace.get(`${level}/${index}`)!))),
  });
  const signer = new LogSigner(randomBytes(32));
  const head = { size, root: base64(hashOfSubtrees(frontier)), signedAt: 1 };
  return {
    format: STATEMENT_FORMAT,
    log: { publicKey: base64(signer.publicKey), keyId: signer.keyId, ...head, text: headText(head), signature: base64(signer.sign(head)) },
    statement: proven(statement), deposits: [], rates: [proven(rate)],
    lines: chargesOf.map(({ made, line }) => ({ ...proven(lineLeaves[line - 1]!), charges: made.map(proven) })),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
