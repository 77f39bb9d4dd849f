import * as fc from 'fast-check';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { changedDigit, valuesIn } from '../../../test/support/changed-values.js';
import { economics, honestKey, honestStatement, statementSpecs } from '../../../test/support/honest-statement.js';
import { fromBase64 } from './base64.js';
import type { StatementDocument } from './document.js';
import { leafHash, nodeHash } from './hashing.js';
import { isSignedBy } from './head.js';
import { priceOfTime, unitsPerPricedOf } from './pricing.js';
import { verifyStatement } from './verify-statement.js';

const pick = fc.nat(2 ** 31 - 1);
const statements = statementSpecs.map(honestStatement);
/** Where something is wrong, each place once. */
const pointersOf = (document: unknown) => [...new Set(verifyStatement(document, { publicKey: honestKey }).findings.map(({ pointer }) => pointer))];

describe('a statement', () => {
  test('that is honest is verified, and every price explained', () => {
    fc.assert(fc.property(statements, (document) => {
      const charges = document.lines.flatMap((line) => line.charges).length;
      const verdict = verifyStatement(JSON.parse(JSON.stringify(document)), { publicKey: honestKey });
      expect(verdict).toEqual({ verified: true, findings: [], leaves: charges * 2 + document.lines.length + document.deposits.length + 1, charges, unexplainedPrices: 0 });
    }));
  });

  test('of which any digit was changed says which, and nothing else', { timeout: 300_000 }, () => {
    fc.assert(fc.property(statements.chain(changedDigit), ({ pointer, changed }) => {
      expect(pointersOf(changed)).toEqual([pointer]);
    }), { numRuns: 1_000 });
  });

  test('of which two charges were changed says both, and what they were', () => {
    fc.assert(fc.property(statements.filter(({ lines }) => lines.length > 1), (document) => {
      const changed = structuredClone(document) as unknown as { lines: { charges: { leaf: Record<string, unknown> }[] }[] };
      const were = [0, 1].map((line) => JSON.stringify(document.lines[line]!.charges[0]!.leaf['amount']));
      for (const line of [0, 1]) changed.lines[line]!.charges[0]!.leaf['amount'] = (document.lines[line]!.charges[0]!.leaf['amount'] as string).replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
      expect(verifyStatement(changed).findings).toEqual([0, 1].map((line) => ({ pointer: `/lines/${line}/charges/0/leaf/amount`, detail: `was changed: the log has ${were[line]}` })));
    }));
  });

  test('of which any value is another, of another kind, or gone, is not verified, and the place is named', { timeout: 300_000 }, () => {
    const anything = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null), fc.boolean(), fc.constant([]), fc.constant({}), fc.constant(undefined));
    fc.assert(fc.property(statements, pick, anything, (document, chosen, other) => {
      const values = valuesIn(document);
      const { pointer, value, replaced } = values[chosen % values.length]!;
      fc.pre(JSON.stringify(other) !== JSON.stringify(value));
      // Nothing that is said to be wrong lies elsewhere, but what a head says of itself in two ways.
      const found = pointersOf(replaced(other));
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((named) => !`${pointer}/`.startsWith(`${named}/`) && !(named.startsWith('/log/') && pointer.startsWith('/log/')))).toEqual([]);
    }), { numRuns: 200 });
  });

  test('is answered whatever it is', () => {
    fc.assert(fc.property(fc.anything(), (document) => {
      expect(verifyStatement(document).verified).toBe(false);
    }));
  });
});

describe('what it is made of', () => {
  test('hashes and prices as the log and the ledger do, which have their own', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(Buffer.from(leafHash(text))).toEqual(Buffer.from(economics.leafHash(Buffer.from(text, 'utf8'))));
    }));
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(fc.property(hash, hash, (left, right) => {
      expect(Buffer.from(nodeHash(left, right))).toEqual(Buffer.from(economics.nodeHash(left, right)));
    }));
    fc.assert(fc.property(fc.constantFrom('CPU_MILLI', 'MEMORY_MIB', 'STORAGE_GIB'), fc.bigInt(0n, 10n ** 9n), fc.bigInt(0n, 10n ** 15n), fc.nat(10 ** 9), fc.nat(10 ** 9), (resourceClass, quantity, nanoTokensPerUnitHour, after, millis) => {
      const upTo = (elapsedMillis: number) => economics.owed({ quantity, nanoTokensPerUnitHour, unitsPerPriced: unitsPerPricedOf(resourceClass), elapsedMillis });
      expect(priceOfTime({ resourceClass, quantity, nanoTokensPerUnitHour, streamStartsAt: 5, startsAt: 5 + after, endsAt: 5 + after + millis })).toBe(upTo(after + millis) - upTo(after));
    }));
  });

  test('base 64 has one right form', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(fromBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
    }));
    fc.assert(fc.property(fc.oneof(fc.base64String(), fc.string(), fc.stringMatching(/^[\w+/=-]{0,12}$/)), (text) => {
      const bytes = Buffer.from(text, 'base64');
      expect(fromBase64(text)).toEqual(bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined);
    }), { numRuns: 2_000 });
  });

  test('signatures are those of Ed25519, and nothing else is one', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    fc.assert(fc.property(fc.string(), (text) => {
      expect(isSignedBy(key, text, sign(null, Buffer.from(text), privateKey).toString('base64'))).toBe(true);
    }));
    fc.assert(fc.property(fc.uint8Array({ minLength: 30, maxLength: 33 }), fc.string(), fc.uint8Array({ minLength: 63, maxLength: 65 }), (any, text, signature) => {
      expect(isSignedBy(any, text, Buffer.from(signature).toString('base64'))).toBe(false);
      expect(isSignedBy(key, text, text)).toBe(false);
    }));
  });
});

test('a proof is no longer than a kilobyte', () => {
  const proofs = (document: StatementDocument) => document.lines.flatMap((line) => line.charges).map(({ proof }) => proof.length);
  fc.assert(fc.property(statements, (document) => {
    expect(Math.max(...proofs(document))).toBeLessThan(1_024);
  }));
});
