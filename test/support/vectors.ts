import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const folder = new URL('../../libs/economics/vectors/', import.meta.url);

/** The cases of one file of vectors. */
export function vectorsOf<T>(name: string): T[] {
  return (JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as { cases: T[] }).cases;
}

/**
 * One test for every case of a file. `check` gets each and throws on one it has no rule for, and the count is stated, so
 * that no case is dropped in silence.
 */
export function everyVector<T>(name: string, count: number, check: (vector: T, index: number) => void): void {
  const cases = vectorsOf<T>(name);
  describe(`vectors ${name}`, () => {
    test('are all here', () => expect(cases).toHaveLength(count));
    test.each(cases.map((vector, index) => ({ vector, index, title: JSON.stringify(vector).slice(0, 150) })))('$index $title', ({ vector, index }) => {
      expect.hasAssertions();
      check(vector, index);
    });
  });
}

/** For the end of a `check`: no rule took the case. */
export function noRule(vector: unknown): never {
  throw new Error(`no rule for the vector ${JSON.stringify(vector)}`);
}

/** A check by the name of the case: each name has its rule, and each rule has its case. */
export function byName<T extends { name?: string }>(checks: Readonly<Record<string, (vector: T) => void>>): (vector: T) => void {
  return (vector) => (checks[vector.name ?? ''] ?? noRule)(vector);
}

/** The `rule` that a refusal names; undefined when nothing was refused. Other errors are thrown on. */
export function refusalOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    const extra = (error as { options?: { extra?: { rule?: unknown } } }).options?.extra;
    if (extra?.rule === undefined) throw error;
    return extra.rule;
  }
  return undefined;
}

/** '100e18', '1.5e18': an amount as the vectors write it. */
export function amountOf(text: string | number): bigint {
  const [mantissa = '0', exponent = '0'] = String(text).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(Number(exponent) - fraction.length);
}
