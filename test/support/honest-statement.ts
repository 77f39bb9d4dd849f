import * as fc from 'fast-check';
import { generateKeyPairSync, sign } from 'node:crypto';

import * as economics from '#libs/economics';
import { appendLeaves, hashOfSubtrees, inclusionRanges, leafHash, owed, proofOf } from '#libs/economics';
import { newId } from '#libs/kernel';
import { canonicalText, headText, keyIdOf, type LeafBody, type Plain, type Proven, STATEMENT_FORMAT, type StatementDocument, unitsPerPricedOf } from '#libs/verify';

/** For specs of libs/verify: as a package of its own it does not see our other libs. */
export { economics };

/** What a statement is made of. Amounts follow. */
export interface StatementSpec {
  lines: readonly { resourceClass: string; leaseName: string; charges: readonly ChargeSpec[] }[];
  deposits: readonly bigint[];
  /** Leaves of others that stand between ours. */
  strangers: number;
}

export interface ChargeSpec {
  type: 'time' | 'credit';
  quantity: bigint;
  price: bigint;
  startsAfter: number;
  millis: number;
}

const amount = (max: bigint) => fc.bigInt({ min: 1n, max });

/** Statements of all sorts: few lines, of few charges. */
export const statementSpecs: fc.Arbitrary<StatementSpec> = fc.record({
  lines: fc.array(fc.record({
    resourceClass: fc.constantFrom('CPU_MILLI', 'MEMORY_MIB', 'GPU_MILLI', 'STORAGE_GIB', 'CUSTOM_FPGA'), leaseName: fc.string({ unit: 'grapheme', maxLength: 12 }),
    charges: fc.array(fc.record({
      type: fc.constantFrom('time', 'time', 'credit'), quantity: amount(100_000n), price: amount(10n ** 12n), startsAfter: fc.nat(10 ** 7), millis: fc.integer({ min: 1, max: 10 ** 7 }),
    }), { minLength: 1, maxLength: 3 }),
  }), { minLength: 1, maxLength: 3 }),
  deposits: fc.array(amount(10n ** 15n), { maxLength: 2 }),
  strangers: fc.nat(6),
});

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const keyBytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
/** The key that honest statements are signed with, in base 64. */
export const honestKey = keyBytes.toString('base64');

/** A statement as an honest log would prove it, made by nothing of what checks it but how leaves are written. */
export function honestStatement({ lines, deposits, strangers }: StatementSpec): StatementDocument {
  const [tenantId, poolId, statementId] = [newId('tenant'), newId('pool'), newId('statement')];
  const bodies: LeafBody[] = [];
  const add = (fields: Record<string, Plain>): LeafBody => {
    for (let count = 0; count < strangers; count += 1) bodies.push({ index: bodies.length, kind: 'entry', salt: newId('transfer') });
    const body = { ...fields, index: bodies.length, salt: newId('transfer') };
    bodies.push(body);
    return body;
  };
  const made = lines.map(({ resourceClass, leaseName, charges }, place) => {
    const leaseId = newId('lease');
    const leaves = charges.map(({ type, quantity, price, startsAfter, millis }) => {
      const upTo = (elapsedMillis: number) => owed({ quantity, nanoTokensPerUnitHour: price, unitsPerPriced: unitsPerPricedOf(resourceClass), elapsedMillis });
      const sum = upTo(startsAfter + millis) - upTo(startsAfter);
      const rate = add({ kind: 'rate', poolId, resourceClass, variant: '', version: 1, curve: { kind: 'kinked', base: '0', slope1: price.toString(), slope2: '0', kinkBps: 8_000 }, activeFrom: 0, createdAt: 0 });
      const charge = add({
        kind: 'charge', type, id: newId('charge'), tenantId, leaseId, poolId, resourceClass, variant: '', quantity: quantity.toString(), nanoTokensPerUnitHour: price.toString(), streamStartsAt: 10 ** 12,
        startsAt: 10 ** 12 + startsAfter, endsAt: 10 ** 12 + startsAfter + millis, amount: (type === 'credit' ? -sum : sum).toString(), waived: '0', postedAt: 10 ** 12,
      });
      return { rate, charge, amount: type === 'credit' ? -sum : sum, usage: (type === 'credit' ? -1n : 1n) * quantity * BigInt(millis) };
    });
    const line = add({
      kind: 'line', statementId, line: place + 1, leaseId, leaseName, resourceClass, variant: '', usage: total(leaves.map(({ usage }) => usage)).toString(),
      amount: total(leaves.map((leaf) => leaf.amount)).toString(), waived: '0', startsAt: Math.min(...leaves.map(({ charge }) => Number(charge['startsAt']))),
      endsAt: Math.max(...leaves.map(({ charge }) => Number(charge['endsAt']))),
    });
    return { line, leaves };
  });
  const entries = deposits.map((sum) => add({ kind: 'entry', transferId: newId('transfer'), account: 'wallet', ownerId: tenantId, asset: 'token', amount: sum.toString(), reason: 'deposit', subjectId: null, at: 1 }));
  const [charged, deposited] = [total(made.flatMap(({ leaves }) => leaves.map((leaf) => leaf.amount))), total(deposits)];
  const statement = add({
    kind: 'statement', id: statementId, tenantId, period: 'month', startsAt: 0, endsAt: 2 * 10 ** 12, openingBalance: '12345', deposits: deposited.toString(), charges: charged.toString(),
    closingBalance: (12_345n + deposited - charged).toString(), closedAt: 2 * 10 ** 12, lines: lines.length,
  });
  const { proven, log } = logOf(bodies);
  return {
    format: STATEMENT_FORMAT, log, statement: proven(statement), deposits: entries.map(proven), rates: made.flatMap(({ leaves }) => leaves.map(({ rate }) => proven(rate))),
    lines: made.map(({ line, leaves }) => ({ ...proven(line), charges: leaves.map(({ charge }) => proven(charge)) })),
  };
}

function logOf(bodies: readonly LeafBody[]) {
  const hashes = bodies.map((body) => leafHash(Buffer.from(canonicalText(body))));
  const { nodes, frontier } = appendLeaves(0, [], hashes);
  const byPlace = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  const head = { size: bodies.length, root: base64(hashOfSubtrees(frontier)), signedAt: 3 * 10 ** 12 };
  const text = headText(head);
  const proven = (leaf: LeafBody): Proven => ({
    leaf: JSON.parse(canonicalText(leaf)) as LeafBody, hash: base64(hashes[leaf.index]!),
    proof: base64(Buffer.concat(proofOf(inclusionRanges(leaf.index, bodies.length), ({ level, index }) => byPlace.get(`${level}/${index}`)!))),
  });
  return { proven, log: { publicKey: honestKey, keyId: keyIdOf(keyBytes), ...head, text, signature: base64(sign(null, Buffer.from(text), privateKey)) } };
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, each) => sum + each, 0n);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
